import type { Execution } from "../../../routes/contract/history/executions.ts";
import { type AlarmKind, countFailures } from "../../../routes/contract/facts.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import {
  alarmedJobs,
  type AlarmGroup,
  asideOf,
  groupOf,
  inboxOf,
  isGroupId,
} from "../../state/inbox.ts";
import { memo } from "../../cache/memo.ts";
import { SortedThings } from "../../cache/sorted.ts";
import {
  averageMs,
  dataTime,
  failingIds,
  lastCountedOf,
  lateJobs,
  runningOf,
} from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import type { Past } from "../../state/server/executions.ts";

/** Why a job needs attention. */
export type Attention =
  & { readonly job: Job }
  & (
    | { readonly kind: "late"; readonly lateMs: number }
    /** `of` is the number of the last executions that count; an end that is neither success nor failure does not. */
    | { readonly kind: "failed"; readonly last: Past; readonly failed: number; readonly of: number }
    | { readonly kind: "slow"; readonly execution: Execution; readonly factor: number }
    | { readonly kind: "retry"; readonly execution: Execution }
    | { readonly kind: "paused"; readonly since: number }
  );

/** After this time somebody may have forgotten the pause. */
const longPauseMs = 86_400_000;
/** A run is slow from this multiple of its average on. */
export const slowFactor = 3;
/** A shorter run never counts as slow. */
const leastSlowMs = 5000;

type Failed = Extract<Attention, { kind: "failed" }>;

/** By the job's history, which is a new one after each change. */
const failedRows = new WeakMap<readonly Past[], Failed>();

function failedRow(job: Job, past: readonly Past[]): Failed | undefined {
  const known = failedRows.get(past);
  if (known?.job === job) return known;
  const last = lastCountedOf(past);
  if (last === undefined) return undefined;
  const { failed, counted: of } = countFailures(past.map(({ state }) => state));
  const row = { kind: "failed", job, last, failed, of } as const;
  failedRows.set(past, row);
  return row;
}

const failedJobs = memo((
  failing: ReadonlySet<string>,
  byId: State["jobs"]["byId"],
  history: State["executions"]["history"],
): readonly Attention[] => {
  const failed: Failed[] = [];
  for (const id of failing) {
    const job = byId.get(id);
    const past = history.get(id);
    const row = job === undefined || past === undefined ? undefined : failedRow(job, past);
    if (row !== undefined) failed.push(row);
  }
  return failed.sort((a, b) =>
    a.last.at === b.last.at
      ? (a.job.job_id < b.job.job_id ? -1 : 1)
      : (a.last.at < b.last.at ? 1 : -1)
  );
});

const sortedPaused = new SortedThings<Job>();

function pausedJobs(byId: State["jobs"]["byId"], hour: number): readonly Attention[] {
  const before = new Date(hour * 3_600_000 - longPauseMs).toISOString();
  return pausedRows(sortedPaused.of(byId, {
    deps: [hour],
    isReversed: false,
    isShown: ({ paused, updated_at }) => paused && updated_at < before,
    keyOf: inOrderOfIds,
  }));
}

const pausedRows = memo((jobs: readonly Job[]): readonly Attention[] =>
  jobs.map((job): Attention => ({ kind: "paused", job, since: Date.parse(job.updated_at) }))
);

const sortedRetrying = new SortedThings<Execution>();

function retrying(executions: State["executions"]["byId"]): readonly Execution[] {
  return sortedRetrying.of(executions, {
    deps: [],
    isReversed: false,
    isShown: ({ state, attempt }) => state === "scheduled" && attempt > 0,
    keyOf: inOrderOfIds,
  });
}

function inOrderOfIds(): string {
  return "";
}

/** The jobs that need attention, each once, the most pressing first. */
export function attentionOf(state: State): readonly Attention[] {
  const { byId } = state.jobs;
  const { history } = state.executions;
  const now = state.now;
  const all: Attention[] = [
    ...lateJobs(state).map((job): Attention => ({
      kind: "late",
      job,
      lateMs: dataTime(state) - Date.parse(job.next_run_time),
    })),
    ...runningOf(state.executions.byId).flatMap((execution): Attention[] => {
      const job = byId.get(execution.job.job_id);
      const factor = factorOf(execution, history.get(execution.job.job_id), now);
      if (job === undefined || factor < slowFactor) return [];
      return [{ kind: "slow", job, execution, factor }];
    }),
    ...retrying(state.executions.byId).flatMap((execution): Attention[] => {
      const job = byId.get(execution.job.job_id);
      return job === undefined ? [] : [{ kind: "retry", job, execution }];
    }),
    ...failedJobs(failingIds(state), byId, history),
    ...pausedJobs(byId, Math.floor(now / 3_600_000)),
  ];
  const seen = new Set<string>();
  return all.filter((item) => !isAlarmed(state, item))
    .filter(({ job }) => !seen.has(job.job_id) && seen.add(job.job_id));
}

/** The kinds of alarms that say the same. An alarm that is acknowledged keeps it out of the pane too. */
const alarmsOf = {
  late: ["late", "missed"],
  failed: ["failed"],
  retry: ["failed"],
  slow: ["long"],
  paused: ["overdue"],
} as const satisfies Readonly<Record<Attention["kind"], readonly AlarmKind[]>>;

function isAlarmed({ alarms }: State, { kind, job }: Attention): boolean {
  const kinds = alarmedJobs(alarms.byId).get(job.job_id);
  return kinds !== undefined && alarmsOf[kind].some((alarm) => kinds.has(alarm));
}

/** A row of the first pane: alarms of one text, or a job. */
export type InboxRow = { readonly kind: "alarms"; readonly group: AlarmGroup } | Attention;

const alarmRows = memo((groups: readonly AlarmGroup[]): readonly InboxRow[] =>
  groups.map((group): InboxRow => ({ kind: "alarms", group }))
);

/** What needs a person: the open alarms, then what has no alarm. Or the alarms that are put aside. */
export function inboxRows(state: State): readonly InboxRow[] {
  if (state.inbox.isAside) return alarmRows(asideOf(state));
  return [
    ...inboxOf(state).map((group): InboxRow => ({ kind: "alarms", group })),
    ...attentionOf(state),
  ];
}

export function rowId(row: InboxRow): string {
  return row.kind === "alarms" ? row.group.id : row.job.job_id;
}

/** The jobs of a row, by its id. */
export function jobsOfRow(state: State, id: string): readonly string[] {
  const group = groupOf(state, id);
  if (group === undefined) return isGroupId(id) ? [] : [id];
  const ids = group.alarms.filter(({ subject }) => subject.kind === "job")
    .map(({ subject }) => subject.id);
  return [...new Set(ids)];
}

/** The duration of a run so far as a multiple of the average; 0: it just began, or there is no average. */
export function factorOf(
  execution: Execution,
  past: readonly Past[] | undefined,
  now: number,
): number {
  const average = averageMs(past);
  const took = now - Date.parse(execution.started_time);
  return average === undefined || average <= 0 || took < leastSlowMs ? 0 : took / average;
}
