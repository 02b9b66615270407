import { strict as assert } from "node:assert";
import { Client } from "../../../tui/server/client.ts";
import { defaultJobPolicy, jobPolicyToWire } from "../../../routes/contract/facts.ts";
import { aJob } from "../support/builders.ts";

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly signal: AbortSignal;
}

function clientOf(answer: (asked: Asked) => Response | Promise<Response>) {
  const asked: Asked[] = [];
  let lapses = 0;
  const fetchLike = async (input: URL | RequestInfo, init?: RequestInit) => {
    const request = new Request(input instanceof URL ? input : String(input), init);
    const one = {
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: await request.text(),
      signal: request.signal,
    };
    asked.push(one);
    return await answer(one);
  };
  const client = new Client("http://server:1/base", () => lapses++, fetchLike as typeof fetch);
  client.setToken("TOKEN");
  return { client, asked, lapses: () => lapses };
}

function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), { status, headers });
}

Deno.test("a log-out is sent with the token, and answered after the client was closed", async () => {
  const there = Promise.withResolvers<Response>();
  const { client, asked } = clientOf(() => there.promise);

  const ending = client.logOut();
  client.close();
  there.resolve(json({ id: "0".repeat(32) }));

  assert.ok((await ending).ok);
  assert.equal(asked[0]?.method, "POST");
  assert.equal(asked[0]?.url, "http://server:1/base/api/v1/auth/logout");
  assert.equal(asked[0]?.headers.get("Authorization"), "Bearer TOKEN");
});

Deno.test("a call carries the token, and its answer is checked and cleaned", async () => {
  const job = aJob({ name: "evil\x1b[2J" });
  const { client, asked } = clientOf(() => json(job, 200, { ETag: '"7"' }));

  const answer = await client.job(job.job_id);

  assert.ok(answer.ok);
  assert.equal(answer.value.name, "evil·[2J");
  assert.equal(answer.etag, '"7"');
  assert.equal(asked[0]?.url, `http://server:1/base/api/v1/jobs/${job.job_id}`);
  assert.equal(asked[0]?.headers.get("Authorization"), "Bearer TOKEN");
});

Deno.test("a form gets the texts unchanged", async () => {
  const job = aJob({ name: "party 🎉" });
  const { client } = clientOf(() => json(job));

  const answer = await client.jobToEdit(job.job_id);

  assert.ok(answer.ok && answer.value.name === "party 🎉");
});

Deno.test("a refusal of the API is a value with text, code and details", async () => {
  const details = [{ field: "minute", reason: '"61" is above\x07 the maximum of 59' }];
  const { client } = clientOf(() => json({ error: "no", code: "invalid", details }, 422));

  const answer = await client.createJob({});

  assert.ok(!answer.ok);
  assert.equal(answer.failure.status, 422);
  assert.equal(answer.failure.code, "invalid");
  assert.equal(answer.failure.details[0]?.reason, '"61" is above· the maximum of 59');
});

Deno.test("an answer of a wrong form and no answer are failures too", async () => {
  const odd = await clientOf(() => new Response("<html>")).client.jobs();
  const none = await clientOf(() => {
    throw new TypeError("connection refused");
  }).client.jobs();
  const proxy = await clientOf(() => new Response("Bad Gateway", { status: 502 })).client.jobs();

  assert.ok(!odd.ok && odd.failure.code === "unreadable");
  assert.ok(!none.ok && none.failure.status === 0);
  assert.ok(!proxy.ok && proxy.failure.error === "HTTP status 502");
});

Deno.test("a refused token is reported once for each call", async () => {
  const refused = { error: "no token", code: "unauthorized", details: [] };
  const { client, lapses } = clientOf(() => json(refused, 401));

  await client.jobs();

  assert.equal(lapses(), 1);
});

Deno.test("pausing, resuming, running and stopping use the contract's methods", async () => {
  const { client, asked } = clientOf(({ url }) =>
    json(url.includes("executions") ? { execution_id: "e" } : { job_id: "j" })
  );

  await client.pauseJob("j");
  await client.resumeJob("j");
  await client.runJob("j");
  await client.runJob("j", { pub_args: [1] });
  await client.stopExecution("e");
  await client.changeJob("j", { name: "n" }, '"3"');

  assert.deepEqual(asked.map(({ method }) => method), [
    "PATCH",
    "OPTIONS",
    "POST",
    "POST",
    "DELETE",
    "PUT",
  ]);
  assert.equal(asked[2]?.body, "");
  assert.equal(asked[3]?.body, '{"pub_args":[1]}');
  assert.equal(asked[5]?.headers.get("If-Match"), '"3"');
});

Deno.test("events() yields events, heartbeats and the end, and resumes after the last id", async () => {
  const job = aJob();
  const parts = [
    "retry: 500\n\nevent: ready\nid: 01\nda",
    `ta: {"time":"2026-11-22T06:00:00.000Z","resumed":false}\n\n: heartbeat\n\nevent: new_kind\ndata: {}\n\n`,
    `event: job\nid: 02\ndata: ${JSON.stringify({ job_id: job.job_id, job })}\n\n`,
  ];
  const { client, asked } = clientOf(() =>
    new Response(ReadableStream.from(parts.map((part) => new TextEncoder().encode(part))))
  );

  const told = await Array.fromAsync(client.events("00", new AbortController().signal));

  assert.deepEqual(told.map(({ kind }) => kind), [
    "heartbeat",
    "event",
    "heartbeat",
    "event",
    "ended",
  ]);
  assert.deepEqual(told.flatMap((it) => it.kind === "event" ? [[it.value.type, it.id]] : []), [
    ["ready", "01"],
    ["job", "02"],
  ]);
  assert.equal(asked[0]?.headers.get("Last-Event-ID"), "00");
});

Deno.test("followLog() yields lines, then the end state", async () => {
  const line = { time: "2026-11-22T06:00:00.000Z", attempt: 1, level: "info", message: "a\x1bb" };
  const text = `event: line\ndata: ${
    JSON.stringify(line)
  }\n\nevent: end\ndata: {"state":"succeeded"}\n\n`;
  const { client } = clientOf(() => new Response(text));

  const told = await Array.fromAsync(client.followLog("e", new AbortController().signal));

  assert.deepEqual(told.flatMap((it) => it.kind === "event" ? [it.value] : []), [
    { type: "line", line: { ...line, message: "a·b" } },
    { type: "end", state: "succeeded" },
  ]);
});

/** Whether the promise settles within a turn of the event loop. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  const later = new Promise((resolve) => setTimeout(() => resolve(false), 20));
  return await Promise.race([promise.then(() => true), later]) as boolean;
}

Deno.test("a closed client returns nothing: no late answer, no 401, no new request", async () => {
  let refuse = () => {};
  const { client, asked, lapses } = clientOf(() =>
    new Promise((resolve) => {
      refuse = () => resolve(json({ error: "no", code: "unauthorized", details: [] }, 401));
    })
  );
  const late = client.jobs();
  await new Promise((resolve) => setTimeout(resolve, 5));

  client.close();
  refuse();
  const next = client.jobs();

  assert.deepEqual([await hasSettled(late), await hasSettled(next)], [false, false]);
  assert.equal(asked.length, 1);
  assert.equal(lapses(), 0);
});

Deno.test("closing a client ends its streams at the server, and their readers get nothing more", async () => {
  const { client, asked } = clientOf(() => {
    const body = new ReadableStream({
      start: (feed) => feed.enqueue(new TextEncoder().encode(": hello\n\n")),
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  });
  const stream = client.events(undefined, new AbortController().signal);
  const first = await stream.next();

  const next = stream.next();
  client.close();

  assert.deepEqual(first.value, { kind: "heartbeat" });
  assert.equal(await hasSettled(next), false);
  assert.equal(asked[0]?.signal.aborted, true);
});

Deno.test("a job of a server that does not know a policy field has the default of the field", async () => {
  const policy = jobPolicyToWire(defaultJobPolicy);
  const now = aJob(policy);
  const old = Object.fromEntries(Object.entries(now).filter(([name]) => !(name in policy)));
  const event = { job_id: now.job_id, job: old };
  const { client } = clientOf(({ url }) =>
    url.endsWith("/events")
      ? new Response(`event: job\ndata: ${JSON.stringify(event)}\n\n`)
      : json(url.endsWith("/jobs") ? { jobs: [old], next_cursor: "" } : old)
  );

  const one = await client.job(now.job_id);
  const toEdit = await client.jobToEdit(now.job_id);
  const list = await client.jobs();
  const events = [];
  for await (const it of client.events(undefined, new AbortController().signal)) events.push(it);

  assert.ok(one.ok && toEdit.ok && list.ok);
  assert.deepEqual(one.value, now);
  assert.deepEqual(toEdit.value, now);
  assert.deepEqual(list.value.jobs, [now]);
  assert.deepEqual(events.find(({ kind }) => kind === "event"), {
    kind: "event",
    value: { type: "job", job_id: now.job_id, job: now },
  });
});
