/** Measures a long history: its size on disk, and how long its lists take. */
import { type Ended, finish, type Outcome } from "../scheduler/model/execution.ts";
import type { CategoryId, ExecutionId } from "../scheduler/model/ids.ts";
import type { Job } from "../scheduler/model/job.ts";
import { minute } from "../scheduler/model/time.ts";
import {
  addExecution,
  findExecution,
  setExecution,
} from "../scheduler/store/history/executions.ts";
import {
  type ExecutionFilter,
  findExecutions,
} from "../scheduler/store/history/find_executions.ts";
import { Commit } from "../scheduler/store/kv/commit.ts";
import type { Database } from "../scheduler/store/kv/database.ts";
import { awesomeJob } from "./support/api_calls.ts";
import { type Bench, type Figure, median, progress } from "./support/figures.ts";
import { aJob, aRun, benchDatabase, rawBatches, seldom, writeRaw } from "./support/seeds.ts";
import { sheetRows } from "./support/sheets.ts";

/** As many of them are fired and claimed in one commit. */
const jobsOfSheet = 98;
const sheetsOfFire = 100;
const jobCount = jobsOfSheet * sheetsOfFire;
/** One job of so many fails each time, and one is in the small category. */
const failing = 100;
const small = 2 as CategoryId;
const rounds = 21;
const succeeded: Outcome = { kind: "succeeded", result: JSON.stringify(awesomeJob.pub_args) };
const failed: Outcome = { kind: "failed", reason: "the host did not answer", result: "" };

/** Milliseconds, by what is listed. */
type Times = Readonly<Record<string, number>>;

interface Measured {
  readonly executions: number;
  readonly bytes: number;
  readonly times: Times;
}

const history: Bench = async ({ isFull }) => {
  const records = await measured("records of their own", 10, addRecords);
  const sheets = await measured("sheets", isFull ? 102 : 20, addSheets);
  const count = sheets.executions.toLocaleString("en-US");
  const of = ({ bytes, executions }: Measured) => bytes / executions;
  const size: Figure = {
    name: `history: size on disk, ${count} executions`,
    value: sheets.bytes / 1024 / 1024,
    unit: "MiB",
    better: "less",
    ratio: of(sheets) / of(records),
    reference: "as many records",
    goal: "<= 1/3 of records",
    isMet: of(sheets) <= of(records) / 3,
  };
  return [
    size,
    ...Object.entries(sheets.times).map(([name, value]): Figure => {
      const ratio = value / (records.times[name] ?? Number.NaN);
      return {
        name: `history: ${name}, ${count} executions`,
        value,
        unit: "ms",
        better: "less",
        ratio,
        reference: "records",
        goal: "<= 1 x records",
        isMet: ratio <= 1,
      };
    }),
  ];
};
export default history;

async function measured(
  name: string,
  fires: number,
  add: (jobs: readonly Job[], at: number) => Iterable<Commit>,
): Promise<Measured> {
  await using bench = await benchDatabase();
  const now = Math.floor(Date.now() / minute) * minute;
  const jobs = Array.from({ length: jobCount }, (_, i) => someJob(now - jobCount + i, i));
  for (let fire = 0; fire < fires; fire++) {
    const at = now - (fires - fire) * minute;
    for (const work of add(jobs, at)) await writeRaw(bench.db, rawBatches(work.mutations));
    if (fire % 10 === 9) progress(`history: ${(fire + 1) * jobCount} executions in ${name}`);
  }
  const bytes = await sizeOf(bench.path);
  return { executions: jobCount * fires, bytes, times: await timesOf(bench.db, jobs, now) };
}

function someJob(madeAt: number, i: number): Job {
  return aJob(madeAt, {
    name: `job ${i}`,
    jobClass: awesomeJob.job_class_string,
    pubArgs: awesomeJob.pub_args,
    schedule: seldom,
    categoryId: i % failing === 1 ? small : 1 as CategoryId,
  });
}

function outcomeOf({ name }: Job): Outcome {
  return Number(name.split(" ")[1]) % failing === 0 ? failed : succeeded;
}

/** In two commits, as they are written: fired and running, then ended. */
function* addSheets(jobs: readonly Job[], at: number): Iterable<Commit> {
  for (let i = 0; i < jobs.length; i += jobsOfSheet) {
    const { fired, ended } = sheetRows(jobs.slice(i, i + jobsOfSheet), at, outcomeOf);
    yield fired;
    yield ended;
  }
}

/** As they are written when they go another way than that of sheets, and as all were before there were sheets. */
function* addRecords(jobs: readonly Job[], at: number): Iterable<Commit> {
  for (let i = 0; i < jobs.length; i += jobsOfSheet) {
    const [fired, ended] = [new Commit(), new Commit()];
    for (const job of jobs.slice(i, i + jobsOfSheet)) {
      const { running } = aRun(job, at);
      addExecution(fired, running);
      setExecution(ended, finish(running, outcomeOf(job), at + 1, () => 0) as Ended);
    }
    yield fired;
    yield ended;
  }
}

async function timesOf(db: Database, jobs: readonly Job[], now: number): Promise<Times> {
  const scheduled = { from: 0, to: now };
  const list = async (filter: Omit<ExecutionFilter, "scheduled">) => {
    const { items } = await findExecutions(db, { ...filter, scheduled }, { limit: 100 });
    if (items.length === 0) throw new Error("the list is empty");
    return items;
  };
  const [job] = jobs;
  if (job === undefined) return {};
  const ids = (await list({})).map(({ id }) => id);
  const acts: Record<string, (round: number) => Promise<unknown>> = {
    "newest 100": () => list({}),
    "newest of a job": () => list({ jobId: job.id }),
    "newest 100 of a category": () => list({ categoryId: small }),
    "newest 100 that failed": () => list({ states: new Set(["failed"]) }),
    "one by its id": (round) => findExecution(db, ids[round % ids.length] as ExecutionId),
  };
  const times: Record<string, number> = {};
  for (const [name, act] of Object.entries(acts)) times[name] = await timeOf(act);
  return times;
}

async function timeOf(act: (round: number) => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < rounds + 5; round++) {
    const startedAt = performance.now();
    await act(round);
    if (round >= 5) taken.push(performance.now() - startedAt); // the code gets warm before
  }
  return median(taken);
}

/** The database and what it has not yet taken from its log. */
async function sizeOf(path: string): Promise<number> {
  const sizes = ["", "-wal"].map((suffix) =>
    Deno.stat(`${path}${suffix}`).then(({ size }) => size, () => 0)
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
