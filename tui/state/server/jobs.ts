import { SharedMap } from "../../cache/shared_map.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { ChangesEvent, ServerEvent } from "./server_event.ts";

export interface JobsState {
  readonly byId: SharedMap<Job>;
  /** While `loading`, the jobs that are there stay. */
  readonly phase: "none" | "loading" | "ready" | "failed";
  /** All jobs were read once. Before that, those that events told are only some of them. */
  readonly isRead?: true;
  /** Jobs that events changed while the list was read. The events may be newer than the list. */
  readonly touched: ReadonlySet<string>;
  /** The last jobs that events told to be gone. Ids are never used again. */
  readonly gone: ReadonlySet<string>;
  /** Ids in the pages that were read so far. */
  readonly listed: ReadonlySet<string>;
}

export type JobsEvent =
  | { readonly type: "jobs_loading" }
  | { readonly type: "jobs_page"; readonly jobs: readonly Job[]; readonly isLast: boolean }
  | { readonly type: "jobs_failed" }
  /** One job was read alone. */
  | { readonly type: "job_read"; readonly job: Job };

export const initialJobs: JobsState = {
  byId: SharedMap.empty(),
  phase: "none",
  touched: new Set(),
  gone: new Set(),
  listed: new Set(),
};

const mostGone = 1000;

export function reduceJobs(state: JobsState, event: JobsEvent | ChangesEvent): JobsState {
  switch (event.type) {
    case "jobs_loading":
      return { ...state, phase: "loading", touched: new Set(), listed: new Set() };
    case "jobs_page":
      return withPage(state, event.jobs, event.isLast);
    case "jobs_failed":
      return { ...state, phase: state.isRead ? "ready" : "failed" };
    case "job_read":
      return withRead(state, event.job);
    case "changes":
      return withChanges(state, event.events);
    default:
      return state;
  }
}

/** The answer may be older than an event that came before it: of a change, or of the end of the job. */
function withRead(state: JobsState, job: Job): JobsState {
  const known = state.byId.get(job.job_id);
  if (state.gone.has(job.job_id) || (known !== undefined && known.version > job.version)) {
    return state;
  }
  return { ...state, byId: state.byId.changed((draft) => draft.set(job.job_id, job)) };
}

function withPage(state: JobsState, jobs: readonly Job[], isLast: boolean): JobsState {
  const listed = new Set(state.listed);
  for (const { job_id } of jobs) listed.add(job_id);
  const byId = state.byId.changed((draft) => {
    for (const job of jobs) {
      if (!state.touched.has(job.job_id)) draft.set(job.job_id, job);
    }
    for (const id of isLast ? state.byId.keys() : []) {
      if (!listed.has(id) && !state.touched.has(id)) draft.delete(id);
    }
  });
  return isLast
    ? { ...state, byId, phase: "ready", isRead: true, touched: new Set(), listed: new Set() }
    : { ...state, byId, listed };
}

function withChanges(state: JobsState, events: readonly ServerEvent[]): JobsState {
  const told = events.filter((event) => event.type === "job");
  if (told.length === 0) return state;
  const touched = state.phase === "loading" ? new Set(state.touched) : state.touched as Set<string>;
  const byId = state.byId.changed((draft) => {
    for (const { job_id, job } of told) {
      if (job === null) draft.delete(job_id);
      else draft.set(job_id, job);
      if (state.phase === "loading") touched.add(job_id);
    }
  });
  const ended = told.flatMap(({ job_id, job }) => job === null ? job_id : []);
  const gone = ended.length === 0
    ? state.gone
    : new Set([...state.gone, ...ended].slice(-mostGone));
  return { ...state, byId, touched, gone };
}
