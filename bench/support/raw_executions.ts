import { newPackId } from "../../scheduler/model/ids.ts";
import { minute } from "../../scheduler/model/time.ts";
import type { Commit } from "../../scheduler/store/kv/commit.ts";
import { processUse } from "./process_use.ts";
import { aJob, benchDatabase, rawBatches, writeRaw } from "./seeds.ts";
import { sheetRows } from "./sheets.ts";

/** How many executions a second the raw rows come to, and the CPU time of 1,000 in seconds. */
export interface RawRate {
  readonly rate: number;
  readonly cpuPer1000: number;
}

/** The number of jobs that share a pack and a sheet at most. */
const jobsOfSheet = 98;

/** The number of changes that one entry of the feed holds. */
const changesOfEntry = 250;

/**
 * Writes the rows that every scheduler with this layout must write, ready-made and without the scheduler: the sheets as
 * the executions start, the sheets again and a strip for each as they end, and the entries of the feed.
 */
export async function rawExecutions(jobs: number): Promise<RawRate> {
  await using bench = await benchDatabase();
  const boundary = Math.floor(Date.now() / minute) * minute;
  const [fires, ends]: [Commit[], Commit[]] = [[], []];
  for (let first = 0; first < jobs; first += jobsOfSheet) {
    const count = Math.min(jobsOfSheet, jobs - first);
    const together = Array.from(
      { length: count },
      (_, i) => aJob(boundary, { name: `job ${first + i}` }),
    );
    const { fired, ended } = sheetRows(newPackId(boundary), together, boundary);
    fires.push(fired);
    ends.push(ended);
  }
  const batches = [fires, ends].flatMap((works) => [...rawBatches(rowsOf(works))]);
  const [startedAt, cpuBefore] = [performance.now(), processUse().cpuSeconds];
  await writeRaw(bench.db, batches);
  return {
    rate: jobs / ((performance.now() - startedAt) / 1000),
    cpuPer1000: (processUse().cpuSeconds - cpuBefore) / jobs * 1000,
  };
}

/** What the commits set and delete, and the entries of the feed that tell of it. */
function rowsOf(works: readonly Commit[]): Commit["mutations"] {
  const things = works.flatMap((work) => work.things);
  const entries = Array.from({ length: Math.ceil(things.length / changesOfEntry) }, (_, i) => ({
    key: ["change", crypto.randomUUID()],
    value: {
      ...{ id: "", at: 0 },
      things: things.slice(i * changesOfEntry, (i + 1) * changesOfEntry),
    },
  }));
  return [...works.flatMap((work) => work.mutations), ...entries];
}
