import { SharedMap } from "../../cache/shared_map.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { ChangesEvent, ServerEvent } from "./server_event.ts";

export interface JobsState {
  readonly byId: SharedMap<Job>;
  /** While `loading`, the jobs that are there stay. */
  readonly phase: "none" | "loading" | "ready" | "failed";
  /** Jobs that events changed while the list was read. The events may be newer than the list. */
  readonly touched: ReadonlySet<string>;
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
  listed: new Set(),
};

export function reduceJobs(state: JobsState, event: JobsEvent | ChangesEvent): JobsState {
  switch (event.type) {
    case "jobs_loading":
      return { ...state, phase: "loading", touched: new Set(), listed: new Set() };
    case "jobs_page":
      return withPage(state, event.jobs, event.isLast);
    case "jobs_failed":
      return { ...state, phase: state.byId.size > 0 ? "ready" : "failed" };
    case "job_read":
      return {
        ...state,
        byId: state.byId.changed((draft) => draft.set(event.job.job_id, event.job)),
      };
    case "changes":
      return withChanges(state, event.events);
    default:
      return state;
  }
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
    ? { byId, phase: "ready", touched: new Set(), listed: new Set() }
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
  return { ...state, byId, touched };
}
