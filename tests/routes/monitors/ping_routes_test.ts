import assert from "node:assert/strict";
import { second } from "../../../scheduler/model/time.ts";
import { testApi } from "../../support/app.ts";
import { makeMonitor, ping, pingsOf, type SentPing } from "../../support/monitors.ts";

const runId = "123e4567-e89b-12d3-a456-426614174000";

/** A case that the documentation of healthchecks.io describes: what is sent, and what comes of it. */
interface Case {
  readonly name: string;
  readonly path: string;
  readonly sent?: SentPing;
  readonly status?: number;
  /** The kind of the ping that is kept; absent where none is. */
  readonly kind?: string;
  readonly ping?: Record<string, unknown>;
  readonly state?: string;
}

const cases: readonly Case[] = [
  { name: "GET is a success", path: "", kind: "success", state: "up" },
  { name: "HEAD is a success", path: "", sent: { method: "HEAD" }, kind: "success", state: "up" },
  {
    name: "POST keeps its body",
    path: "",
    sent: { method: "POST", body: "hello world" },
    kind: "success",
    ping: { method: "POST", body: "hello world" },
    state: "up",
  },
  { name: "/fail is a failure", path: "/fail", kind: "fail", state: "down" },
  {
    name: "POST /fail keeps its body",
    path: "/fail",
    sent: { method: "POST", body: "no space left" },
    kind: "fail",
    ping: { body: "no space left" },
    state: "down",
  },
  { name: "/start leaves the state", path: "/start", kind: "start", state: "new" },
  {
    name: "/log leaves the state",
    path: "/log",
    sent: { method: "POST", body: "a line" },
    kind: "log",
    ping: { body: "a line" },
    state: "new",
  },
  { name: "/0 is a success", path: "/0", kind: "success", ping: { exit_status: 0 }, state: "up" },
  { name: "/1 is a failure", path: "/1", kind: "fail", ping: { exit_status: 1 }, state: "down" },
  {
    name: "/255 is a failure",
    path: "/255",
    sent: { method: "HEAD" },
    kind: "fail",
    ping: { exit_status: 255 },
    state: "down",
  },
  { name: "/256 is no exit status", path: "/256", status: 400, state: "new" },
  { name: "another word is no signal", path: "/stop", status: 404, state: "new" },
  { name: "rid is kept", path: `?rid=${runId}`, kind: "success", ping: { run_id: runId } },
  {
    name: "rid at a start is kept",
    path: `/start?rid=${runId}`,
    kind: "start",
    ping: { run_id: runId },
  },
  { name: "rid must be a UUID", path: "?rid=one", status: 400, state: "new" },
  {
    name: "rid must be in lower case",
    path: `?rid=${runId.toUpperCase()}`,
    status: 400,
    state: "new",
  },
  {
    name: "the user agent is kept up to 200 characters",
    path: "",
    sent: { headers: { "User-Agent": "x".repeat(300) } },
    kind: "success",
    ping: { user_agent: "x".repeat(200) },
  },
  {
    name: "the remote address is kept",
    path: "",
    sent: { from: "2001:db8::7" },
    kind: "success",
    ping: { remote_address: "2001:db8::7" },
  },
  { name: "another method is refused", path: "", sent: { method: "PUT" }, status: 405 },
];

for (const { name, path, sent, status = 200, kind, ping: expected = {}, state } of cases) {
  Deno.test(`a ping as healthchecks.io knows it: ${name}`, async () => {
    await using api = await testApi();
    const { id, key } = await makeMonitor(api);

    const answer = await ping(api, `${key}${path}`, sent);

    assert.equal(answer.status, status);
    if (status === 200) {
      assert.equal(answer.text, sent?.method === "HEAD" ? "" : "OK");
      assert.match(answer.headers.get("Content-Type") ?? "", /^text\/plain/);
      assert.equal(answer.headers.get("Ping-Body-Limit"), "10240");
      assert.equal(answer.headers.get("Access-Control-Allow-Origin"), "*");
      assert.match(answer.headers.get("Cache-Control") ?? "", /no-cache/);
    }
    const pings = await pingsOf(api, id);
    assert.deepEqual(pings.map((one) => one.kind), kind === undefined ? [] : [kind]);
    for (const [field, value] of Object.entries(expected)) assert.equal(pings[0][field], value);
    if (state !== undefined) {
      assert.equal((await api.admin.get(`/monitors/${id}`)).body.state, state);
    }
    assert.deepEqual(api.errors, []);
  });
}

Deno.test("a ping with a key that no monitor has gets 404, whatever the form of the key", async () => {
  await using api = await testApi();
  const { key } = await makeMonitor(api);

  for (
    const other of [
      crypto.randomUUID(),
      "not-a-uuid",
      key.replaceAll("-", ""),
      key.toUpperCase(),
      "%00",
      "x".repeat(500),
    ]
  ) assert.equal((await ping(api, other)).status, 404, other);
});

Deno.test("a ping keeps the first 10 KiB of its body, and no half character", async () => {
  await using api = await testApi();
  const { id, key } = await makeMonitor(api);

  await ping(api, key, { method: "POST", body: "x".repeat(20_000) });
  await ping(api, key, { method: "POST", body: `x${"鐘".repeat(5000)}` });
  await ping(api, key, { method: "POST", body: Uint8Array.of(0xff, 0x41) });
  await ping(api, key, { method: "POST", body: new Uint8Array(3 * 1024 * 1024).fill(65) });

  const bodies = (await pingsOf(api, id)).map(({ body }) => body);
  assert.deepEqual(bodies, [
    "x".repeat(10_240),
    `x${"鐘".repeat(3413)}`,
    "\ufffdA",
    "A".repeat(10_240),
  ]);
});

Deno.test("a success after a start tells how long the run took", async () => {
  await using api = await testApi();
  const { id, key } = await makeMonitor(api);

  await ping(api, `${key}/start`);
  const during = (await api.admin.get(`/monitors/${id}`)).body;
  api.clock.advance(5 * second);
  await ping(api, key, { method: "POST", body: "done" });

  const after = (await api.admin.get(`/monitors/${id}`)).body;
  assert.deepEqual([during.started, during.state, after.started, after.state], [
    true,
    "new",
    false,
    "up",
  ]);
  assert.equal(after.last_duration_ms, 5000);
  const [, success] = await pingsOf(api, id);
  assert.equal(success.duration_ms, 5000);
  const { body } = await api.admin.get(`/executions/${success.execution_id}`);
  assert.deepEqual(
    [body.state, body.trigger, body.duration_ms, body.result, body.job.job_id, body.job.name],
    ["succeeded", "ping", 5000, "done", id, "a monitor"],
  );
  const { executions } = (await api.admin.get(`/executions?job_id=${id}`)).body;
  assert.deepEqual(executions.map((one: typeof body) => one.execution_id), [body.execution_id]);
});

Deno.test("pings of one key are limited, and so are those of one address", async () => {
  await using api = await testApi();
  const { key } = await makeMonitor(api);
  const another = await makeMonitor(api, { name: "another" });

  for (let i = 0; i < 60; i++) assert.equal((await ping(api, `${key}/log`)).status, 200);
  const tooMany = await ping(api, `${key}/log`, { from: "192.0.2.10" });
  const ofAnother = await ping(api, `${another.key}/log`);
  api.clock.advance(second);
  const later = await ping(api, `${key}/log`);

  assert.equal(tooMany.status, 429);
  assert.equal(tooMany.headers.get("Retry-After"), "1");
  assert.deepEqual([ofAnother.status, later.status], [200, 200]);
});

Deno.test("wrong keys of one address are limited, and stop no right key", async () => {
  await using api = await testApi();
  const { key } = await makeMonitor(api);

  const answers = [];
  for (let i = 0; i < 25; i++) answers.push((await ping(api, crypto.randomUUID())).status);
  const right = await ping(api, key);
  const elsewhere = await ping(api, crypto.randomUUID(), { from: "192.0.2.77" });

  assert.deepEqual(answers, [...Array(20).fill(404), ...Array(5).fill(429)]);
  assert.deepEqual([right.status, elsewhere.status], [200, 404]);
});
