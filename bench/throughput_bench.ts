/**
 * Measures jobs in no pack that are all due now, from the first due job to the last recorded end, with indexes and change feed.
 */
import { Engine } from "../scheduler/engine/engine.ts";
import { createLogger } from "../scheduler/log.ts";
import { Metrics } from "../scheduler/metrics.ts";
import { isSuccess } from "../scheduler/model/execution_state.ts";
import type { CategoryId } from "../scheduler/model/ids.ts";
import { minute, systemClock } from "../scheduler/model/time.ts";
import { findExecutions } from "../scheduler/store/history/find_executions.ts";
import { Commit } from "../scheduler/store/kv/commit.ts";
import { addJob } from "../scheduler/store/jobs/jobs.ts";
import { keys } from "../scheduler/store/kv/keys.ts";
import { allTime } from "../scheduler/store/kv/walk.ts";
import { type Bench, type Figure, median } from "./support/figures.ts";
import { processUse } from "./support/process_use.ts";
import { rawExecutions } from "./support/raw_executions.ts";
import {
  aJob,
  benchClasses,
  benchDatabase,
  hourlyAt,
  rawBatches,
  writeRaw,
} from "./support/seeds.ts";

const jobs = 5000;
/** What the engine did here when each execution had a record: jobs that share nothing must not be slower than that. */
const withRecords = { rate: 3300, cpu: 0.38 };
const rounds = 4;

const throughput: Bench = async () => {
  const settings = [
    { name: "10 at once", concurrency: 10 },
    { name: "100 at once", concurrency: 100 },
    { name: "10 at once, 10 checks", concurrency: 10, limits: "shared" as const },
  ];
  const rates = new Map<string, number[]>();
  const cpus: number[] = [];
  const rawCpus: number[] = [];
  const note = (name: string, rate: number) => rates.set(name, [...rates.get(name) ?? [], rate]);
  await fireAll(10, undefined, 500); // the code gets warm
  for (let round = 0; round < rounds; round++) {
    const raw = await rawExecutions(jobs);
    note("reference", raw.rate);
    rawCpus.push(raw.cpuPer1000);
    for (const { name, concurrency, limits } of settings) {
      const { rate, cpuPer1000 } = await fireAll(concurrency, limits, jobs);
      note(name, rate);
      if (limits === undefined && concurrency === 10) cpus.push(cpuPer1000);
    }
  }
  const reference = median(rates.get("reference") ?? []);
  const figures: Figure[] = [{
    name: "reference: the same rows in raw commits",
    value: reference,
    unit: "executions/s",
    better: "more",
  }];
  for (const { name, limits } of settings) {
    const value = median(rates.get(name) ?? []);
    const least = limits === undefined ? withRecords.rate : withRecords.rate / 2;
    figures.push({
      name: `throughput, ${name}`,
      value,
      unit: "executions/s",
      better: "more",
      ratio: value / reference,
      reference: "the raw rows",
      goal: `>= ${least}/s`,
      isMet: value >= least,
    });
  }
  const [cpu, rawCpu] = [median(cpus), median(rawCpus)];
  figures.push({
    name: "reference: CPU of the raw rows of 1,000",
    value: rawCpu,
    unit: "s",
    better: "less",
  }, {
    name: "CPU of 1,000 executions",
    value: cpu,
    unit: "s",
    better: "less",
    ratio: cpu / rawCpu,
    reference: "the raw rows",
    goal: `<= ${withRecords.cpu} s`,
    isMet: cpu <= withRecords.cpu,
  });
  return figures;
};
export default throughput;

async function fireAll(
  concurrency: number,
  limits: "shared" | undefined,
  count: number,
): Promise<{ rate: number; cpuPer1000: number }> {
  await using bench = await benchDatabase(limits);
  const { db } = bench;
  const boundary = Math.floor(Date.now() / minute) * minute;
  await writeRaw(db, rawBatches(jobRows(boundary, count)));
  // The jobs are due at this moment: fires that are late open alarms besides.
  const pastMs = systemClock.now() - boundary;

  const all = Promise.withResolvers<void>();
  let ended = 0;
  const metrics = new Metrics();
  const engine = new Engine({
    db,
    clock: { now: () => systemClock.now() - pastMs },
    jobClasses: benchClasses,
    log: createLogger({ level: "error" }),
    concurrency,
    hostname: "localhost",
    pid: Deno.pid,
    executionRetentionDays: 30,
    logRetentionDays: 365,
    observer: {
      claimed: (n) => metrics.claimed(n),
      ticked: (seconds, lag) => metrics.ticked(seconds, lag),
      ended: (state, jobClass, seconds) => {
        metrics.ended(state, jobClass, seconds);
        if (++ended === count) all.resolve();
      },
    },
  });
  const [startedAt, cpuBefore] = [performance.now(), processUse().cpuSeconds];
  engine.start();
  await all.promise;
  await engine.drain(); // until the last end is recorded
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = processUse().cpuSeconds - cpuBefore;
  await engine.stop();

  await mustBeComplete(db, count);
  return { rate: count / seconds, cpuPer1000: cpu / count * 1000 };
}

function* jobRows(boundary: number, count: number) {
  const schedule = hourlyAt(boundary);
  for (let i = 0; i < count; i++) {
    const work = new Commit();
    addJob(work, undefined, aJob(boundary, { name: `job ${i}`, schedule }));
    yield* work.mutations;
  }
}

/** A rate counts only when every execution succeeded. */
async function mustBeComplete(
  db: Parameters<typeof writeRaw>[0],
  count: number,
): Promise<void> {
  const scheduled = allTime;
  const request = { limit: count + 1 };
  const executions = await findExecutions(db, { scheduled }, request);
  const succeeded = executions.items.filter(({ state }) => isSuccess(state));
  const categoryId = 1 as CategoryId;
  const byCategory = (await findExecutions(db, { scheduled, categoryId }, request)).items;
  const left = [
    ...await db.list(keys.queue.all, { limit: 1 }),
    ...await db.list(keys.claim.all, { limit: 1 }),
  ];
  if (succeeded.length !== count || byCategory.length !== count || left.length > 0) {
    throw new Error(`${succeeded.length} of ${count} executions succeeded`);
  }
}
