import { z } from "zod";
import { ApiKey } from "../access/api_keys.ts";
import { Category } from "../access/categories.ts";
import { Channel } from "../access/channels.ts";
import { User } from "../access/users.ts";
import { Alarm } from "../alarms/alarms.ts";
import { countOf, idOf, Time } from "../common.ts";
import { Execution, ExecutionState } from "./executions.ts";
import { Job } from "../jobs/jobs.ts";
import { Monitor } from "../monitors/monitors.ts";
import { Calendar } from "../timing/calendars.ts";
import { Pause } from "../timing/pauses.ts";
import { LogEntry } from "./logs.ts";

/** The kinds of events that a client can choose from. */
export const EventKind = z.enum([
  "job",
  "execution",
  "log",
  "pause",
  "queue",
  "alarm",
  "monitor",
  "channel",
  "calendar",
  "user",
  "api_key",
  "category",
]);
export type EventKind = z.infer<typeof EventKind>;

/** A job was created, was changed, or got its next fire time; `null` for a deleted job. */
export const JobEvent = z.object({
  job_id: idOf("The job's id."),
  // With a description of its own, because the API's document otherwise says that the job is never null.
  job: Job.nullable().meta({ description: "The job as it is now; null for a deleted job." }),
}).meta({ id: "JobEvent" });
export type JobEvent = z.infer<typeof JobEvent>;

export const ExecutionEvent = z.object({
  execution_id: idOf("The execution's id."),
  state: ExecutionState.meta({ description: "The state that this change set." }),
  execution: Execution.nullable().meta({
    description:
      "The execution as it is now, perhaps in a later state; null when it has been removed.",
  }),
}).meta({ id: "ExecutionEvent" });
export type ExecutionEvent = z.infer<typeof ExecutionEvent>;

/** An alarm was opened, counted up, changed by a person, or closed. */
export const AlarmEvent = z.object({
  alarm_id: idOf("The alarm's id."),
  alarm: Alarm.nullable().meta({
    description: "The alarm as it is now; null when it has been removed.",
  }),
}).meta({ id: "AlarmEvent" });
export type AlarmEvent = z.infer<typeof AlarmEvent>;

export const LogEvent = z.object({ log: LogEntry }).meta({ id: "LogEvent" });
export type LogEvent = z.infer<typeof LogEvent>;

/** A pause of a category, or of everything, began, changed or ended. */
export const PauseEvent = z.object({
  category_id: countOf("The category; 0 is everything.", 0),
  pause: Pause.nullable().meta({ description: "The pause; null when it has ended." }),
}).meta({ id: "PauseEvent" });
export type PauseEvent = z.infer<typeof PauseEvent>;

/** A monitor was created, was changed, got a ping, or was found down; `null` for a deleted monitor. */
export const MonitorEvent = z.object({
  monitor_id: idOf("The monitor's id."),
  monitor: Monitor.nullable().meta({
    description: "The monitor as it is now; null for a deleted monitor.",
  }),
}).meta({ id: "MonitorEvent" });
export type MonitorEvent = z.infer<typeof MonitorEvent>;

/** A channel was created or changed, sent a message, or could not send one. Only admins get it. */
export const ChannelEvent = z.object({
  id: idOf("The channel's id."),
  channel: Channel.nullable().meta({
    description: "The channel as it is now, without its secrets; null for a deleted channel.",
  }),
}).meta({ id: "ChannelEvent" });
export type ChannelEvent = z.infer<typeof ChannelEvent>;

/** A calendar was created, changed or deleted. */
export const CalendarEvent = z.object({
  id: countOf("The calendar's number.", 1),
  calendar: Calendar.nullable().meta({
    description: "The calendar as it is now; null for a deleted calendar.",
  }),
}).meta({ id: "CalendarEvent" });
export type CalendarEvent = z.infer<typeof CalendarEvent>;

/** A user was created, changed or deleted. Admins get it, and the user gets that of the own record. */
export const UserEvent = z.object({
  id: countOf("The user's number.", 2),
  user: User.nullable().meta({ description: "The user as it is now; null for a deleted user." }),
}).meta({ id: "UserEvent" });
export type UserEvent = z.infer<typeof UserEvent>;

/** An API key was created, used, handed over or deleted. Only admins get it. */
export const ApiKeyEvent = z.object({
  id: countOf("The key's number.", 1),
  api_key: ApiKey.nullable().meta({
    description: "The key as it is now, without its secret; null for a deleted key.",
  }),
}).meta({ id: "ApiKeyEvent" });
export type ApiKeyEvent = z.infer<typeof ApiKeyEvent>;

/** A category was created, changed or deleted. */
export const CategoryEvent = z.object({
  id: countOf("The category's number.", 2),
  category: Category.nullable().meta({
    description: "The category as it is now; null for a deleted category.",
  }),
}).meta({ id: "CategoryEvent" });
export type CategoryEvent = z.infer<typeof CategoryEvent>;

/** Each figure is counted up to 1,000. */
export const QueueEvent = z.object({
  ready: z.int().meta({ description: "Executions that a worker may take now." }),
  later: z.int().meta({ description: "Executions that wait for their time, mostly retries." }),
  running: z.int().meta({ description: "Executions that workers hold." }),
  waiting: z.int().meta({
    description: "Jobs with an execution that waits for another one to end.",
  }),
  workers: z.int().meta({ description: "Processes that hold a lease." }),
}).meta({ id: "QueueEvent" });
export type QueueEvent = z.infer<typeof QueueEvent>;

/** The first event of each stream. */
export const ReadyEvent = z.object({
  time: Time,
  resumed: z.boolean().meta({ description: "Whether all events after Last-Event-ID follow." }),
}).meta({ id: "ReadyEvent" });
export type ReadyEvent = z.infer<typeof ReadyEvent>;

/** The missed events are lost: the client must read everything anew. */
export const ReloadEvent = z.object({
  reason: z.string().meta({
    description: "Why the missed events are lost.",
    example: "The feed does not reach back.",
  }),
}).meta({ id: "ReloadEvent" });
export type ReloadEvent = z.infer<typeof ReloadEvent>;

/** The stream as text, or as a reader of server-sent events parses it. */
export const EventStream = z.union([
  z.string(),
  z.object({
    event: z.string().optional(),
    id: z.string().optional(),
    data: z.string().optional(),
    retry: z.int().optional(),
  }),
]).meta({ description: "Server-sent events; the data of each is JSON." });

/** The data of each event, by its schema's name. */
export const eventSchemas = {
  JobEvent,
  ExecutionEvent,
  LogEvent,
  PauseEvent,
  QueueEvent,
  AlarmEvent,
  MonitorEvent,
  ChannelEvent,
  CalendarEvent,
  UserEvent,
  ApiKeyEvent,
  CategoryEvent,
  ReadyEvent,
  ReloadEvent,
};

const anyKind = EventKind.options.join("|");

export const EventsQuery = z.object({
  kinds: z.string().optional().transform((text) => text?.split(",").map((kind) => kind.trim()))
    .pipe(z.array(EventKind).optional())
    .meta({
      description:
        "Only these kinds, with commas between: job, execution, log, pause, queue, alarm, monitor, channel, " +
        "calendar, user, api_key, category. Without the parameter, all of them.",
      pattern: `^ *(${anyKind}) *(, *(${anyKind}) *)*$`,
      example: "job,execution",
    }),
  last_event_id: z.string().optional().meta({
    description: "The same as the header Last-Event-ID, for clients that cannot send the header.",
  }),
});

export const EventsHeaders = z.object({
  "last-event-id": z.string().optional().meta({
    description:
      "The id of the last event that the client saw: the events after it are sent first. " +
      "Some may come twice; an event shows the current state of a thing, so applying it " +
      "again changes nothing.",
  }),
});
