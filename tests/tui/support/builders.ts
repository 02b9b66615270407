import type { Account } from "../../../routes/contract/access/auth.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Answer } from "../../../tui/server/http.ts";
import { initialState, reduce, type State, type StateEvent } from "../../../tui/state.ts";

export const start = Date.parse("2026-11-22T06:00:00.000Z");

export function iso(at: number): string {
  return new Date(at).toISOString();
}

let made = 0;

export function anId(): string {
  return (++made).toString(16).padStart(32, "0");
}

export function aJob(given: Partial<Job> = {}): Job {
  return {
    job_id: anId(),
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    name: "nightly-db-backup",
    pub_args: ["one", "two"],
    month: "*",
    day: "*",
    week: "*",
    day_of_week: "*",
    hour: "*",
    minute: "*/5",
    timezone: "UTC",
    category_id: 1,
    next_run_time: iso(start + 60_000),
    next_run_note: "",
    paused: false,
    paused_scope: "",
    paused_reason: "",
    paused_until: "",
    paused_by: "",
    paused_fires: "",
    not_on: [],
    only_on: [],
    starts_at: "",
    ends_at: "",
    max_instances: 3,
    overlap: "skip",
    misfire_grace_seconds: 3600,
    coalesce: true,
    max_retries: 0,
    retry_delay_seconds: 10,
    retry_max_delay_seconds: 600,
    timeout_seconds: 0,
    jitter_seconds: 0,
    on_excluded: "skip",
    version: 1,
    created_at: iso(start - 86_400_000),
    updated_at: iso(start - 86_400_000),
    ...given,
  };
}

export function anExecution(job: Job, given: Partial<Execution> = {}): Execution {
  return {
    execution_id: anId(),
    state: "succeeded",
    description: "",
    result: "",
    job,
    trigger: "schedule",
    reason: "",
    retry_of: "",
    attempt: 1,
    max_attempts: 1,
    attempts: [],
    hostname: "worker-1",
    pid: 42,
    given_back: [],
    coalesced: 0,
    coalesced_since: "",
    task_id: "",
    scheduled_time: iso(start - 60_000),
    created_time: iso(start - 60_000),
    started_time: iso(start - 60_000),
    ended_time: iso(start - 59_000),
    updated_time: iso(start - 59_000),
    duration_ms: 1000,
    ...given,
  } as Execution;
}

export function anAccount(given: Partial<Account> = {}): Account {
  return {
    id: 1,
    username: "admin",
    category_id: 0,
    is_admin: true,
    is_permission: true,
    ...given,
  };
}

/** A state after these events, logged in and live. */
export function aState(...events: readonly StateEvent[]): State {
  const before: readonly StateEvent[] = [
    { type: "clock_ticked", now: start },
    { type: "logged_in", account: anAccount(), server: "http://127.0.0.1:8888" },
    { type: "connected", now: start },
    // As if the server had told all of its counts, so that no count is marked as partial.
    ...(["jobs", "running", "failing", "alarms"] as const).map((of) =>
      ({ type: "counted", of }) as const
    ),
    ...(["minutes", "hours"] as const).map((of) =>
      ({ type: "stats_read", of, stats: "unknown" }) as const
    ),
  ];
  return [...before, ...events].reduce(reduce, { ...initialState });
}

export function after(state: State, ...events: readonly StateEvent[]): State {
  return events.reduce(reduce, state);
}

/** The events of a server with these jobs and executions. */
export function withJobs(
  jobs: readonly Job[],
  executions: readonly Execution[] = [],
): StateEvent[] {
  return [
    { type: "jobs_page", jobs, isLast: true },
    { type: "executions_page", executions },
  ];
}

export function good<T>(value: T): Promise<Answer<T>> {
  return Promise.resolve({ ok: true, value });
}

export function bad(status: number, error: string): Promise<Answer<never>> {
  return Promise.resolve({ ok: false, failure: { status, code: "bad", error, details: [] } });
}
