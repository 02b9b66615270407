import { allCategories } from "../../scheduler/model/category.ts";
import { minute } from "../../scheduler/model/time.ts";
import { readEndCounts } from "../../scheduler/store/history/end_counts.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { type ApiCalls, apiCalls, awesomeJob } from "./api_calls.ts";
import { processUse } from "./process_use.ts";
import { benchDatabase } from "./seeds.ts";
import { type RunningServer, startCarillon } from "./servers.ts";

/** How a server did with the jobs that were due at one minute. */
export interface DueMinute {
  /** From the minute's boundary to the last recorded end. */
  readonly perSecond: number;
  readonly cpuPer1000: number;
  readonly writtenPerExecution: number;
  /** Milliseconds after the boundary. */
  readonly firstStart: number;
  readonly lastStart: number;
}

const jobsAtOnce = 16;
/** A server that starts closer to the boundary than this is not ready when it comes. */
const leastAheadMs = 5000;
const lookEveryMs = 10;
/** What the server reads before the minute for its fires counts as well. */
const aheadMs = 1000;
const giveUpAfterMs = 2 * minute;

/**
 * Makes jobs over HTTP that are due at each minute, starts the server anew, and measures the next minutes: the first is
 * that of a process which has fired nothing yet.
 * @param entry what starts the server, where that is not main.ts.
 */
export async function dueMinutes({ jobs, minutes, tell, entry }: {
  readonly jobs: number;
  readonly minutes: number;
  readonly tell: (progress: string) => void;
  readonly entry?: URL;
}): Promise<DueMinute[]> {
  await using bench = await benchDatabase();
  tell(`makes ${jobs} jobs`);
  {
    await using maker = await startCarillon(bench.path, {}, entry);
    await makeJobs(await apiCalls(maker.port), jobs);
  }
  if (minute - Date.now() % minute < leastAheadMs) await until(nextBoundary() + 1000);
  await using server = await startCarillon(bench.path, {}, entry);
  const measured: DueMinute[] = [];
  while (measured.length < minutes) {
    const made = await atBoundary(server, bench.db, nextBoundary(), jobs);
    measured.push(made);
    tell(`minute ${measured.length} of ${minutes}: ${described(made)}`);
  }
  return measured;
}

function described({ perSecond, cpuPer1000, writtenPerExecution }: DueMinute): string {
  const written = (writtenPerExecution / 1024).toFixed(2);
  return `${Math.round(perSecond)}/s, CPU ${
    cpuPer1000.toFixed(3)
  } s, ${written} KiB written for one`;
}

async function makeJobs({ call }: ApiCalls, count: number): Promise<void> {
  let made = 0;
  await Promise.all(Array.from({ length: jobsAtOnce }, async () => {
    while (made < count) {
      await call("POST", "/jobs", { name: `job ${made++}`, ...awesomeJob, minute: "*" });
    }
  }));
}

function nextBoundary(): number {
  return (Math.floor(Date.now() / minute) + 1) * minute;
}

async function until(at: number): Promise<void> {
  await new Promise((done) => setTimeout(done, at - Date.now()));
}

async function atBoundary(
  server: RunningServer,
  db: Database,
  boundary: number,
  jobs: number,
): Promise<DueMinute> {
  await until(boundary - aheadMs);
  const before = processUse(server.pid);
  const tookMs = await allEnded(db, boundary, jobs) - boundary;
  const after = processUse(server.pid);
  const starts = await startsAt(await apiCalls(server.port), boundary);
  if (starts.length !== jobs) throw new Error(`${starts.length} of ${jobs} jobs succeeded`);
  return {
    perSecond: jobs / (tookMs / 1000),
    cpuPer1000: (after.cpuSeconds - before.cpuSeconds) / jobs * 1000,
    writtenPerExecution: (after.writtenBytes - before.writtenBytes) / jobs,
    firstStart: Math.min(...starts) - boundary,
    lastStart: Math.max(...starts) - boundary,
  };
}

/** Reads the counts of ends, which are written with the ends. @returns when all were written. */
async function allEnded(db: Database, boundary: number, jobs: number): Promise<number> {
  await until(boundary);
  for (;;) {
    const range = { from: boundary, to: boundary + giveUpAfterMs };
    const counts = await readEndCounts(db, "minute", allCategories, range);
    const ended = counts.reduce((sum, { count }) => sum + count, 0);
    if (ended >= jobs) return Date.now();
    if (Date.now() > boundary + giveUpAfterMs) throw new Error(`${ended} of ${jobs} jobs ended`);
    await new Promise((done) => setTimeout(done, lookEveryMs));
  }
}

/** When the executions of this fire time started that succeeded. */
async function startsAt({ call }: ApiCalls, boundary: number): Promise<number[]> {
  const at = new Date(boundary).toISOString();
  const starts: number[] = [];
  for (let cursor = "";;) {
    const range = `time_range_start=${at}&time_range_end=${at}&limit=1000`;
    const { executions, next_cursor } = await call(
      "GET",
      `/executions?${range}${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    for (const { state, started_time } of executions) {
      if (state === "succeeded") starts.push(Date.parse(started_time));
    }
    if (next_cursor === undefined) return starts;
    cursor = next_cursor;
  }
}
