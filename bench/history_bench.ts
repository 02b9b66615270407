/** Measures a long history: its size on disk, and how long its lists take. */
import { type Ended, finish, type Outcome } from "../scheduler/model/execution.ts";
import { type CategoryId, type JobId, newPackId, type PackId } from "../scheduler/model/ids.ts";
import type { Job } from "../scheduler/model/job.ts";
import { day, minute } from "../scheduler/model/time.ts";
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
import {
  aJob,
  aRun,
  type BenchDatabase,
  benchDatabase,
  rawBatches,
  seldom,
  writeRaw,
} from "./support/seeds.ts";
import { packRows, sheetRows } from "./support/sheets.ts";

/** As many of them are fired and claimed in one commit. */
const jobsOfSheet = 98;
const sheetsOfFire = 100;
const jobCount = jobsOfSheet * sheetsOfFire;
/** One job of so many fails each time, and one is in the small category. */
const failing = 100;
const small = 2 as CategoryId;
const rounds = 21;
/** As often do the jobs fire whose executions are records. */
const recordFires = 10;
const succeeded: Outcome = { kind: "succeeded", result: JSON.stringify(awesomeJob.pub_args) };
const failed: Outcome = { kind: "failed", reason: "the host did not answer", result: "" };

/** A history in one of the two forms. */
interface Seeded {
  readonly db: Database;
  readonly jobs: readonly Job[];
  readonly executions: number;
  readonly bytesOfOne: number;
}

const history: Bench = async ({ isFull }) => {
  await using recordsBench = await benchDatabase();
  await using sheetsBench = await benchDatabase();
  const now = Math.floor(Date.now() / minute) * minute;
  const records = await seeded(recordsBench, { now, fires: recordFires, add: addRecords });
  const fires = isFull ? 102 : 20;
  const sheets = await seeded(sheetsBench, { now, fires, add: addSheets });
  const count = `${sheets.executions.toLocaleString("en-US")} executions`;
  const size = sheets.bytesOfOne / records.bytesOfOne;
  const ofRecords = readers(records, now);
  const ofSheets = readers(sheets, now);
  const figures: Figure[] = [{
    name: `history: size on disk, ${count}`,
    value: sheets.bytesOfOne * sheets.executions / 1024 / 1024,
    unit: "MiB",
    better: "less",
    ratio: size,
    reference: "as many records",
    goal: "<= 1/3 of records",
    isMet: size <= 1 / 3,
  }];
  for (const [name, read] of Object.entries(ofSheets)) {
    const [value, reference] = await inTurn(read, ofRecords[name] ?? read);
    figures.push({
      name: `history: ${name}, ${count}`,
      value,
      unit: "ms",
      better: "less",
      ratio: value / reference,
      reference: "records",
      goal: "<= 1 x records",
      isMet: value <= reference,
    });
  }
  return figures;
};
export default history;

async function seeded({ db, path }: BenchDatabase, { now, fires, add }: {
  readonly now: number;
  readonly fires: number;
  readonly add: (jobs: readonly Job[], at: number) => Iterable<Commit>;
}): Promise<Seeded> {
  const jobs = Array.from({ length: jobCount }, (_, i) => someJob(now - jobCount + i, i));
  for (let fire = 1; fire <= fires; fire++) {
    const at = now - (fires - fire) * minute;
    for (const work of add(jobs, at)) await writeRaw(db, rawBatches(work.mutations));
    if (fire % 10 === 0) progress(`history: ${add.name}(): ${fire * jobCount} executions`);
  }
  const executions = jobCount * fires;
  return { db, jobs, executions, bytesOfOne: await sizeOf(path) / executions };
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

/** The packs of the jobs, by their first jobs. */
const packs = new Map<JobId, PackId>();

/** In two commits, as they are written: fired and running, then ended. */
function* addSheets(jobs: readonly Job[], at: number): Iterable<Commit> {
  for (let i = 0; i < jobs.length; i += jobsOfSheet) {
    const some = jobs.slice(i, i + jobsOfSheet);
    const [first] = some;
    if (first === undefined) continue;
    let pack = packs.get(first.id);
    if (pack === undefined) {
      packs.set(first.id, pack = newPackId(at));
      yield packRows(pack, some, at + day);
    }
    const { fired, ended } = sheetRows(pack, some, at, outcomeOf);
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

/** What is read, by its name. */
function readers(
  { db, jobs: [job] }: Seeded,
  now: number,
): Readonly<Record<string, (round: number) => Promise<unknown>>> {
  const scheduled = { from: 0, to: now };
  const list = async (filter: Omit<ExecutionFilter, "scheduled">, limit = 100) => {
    const { items } = await findExecutions(db, { ...filter, scheduled }, { limit });
    if (items.length !== limit) throw new Error(`${items.length} of ${limit} in the list`);
    return items;
  };
  const ids = list({}).then((items) => items.map(({ id }) => id));
  return {
    "newest 100": () => list({}),
    [`newest ${recordFires} of a job`]: () => list(job ? { jobId: job.id } : {}, recordFires),
    "newest 100 of a category": () => list({ categoryId: small }),
    "newest 100 that failed": () => list({ states: new Set(["failed"]) }),
    "one by its id": async (round) => {
      const id = (await ids)[round];
      if (id !== undefined) await findExecution(db, id);
    },
  };
}

/** The medians of two acts that take turns, so that a busy machine slows both. */
async function inTurn(
  ...acts: readonly ((round: number) => Promise<unknown>)[]
): Promise<[number, number]> {
  const taken = acts.map((): number[] => []);
  for (let round = 0; round < rounds + 5; round++) {
    for (const [i, act] of acts.entries()) {
      const startedAt = performance.now();
      await act(round);
      if (round >= 5) taken[i]?.push(performance.now() - startedAt); // the code gets warm before
    }
  }
  const [one = Number.NaN, other = Number.NaN] = taken.map(median);
  return [one, other];
}

/** The database and what it has not yet taken from its log. */
async function sizeOf(path: string): Promise<number> {
  const sizes = ["", "-wal"].map((suffix) =>
    Deno.stat(`${path}${suffix}`).then(({ size }) => size, () => 0)
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
