import assert from "node:assert/strict";
import { createHealthApp } from "../../../routes/app.ts";
import { createLogger } from "../../../scheduler/log.ts";
import { zoneDataVersion } from "../../../scheduler/cron/mod.ts";
import { Metrics } from "../../../scheduler/metrics.ts";
import { minute, second } from "../../../scheduler/model/time.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { schemaVersion } from "../../../scheduler/store/kv/schema/schema_version.ts";
import { noteTick } from "../../../scheduler/store/firing/ticks.ts";
import { makeJob, type TestApi, testApi } from "../../support/app.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { memoryDatabase } from "../../support/memory_database.ts";

interface Asked {
  readonly from?: string;
  readonly headers?: Record<string, string>;
}

async function read(
  { app }: Pick<TestApi, "app">,
  { from = "127.0.0.1", headers = {} }: Asked = {},
) {
  const remoteAddr = { transport: "tcp", hostname: from, port: 50_000 } as const;
  const response = await app.request("/metrics", { headers }, { remoteAddr });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

Deno.test("GET /metrics tells in Prometheus' format what this process has done", async () => {
  const metrics = new Metrics();
  await using api = await testApi({ metrics });
  const job = await makeJob(api.admin);
  await api.admin.post(`/executions/${job}`);
  await api.nobody.get(`/jobs/${job}`);
  await api.nobody.get("/no/such/path");
  await noteTick(api.db, api.clock.now());
  api.clock.advance(30 * second);
  metrics.claimed(3);
  metrics.ended("succeeded", "a.Job", 0.2);
  metrics.ticked(0.01, 7);
  metrics.commitAnswered(false);
  metrics.retried();

  const { status, headers, text } = await read(api);

  assert.equal(status, 200);
  assert.equal(headers.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  const lines = text.split("\n");
  for (
    const line of [
      'carillon_http_requests_total{method="POST",route="/api/v1/jobs",status="201"} 1',
      'carillon_http_requests_total{method="GET",route="/api/v1/jobs/:job_id",status="401"} 1',
      'carillon_http_requests_total{method="GET",route="/*",status="404"} 1',
      'carillon_http_request_duration_seconds_count{method="POST",route="/api/v1/jobs"} 1',
      `carillon_zone_data_info{version="${zoneDataVersion}"} 1`,
      "carillon_executions_claimed_total 3",
      'carillon_attempts_ended_total{state="succeeded",class="a.Job"} 1',
      'carillon_attempt_duration_seconds_bucket{le="0.1",class="a.Job"} 0',
      'carillon_attempt_duration_seconds_bucket{le="0.5",class="a.Job"} 1',
      'carillon_attempt_duration_seconds_bucket{le="+Inf",class="a.Job"} 1',
      'carillon_attempt_duration_seconds_sum{class="a.Job"} 0.2',
      'carillon_tick_lag_seconds_bucket{le="5"} 0',
      'carillon_tick_lag_seconds_bucket{le="15"} 1',
      'carillon_kv_commits_total{result="conflict"} 1',
      "carillon_kv_retries_total 1",
      'carillon_queue_executions{state="ready"} 1',
      "carillon_workers 0",
      "carillon_last_tick_age_seconds 30",
      "# TYPE carillon_http_request_duration_seconds histogram",
    ]
  ) assert.ok(lines.includes(line), `${line} is not in\n${text}`);
});

Deno.test("GET /metrics shows the clock's skew once it is known, which is after the start", async () => {
  const metrics = new Metrics();
  await using api = await testApi({ metrics });
  const before = await read(api);

  metrics.clockCompared(-7);

  assert.doesNotMatch(before.text, /carillon_clock_skew_seconds/);
  assert.match((await read(api)).text, /^carillon_clock_skew_seconds -7$/m);
});

Deno.test("labels are bounded, whatever clients send", async () => {
  const metrics = new Metrics();
  await using api = await testApi({ metrics });

  for (let i = 0; i < 150; i++) metrics.ended("failed", `class "${i}"\n`, 1);
  for (let i = 0; i < 50; i++) {
    await api.admin.get(`/jobs/${i}`);
    await api.admin.get(`/x${i}`);
    await api.admin.send(`METHOD${i}`, "/jobs");
  }

  const { text } = await read(api);
  const series = (start: string) => text.split("\n").filter((line) => line.startsWith(start));
  assert.equal(series("carillon_attempts_ended_total{").length, 101);
  assert.ok(text.includes('carillon_attempts_ended_total{state="failed",class="other"} 50'));
  assert.equal(series("carillon_http_requests_total{").length, 3);
});

Deno.test("without METRICS_TOKEN the metrics are for this machine and for admins", async () => {
  await using api = await testApi();
  const bearer = (token = "") => ({ headers: { Authorization: `Bearer ${token}` } });
  const { secret } = (await api.admin.post("/api_keys", { name: "k", access: "change" })).body;

  for (const from of ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"]) {
    assert.equal((await read(api, { from })).status, 200, from);
  }
  const elsewhere = { from: "192.0.2.1" };
  assert.equal((await read(api, { ...elsewhere, ...bearer(api.admin.token) })).status, 200);
  for (const token of ["", "wrong", api.overseer.token, secret]) {
    const { status, headers } = await read(api, { ...elsewhere, ...bearer(token) });
    assert.equal(status, 401);
    assert.equal(headers.get("WWW-Authenticate"), "Bearer");
  }
  for (const name of ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"]) {
    assert.equal((await read(api, { headers: { [name]: "127.0.0.1" } })).status, 401, name);
  }
});

Deno.test("behind a trusted proxy the client's own address decides", async () => {
  await using api = await testApi({ trustedProxies: 1 });
  const through = (address: string) => read(api, { headers: { "X-Forwarded-For": address } });

  assert.equal((await through("192.0.2.1")).status, 401);
  assert.equal((await through("127.0.0.1, 192.0.2.1")).status, 401);
  assert.equal((await through("127.0.0.1")).status, 200);
});

Deno.test("with METRICS_TOKEN who sends it reads them from anywhere, and nobody else from here", async () => {
  await using api = await testApi({ metricsToken: "scrape-scrape-scrape" });
  const as = (Authorization: string, from?: string) =>
    read(api, { headers: { Authorization }, ...(from === undefined ? {} : { from }) });

  assert.equal((await as("Bearer scrape-scrape-scrape", "192.0.2.1")).status, 200);
  assert.equal((await read(api)).status, 401);
  assert.equal((await as("Bearer scrape")).status, 401);
  assert.equal((await as("scrape-scrape-scrape")).status, 401);
  assert.equal((await as(`Bearer ${api.admin.token}`, "192.0.2.1")).status, 200);
});

Deno.test("GET /readyz says what is wrong when no tick has run for three minutes", async () => {
  await using api = await testApi();
  const ready = async () => {
    const { status, body } = await api.nobody.get("/readyz");
    return status === 200 ? 200 : [status, body.code, body.details[0]];
  };

  api.clock.advance(3 * minute);
  assert.equal(await ready(), 200);
  api.clock.advance(1);
  const never = { field: "tick", reason: "has never run" };
  assert.deepEqual(await ready(), [503, "unavailable", never]);
  await noteTick(api.db, api.clock.now());
  assert.equal(await ready(), 200);
  api.clock.advance(3 * minute + 1);
  const reason = "last ran at 2026-03-02T10:03:00.001Z";
  assert.deepEqual(await ready(), [503, "unavailable", { field: "tick", reason }]);
  assert.equal((await api.nobody.get("/healthz")).status, 200);
});

Deno.test("GET /readyz says so when the database does not answer", async () => {
  await using api = await testApi();
  api.db.get = () => Promise.reject(new Error("connection refused"));

  const { status, body } = await api.nobody.get("/readyz");

  assert.equal(status, 503);
  assert.equal(body.details[0].field, "database");
});

Deno.test("GET /readyz says so when a newer program has migrated the database", async () => {
  await using api = await testApi();
  await api.db.kv.set(keys.schemaVersion.parts, schemaVersion + 1);

  const { status, body } = await api.nobody.get("/readyz");

  assert.equal(status, 503);
  assert.match(body.error, new RegExp(`version ${schemaVersion + 1},.* up to ${schemaVersion}:`));
  assert.equal(body.details[0].field, "database");
});

Deno.test("a process that only works tells its metrics too, but to no user", async () => {
  await using db = await memoryDatabase();
  const log = createLogger({ write: () => {} });
  const app = createHealthApp({ db, log, clock: new FakeClock(), metrics: new Metrics() });

  assert.match((await read({ app })).text, /carillon_workers 0/);
  const elsewhere = { from: "192.0.2.1", headers: { Authorization: "Bearer x" } };
  assert.equal((await read({ app }, elsewhere)).status, 401);
});

Deno.test("GET /metrics from this machine needs a Host that no page elsewhere can take", async () => {
  await using api = await testApi();
  const remoteAddr = { transport: "tcp", hostname: "127.0.0.1", port: 50_000 } as const;
  const hosts: [string, number][] = [
    ["localhost:8888", 200],
    ["127.0.0.1:8888", 200],
    ["[::1]", 200],
    ["rebound.example:8888", 401],
    ["localhost.example", 401],
  ];

  for (const [host, expected] of hosts) {
    const { status, body } = await api.app.request(`http://${host}/metrics`, {}, { remoteAddr });
    await body?.cancel();
    assert.equal(status, expected, host);
  }
});
