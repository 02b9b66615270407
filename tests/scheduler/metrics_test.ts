import assert from "node:assert/strict";
import { Metrics } from "../../scheduler/metrics.ts";
import { Engine } from "../../scheduler/engine/engine.ts";
import {
  builtInJobClasses,
  jobClassRegistry,
  parseAllowList,
} from "../../scheduler/job_classes/mod.ts";
import { createLogger } from "../../scheduler/log.ts";
import { minute } from "../../scheduler/model/time.ts";
import { seedCategories } from "../../scheduler/store/access/categories.ts";
import { Commit, commit } from "../../scheduler/store/kv/commit.ts";
import { Database } from "../../scheduler/store/kv/database.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { storedJob } from "../support/store.ts";
import { aJob } from "../support/builders.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** The value of one series, by its name and the text of its labels. */
async function valueOf(metrics: Metrics, name: string, labels: Record<string, string> = {}) {
  const text = await metrics.registry.metrics();
  const shown = Object.entries(labels).map(([label, value]) => `${label}="${value}"`).join(",");
  const start = `${name}${shown === "" ? "" : `{${shown}}`} `;
  const line = text.split("\n").find((line) => line.startsWith(start));
  return line === undefined ? undefined : Number(line.slice(start.length));
}

Deno.test("the database counts commits, conflicts and retries", async () => {
  const metrics = new Metrics();
  using kv = await Deno.openKv(":memory:");
  const db = new Database(kv, undefined, metrics);
  const key = keys.setting("x");

  const entry = await db.get(key);
  await commit(db, new Commit().check(entry).set(key, "a"), 0);
  await commit(db, new Commit().check(entry).set(key, "b"), 0);
  const get = kv.get.bind(kv);
  let isLocked = true;
  Object.assign(kv, {
    get(parts: Deno.KvKey) {
      if (!isLocked) return get(parts);
      isLocked = false;
      return Promise.reject(new Error("database is locked"));
    },
  });
  await db.get(key);

  assert.equal(await valueOf(metrics, "carillon_kv_commits_total", { result: "done" }), 1);
  assert.equal(await valueOf(metrics, "carillon_kv_commits_total", { result: "conflict" }), 1);
  assert.equal(await valueOf(metrics, "carillon_kv_retries_total"), 1);
});

Deno.test("the engine counts claims, ends and ticks, and how late they were", async () => {
  const metrics = new Metrics();
  using kv = await Deno.openKv(":memory:");
  const db = new Database(kv, undefined, metrics);
  const clock = new FakeClock();
  const engine = new Engine({
    db,
    clock,
    jobClasses: jobClassRegistry(
      builtInJobClasses({ allowShellJobs: false, httpJobAllow: parseAllowList("") }),
    ),
    log: createLogger({ write: () => {} }),
    concurrency: 5,
    hostname: "host",
    pid: 1,
    executionRetentionDays: 1,
    logRetentionDays: 1,
    elapsed: () => clock.elapsed(),
    observer: metrics,
  });
  await seedCategories(db, clock.now());
  const job = await storedJob(db, aJob(clock.now()));
  clock.advance(2 * minute);

  await engine.tick();
  await engine.drain();
  await engine.stop();

  const labels = { state: "succeeded", class: job.jobClass };
  assert.equal(await valueOf(metrics, "carillon_executions_claimed_total"), 1);
  assert.equal(await valueOf(metrics, "carillon_attempts_ended_total", labels), 1);
  assert.equal(
    await valueOf(metrics, "carillon_attempt_duration_seconds_count", { class: job.jobClass }),
    1,
  );
  assert.equal(await valueOf(metrics, "carillon_tick_duration_seconds_count"), 1);
  const lag = (clock.now() - (job.nextRunAt ?? NaN)) / 1000;
  assert.equal(await valueOf(metrics, "carillon_tick_lag_seconds_sum"), lag);
});
