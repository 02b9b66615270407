import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Pause } from "../../../routes/contract/timing/pauses.ts";
import type { ChangesEvent } from "./server_event.ts";

/** The pauses of categories, by their numbers; that of 0 is maintenance: it pauses everything. */
export type PausesState = ReadonlyMap<number, Pause>;

export type PausesEvent =
  | { readonly type: "pauses_read"; readonly pauses: readonly Pause[] }
  /** The answer to an act. Without a pause it has ended. */
  | { readonly type: "pause_read"; readonly id: number; readonly pause?: Pause };

export const initialPauses: PausesState = new Map();
export const everything = 0;

export function reducePauses(state: PausesState, event: PausesEvent | ChangesEvent): PausesState {
  switch (event.type) {
    case "pauses_read":
      return new Map(event.pauses.map((pause) => [pause.category_id, pause]));
    case "pause_read":
      return withPause(state, event.id, event.pause);
    case "changes":
      return event.events.reduce(
        (pauses, told) =>
          told.type === "pause"
            ? withPause(pauses, told.category_id, told.pause ?? undefined)
            : pauses,
        state,
      );
    default:
      return state;
  }
}

function withPause(state: PausesState, id: number, pause: Pause | undefined): PausesState {
  const pauses = new Map(state);
  if (pause === undefined) pauses.delete(id);
  else pauses.set(id, pause);
  return pauses;
}

/** What keeps a job from firing: its own pause, or else that of its category or of everything. */
export interface PauseInForce {
  /** May be empty. */
  readonly reason: string;
  /** ISO 8601; "": until somebody ends it. */
  readonly until: string;
  readonly by: string;
}

/** Whether the pause has not ended by itself. */
export function isInForce({ until }: Pick<Pause, "until">, now: number): boolean {
  return until === "" || Date.parse(until) > now;
}

/** The pause in force of a category: its own, or else that of everything. */
export function pauseOfCategory(
  { pauses, now }: { readonly pauses: PausesState; readonly now: number },
  id: number,
): Pause | undefined {
  return [pauses.get(id), pauses.get(everything)]
    .find((pause) => pause !== undefined && isInForce(pause, now));
}

/**
 * Whether a pause holds the job: its fires since then wait until the pause ends. Such a job stays due, and nothing is wrong
 * with it.
 */
export function isHeld(
  { pauses, now }: { readonly pauses: PausesState; readonly now: number },
  { category_id, next_run_time }: Pick<Job, "category_id" | "next_run_time">,
): boolean {
  if (pauses.size === 0 || next_run_time === "") return false;
  return [pauses.get(category_id), pauses.get(everything)].some((pause) =>
    pause?.fires === "make_up" && isInForce(pause, now) && pause.started_time <= next_run_time
  );
}

export function pauseOf(
  { pauses, now }: { readonly pauses: PausesState; readonly now: number },
  job: Job,
): PauseInForce | undefined {
  if (job.paused) {
    const { paused_reason: reason, paused_until: until, paused_by: by, paused_scope } = job;
    return paused_scope === "job" ? { reason, until, by } : { reason: "", until: "", by: "" };
  }
  const wide = pauseOfCategory({ pauses, now }, job.category_id);
  return wide === undefined
    ? undefined
    : { reason: wide.reason, until: wide.until, by: wide.username };
}
