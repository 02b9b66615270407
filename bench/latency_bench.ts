/**
 * Measures how soon a job starts when a person runs it, and how soon a thousand jobs start that are due at one minute.
 */
import { Engine } from "../scheduler/engine/engine.ts";
import { createLogger } from "../scheduler/log.ts";
import type { Clock } from "../scheduler/model/time.ts";
import { minute } from "../scheduler/model/time.ts";
import { Commit } from "../scheduler/store/kv/commit.ts";
import { findExecutions } from "../scheduler/store/history/find_executions.ts";
import { addJob } from "../scheduler/store/jobs/jobs.ts";
import { allTime } from "../scheduler/store/kv/walk.ts";
import { type Bench, type Figure, median, percentile } from "./support/figures.ts";
import {
  aJob,
  benchClasses,
  benchDatabase,
  hourlyAt,
  rawBatches,
  writeRaw,
} from "./support/seeds.ts";
import { runByHand } from "./support/run_by_hand.ts";
import { startCarillon } from "./support/servers.ts";

const runs = 250;
const dueJobs = 1000;
const boundaries = 5;

const latency: Bench = async () => {
  const set = await medianSetMs();
  const { posts, ends } = await runsByHand();
  const lateness: { first: number; last: number }[] = [];
  for (let i = 0; i < boundaries; i++) lateness.push(await atTheBoundary());
  const figure = (name: string, value: number, most: number): Figure => ({
    name,
    value,
    unit: "ms",
    better: "less",
    ratio: value / set,
    reference: "one kv.set",
    goal: `<= ${most} ms`,
    isMet: value <= most,
  });
  return [
    { name: "reference: one kv.set, p50", value: set, unit: "ms", better: "less" },
    figure("run now: POST answered, p50", median(posts), 4),
    figure("run now: succeeded recorded, p50", median(ends), 8),
    figure("run now: succeeded recorded, p99", percentile(ends, 99), 40),
    figure("1,000 due: first start after the minute", median(lateness.map((l) => l.first)), 50),
    figure("1,000 due: last start after the minute", median(lateness.map((l) => l.last)), 500),
  ];
};
export default latency;

async function medianSetMs(): Promise<number> {
  await using bench = await benchDatabase();
  const times: number[] = [];
  for (let i = 0; i < 500; i++) {
    const startedAt = performance.now();
    await bench.db.kv.set(["thing", i], { some: "value", of: [1, 2, 3] });
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

async function runsByHand() {
  await using bench = await benchDatabase();
  await using server = await startCarillon(bench.path);
  return await runByHand(server.port, runs);
}

/** The engine of the service, on a clock whose next minute begins in a moment. */
async function atTheBoundary(): Promise<{ first: number; last: number }> {
  await using bench = await benchDatabase();
  const { db } = bench;
  const aheadMs = 1500;
  const boundary = Math.ceil(Date.now() / minute) * minute;
  const offset = boundary - aheadMs - Date.now();
  const clock: Clock = { now: () => Date.now() + offset };
  const work = new Commit();
  const schedule = hourlyAt(boundary);
  for (let i = 0; i < dueJobs; i++) {
    addJob(work, undefined, aJob(clock.now(), { name: `job ${i}`, schedule }));
  }
  await writeRaw(db, rawBatches(work.mutations));
  const all = Promise.withResolvers<void>();
  let ended = 0;
  const engine = new Engine({
    db,
    clock,
    jobClasses: benchClasses,
    log: createLogger({ level: "error" }),
    concurrency: 10,
    hostname: "localhost",
    pid: Deno.pid,
    executionRetentionDays: 30,
    logRetentionDays: 365,
    observer: {
      claimed: () => {},
      ticked: () => {},
      ended: () => ++ended === dueJobs && all.resolve(),
    },
  });
  engine.start();
  await all.promise;
  await engine.drain();
  await engine.stop();
  const found = await findExecutions(db, { scheduled: allTime }, { limit: 2 * dueJobs });
  const starts = found.items.flatMap((one) =>
    "startedAt" in one && one.startedAt !== undefined ? [one.startedAt - boundary] : []
  );
  if (starts.length !== dueJobs) throw new Error(`${starts.length} started`);
  return { first: Math.min(...starts), last: Math.max(...starts) };
}
