/** Records as a document writes them: fields that have their defaults are left out. */
import type { AlarmRules } from "../../scheduler/model/alarms/alarm_rules.ts";
import type { CalendarDraft } from "../../scheduler/model/calendars/calendar.ts";
import type { Timing } from "../../scheduler/model/calendars/timing.ts";
import type { Category } from "../../scheduler/model/category.ts";
import { defaultCategory } from "../../scheduler/model/category.ts";
import type { ChannelDraft, ChannelSecrets } from "../../scheduler/model/channels/channel.ts";
import type { CalendarId, ChannelId } from "../../scheduler/model/ids.ts";
import type { Job, JobDraft } from "../../scheduler/model/job.ts";
import { defaultJobPolicy, jobPolicyToWire } from "../../scheduler/model/job_policy_fields.ts";
import type { Monitor, MonitorDraft } from "../../scheduler/model/monitors/monitor.ts";
import type { Schedule } from "../../scheduler/model/schedule.ts";
import { alarmRulesToWire } from "../alarms/rules_wire.ts";
import { calendarToWire } from "../calendars/wire.ts";
import { isoTime } from "../http/times.ts";
import { usualGraceSeconds } from "../monitors/fields.ts";
import { scheduleToWire } from "../schedules/wire.ts";
import type { Names } from "./names.ts";

export type Entry = Readonly<Record<string, unknown>>;

/** Without the fields that are empty. */
function entryOf(fields: Readonly<Record<string, unknown>>): Entry {
  const isEmpty = (value: unknown) =>
    value === undefined || value === "" || Array.isArray(value) && value.length === 0;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

export function categoryEntry(
  { name, description, alarms }: Pick<Category, "name" | "description" | "alarms">,
  names: Names,
): Entry {
  return entryOf({ name, description, alarms: alarmsEntry(alarms, names) });
}

export function calendarEntry(draft: CalendarDraft): Entry {
  const shown = calendarToWire(
    { ...draft, id: 0 as CalendarId, version: 0, createdAt: 0, updatedAt: 0 },
  );
  return entryOf({
    name: shown.name,
    description: shown.description,
    timezone: shown.timezone,
    dates: shown.dates.map(({ from, to, name }) =>
      entryOf({ from, to: to === from ? "" : to, name })
    ),
    windows: shown.windows,
    times: shown.times.map(entryOf),
    known_until: shown.known_until,
  });
}

/** Whether a secret is the name of a variable, which everybody may see, and not the secret itself. */
export function isVariable(secret: string | undefined): secret is string {
  return secret !== undefined && /^JOB_SECRET_[A-Za-z0-9_]+$/.test(secret);
}

/** A secret that is stored on the server is not shown: `stored` says that there is one. */
export function channelEntry(draft: ChannelDraft, secrets: ChannelSecrets, names: Names): Entry {
  const { name, kind, categoryId, language, quietHours, smtp } = draft;
  const shown = (secret: string | undefined) => isVariable(secret) ? secret : undefined;
  return entryOf({
    name,
    kind,
    category: categoryId === undefined ? undefined : names.categories.nameOf(categoryId),
    url: shown(secrets.url),
    secret: shown(secrets.secret),
    language,
    quiet_hours: quietHours &&
      { from: quietHours.from, to: quietHours.to, time_zone: quietHours.timeZone },
    smtp: smtp && {
      host: smtp.host,
      port: smtp.port,
      security: smtp.security,
      username: smtp.username ?? "",
      from: smtp.from,
      to: smtp.to,
    },
    stored: (["url", "secret"] as const).filter((field) =>
      secrets[field] !== undefined && !isVariable(secrets[field])
    ),
  });
}

type JobFields = JobDraft & Partial<Pick<Job, "paused" | "pause">>;

export function jobEntry(job: JobFields, key: string, names: Names): Entry {
  return entryOf({
    key,
    category: job.categoryId === defaultCategory
      ? undefined
      : names.categories.nameOf(job.categoryId),
    name: job.name,
    job_class_string: job.jobClass,
    pub_args: job.pubArgs,
    ...scheduleEntry(job.schedule),
    ...pausedEntry(job),
    ...timingEntry(job.timing, names),
    ...policyEntry(job),
    alarms: alarmsEntry(job.alarms, names),
  });
}

function scheduleEntry(schedule: Schedule): Entry {
  const { minute, hour, day, month, day_of_week, week, timezone } = scheduleToWire(schedule);
  const unlessAny = (field: string) => field === "*" ? undefined : field;
  return {
    // Without the minute, a coarser field would set it to 0.
    minute,
    hour: unlessAny(hour),
    day: unlessAny(day),
    month: unlessAny(month),
    day_of_week: unlessAny(day_of_week),
    week: unlessAny(week),
    timezone,
  };
}

/** The key of the ping address is not shown: the server knows only its hash. */
export function monitorEntry(
  monitor: MonitorDraft & Partial<Pick<Monitor, "paused">>,
  names: Names,
): Entry {
  const { categoryId, name, rhythm, timeZone, graceSeconds, alarms } = monitor;
  return entryOf({
    category: categoryId === defaultCategory ? undefined : names.categories.nameOf(categoryId),
    name,
    ...("schedule" in rhythm
      ? scheduleEntry(rhythm.schedule)
      : { period_seconds: rhythm.periodSeconds, timezone: timeZone }),
    grace_seconds: graceSeconds === usualGraceSeconds ? undefined : graceSeconds,
    paused: monitor.paused || undefined,
    manual_resume: monitor.manualResume || undefined,
    alarms: alarmsEntry(alarms, names),
  });
}

function pausedEntry({ paused, pause }: JobFields): Entry {
  if (paused !== true) return {};
  return {
    paused,
    paused_reason: pause?.reason,
    paused_until: pause?.until === undefined ? undefined : isoTime(pause.until),
    paused_fires: pause?.fires,
  };
}

function timingEntry(timing: Timing | undefined, names: Names): Entry {
  const called = (ids: readonly CalendarId[] = []) =>
    ids.map((id) => names.calendars.nameOf(id) ?? String(id));
  return {
    not_on: called(timing?.notOn),
    only_on: called(timing?.onlyOn),
    starts_at: timing?.startsAt === undefined ? undefined : isoTime(timing.startsAt),
    ends_at: timing?.endsAt === undefined ? undefined : isoTime(timing.endsAt),
  };
}

function policyEntry({ policy }: JobFields): Entry {
  const [own, usual] = [jobPolicyToWire(policy), jobPolicyToWire(defaultJobPolicy)];
  const names = Object.keys(usual) as (keyof typeof usual)[];
  return Object.fromEntries(
    names.filter((name) => own[name] !== usual[name]).map((name) => [name, own[name]]),
  );
}

/** Alarm rules name channels by their ids, and documents by their names. */
function alarmsEntry(rules: AlarmRules | undefined, names: Names): Entry | undefined {
  if (rules === undefined || Object.keys(rules).length === 0) return undefined;
  const { channels, ...shown } = alarmRulesToWire(rules);
  if (!Array.isArray(channels)) return shown;
  return { ...shown, channels: channels.map((id) => names.channels.nameOf(id as ChannelId) ?? id) };
}
