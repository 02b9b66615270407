import type { CalendarId, CategoryId } from "../../scheduler/model/ids.ts";
import { defaultCategory } from "../../scheduler/model/category.ts";
import type { JobPause } from "../../scheduler/model/firing/pause.ts";
import {
  defaultJobPolicy,
  jobPolicyFromWire,
  jobPolicyToWire,
} from "../../scheduler/model/job_policy_fields.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { ConfigJob } from "../contract/config/entries.ts";
import type { NewJob } from "../contract/jobs/jobs.ts";
import { given } from "../http/given.ts";
import { understandSchedule } from "../schedules/fields.ts";
import { scheduleToWire } from "../schedules/wire.ts";
import { channelIds } from "./alarm_channels.ts";
import type { Names } from "./names.ts";
import type { Planning } from "./step.ts";

/** The category that an entry names. @throws Refusal `invalid` where there is none. */
export function categoryOfEntry(
  names: Names,
  { category }: Pick<ConfigJob, "category">,
): CategoryId {
  if (category === undefined || category === null) return defaultCategory;
  const id = names.categories.idOf(category);
  if (id !== undefined) return id;
  const reason = `there is no category ${JSON.stringify(category)}`;
  throw Refusal.invalid([{ field: "category", reason }]);
}

/**
 * The fields of the API that an entry stands for. Every field is there, so that a field that the document no longer has goes
 * back to its default.
 * @throws Refusal `invalid` for a name that nothing has, and for a bad schedule.
 */
export function bodyOf({ names, deps }: Planning, entry: ConfigJob, key: string): NewJob {
  const { name, job_class_string, pub_args, timezone, starts_at, ends_at, alarms } = entry;
  const schedule = understandSchedule(entry, timezone ?? deps.defaults.timeZone);
  return {
    key,
    name,
    job_class_string,
    pub_args: pub_args ?? [],
    ...scheduleToWire(schedule),
    category_id: categoryOfEntry(names, entry),
    ...jobPolicyToWire(jobPolicyFromWire(entry, defaultJobPolicy)),
    not_on: calendarIds(names, "not_on", entry),
    only_on: calendarIds(names, "only_on", entry),
    starts_at: starts_at ?? "",
    ends_at: ends_at ?? "",
    alarms: { ...alarms ?? {}, ...channelIds(names, alarms?.channels) },
  };
}

function calendarIds(
  { calendars }: Names,
  field: "not_on" | "only_on",
  entry: ConfigJob,
): CalendarId[] {
  return (entry[field] ?? []).map((name) => {
    const id = calendars.idOf(name);
    if (id !== undefined) return id;
    const reason = `there is no calendar ${JSON.stringify(name)}`;
    throw Refusal.invalid([{ field, reason }]);
  });
}

/** What a document says of a job's pause: `undefined` is nothing, `false` that the job is not paused. */
export type WantedPause = undefined | false | Pick<JobPause, "reason" | "until" | "fires">;

/** A pause that is over says nothing: the job has gone on by itself. */
export function wantedPause(
  { paused, paused_reason, paused_until, paused_fires }: ConfigJob,
  now: Instant,
): WantedPause {
  if (paused === undefined || paused === null) return undefined;
  if (!paused) return false;
  if (paused_until !== undefined && paused_until !== null && paused_until <= now) return undefined;
  return {
    reason: paused_reason ?? "",
    ...given("until", paused_until),
    ...given("fires", paused_fires),
  };
}
