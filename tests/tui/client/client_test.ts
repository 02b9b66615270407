import { strict as assert } from "node:assert";
import { Carillon, CarillonError } from "../../../tui/client/mod.ts";
import { retryAfterMs } from "../../../tui/client/failure.ts";
import { answering, json, refusal } from "./support.ts";

const url = "http://server:1/base";

Deno.test("a call carries the token, and leaves out what a query does not say", async () => {
  const server = answering(json({ jobs: [] }));
  const client = new Carillon({ url, token: "TOKEN", fetch: server.fetch });

  await client.jobs.list({ q: "back up", state: undefined, limit: 2 });

  assert.equal(server.asked[0]?.url, "http://server:1/base/api/v1/jobs?q=back+up&limit=2");
  assert.equal(server.asked[0]?.headers.get("Authorization"), "Bearer TOKEN");
});

Deno.test("an id that somebody typed stays one part of the path", async () => {
  const server = answering(refusal(404, "not_found"));
  const client = new Carillon({ url, fetch: server.fetch });

  await assert.rejects(client.jobs.get("../users?x#y"));

  assert.equal(server.asked[0]?.url, "http://server:1/base/api/v1/jobs/..%2Fusers%3Fx%23y");
});

Deno.test("a call that a busy server refused is sent again, with the same Idempotency-Key", async () => {
  const busy = refusal(503, "unavailable", { "Retry-After": "0" });
  const many = refusal(429, "too_many_attempts", { "Retry-After": "0" });
  const server = answering(busy, many, json({ job_id: "1" }, 201));
  const client = new Carillon({ url, fetch: server.fetch });

  const made = await client.jobs.create({ name: "a", job_class_string: "b", minute: "*" });

  assert.deepEqual(made, { job_id: "1" });
  const keys = server.asked.map(({ headers }) => headers.get("Idempotency-Key"));
  assert.equal(keys.length, 3);
  assert.match(keys[0] ?? "", /^[0-9a-f-]{36}$/);
  assert.deepEqual(new Set(keys).size, 1);
});

Deno.test("what makes something has an Idempotency-Key, each call another one", async () => {
  const server = answering(json({}, 201));
  const client = new Carillon({ url, fetch: server.fetch });

  await client.executions.run("1");
  await client.executions.retry("1");
  await client.categories.create({ name: "a" });
  await client.users.create({ username: "a", password: "b" });
  await client.apiKeys.create({ name: "a", access: "read" });
  await client.executions.run("1", {}, { idempotencyKey: "mine" });
  await client.jobs.pause("1");

  const keys = server.asked.map(({ headers }) => headers.get("Idempotency-Key"));
  assert.equal(new Set(keys.slice(0, 6)).size, 6);
  assert.deepEqual(keys.slice(5), ["mine", null]);
});

Deno.test("a wait that is longer than the client's own limit fails the call at once", async () => {
  const server = answering(refusal(429, "too_many_attempts", { "Retry-After": "60" }));
  const client = new Carillon({ url, fetch: server.fetch });

  await assert.rejects(client.auth.logIn("a", "b"), (error: CarillonError) => {
    assert.deepEqual([error.status, error.code], [429, "too_many_attempts"]);
    assert.equal(error.retryAfterMs, 60_000);
    return true;
  });
  assert.equal(server.asked.length, 1);
});

Deno.test("the retries end", async () => {
  const server = answering(refusal(503, "unavailable", { "Retry-After": "0" }));
  const client = new Carillon({ url, mostRetries: 2, fetch: server.fetch });

  await assert.rejects(client.jobs.classes(), { status: 503 });

  assert.equal(server.asked.length, 3);
});

Deno.test("no other refusal is retried, and its fields are told", async () => {
  const details = [{ field: "minute", reason: "is too large" }];
  const server = answering(json({ error: "minute: is too large", code: "invalid", details }, 422));
  const client = new Carillon({ url, fetch: server.fetch });

  await assert.rejects(client.jobs.preview({ cron: "99 * * * *" }), (error) => {
    assert.ok(error instanceof CarillonError);
    assert.equal(error.message, "minute: is too large");
    assert.deepEqual(error.details, details);
    return true;
  });
  assert.equal(server.asked.length, 1);
});

Deno.test("a server that does not answer, and an answer that is no JSON, are errors of their own", async () => {
  const dead = new Carillon({ url, fetch: answering().fetch });
  const page = new Carillon({ url, fetch: answering(() => new Response("<html>")).fetch });

  await assert.rejects(dead.jobs.list(), { name: "CarillonError", status: 0, code: "unreachable" });
  await assert.rejects(page.jobs.list(), {
    name: "CarillonError",
    status: 200,
    code: "unreadable",
  });
});

Deno.test("a caller may abort a call, and a wait before a retry", async () => {
  const server = answering(refusal(503, "unavailable", { "Retry-After": "20" }));
  const client = new Carillon({ url, fetch: server.fetch });
  const aborting = new AbortController();
  const reason = new Error("enough");

  const call = client.jobs.list({}, { signal: aborting.signal });
  aborting.abort(reason);

  await assert.rejects(call, reason);
});

Deno.test("each() reads the pages one after the other, as far as they are asked for", async () => {
  const server = answering(
    json({ jobs: [{ name: "a" }, { name: "b" }], next_cursor: "2" }),
    json({ jobs: [{ name: "c" }] }),
  );
  const client = new Carillon({ url, fetch: server.fetch });

  const names: string[] = [];
  for await (const { name } of client.jobs.each({ q: "x" })) names.push(name);
  const after = server.asked.length;
  for await (const _first of client.jobs.each()) break;

  assert.deepEqual(names, ["a", "b", "c"]);
  assert.match(server.asked[1]?.url ?? "", /\?limit=1000&q=x&cursor=2$/);
  assert.equal(server.asked.length, after + 1);
});

Deno.test("a change may name the version that was read", async () => {
  const server = answering(json({ name: "a" }, 200, { ETag: '"7"' }), json({ job_id: "1" }));
  const client = new Carillon({ url, fetch: server.fetch });

  const { etag } = await client.jobs.getTagged("1");
  await client.jobs.change("1", { name: "b" }, { etag });

  assert.equal(server.asked[1]?.method, "PUT");
  assert.equal(server.asked[1]?.headers.get("If-Match"), '"7"');
});

Deno.test("a log-in gives the client its token", async () => {
  const server = answering(json({ token: "T", user: {} }));
  const client = new Carillon({ url, fetch: server.fetch });

  await client.auth.logIn("ada", "a password");
  await client.jobs.list();

  assert.equal(client.token, "T");
  assert.equal(server.asked[1]?.headers.get("Authorization"), "Bearer T");
});

Deno.test("retryAfterMs() reads seconds and dates", () => {
  const now = Date.parse("2026-11-22T06:00:00Z");

  assert.equal(retryAfterMs("3", now), 3000);
  assert.equal(retryAfterMs("Sun, 22 Nov 2026 06:00:05 GMT", now), 5000);
  assert.equal(retryAfterMs("Sun, 22 Nov 2026 05:00:00 GMT", now), 0);
  assert.equal(retryAfterMs("soon", now), undefined);
  assert.equal(retryAfterMs(null, now), undefined);
});

Deno.test("alarms, channels, calendars and pauses are called as the API names them", async () => {
  const server = answering(json({}));
  const client = new Carillon({ url, fetch: server.fetch });

  await client.alarms.acknowledge("a", { note: "mine" });
  await client.alarms.snooze("a", { until: "recovery" });
  await client.alarms.close("a");
  await client.channels.test("operators");
  await client.channels.change("operators", { name: "all" }, { etag: '"2"' });
  await client.calendars.delete(3);
  await client.maintenance.begin({ reason: "it moves" });
  await client.maintenance.end(0);
  await client.jobs.pauseUntil("j", { reason: "it moves" });

  const base = "http://server:1/base/api/v1/";
  assert.deepEqual(server.asked.map(({ method, url }) => `${method} ${url.slice(base.length)}`), [
    "POST alarms/a/acknowledge",
    "POST alarms/a/snooze",
    "POST alarms/a/close",
    "POST channels/operators/test",
    "PUT channels/operators",
    "DELETE calendars/3",
    "POST maintenance",
    "DELETE maintenance/0",
    "POST jobs/j/pause",
  ]);
  assert.equal(server.asked[4]?.headers.get("If-Match"), '"2"');
});

Deno.test("backup() gives the bytes as they come, and examine() its report", async () => {
  const server = answering(() => new Response("bytes"), json({ findings: [], is_whole: true }));
  const client = new Carillon({ url, fetch: server.fetch });

  const backup = await new Response(await client.upkeep.backup()).text();
  const report = await client.upkeep.examine({ seconds: 3 });

  assert.equal(backup, "bytes");
  assert.equal(report.is_whole, true);
  assert.equal(server.asked[1]?.url, "http://server:1/base/api/v1/doctor?seconds=3");
});
