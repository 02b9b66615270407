import type { Given } from "./terminal.tsx";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { State, StateEvent } from "../../../tui/state.ts";
import { aJob, anExecution, aState, iso, start, withJobs } from "./builders.ts";

const minute = 60_000;

/** A server with late, failed, running and paused jobs, and with hostile and wide names. */
export function aBusyDay(...events: readonly StateEvent[]): State {
  const jobs = someJobs();
  return aState(...withJobs(jobs, someExecutions(jobs)), ...events);
}

function someJobs(): Job[] {
  const at = (ms: number) => iso(start + ms);
  const named = [
    aJob({ job_id: id(1), name: "nightly-sync-s3", next_run_time: at(-151_000) }),
    aJob({
      job_id: id(2),
      name: "夜間バックアップ",
      next_run_time: at(30_000),
      timezone: "Asia/Tokyo",
    }),
    aJob({ job_id: id(3), name: "billing-export", next_run_time: at(40_000), minute: "*/15" }),
    aJob({ job_id: id(4), name: "nightly-reindex", paused: true, next_run_time: "" }),
    aJob({ job_id: id(5), name: "thumbnails", next_run_time: at(2 * minute) }),
    // As the client cleans it: marks in place of characters that would move the cursor.
    aJob({ job_id: id(6), name: "evil·[2J · ⚠· ไทย 한국", next_run_time: at(3 * minute) }),
  ];
  const reports = Array.from({ length: 60 }, (_, i) =>
    aJob({
      job_id: id(100 + i),
      name: `report-${String(i).padStart(2, "0")}`,
      minute: String(i),
      next_run_time: at(60 * minute + i * minute),
    }));
  return [...named, ...reports];
}

function someExecutions(jobs: readonly Job[]): Execution[] {
  const [, backup, billing, , thumbnails] = jobs as [Job, Job, Job, Job, Job];
  const ended = (job: Job, i: number, given: Partial<Execution> = {}) => {
    const at = start - i * 5 * minute;
    return anExecution(job, {
      execution_id: id(10_000 + i * 10 + Number(job.job_id.at(-1))),
      scheduled_time: iso(at),
      started_time: iso(at),
      ended_time: iso(at + 3000),
      updated_time: iso(at + 3000),
      duration_ms: 2000 + (i % 4) * 500,
      ...given,
    });
  };
  const failed = { state: "failed", description: "exit 2: ECONNREFUSED db:5432" } as const;
  return [
    ...Array.from({ length: 12 }, (_, i) => ended(backup, i + 1)),
    ...Array.from({ length: 12 }, (_, i) => ended(billing, i + 1, i % 3 === 0 ? failed : {})),
    ...Array.from({ length: 6 }, (_, i) => ended(thumbnails, i + 2)),
    ended(thumbnails, 0, {
      execution_id: id(99_999),
      state: "running",
      started_time: iso(start - 250_000),
      ended_time: "",
      duration_ms: null,
    }),
  ];
}

function id(number: number): string {
  return number.toString(16).padStart(32, "0");
}

/** A terminal that shows the jobs of the busy day. */
export function onJobs(given: Given = {}): Given {
  return { state: aBusyDay({ type: "view_switched", screen: "jobs" }), ...given };
}

/** The row that has the pointer. */
export function cursorRow(screen: readonly string[]): string {
  return screen.find((row) => row.startsWith("▸")) ?? "";
}
