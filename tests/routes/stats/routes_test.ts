import assert from "node:assert/strict";
import { zoneDataVersion } from "../../../scheduler/cron/mod.ts";
import type { CategoryId, JobId } from "../../../scheduler/model/ids.ts";
import { day, hour, minute, second } from "../../../scheduler/model/time.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { noteTick } from "../../../scheduler/store/firing/ticks.ts";
import { makeJob, otherCategory, type TestApi, testApi } from "../../support/app.ts";
import { aJob } from "../../support/builders.ts";
import { anEnded, aReady, aRunning, aSkipped, storeExecutions } from "../../support/executions.ts";
import { aLease, broken, claimed, done, runNowAt } from "../../support/store.ts";

const none = {
  succeeded: 0,
  failed: 0,
  timeout: 0,
  stopped: 0,
  scheduled_error: 0,
  success_rate: null,
  duration_ms: null,
};

/** In category 1 three successes and a failure ten minutes ago, a skip now; in category 2 a success. */
async function someEnds(api: TestApi) {
  const now = api.clock.now();
  const [ours, theirs] = [1 as CategoryId, otherCategory].map((categoryId) =>
    aJob(now, { categoryId })
  );
  const before = now - 10 * minute;
  await storeExecutions(api.db, [
    ...[100, 100, 100].map((ms) => anEnded(aReady(ours!, before), done, ms)),
    anEnded(aReady(ours!, before), broken, 5 * second),
    aSkipped(aReady(ours!, now)),
    anEnded(aReady(theirs!, before), done, 100),
  ], now);
}

Deno.test("GET /stats says which time zone rules schedules are read by", async () => {
  await using api = await testApi();

  assert.equal((await api.reader.get("/stats")).body.zone_data_version, zoneDataVersion);
});

Deno.test("GET /stats counts ends by minute, with their success rate and durations", async () => {
  await using api = await testApi();
  await someEnds(api);

  const { status, body } = await api.reader.get("/stats");

  assert.equal(status, 200);
  assert.equal(body.bucket, "minute");
  assert.equal(body.time_range_start, "2026-03-02T09:00:00.000Z");
  assert.equal(body.time_range_end, "2026-03-02T10:00:00.000Z");
  assert.equal(body.buckets.length, 61);
  const { duration_ms, ...total } = body.total;
  assert.deepEqual(total, {
    succeeded: 3,
    failed: 1,
    timeout: 0,
    stopped: 0,
    scheduled_error: 1,
    success_rate: 0.75,
  });
  assert.ok(64 <= duration_ms.p50 && duration_ms.p50 <= 128, duration_ms.p50);
  assert.ok(4096 <= duration_ms.p99 && duration_ms.p99 <= 8192, duration_ms.p99);
  const full = body.buckets.filter((one: { succeeded: number }) => one.succeeded > 0);
  assert.equal(full.length, 1);
  assert.equal(full[0].start_time, "2026-03-02T09:50:00.000Z");
  assert.deepEqual(body.buckets[0], { start_time: "2026-03-02T09:00:00.000Z", ...none });
});

Deno.test("GET /stats counts for each what he sees", async () => {
  await using api = await testApi();
  await someEnds(api);
  const succeeded = async (person: "admin" | "overseer" | "stranger" | "reader", query = "") =>
    (await api[person].get(`/stats?${query}`)).body.total.succeeded;

  assert.equal(await succeeded("admin"), 4);
  assert.equal(await succeeded("overseer", "category_id=0"), 4);
  assert.equal(await succeeded("admin", "category_id=2"), 1);
  assert.equal(await succeeded("admin", "category_id=77"), 0);
  assert.equal(await succeeded("stranger"), 1);
  assert.equal(await succeeded("reader", "category_id=1"), 3);
  assert.equal((await api.reader.get("/stats?category_id=2")).status, 404);
  assert.equal((await api.nobody.get("/stats")).status, 401);
});

Deno.test("GET /stats takes longer ranges in hours and days", async () => {
  await using api = await testApi();
  await someEnds(api);
  const get = async (query: string) => (await api.admin.get(`/stats?${query}`)).body;

  const hours = await get("time_range_start=2026-03-01&time_range_end=2026-03-02T10:30");
  assert.equal(hours.bucket, "hour");
  assert.equal(hours.buckets.length, 35);
  assert.equal(hours.total.succeeded, 4);
  assert.equal(hours.buckets.at(-1).scheduled_error, 1);
  const days = await get("time_range_start=2026-01-01&time_range_end=2026-03-02T00:00:00Z");
  assert.equal(days.bucket, "day");
  assert.equal(days.buckets.length, 61);
  assert.equal(days.buckets.at(-1).succeeded, 4);
  const old = await get("time_range_start=2026-01-01T00:00&time_range_end=2026-01-01T01:00");
  assert.equal(old.bucket, "hour");
});

Deno.test("GET /stats of a job is exact, from its last executions", async () => {
  await using api = await testApi();
  const id = await makeJob(api.changer);
  const job = await findJob(api.db, id as JobId);
  assert.ok(job !== undefined);
  const now = api.clock.now();
  const took = Array.from({ length: 100 }, (_, i) => i + 1);
  await storeExecutions(api.db, [
    ...took.map((ms) => anEnded(aReady(job, now - 20 * day + ms), done, ms)),
    anEnded(aReady(job, now - day), broken, 1),
    aRunning(aReady(job, now - minute)),
    anEnded(aReady({ ...job, categoryId: otherCategory }, now - hour), done),
  ], now);

  const { body } = await api.reader.get(`/stats?job_id=${id}`);
  const recent = (await api.reader.get(`/stats?job_id=${id}&time_range_start=2026-03-01`)).body;

  assert.equal(body.bucket, "day");
  assert.equal(body.buckets.length, 21);
  assert.equal(body.total.succeeded, 100);
  assert.equal(body.total.failed, 1);
  assert.deepEqual(body.total.duration_ms, { p50: 50, p95: 95, p99: 99 });
  assert.equal(recent.total.succeeded, 0);
  assert.equal(recent.total.failed, 1);
  assert.equal((await api.admin.get(`/stats?job_id=${id}`)).body.total.succeeded, 101);
  assert.equal((await api.admin.get(`/stats?job_id=${"f".repeat(32)}`)).status, 404);
  assert.equal((await api.stranger.get(`/stats?job_id=${await makeJob(api.changer)}`)).status, 404);
  const never = await api.reader.get(`/stats?job_id=${await makeJob(api.changer)}`);
  assert.equal(never.body.total.succeeded, 0);
});

Deno.test("GET /stats tells the queue, the tick, the workers and what is due next", async () => {
  await using api = await testApi();
  const { db, clock } = api;
  const id = await makeJob(api.changer, { name: "ours" });
  await makeJob(api.stranger, { name: "theirs" });
  const job = await findJob(db, id as JobId);
  assert.ok(job !== undefined);
  for (let i = 0; i < 3; i++) await runNowAt(db, job, clock.now());
  await claimed(db, await aLease(db, clock), clock, 2);
  await noteTick(db, clock.now());
  clock.advance(6 * second);

  const { body } = await api.admin.get("/stats");
  const theirs = (await api.stranger.get("/stats")).body;

  assert.deepEqual(body.queue, { ready: 1, later: 0, running: 2, waiting: 0 });
  assert.deepEqual(body.tick, {
    last_tick_time: "2026-03-02T10:00:00.000Z",
    last_tick_age_ms: 6 * second,
    oldest_due_time: "2026-03-02T10:00:00.000Z",
    lag_ms: 6 * second,
  });
  assert.equal(body.workers.length, 1);
  assert.equal(body.workers[0].hostname, "host");
  assert.equal(body.workers[0].lease_until, "2026-03-02T10:00:30.000Z");
  assert.deepEqual(body.next_fires.map(({ name }: { name: string }) => name).toSorted(), [
    "ours",
    "theirs",
  ]);
  assert.deepEqual(theirs.workers, []);
  assert.deepEqual(theirs.next_fires.map(({ name }: { name: string }) => name), ["theirs"]);
  clock.advance(minute);
  assert.deepEqual((await api.admin.get("/stats")).body.workers, []);
});

Deno.test("GET /stats refuses what does not fit", async () => {
  await using api = await testApi();
  const bad = [
    ["time_range_start", "yesterday"],
    ["time_range_start", "2026-03-02T10:00:01Z"],
    ["time_range_start", "0000-01-01"],
    ["bucket", "week"],
    ["bucket", "minute&time_range_start=2026-02-27&time_range_end=2026-02-27T01:00"],
    ["bucket", "minute&time_range_start=2026-02-28T10:00:01&time_range_end=2026-03-02"],
    ["bucket", "hour&time_range_start=2026-01-01"],
    ["bucket", "day&time_range_start=2025-01-01"],
    ["category_id", "x"],
    ["job_id", "x"],
  ];

  for (const [name, value] of bad) {
    const { status, body } = await api.admin.get(`/stats?${name}=${value}`);
    assert.equal(status, 422, `${name}=${value}`);
    assert.equal(body.details[0].field, name);
  }
  for (const query of ["time_range_end=0000-01-01", "time_range_end=9999-12-31T23:59:59.999Z"]) {
    assert.equal((await api.admin.get(`/stats?${query}`)).status, 200, query);
  }
  assert.deepEqual(api.errors, []);
});
