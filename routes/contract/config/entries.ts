import { z } from "zod";
import { JobKey } from "../../../scheduler/model/records/job_key.ts";
import { NewCategory } from "../access/categories.ts";
import { NewChannel } from "../access/channels.ts";
import { AlarmRules, MonitorAlarmRules } from "../alarms/alarm_rules.ts";
import { nameOf, TimeField, yesOrNoOf } from "../common.ts";
import { jobPolicyRequest } from "../jobs/job_policy.ts";
import { cronFields, Crontab, NewJob, PubArgs, TimeZoneName } from "../jobs/jobs.ts";
import { NewMonitor } from "../monitors/monitors.ts";
import { JobPauseRequest } from "../timing/pauses.ts";
import { NewCalendar } from "../timing/calendars.ts";

/** The most entries of one list. */
const mostEntries = 20_000;

/** The name of a record that the document names, or that the server has already. */
const nameFrom = (what: string, example: string) => nameOf(what, 200, example);

const namesOf = (what: string) =>
  z.array(nameFrom("The name of a calendar.", "Holidays"))
    .max(10, "must not name more than 10 calendars").nullish()
    .meta({ description: what, example: ["Holidays"] });

const channels = z.array(nameOf("The name of a channel.", 100, "On call"))
  .max(20, "must not name more than 20 channels").optional()
  .meta({ description: "The names of the channels that are told.", example: ["On call"] });

const alarmRules = (what: string) =>
  z.strictObject({ ...AlarmRules.shape, channels }).nullish()
    .meta({ description: what, example: { failed: { after: 3 } } });

export const ConfigCategory = z.strictObject({
  name: NewCategory.shape.name,
  default: z.literal(true, { error: "must be true, or left out" }).nullish().meta({
    description: "It is the category of jobs that name none: every server has exactly one.",
    example: true,
  }),
  description: NewCategory.shape.description,
  alarms: alarmRules("What raises alarms of its jobs; what is left out is taken from the server."),
}).meta({ id: "ConfigCategory", description: "A category. Its name says which one it is." });
export type ConfigCategory = z.output<typeof ConfigCategory>;

const { description, timezone, dates, windows, times } = NewCalendar.shape;

export const ConfigCalendar = z.strictObject({
  name: NewCalendar.shape.name,
  description,
  timezone,
  dates,
  windows,
  times,
  known_until: TimeField.nullish().meta({
    description: "Repeated events of an iCalendar text are known up to here.",
    example: "2036-12-31T00:00:00.000Z",
  }),
}).meta({ id: "ConfigCalendar", description: "A calendar. Its name says which one it is." });
export type ConfigCalendar = z.output<typeof ConfigCalendar>;

const secretName = (what: string, example: string) =>
  z.string().regex(
    /^JOB_SECRET_[A-Za-z0-9_]+$/,
    "must be the name of an environment variable that begins with JOB_SECRET_",
  ).nullish().meta({
    description: `${what}: the name of a variable of the server that begins with JOB_SECRET_. ` +
      "Left out: a secret that the server has stored stays.",
    example,
  });

export const ConfigChannel = z.strictObject({
  name: NewChannel.shape.name,
  kind: NewChannel.shape.kind,
  category: nameFrom("The category whose alarms it tells; left out: the whole server.", "Reports")
    .nullish(),
  url: secretName("Where to send", "JOB_SECRET_HOOK_URL"),
  secret: secretName("The key, token or password", "JOB_SECRET_HOOK_KEY"),
  language: NewChannel.shape.language,
  quiet_hours: NewChannel.shape.quiet_hours,
  smtp: NewChannel.shape.smtp,
  stored: z.array(z.enum(["url", "secret"])).nullish().meta({
    description: "What the server has stored and no export shows. An apply ignores it.",
    example: ["url"],
  }),
}).meta({
  id: "ConfigChannel",
  description: "A channel. Its name says which one it is. Secrets are named, never written.",
});
export type ConfigChannel = z.output<typeof ConfigChannel>;

const moment = (what: string) =>
  TimeField.nullish().meta({ description: what, example: "2026-11-22T06:00:00Z" });

export const ConfigJob = z.strictObject({
  key: JobKey.nullish().meta({
    description:
      "Which job of its category it is, also after a new name. Left out: made from the " +
      "name.",
    example: "nightly-report",
  }),
  category: nameFrom("The category; left out: the default category.", "Reports").nullish(),
  name: NewJob.shape.name,
  job_class_string: NewJob.shape.job_class_string,
  pub_args: PubArgs,
  cron: Crontab,
  ...cronFields,
  timezone: TimeZoneName,
  paused: yesOrNoOf("Whether it is paused; left out: the document does not decide it.", true)
    .nullish(),
  paused_reason: JobPauseRequest.shape.reason.nullish(),
  paused_until: moment("When the pause ends by itself. A pause that is over counts as left out."),
  paused_fires: JobPauseRequest.shape.fires,
  not_on: namesOf("Calendars: the job does not fire when any of them covers the time."),
  only_on: namesOf("Calendars: the job fires only when one of them covers the time."),
  starts_at: moment("The first moment at which the job may fire."),
  ends_at: moment("The job does not fire at this moment or later."),
  ...jobPolicyRequest,
  alarms: alarmRules(
    "What raises alarms of the job; what is left out is taken from the category.",
  ),
}).meta({
  id: "ConfigJob",
  description:
    "A job. Its category and its key say which one it is. A field that is left out has " +
    "its default; without cron fields, the job needs `cron`.",
});
export type ConfigJob = z.output<typeof ConfigJob>;

const { period_seconds, grace_seconds, manual_resume } = NewMonitor.shape;

export const ConfigMonitor = z.strictObject({
  category: nameFrom("The category; left out: the default category.", "Reports").nullish(),
  name: nameOf("The name, which no other monitor of the category has.", 200, "Mail backup"),
  period_seconds,
  cron: Crontab,
  ...cronFields,
  timezone: TimeZoneName,
  grace_seconds,
  paused: yesOrNoOf("Whether it is paused; left out: the document does not decide it.", true)
    .nullish(),
  manual_resume,
  alarms: z.strictObject({ ...MonitorAlarmRules.shape, channels }).nullish().meta({
    description: "What raises alarms of the monitor; what is left out is taken from the category.",
    example: { failed: { after: 2 } },
  }),
}).meta({
  id: "ConfigMonitor",
  description:
    "A monitor. Its category and its name say which one it is. It needs `period_seconds`, `cron` " +
    "or cron fields. The key of its ping address is a secret, and not in the document.",
});
export type ConfigMonitor = z.output<typeof ConfigMonitor>;

/** A list of the document; absent: the document says nothing of such records. */
export const entriesOf = <S extends z.ZodType>(entry: S, what: string) =>
  z.array(entry).max(mostEntries, `must not hold more than ${mostEntries} entries`).nullish()
    .meta({ description: what });
