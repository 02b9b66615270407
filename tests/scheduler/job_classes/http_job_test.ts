import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { parseAllowList } from "../../../scheduler/job_classes/http/allow_list.ts";
import { httpJob } from "../../../scheduler/job_classes/http_job.ts";
import { aContext, aServer } from "./support.ts";

const job = httpJob(parseAllowList("127.0.0.1"));

Deno.test("HttpJob sends headers and JSON and returns JSON", async () => {
  await using server = aServer(() => Response.json({ made: 1 }, { status: 201 }));
  const context = aContext();

  const result = await job.run([{
    url: server.url,
    method: "post",
    headers: { "X-Team": "reports" },
    body: { day: "today" },
  }], context);

  assert.deepEqual(result, {
    status: 201,
    content_type: "application/json",
    body: { made: 1 },
    attempts: 1,
  });
  const [sent] = server.requests;
  assert.equal(sent?.body, '{"day":"today"}');
  assert.equal(sent?.headers.get("x-team"), "reports");
  assert.equal(sent?.headers.get("content-type"), "application/json");
  assert.equal(sent?.headers.get("idempotency-key"), context.executionId);
});

Deno.test("HttpJob leaves headers that the job sets as they are", async () => {
  await using server = aServer(() => new Response());

  await job.run([{
    url: server.url,
    method: "PUT",
    headers: { "Idempotency-Key": "mine", "Content-Type": "text/x-mine", "User-Agent": "me" },
    body: [1],
  }], aContext());

  const headers = server.requests[0]?.headers;
  assert.equal(headers?.get("idempotency-key"), "mine");
  assert.equal(headers?.get("content-type"), "text/x-mine");
  assert.equal(headers?.get("user-agent"), "me");
});

Deno.test("HttpJob fails unless the status is an expected one", async () => {
  await using server = aServer((request) => {
    const status = Number(new URL(request.url).searchParams.get("status"));
    return new Response("said", { status });
  });
  const run = (status: number, expected?: unknown) =>
    job.run([{
      url: `${server.url}/?status=${status}`,
      ...(expected === undefined ? {} : { expected_status: expected }),
    }], aContext());

  await run(202);
  await run(404, 404);
  await run(503, [200, 503]);
  await assert.rejects(run(404), {
    message: `GET ${server.url}/?… was answered 404 Not Found\nsaid`,
  });
  await assert.rejects(run(200, 201), /was answered 200 OK/);
  await assert.rejects(run(201, [200, 204]), /was answered 201 Created/);
});

Deno.test("HttpJob tries again after a status of 500 or above, with the same key", async () => {
  let asked = 0;
  await using server = aServer(() => new Response("x", { status: ++asked < 3 ? 503 : 200 }));
  const context = aContext();

  const result = await job.run(
    [{ url: server.url, retries: 2, retry_delay_seconds: 0 }],
    context,
  ) as { attempts: number };

  assert.equal(result.attempts, 3);
  const keys = server.requests.map(({ headers }) => headers.get("idempotency-key"));
  assert.deepEqual(keys, Array(3).fill(context.executionId));
  assert.deepEqual(context.lines, [
    `info: GET ${server.url}/ was answered 503 Service Unavailable`,
    "warn: Attempt 1 failed, the next is in 0 s",
    `info: GET ${server.url}/ was answered 503 Service Unavailable`,
    "warn: Attempt 2 failed, the next is in 0 s",
    `info: GET ${server.url}/ was answered 200 OK`,
  ]);
});

Deno.test("HttpJob gives up after its retries", async () => {
  await using server = aServer(() => new Response(null, { status: 500 }));

  await assert.rejects(
    job.run([{ url: server.url, retries: 1, retry_delay_seconds: 0 }], aContext()),
    /was answered 500/,
  );
  assert.equal(server.requests.length, 2);
});

Deno.test("HttpJob does not try again what another try cannot mend", async () => {
  await using server = aServer(() => new Response(null, { status: 400 }));
  const retry = { retries: 5, retry_delay_seconds: 0 };

  await assert.rejects(job.run([{ url: server.url, ...retry }], aContext()), /400/);
  assert.equal(server.requests.length, 1);

  const context = aContext();
  const guarded = httpJob(parseAllowList(""));
  await assert.rejects(
    guarded.run([{ url: server.url, ...retry }], context),
    { name: "ForbiddenTarget" },
  );
  assert.deepEqual(context.lines, []);
});

Deno.test("HttpJob tries again when no answer comes in time", async () => {
  const gate = Promise.withResolvers<void>();
  let asked = 0;
  await using server = aServer(async () => {
    if (++asked === 1) await gate.promise;
    return new Response("late");
  });
  const context = aContext();

  await job.run([{
    url: server.url,
    timeout_seconds: 0.2,
    retries: 9,
    retry_delay_seconds: 0,
  }], context);

  assert.equal(context.lines[0], `warn: ${server.url}/ did not answer within 0.2 s`);
  gate.resolve();
});

Deno.test("HttpJob ends when aborted between two attempts", async () => {
  const reason = new Error("stopped by alice");
  const stop = new AbortController();
  await using server = aServer(() => new Response(null, { status: 500 }));
  const context = aContext({
    signal: stop.signal,
    // The line that announces the wait; the wait itself begins right after it.
    onLine: (line) => line.startsWith("Attempt 1") && queueMicrotask(() => stop.abort(reason)),
  });

  await assert.rejects(
    job.run([{ url: server.url, retries: 1, retry_delay_seconds: 300 }], context),
    (error) => error === reason,
  );
});

Deno.test("HttpJob answers a redirect itself when it is not to follow it", async () => {
  await using server = aServer((request) =>
    new URL(request.url).pathname === "/end"
      ? new Response("there")
      : new Response(null, { status: 302, headers: { location: "/end" } })
  );

  const followed = await job.run([{ url: server.url }], aContext());
  const url = server.url;
  const notFollowed = await job.run(
    [{ url, follow_redirects: false, expected_status: 302 }],
    aContext(),
  );

  assert.equal((followed as { body: string }).body, "there");
  assert.equal((notFollowed as { status: number }).status, 302);
});

Deno.test("HttpJob signs time and body so that the receiver can verify", async () => {
  await using server = aServer(() => new Response("ok"));
  const name = "JOB_SECRET_HTTP_JOB_TEST";
  const context = aContext();
  const options = { url: server.url, method: "POST", body: { é: 1 } };
  Deno.env.set(name, "xyzzy");

  let results: unknown[];
  try {
    results = [
      await job.run([{ ...options, signature: { secret_env: name } }], context),
      await job.run([{ ...options, signature: { secret_env: name, header: "X-Mine" } }], context),
    ];
  } finally {
    Deno.env.delete(name);
  }

  const [first, second] = server.requests;
  const header = first?.headers.get("x-carillon-signature") ?? "";
  const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  const expected = createHmac("sha256", "xyzzy").update(`${seconds}.${first?.body}`).digest("hex");
  assert.equal(mac, expected);
  assert.match(second?.headers.get("x-mine") ?? "", /^t=\d+,v1=/);
  assert.doesNotMatch(JSON.stringify([results, context.lines]), /xyzzy/);
});

Deno.test("HttpJob fails when the secret is not set", async () => {
  const signature = { secret_env: "JOB_SECRET_NOT_SET" };

  await assert.rejects(job.run([{ url: "http://127.0.0.1/", signature }], aContext()), {
    message: "the environment variable JOB_SECRET_NOT_SET is not set on this server",
  });
});

Deno.test("HttpJob refuses options that do not fit, each by its name", () => {
  const check = job.checkArgs([{
    url: "http://a.test",
    body: "x",
    headers: { Host: "b.test", "X-Team": "a\nb" },
    signature: { secret_env: "JWT_SECRET" },
    colour: "red",
  }]);

  assert.deepEqual(check.ok ? [] : check.errors.map(({ reason }) => reason), [
    "headers.Host: is a header that a job cannot set",
    "headers.X-Team: has a character that a header cannot hold",
    "signature.secret_env: must be the name of an environment variable that begins with JOB_SECRET_",
    'Unrecognized key: "colour"',
  ]);
  assert.deepEqual(job.checkArgs([{ url: "http://a.test", body: "x" }]), {
    ok: false,
    errors: [{
      argument: "options (argument 1)",
      index: 0,
      reason: "body: cannot be sent with GET or HEAD",
    }],
  });
});

Deno.test("HttpJob numbers its deliveries over all attempts of an execution", async () => {
  await using server = aServer(() => new Response(null, { status: 500 }));
  const options = { url: server.url, retries: 1, retry_delay_seconds: 0 };

  for (const attempt of [1, 2]) {
    await assert.rejects(job.run([options], aContext({ attempt })), /500/);
  }

  const numbers = server.requests.map(({ headers }) => headers.get("carillon-attempt"));
  assert.deepEqual(numbers, ["1", "2", "3", "4"]);
});
