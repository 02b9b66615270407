/** Measures how a tick, lists, a new job, the start and memory depend on the number of stored records. */
import { type CategoryId, newPackId } from "../scheduler/model/ids.ts";
import { minute } from "../scheduler/model/time.ts";
import { Commit } from "../scheduler/store/kv/commit.ts";
import type { Database } from "../scheduler/store/kv/database.ts";
import { findExecutions } from "../scheduler/store/history/find_executions.ts";
import { findJobs } from "../scheduler/store/jobs/find_jobs.ts";
import { fireDue } from "../scheduler/store/firing/fire.ts";
import { addJob, createJob } from "../scheduler/store/jobs/jobs.ts";
import { type Bench, type Figure, median } from "./support/figures.ts";
import {
  aJob,
  anAudit,
  benchDatabase,
  hourlyAt,
  rawBatches,
  seldom,
  writeRaw,
} from "./support/seeds.ts";
import { startCarillon } from "./support/servers.ts";
import { packRows, sheetRows } from "./support/sheets.ts";

const dueJobs = 100;
const rounds = 9;
/** With it, each sheet of the smallest count has one execution of the small category, as in the largest count. */
const jobsOfSheet = 50;
/** The category of a user who sees few records among many. */
const small = 2 as CategoryId;

interface Times {
  tick: number;
  create: number;
  jobs: number;
  newest: number;
  ofCategory: number;
  startMs: number;
  memoryMiB: number;
}

const growth: Bench = async ({ isFull }) => {
  const counts = isFull ? [1000, 100_000, 1_000_000] : [1000, 100_000];
  const times: Times[] = [];
  for (const count of counts) times.push(await timesWith(count));
  const [least, most] = [times[0], times.at(-1)];
  if (least === undefined || most === undefined) return [];
  const name = (text: string) => `${text}, ${counts.at(-1)?.toLocaleString("en-US")} stored`;
  const grown = (text: string, of: keyof Times, goal: number): Figure => ({
    name: name(text),
    value: most[of],
    unit: "ms",
    better: "less",
    ratio: most[of] / least[of],
    reference: "with 1,000",
    goal: `<= ${goal} x with 1,000`,
    isMet: most[of] / least[of] <= goal,
  });
  return [
    grown("tick with 100 due", "tick", 1.3),
    grown("newest 100 executions", "newest", 1.5),
    grown("first 100 jobs", "jobs", 1.5),
    grown("a category's 20 jobs and executions", "ofCategory", 1.5),
    grown("create a job", "create", 1.5),
    grown("start to first answer", "startMs", 1.5),
    {
      name: name("memory of an idle server"),
      value: most.memoryMiB,
      unit: "MiB",
      better: "less",
      ratio: most.memoryMiB / least.memoryMiB,
      reference: "with 1,000",
      goal: "<= 200 MiB",
      isMet: most.memoryMiB <= 200,
    },
  ];
};
export default growth;

/** The number of jobs, and of executions. */
async function timesWith(count: number): Promise<Times> {
  await using bench = await benchDatabase();
  const { db } = bench;
  const now = Date.now();
  await writeRaw(db, rawBatches(rows(count, now)));
  const ticks: number[] = [];
  const of = async (act: (round: number) => Promise<unknown>) => {
    const taken: number[] = [];
    for (let round = 0; round < rounds + 2; round++) {
      const startedAt = performance.now();
      await act(round);
      if (round >= 2) taken.push(performance.now() - startedAt);
    }
    return median(taken);
  };
  for (let round = 0; round < rounds + 2; round++) {
    const at = Math.floor(now / minute) * minute + round * 1000;
    await addDue(db, at);
    const startedAt = performance.now();
    const fired = await fireDue(db, at);
    if (fired !== dueJobs) throw new Error(`${fired} fired`);
    if (round >= 2) ticks.push(performance.now() - startedAt);
  }
  const scheduled = { from: 0, to: now + minute };
  const newest = await of(() => findExecutions(db, { scheduled }, { limit: 100 }));
  const jobs = await of(() => findJobs(db, {}, { limit: 100 }));
  const ofCategory = await of(async () => {
    await findJobs(db, { categoryId: small }, { limit: 100 });
    await findExecutions(db, { categoryId: small, scheduled }, { limit: 100 });
  });
  const create = await of((round) => {
    const job = aJob(now, { name: `a new job ${round}`, schedule: seldom });
    return createJob(db, job, anAudit(job, now), now);
  });
  {
    // The first start makes the first user.
    await using _first = await startCarillon(bench.path);
  }
  const starts: number[] = [];
  let memoryMiB = 0;
  for (let i = 0; i < 3; i++) {
    await using server = await startCarillon(bench.path);
    starts.push(server.startMs);
    if (i === 2) {
      await new Promise((done) => setTimeout(done, 5000));
      memoryMiB = server.residentMiB();
    }
  }
  return {
    tick: median(ticks),
    create,
    jobs,
    newest,
    ofCategory,
    startMs: median(starts),
    memoryMiB,
  };
}

/** The executions of some jobs share a sheet, as they do when the jobs were due together. */
function* rows(count: number, now: number) {
  for (let first = 0; first < count; first += jobsOfSheet) {
    const work = new Commit();
    const jobs = Array.from({ length: jobsOfSheet }, (_, place) => {
      const i = first + place;
      const categoryId = i % (count / 20) === 0 ? small : 1 as CategoryId;
      return aJob(now, { name: `job ${i}`, schedule: seldom, categoryId });
    });
    for (const job of jobs) addJob(work, undefined, job);
    yield* work.mutations;
    const pack = newPackId(now);
    yield* packRows(pack, jobs, now).mutations;
    const { fired, ended } = sheetRows(pack, jobs, now - first * 100);
    yield* fired.mutations;
    yield* ended.mutations;
  }
}

async function addDue(db: Database, at: number): Promise<void> {
  const work = new Commit();
  for (let i = 0; i < dueJobs; i++) {
    const job = aJob(at, { name: `due ${i}`, schedule: hourlyAt(at) });
    addJob(work, undefined, { ...job, nextRunAt: at });
  }
  await writeRaw(db, rawBatches(work.mutations));
}
