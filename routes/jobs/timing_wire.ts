import { searchYears } from "../../scheduler/model/calendars/calendar_fires.ts";
import { calendarsOf, type Timing } from "../../scheduler/model/calendars/timing.ts";
import { allCategories } from "../../scheduler/model/category.ts";
import type { Pause } from "../../scheduler/model/firing/pause.ts";
import type { Job } from "../../scheduler/model/job.ts";
import type { JobEdit } from "../contract/jobs/jobs.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";

/** What a job's answer tells of the pause that is in force: the job's own one first. */
export function pausedToWire({ paused, pause: own }: Job, pause: Pause | undefined) {
  const shown = paused ? own : pause;
  return {
    paused_scope: paused ? "job" as const : scopeOf(pause),
    paused_reason: shown?.reason ?? "",
    paused_until: isoTimeOrNothing(shown?.until),
    paused_by: shown?.by ?? "",
    paused_fires: shown?.fires ?? "" as const,
  };
}

function scopeOf(pause: Pause | undefined): "" | "category" | "everything" {
  if (pause === undefined) return "";
  return pause.scope === allCategories ? "everything" : "category";
}

/** Why a job has no next fire time, or why it is held. */
export function nextRunNote({ paused, nextRunAt, timing }: Job, pause?: Pause): string {
  if (paused) return "The job is paused.";
  if (nextRunAt !== undefined) return pause === undefined ? "" : pauseNote(pause);
  if (timing?.endsAt !== undefined) {
    return `The schedule has no further fire time before its end, ${isoTime(timing.endsAt)}.`;
  }
  const years = calendarsOf(timing).length > 0 ? searchYears : 100;
  return `The schedule has no fire time within ${years} years.`;
}

function pauseNote({ scope, until, fires }: Pause): string {
  const what = scope === allCategories ? "Everything" : "The category";
  const end = until === undefined ? "until somebody ends the pause" : `until ${isoTime(until)}`;
  const meanwhile = fires === "skip"
    ? "fires are recorded as skipped"
    : "fires are held and made up for afterwards";
  return `${what} is paused ${end}: ${meanwhile}.`;
}

export function timingToWire(timing: Timing | undefined) {
  return {
    not_on: [...timing?.notOn ?? []],
    only_on: [...timing?.onlyOn ?? []],
    starts_at: isoTimeOrNothing(timing?.startsAt),
    ends_at: isoTimeOrNothing(timing?.endsAt),
  };
}

/**
 * Calendars, start and end that a body describes.
 * @returns nothing where the job has nothing of it.
 */
export function understandTiming(
  sent: Pick<JobEdit, "not_on" | "only_on" | "starts_at" | "ends_at">,
  before: Timing | undefined,
): { timing?: Timing } {
  const notOn = [...new Set(sent.not_on ?? before?.notOn ?? [])];
  const onlyOn = [...new Set(sent.only_on ?? before?.onlyOn ?? [])];
  const startsAt = momentOf(sent.starts_at, before?.startsAt);
  const endsAt = momentOf(sent.ends_at, before?.endsAt);
  if (notOn.length + onlyOn.length === 0 && startsAt === undefined && endsAt === undefined) {
    return {};
  }
  return {
    timing: {
      notOn,
      onlyOn,
      ...(startsAt === undefined ? {} : { startsAt }),
      ...(endsAt === undefined ? {} : { endsAt }),
    },
  };
}

function momentOf(sent: "" | number | null | undefined, before: number | undefined) {
  if (sent === "") return undefined;
  return sent ?? before;
}
