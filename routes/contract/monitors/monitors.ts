import { z } from "zod";
import type { MonitorId } from "../../../scheduler/model/ids.ts";
import { AlarmRulesAnswer, MonitorAlarmRules } from "../alarms/alarm_rules.ts";
import {
  CategoryFilter,
  CategoryIdField,
  countOf,
  exampleHexId,
  hexId,
  idOf,
  ManagedBy,
  nameOf,
  nextCursor,
  numberOf,
  PageQuery,
  ReadOnly,
  Time,
  TimeOrNothing,
  yesOrNoOf,
} from "../common.ts";
import { monitorStates, pingKinds } from "../facts.ts";
import { listOf, textFilter } from "../find.ts";
import { cronFields, Crontab, TimeZoneName } from "../jobs/jobs.ts";
import { JobAnswerFields } from "../jobs/job_fields.ts";

/** As healthchecks.io: a minute to a year. */
const leastSeconds = 60;
const mostSeconds = 31_536_000;

const exampleKey = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";

export const MonitorPath = z.object({
  monitor_id: z.string().regex(hexId, "There is no such monitor.")
    .transform((id) => id as MonitorId)
    .meta({ description: "The monitor's id.", example: exampleHexId }),
});

export const MonitorQuery = PageQuery.extend({
  category_id: CategoryFilter,
  q: textFilter("the name"),
  state: listOf(monitorStates, "Only monitors in these states, with commas between."),
});

const Key = z.string().trim().toLowerCase()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "must be a UUID");

const GivenKey = Key.nullish().meta({
  description:
    "The key of the ping address, such as the UUID that a script has already; without it, the server makes " +
    "one from 128 random bits. Whoever knows the key can ping.",
  writeOnly: true,
  example: exampleKey,
});

const fields = {
  period_seconds: numberOf(
    "How many seconds after the last ping the next one is expected; in place of cron fields.",
    leastSeconds,
    mostSeconds,
    86_400,
  ).nullish(),
  ...cronFields,
  cron: Crontab,
  timezone: TimeZoneName,
  grace_seconds: numberOf(
    "How many seconds a ping may be late, and how long a run may take whose start was told; 3600 by default.",
    leastSeconds,
    mostSeconds,
    3600,
  ).nullish(),
  category_id: CategoryIdField.nullish(),
  alarms: MonitorAlarmRules.nullish(),
  manual_resume: yesOrNoOf(
    "Whether a paused monitor stays paused when a ping comes; without it, the ping resumes the monitor.",
    false,
  ).nullish(),
};

const readOnly = {
  monitor_id: ReadOnly,
  managed_by: ReadOnly,
  paused: ReadOnly,
  state: ReadOnly,
  started: ReadOnly,
  pings: ReadOnly,
  last_ping_time: ReadOnly,
  last_success_time: ReadOnly,
  last_duration_ms: ReadOnly,
  next_ping_time: ReadOnly,
  down_since: ReadOnly,
  version: ReadOnly,
  created_at: ReadOnly,
  updated_at: ReadOnly,
};

const Name = nameOf(
  "The name of the monitor; several monitors may have the same name.",
  200,
  "Backup of the mail server",
);

/** A monitor needs a period or at least one cron field. */
export const NewMonitor = z.object({ name: Name, ...fields, key: GivenKey, ...readOnly }).meta({
  id: "NewMonitor",
  example: { name: "Backup of the mail server", cron: "0 2 * * *", timezone: "Asia/Taipei" },
});
export type NewMonitor = z.output<typeof NewMonitor>;

/** A field that is not sent keeps its value. */
export const MonitorEdit = z.object({ name: Name.optional(), ...fields, ...readOnly }).meta({
  id: "MonitorEdit",
  example: { grace_seconds: 7200 },
});
export type MonitorEdit = z.output<typeof MonitorEdit>;

const cronAnswer = (field: keyof typeof JobAnswerFields) =>
  z.string().nullable().meta({
    description: "The cron field; null for a monitor with a period.",
    example: field === "hour" ? "2" : field === "minute" ? "0" : "*",
  });

export const Monitor = z.object({
  monitor_id: idOf("The monitor's id. Its executions have it as their job's id."),
  name: z.string().meta({ description: "The name.", example: "Backup of the mail server" }),
  category_id: countOf("The category of the monitor.", 1),
  period_seconds: z.int().nullable().meta({
    description: "The period; null for a monitor with cron fields.",
    example: null,
  }),
  month: cronAnswer("month"),
  day: cronAnswer("day"),
  week: cronAnswer("week"),
  day_of_week: cronAnswer("day_of_week"),
  hour: cronAnswer("hour"),
  minute: cronAnswer("minute"),
  timezone: JobAnswerFields.timezone,
  grace_seconds: countOf("How long a ping may be late, in seconds.", 3600),
  alarms: AlarmRulesAnswer.optional(),
  manual_resume: z.boolean().meta({
    description: "Whether a ping does not resume the paused monitor.",
    example: false,
  }),
  managed_by: ManagedBy,
  paused: z.boolean().meta({ description: "Whether the monitor is paused.", example: false }),
  state: z.enum(monitorStates).meta({
    description:
      "`new`: no ping yet; `late`: a ping is expected, and the grace lasts; `down`: the last run failed, or none " +
      "came in time.",
    example: "up",
  }),
  started: z.boolean().meta({
    description: "Whether a run has started whose end was not told yet.",
    example: false,
  }),
  pings: countOf("How many pings there were, of all kinds.", 42),
  last_ping_time: TimeOrNothing.meta({
    description: 'The last success or failure: ISO 8601 in UTC; "" before the first one.',
  }),
  last_success_time: TimeOrNothing,
  last_duration_ms: z.int().nullable().meta({
    description: "How long the last run took, in milliseconds; null where its start was not told.",
    example: 5200,
  }),
  next_ping_time: TimeOrNothing.meta({
    description:
      'When the next ping is expected: ISO 8601 in UTC; "" before the first ping and while paused.',
  }),
  down_since: TimeOrNothing.meta({
    description: 'When it was found down: ISO 8601 in UTC; "" while it is not down.',
  }),
  version: countOf("The version, which each change raises by one.", 1),
  created_at: Time,
  updated_at: Time,
}).meta({ id: "Monitor" });
export type Monitor = z.infer<typeof Monitor>;

export const MonitorList = z.object({
  monitors: z.array(Monitor).meta({ description: "The whole list, or the page." }),
  next_cursor: nextCursor,
}).meta({ id: "MonitorList" });
export type MonitorList = z.infer<typeof MonitorList>;

export const MonitorRef = z.object({ monitor_id: idOf("The monitor's id.") })
  .meta({ id: "MonitorRef", example: { monitor_id: exampleHexId } });

export const NewKey = z.object({ key: GivenKey }).meta({ id: "NewKey", example: {} });

export const MonitorKey = z.object({
  monitor_id: idOf("The monitor's id."),
  key: z.string().meta({
    description: "The key of the ping address. It is shown only now.",
    example: exampleKey,
  }),
  ping_path: z.string().meta({
    description: "The path of the ping address on this server.",
    example: `/ping/${exampleKey}`,
  }),
}).meta({ id: "MonitorKey" });

export const Ping = z.object({
  ping_id: idOf("The ping's id."),
  number: countOf("Its number among the pings of the monitor, from 1.", 42),
  kind: z.enum(pingKinds).meta({
    description:
      "`ignored`: it came while the monitor was paused, and only a person resumes the monitor.",
    example: "success",
  }),
  time: Time,
  exit_status: z.int().nullable().meta({
    description: "The exit status that it told; null without one.",
    example: 0,
  }),
  duration_ms: z.int().nullable().meta({
    description: "The time since the start that belongs to it; null where there is none.",
    example: 5200,
  }),
  run_id: z.string().meta({ description: 'Its `rid`; "" without one.', example: "" }),
  execution_id: z.string().meta({
    description: 'The execution that it ended; "" for none.',
    pattern: "^$|^[0-9a-f]{32}$",
    example: exampleHexId,
  }),
  method: z.string().meta({ description: "The method of the request.", example: "GET" }),
  remote_address: z.string().meta({ description: "Where it came from.", example: "192.0.2.7" }),
  user_agent: z.string().meta({
    description: "The program that sent it.",
    example: "curl/8.9.1",
  }),
  body: z.string().meta({ description: "The first 10,240 bytes of its body.", example: "" }),
}).meta({ id: "Ping" });
export type Ping = z.infer<typeof Ping>;

export const PingList = z.object({
  pings: z.array(Ping).meta({ description: "The whole list, or the page." }),
  next_cursor: nextCursor,
}).meta({ id: "PingList" });
export type PingList = z.infer<typeof PingList>;
