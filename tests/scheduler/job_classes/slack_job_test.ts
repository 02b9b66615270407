import assert from "node:assert/strict";
import { parseAllowList } from "../../../scheduler/job_classes/http/allow_list.ts";
import { slackJob } from "../../../scheduler/job_classes/slack_job.ts";
import { aContext, aServer } from "./support.ts";

const job = slackJob(parseAllowList("127.0.0.1"));

Deno.test("SlackJob posts the message as Slack takes it", async () => {
  await using server = aServer(() => new Response("ok"));
  const context = aContext();

  const result = await job.run(
    [`${server.url}/services/T0/B0/xyzzy`, "#team", "Carillon", ":bell:", "Standup!"],
    context,
  );

  const [sent] = server.requests;
  assert.equal(sent?.method, "POST");
  assert.equal(sent?.headers.get("content-type"), "application/json");
  assert.deepEqual(JSON.parse(sent?.body ?? ""), {
    channel: "#team",
    username: "Carillon",
    icon_emoji: ":bell:",
    text: "Standup!",
    link_names: true,
  });
  assert.equal(result, `127.0.0.1:${server.port} answered 200 OK`);
  assert.doesNotMatch(context.lines.join(), /xyzzy/);
});

Deno.test("SlackJob leaves out what is empty and takes an image as icon", async () => {
  await using server = aServer(() => new Response("ok"));

  await job.run([server.url, "", "", "https://example.com/bell.png", "hi"], aContext());

  assert.deepEqual(JSON.parse(server.requests[0]?.body ?? ""), {
    icon_url: "https://example.com/bell.png",
    text: "hi",
    link_names: true,
  });
});

Deno.test("SlackJob reads the webhook from a JOB_SECRET_ variable", async () => {
  await using server = aServer(() => new Response("ok"));
  const name = "JOB_SECRET_SLACK_JOB_TEST";
  const pubArgs = [name, "#team", "", "", "hi"];

  await assert.rejects(job.run(pubArgs, aContext()), {
    message: `the environment variable ${name} is not set on this server`,
  });
  Deno.env.set(name, `${server.url}/services/xyzzy`);
  try {
    await job.run(pubArgs, aContext());
  } finally {
    Deno.env.delete(name);
  }

  assert.equal(new URL(server.requests[0]?.url ?? "").pathname, "/services/xyzzy");
  assert.equal(job.checkArgs(["JWT_SECRET", "#team", "", "", "hi"]).ok, false);
});

Deno.test("SlackJob fails unless the status is 2xx, and tells the host alone", async () => {
  await using server = aServer((request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== "/moved/xyzzy") return new Response(`no ${pathname}`, { status: 404 });
    return new Response(null, { status: 302, headers: { location: "/" } });
  });
  const host = `127.0.0.1:${server.port}`;

  await assert.rejects(job.run([`${server.url}/xyzzy`, "", "", "", "hi"], aContext()), {
    message: `${host} answered 404 Not Found: no /…`,
  });
  await assert.rejects(job.run([`${server.url}/moved/xyzzy`, "", "", "", "hi"], aContext()), {
    message: `${host} answered 302 Found`,
  });
});

Deno.test("SlackJob without an answer tells the host alone", async () => {
  const server = aServer(() => new Response());
  await server[Symbol.asyncDispose]();

  await assert.rejects(job.run([`${server.url}/xyzzy`, "", "", "", "hi"], aContext()), (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.message, /^127\.0\.0\.1:\d+ did not answer: /);
    assert.doesNotMatch(error.stack ?? "", /xyzzy/);
    return true;
  });
});

Deno.test("SlackJob takes four arguments, with the webhook of SIMPLE_SCHEDULER_SLACK_URL", async () => {
  await using server = aServer(() => new Response("ok"));
  const pubArgs = ["#team", "bot", ":bell:", "Standup!"];

  assert.equal(job.checkArgs(pubArgs).ok, true);
  await assert.rejects(job.run(pubArgs, aContext()), {
    message: "the environment variable SIMPLE_SCHEDULER_SLACK_URL is not set on this server",
  });
  Deno.env.set("SIMPLE_SCHEDULER_SLACK_URL", `${server.url}/services/xyzzy`);
  try {
    await job.run(pubArgs, aContext());
  } finally {
    Deno.env.delete("SIMPLE_SCHEDULER_SLACK_URL");
  }

  const [sent] = server.requests;
  assert.equal(new URL(sent?.url ?? "").pathname, "/services/xyzzy");
  assert.deepEqual(JSON.parse(sent?.body ?? ""), {
    channel: "#team",
    username: "bot",
    icon_emoji: ":bell:",
    text: "Standup!",
    link_names: true,
  });
});

Deno.test("SlackJob takes the webhook's URL without an icon", async () => {
  await using server = aServer(() => new Response("ok"));

  await job.run([server.url, "#ops", "bot", "訊息 hello"], aContext());

  const { channel, username, text } = JSON.parse(server.requests[0]?.body ?? "");
  assert.deepEqual([channel, username, text], ["#ops", "bot", "訊息 hello"]);
});
