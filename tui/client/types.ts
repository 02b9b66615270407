// Written by `deno task docs` from the schemas of the API. Do not edit.
// deno-fmt-ignore-file

export interface JobEvent {
  /** The job's id. */
  readonly job_id: string;
  /** The job as it is now; null for a deleted job. */
  readonly job: {
    /** The job's id. */
    readonly job_id: string;
    /** The class of the job: what it does. */
    readonly job_class_string: string;
    /** The job's name. */
    readonly name: string;
    /** The arguments of the job class. */
    readonly pub_args: readonly (unknown)[];
    /** Months: 1-12 or jan-dec. */
    readonly month: string;
    /** Days of the month: 1-31, `last`, `3rd fri`, `last fri`. */
    readonly day: string;
    /** ISO weeks; always "*". */
    readonly week: string;
    /** Days of the week: 0-6 or mon-sun; 0 is Monday. */
    readonly day_of_week: string;
    /** Hours: 0-23. */
    readonly hour: string;
    /** Minutes: 0-59. */
    readonly minute: string;
    /** The IANA zone in which the cron fields are read. */
    readonly timezone: string;
    /** The category of the job. */
    readonly category_id: number;
    /** The next fire time; "" for a paused job and for a job that does not fire again. */
    readonly next_run_time: string;
    /** Why there is no next fire time, or why it is held; "" otherwise. */
    readonly next_run_note?: string | undefined;
    /** Whether somebody paused the job itself. */
    readonly paused: boolean;
    /** What is paused; "" where no pause is in force for the job. */
    readonly paused_scope?: "" | "job" | "category" | "everything" | undefined;
    /** Why; may be empty. */
    readonly paused_reason?: string | undefined;
    /** When the pause ends by itself; "" if somebody has to end it. */
    readonly paused_until?: string | undefined;
    /** Who began the pause; may be empty. */
    readonly paused_by?: string | undefined;
    /** What becomes of the fire times meanwhile: skipped, or made up for afterwards; "" where they leave no trace. */
    readonly paused_fires?: "" | "skip" | "make_up" | undefined;
    /** Calendars: the job does not fire when any of them covers the time. */
    readonly not_on?: readonly (number)[] | undefined;
    /** Calendars: the job fires only when one of them covers the time. */
    readonly only_on?: readonly (number)[] | undefined;
    /** The first moment at which the job may fire; "" where there is none. */
    readonly starts_at?: string | undefined;
    /** The job does not fire at this moment or later; "" where there is none. */
    readonly ends_at?: string | undefined;
    /** How many executions may be under way at once. */
    readonly max_instances: number;
    /** What happens to a fire for which no instance is free. */
    readonly overlap: "skip" | "queue" | "replace";
    /** A later fire is not made up for. */
    readonly misfire_grace_seconds: number;
    /** One run for all missed fires, or one for each. */
    readonly coalesce: boolean;
    /** How often a failed attempt is tried again. */
    readonly max_retries: number;
    /** Before the first retry; it doubles with each. */
    readonly retry_delay_seconds: number;
    /** The longest wait before a retry. */
    readonly retry_max_delay_seconds: number;
    /** For one attempt; 0 is without limit. */
    readonly timeout_seconds: number;
    /** The most by which a run starts later than its fire time. */
    readonly jitter_seconds?: number | undefined;
    /** What happens to a fire time that the calendars exclude. */
    readonly on_excluded?: "skip" | "next_working_day" | "previous_working_day" | undefined;
    /** The alarm rules of its own; absent where there are none. */
    readonly alarms?: Readonly<Record<string, unknown>> | undefined;
    /** By which documents know the job, also after it gets another name: a-z, 0-9 and hyphens, unique in its category; absent where it has none. */
    readonly key?: string | undefined;
    /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
    readonly managed_by?: string | undefined;
    /** The version, which each change raises by one. */
    readonly version: number;
    /** ISO 8601 in UTC. */
    readonly created_at: string;
    /** ISO 8601 in UTC. */
    readonly updated_at: string;
  } | null;
}

export interface ExecutionEvent {
  /** The execution's id. */
  readonly execution_id: string;
  /** The state that this change set. */
  readonly state: "scheduled" | "running" | "stopping" | "stopped" | "failed" | "succeeded" | "timeout" | "scheduled error";
  /** The execution as it is now, perhaps in a later state; null when it has been removed. */
  readonly execution: {
    /** The execution's id. */
    readonly execution_id: string;
    /** The state of the execution. */
    readonly state: "scheduled" | "running" | "stopping" | "stopped" | "failed" | "succeeded" | "timeout" | "scheduled error";
    /** The reason of the state; may be empty. */
    readonly description: string;
    /** The result of the job, as text; "" without a result. */
    readonly result: string;
    readonly job: ExecutedJob;
    /** What made the execution: the schedule, a person, a person who ran another execution again, an alarm of which a channel tells, or a ping of a monitor. */
    readonly trigger: "schedule" | "manual" | "retry" | "notification" | "ping";
    /** Why a person ran the job; "" without a reason. */
    readonly reason: string;
    /** The id of the execution that this one runs again; "" for none. */
    readonly retry_of: string;
    /** How many attempts were started. */
    readonly attempt: number;
    /** The most attempts that the execution may have. */
    readonly max_attempts: number;
    /** The attempts that did not succeed. */
    readonly attempts: readonly (Attempt)[];
    /** The attempts that a server gave back when it shut down, oldest first; the newest 20. They do not count as attempts. */
    readonly given_back: readonly (GivenBack)[];
    /** How many fire times the execution stands for besides its own; counting ends at 10,000. */
    readonly coalesced: number;
    /** The first of these fire times; "" for none. */
    readonly coalesced_since: string;
    /** The machine that runs the execution. */
    readonly hostname: string;
    /** The process that runs the execution; -1 for none. */
    readonly pid: number;
    /** Always ""; kept for older clients. */
    readonly task_id: string;
    /** ISO 8601 in UTC. */
    readonly scheduled_time: string;
    /** ISO 8601 in UTC. */
    readonly created_time: string;
    /** ISO 8601 in UTC; "" where there is none. */
    readonly started_time: string;
    /** ISO 8601 in UTC; "" where there is none. */
    readonly ended_time: string;
    /** ISO 8601 in UTC. */
    readonly updated_time: string;
    /** How long the last attempt took; null before its end. */
    readonly duration_ms: number | null;
  } | null;
}

/** The job as it was when the execution was made. */
export interface ExecutedJob {
  /** The job's id. */
  readonly job_id: string;
  /** The class of the job: what it does. */
  readonly job_class_string: string;
  /** The job's name. */
  readonly name: string;
  /** The arguments of the job class. */
  readonly pub_args: readonly (unknown)[];
  /** Months: 1-12 or jan-dec. */
  readonly month: string;
  /** Days of the month: 1-31, `last`, `3rd fri`, `last fri`. */
  readonly day: string;
  /** ISO weeks; always "*". */
  readonly week: string;
  /** Days of the week: 0-6 or mon-sun; 0 is Monday. */
  readonly day_of_week: string;
  /** Hours: 0-23. */
  readonly hour: string;
  /** Minutes: 0-59. */
  readonly minute: string;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone: string;
  /** The category of the job. */
  readonly category_id: number;
}

export interface Attempt {
  /** The number of the attempt; the first is 1. */
  readonly attempt: number;
  /** ISO 8601 in UTC. */
  readonly started_time: string;
  /** ISO 8601 in UTC. */
  readonly ended_time: string;
  /** How the attempt ended. */
  readonly outcome: "failed" | "timeout" | "worker lost";
  /** Why it did not succeed. */
  readonly error: string;
}

export interface GivenBack {
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** The machine that gave it back. */
  readonly hostname: string;
  /** The process that gave it back. */
  readonly pid: number;
}

export interface LogEvent {
  readonly log: LogEntry;
}

export interface LogEntry {
  /** The job of the entry. */
  readonly job_id: string;
  /** The name of the job at that time. */
  readonly job_name: string;
  /** What happened. */
  readonly event: "added" | "modified" | "deleted" | "paused" | "resumed" | "custom_run" | "stopped" | "alarm_acknowledged" | "alarm_snoozed" | "alarm_closed" | "key_renewed";
  /** Who made the change. */
  readonly user: string;
  /** added: the arguments as JSON; modified: the changes as JSON; deleted: the job as JSON; custom_run and stopped: the execution's id; paused, resumed and key_renewed: ""; alarm_acknowledged, alarm_snoozed and alarm_closed: the alarm and the note as JSON. */
  readonly description: string;
  /** ISO 8601 in UTC. */
  readonly created_time: string;
}

export interface PauseEvent {
  /** The category; 0 is everything. */
  readonly category_id: number;
  /** The pause; null when it has ended. */
  readonly pause: {
    /** The paused category; 0 is everything. */
    readonly category_id: number;
    /** Why. */
    readonly reason: string;
    /** What becomes of the fire times meanwhile: `skip` records them as skipped; `make_up` holds them until the pause ends, and then the misfire rule of each job decides. */
    readonly fires: "skip" | "make_up";
    /** Fire times from here on are paused. */
    readonly started_time: string;
    /** When the pause ends by itself; "" if somebody has to end it. */
    readonly until: string;
    /** Who began the pause. */
    readonly username: string;
  } | null;
}

export interface QueueEvent {
  /** Executions that a worker may take now. */
  readonly ready: number;
  /** Executions that wait for their time, mostly retries. */
  readonly later: number;
  /** Executions that workers hold. */
  readonly running: number;
  /** Jobs with an execution that waits for another one to end. */
  readonly waiting: number;
  /** Processes that hold a lease. */
  readonly workers: number;
}

export interface AlarmEvent {
  /** The alarm's id. */
  readonly alarm_id: string;
  /** The alarm as it is now; null when it has been removed. */
  readonly alarm: {
    /** The alarm's id. */
    readonly alarm_id: string;
    /** What raised it. */
    readonly kind: "failed" | "missed" | "late" | "long" | "overdue" | "unsent";
    /** Whether it is open. */
    readonly state: "open" | "closed";
    /** What it is about. */
    readonly subject: {
      /** A job, a monitor, or a channel whose messages do not get through. */
      readonly kind: "job" | "monitor" | "channel";
      /** Its id. */
      readonly id: string;
      /** Its name when it last raised. */
      readonly name: string;
    };
    /** The category of the job. */
    readonly category_id: number;
    /** ISO 8601 in UTC. */
    readonly opened_time: string;
    /** When its cause was last seen: ISO 8601 in UTC. */
    readonly last_time: string;
    /** How often its cause was seen. */
    readonly count: number;
    /** Why it was last raised, in a sentence. */
    readonly reason: string;
    /** The execution that raised it first; "" for none. */
    readonly first_execution_id: string;
    /** The execution that raised it last; "" for none. */
    readonly last_execution_id: string;
    /** Who looks after it; null: nobody yet. */
    readonly acknowledged: {
      /** Who looks after it. */
      readonly user: string;
      /** ISO 8601 in UTC. */
      readonly time: string;
      /** The note. */
      readonly note: string;
    } | null;
    /** Until when nobody is told again: a time, or `recovery`; "" where it is not snoozed. */
    readonly snoozed_until: string;
    /** ISO 8601 in UTC; "" where there is none. */
    readonly closed_time: string;
    /** Who or what closed it: a user, or `recovery`, `deletion` of the job, or `rules` that no longer raise it; "" while it is open. */
    readonly closed_by: string;
    /** Whether quiet hours do not hold it back. */
    readonly urgent: boolean;
    /** How often somebody was to be told of it. */
    readonly notices: number;
    /** What happened to it, oldest first: the opening, and the last 19 steps. */
    readonly history: readonly ({
      /** ISO 8601 in UTC. */
      readonly time: string;
      /** What happened to it. */
      readonly event: "opened" | "acknowledged" | "snoozed" | "closed";
      /** Who did it; "" where no person did. */
      readonly user: string;
      /** The note. */
      readonly note: string;
    })[];
  } | null;
}

export interface MonitorEvent {
  /** The monitor's id. */
  readonly monitor_id: string;
  /** The monitor as it is now; null for a deleted monitor. */
  readonly monitor: {
    /** The monitor's id. Its executions have it as their job's id. */
    readonly monitor_id: string;
    /** The name. */
    readonly name: string;
    /** The category of the monitor. */
    readonly category_id: number;
    /** The period; null for a monitor with cron fields. */
    readonly period_seconds: number | null;
    /** The cron field; null for a monitor with a period. */
    readonly month: string | null;
    /** The cron field; null for a monitor with a period. */
    readonly day: string | null;
    /** The cron field; null for a monitor with a period. */
    readonly week: string | null;
    /** The cron field; null for a monitor with a period. */
    readonly day_of_week: string | null;
    /** The cron field; null for a monitor with a period. */
    readonly hour: string | null;
    /** The cron field; null for a monitor with a period. */
    readonly minute: string | null;
    /** The IANA zone in which the cron fields are read. */
    readonly timezone: string;
    /** How long a ping may be late, in seconds. */
    readonly grace_seconds: number;
    /** The alarm rules of its own; absent where there are none. */
    readonly alarms?: Readonly<Record<string, unknown>> | undefined;
    /** Whether a ping does not resume the paused monitor. */
    readonly manual_resume: boolean;
    /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
    readonly managed_by?: string | undefined;
    /** Whether the monitor is paused. */
    readonly paused: boolean;
    /** `new`: no ping yet; `late`: a ping is expected, and the grace lasts; `down`: the last run failed, or none came in time. */
    readonly state: "new" | "up" | "late" | "down" | "paused";
    /** Whether a run has started whose end was not told yet. */
    readonly started: boolean;
    /** How many pings there were, of all kinds. */
    readonly pings: number;
    /** The last success or failure: ISO 8601 in UTC; "" before the first one. */
    readonly last_ping_time: string;
    /** ISO 8601 in UTC; "" where there is none. */
    readonly last_success_time: string;
    /** How long the last run took, in milliseconds; null where its start was not told. */
    readonly last_duration_ms: number | null;
    /** When the next ping is expected: ISO 8601 in UTC; "" before the first ping and while paused. */
    readonly next_ping_time: string;
    /** When it was found down: ISO 8601 in UTC; "" while it is not down. */
    readonly down_since: string;
    /** The version, which each change raises by one. */
    readonly version: number;
    /** ISO 8601 in UTC. */
    readonly created_at: string;
    /** ISO 8601 in UTC. */
    readonly updated_at: string;
  } | null;
}

export interface ChannelEvent {
  /** The channel's id. */
  readonly id: string;
  /** The channel as it is now, without its secrets; null for a deleted channel. */
  readonly channel: {
    /** The channel's id. */
    readonly id: string;
    /** The name. */
    readonly name: string;
    /** How the channel sends. */
    readonly kind: "webhook" | "slack" | "email" | "ntfy" | "pagerduty" | "msteams" | "discord";
    /** The category whose alarms the channel tells; null: the whole server. */
    readonly category_id: number | null;
    /** The host, the variable that holds the URL, or the recipients. */
    readonly target: string;
    /** Whether there is a URL. */
    readonly url_set: boolean;
    /** Whether there is a secret. */
    readonly secret_set: boolean;
    /** The language of the messages. */
    readonly language: "en" | "zh-TW";
    /** When only urgent messages are sent; null: never. */
    readonly quiet_hours: {
      /** When they begin. */
      readonly from: string;
      /** When they end; a time before `from` is on the next day. */
      readonly to: string;
      /** The zone of these times. */
      readonly time_zone: string;
    } | null;
    /** The mail server of the kind email. */
    readonly smtp: {
      /** The mail server. */
      readonly host: string;
      /** Its port. */
      readonly port: number;
      /** `tls` from the start (465), `starttls` (587), or `none`, which takes no log-in. */
      readonly security: "tls" | "starttls" | "none";
      /** Who logs in; "" for a server that asks for no log-in. */
      readonly username: string;
      /** The sender. */
      readonly from: string;
      /** The recipients. */
      readonly to: readonly (string)[];
    } | null;
    /** The executions that send messages of this channel have it as their job's id. */
    readonly job_id: string;
    /** ISO 8601 in UTC; "" where there is none. */
    readonly last_sent_at: string;
    /** The first failure since the last success: ISO 8601 in UTC; "" while it works. */
    readonly failing_since: string;
    /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
    readonly managed_by?: string | undefined;
    /** Why sending failed last; "" while it works. */
    readonly last_error: string;
    /** ISO 8601 in UTC. */
    readonly created_at: string;
    /** ISO 8601 in UTC. */
    readonly updated_at: string;
  } | null;
}

export interface CalendarEvent {
  /** The calendar's number. */
  readonly id: number;
  /** The calendar as it is now; null for a deleted calendar. */
  readonly calendar: {
    /** The calendar's number. */
    readonly id: number;
    /** The name. */
    readonly name: string;
    /** The purpose. */
    readonly description: string;
    /** The IANA zone of the dates and windows. */
    readonly timezone: string;
    /** Whole days in the zone of the calendar. */
    readonly dates: readonly ({
      /** The first day. */
      readonly from: string;
      /** The last day, included. */
      readonly to: string;
      /** What the days or times are; may be empty. */
      readonly name: string;
    })[];
    /** Stretches of each week, in the zone of the calendar. */
    readonly windows: readonly ({
      /** The days on which the window begins. */
      readonly days: readonly (string)[];
      /** When it begins. */
      readonly from: string;
      /** When it ends, not included. */
      readonly to: string;
    })[];
    /** Single stretches of time. */
    readonly times: readonly ({
      /** When it begins. */
      readonly from: string;
      /** When it ends, not included. */
      readonly to: string;
      /** What the days or times are; may be empty. */
      readonly name: string;
    })[];
    /** Repeated events of an iCalendar text are known up to here; "" where none goes on for ever. */
    readonly known_until: string;
    /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
    readonly managed_by?: string | undefined;
    /** The version, which each change raises by one. */
    readonly version: number;
    /** ISO 8601 in UTC. */
    readonly created_at: string;
    /** ISO 8601 in UTC. */
    readonly updated_at: string;
  } | null;
}

export interface UserEvent {
  /** The user's number. */
  readonly id: number;
  /** The user as it is now; null for a deleted user. */
  readonly user: {
    /** The user's number. An API key is shown as a user with the key's number below zero. */
    readonly id: number;
    /** The user's name. */
    readonly username: string;
    /** The category whose things the user sees; 0: all. */
    readonly category_id: number;
    /** May do everything. */
    readonly is_admin: boolean;
    /** May change, run, pause and stop the jobs that the user sees. */
    readonly is_permission: boolean;
    /** ISO 8601 in UTC. */
    readonly created_at: string;
    /** ISO 8601 in UTC. */
    readonly updated_at: string;
  } | null;
}

export interface ApiKeyEvent {
  /** The key's number. */
  readonly id: number;
  /** The key as it is now, without its secret; null for a deleted key. */
  readonly api_key: {
    /** The API key's number. */
    readonly id: number;
    /** The name. */
    readonly name: string;
    /** The category whose things the key sees; 0: all. */
    readonly category_id: number;
    /** `read`: what lies in its category. `change`: also change, run, pause and stop it. */
    readonly access: "read" | "change";
    /** ISO 8601 in UTC; "" where there is none. */
    readonly expires_at: string;
    /** The admin who made the key. */
    readonly created_by: string;
    /** ISO 8601 in UTC. */
    readonly created_at: string;
    /** When the key was last used, to the minute: ISO 8601 in UTC; "" for never. */
    readonly last_used_at: string;
  } | null;
}

export interface CategoryEvent {
  /** The category's number. */
  readonly id: number;
  /** The category as it is now; null for a deleted category. */
  readonly category: {
    /** The category's number. */
    readonly id: number;
    /** The name. */
    readonly name: string;
    /** The purpose. */
    readonly description: string;
    /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
    readonly managed_by?: string | undefined;
    /** The alarm rules of its own; absent where there are none. */
    readonly alarms?: Readonly<Record<string, unknown>> | undefined;
    /** ISO 8601 in UTC. */
    readonly created_at: string;
    /** ISO 8601 in UTC. */
    readonly updated_at: string;
  } | null;
}

export interface ReadyEvent {
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** Whether all events after Last-Event-ID follow. */
  readonly resumed: boolean;
}

export interface ReloadEvent {
  /** Why the missed events are lost. */
  readonly reason: string;
}

export interface Health {
  /** Always ok. */
  readonly status: "ok";
}

export interface ErrorAnswer {
  /** What is wrong, in one sentence. */
  readonly error: string;
  /** The error as a code for programs. */
  readonly code: string;
  /** At most 20 fields; empty for errors that are not about fields. */
  readonly details: readonly ({
    /** The field that is not valid. */
    readonly field: string;
    /** Why the field is not valid. */
    readonly reason: string;
  })[];
}

export interface Ready {
  /** Always ok. */
  readonly status: "ok";
  /** How many stored records this process found that cannot be read; absent for none. */
  readonly unreadable_records?: number | undefined;
  /** How far the clock of this process is ahead of those of other processes (negative: behind); absent up to 5 s. */
  readonly clock_skew_ms?: number | undefined;
}

/** The text format of Prometheus, version 0.0.4. */
export type Exposition = string;

export interface Welcome {
  /** The name of the service. */
  readonly name: string;
  /** What the service does. */
  readonly description: string;
  /** The path of the documentation. */
  readonly docs: string;
  /** The path of the OpenAPI document. */
  readonly openapi: string;
  /** The path under which all calls are. */
  readonly api: string;
  /** The path that says whether the server is ready. */
  readonly health: string;
}

export interface SessionRef {
  /** The log-in's id. */
  readonly id: string;
}

export interface SessionList {
  /** The log-ins, newest first. */
  readonly sessions: readonly (Session)[];
}

export interface Session {
  /** The log-in's id. */
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** When the token was last used, to the hour: ISO 8601 in UTC. */
  readonly last_seen_at: string;
  /** ISO 8601 in UTC. */
  readonly expires_at: string;
  /** The address of the client at the log-in. */
  readonly address: string;
  /** The `User-Agent` of the client at the log-in. */
  readonly user_agent: string;
  /** Whether the call was made with it. */
  readonly current: boolean;
}

export interface EndedSessions {
  /** How many log-ins of the list have ended. */
  readonly ended: number;
}

export interface LoggedIn {
  /** Send it as `Authorization: Bearer`. */
  readonly token: string;
  readonly user: Account;
}

/** Who is logged in. */
export interface Account {
  /** The user's number. An API key is shown as a user with the key's number below zero. */
  readonly id: number;
  /** The user's name. */
  readonly username: string;
  /** The category whose things the user sees; 0: all. */
  readonly category_id: number;
  /** May do everything. */
  readonly is_admin: boolean;
  /** May change, run, pause and stop the jobs that the user sees. */
  readonly is_permission: boolean;
}

export interface LogIn {
  /** The name of the user; upper and lower case differ. */
  readonly username: string;
  /** The user's password. */
  readonly password: string;
}

export interface OwnPassword {
  /** The present password. */
  readonly old_password: string;
  /** The password: at most 1024 bytes, and at least 12 characters unless the server says otherwise. No answer contains it. */
  readonly new_password: string;
}

export interface Verified {
  readonly user: Account;
}

export interface Job {
  /** The job's id. */
  readonly job_id: string;
  /** The class of the job: what it does. */
  readonly job_class_string: string;
  /** The job's name. */
  readonly name: string;
  /** The arguments of the job class. */
  readonly pub_args: readonly (unknown)[];
  /** Months: 1-12 or jan-dec. */
  readonly month: string;
  /** Days of the month: 1-31, `last`, `3rd fri`, `last fri`. */
  readonly day: string;
  /** ISO weeks; always "*". */
  readonly week: string;
  /** Days of the week: 0-6 or mon-sun; 0 is Monday. */
  readonly day_of_week: string;
  /** Hours: 0-23. */
  readonly hour: string;
  /** Minutes: 0-59. */
  readonly minute: string;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone: string;
  /** The category of the job. */
  readonly category_id: number;
  /** The next fire time; "" for a paused job and for a job that does not fire again. */
  readonly next_run_time: string;
  /** Why there is no next fire time, or why it is held; "" otherwise. */
  readonly next_run_note?: string | undefined;
  /** Whether somebody paused the job itself. */
  readonly paused: boolean;
  /** What is paused; "" where no pause is in force for the job. */
  readonly paused_scope?: "" | "job" | "category" | "everything" | undefined;
  /** Why; may be empty. */
  readonly paused_reason?: string | undefined;
  /** When the pause ends by itself; "" if somebody has to end it. */
  readonly paused_until?: string | undefined;
  /** Who began the pause; may be empty. */
  readonly paused_by?: string | undefined;
  /** What becomes of the fire times meanwhile: skipped, or made up for afterwards; "" where they leave no trace. */
  readonly paused_fires?: "" | "skip" | "make_up" | undefined;
  /** Calendars: the job does not fire when any of them covers the time. */
  readonly not_on?: readonly (number)[] | undefined;
  /** Calendars: the job fires only when one of them covers the time. */
  readonly only_on?: readonly (number)[] | undefined;
  /** The first moment at which the job may fire; "" where there is none. */
  readonly starts_at?: string | undefined;
  /** The job does not fire at this moment or later; "" where there is none. */
  readonly ends_at?: string | undefined;
  /** How many executions may be under way at once. */
  readonly max_instances: number;
  /** What happens to a fire for which no instance is free. */
  readonly overlap: "skip" | "queue" | "replace";
  /** A later fire is not made up for. */
  readonly misfire_grace_seconds: number;
  /** One run for all missed fires, or one for each. */
  readonly coalesce: boolean;
  /** How often a failed attempt is tried again. */
  readonly max_retries: number;
  /** Before the first retry; it doubles with each. */
  readonly retry_delay_seconds: number;
  /** The longest wait before a retry. */
  readonly retry_max_delay_seconds: number;
  /** For one attempt; 0 is without limit. */
  readonly timeout_seconds: number;
  /** The most by which a run starts later than its fire time. */
  readonly jitter_seconds?: number | undefined;
  /** What happens to a fire time that the calendars exclude. */
  readonly on_excluded?: "skip" | "next_working_day" | "previous_working_day" | undefined;
  /** The alarm rules of its own; absent where there are none. */
  readonly alarms?: Readonly<Record<string, unknown>> | undefined;
  /** By which documents know the job, also after it gets another name: a-z, 0-9 and hyphens, unique in its category; absent where it has none. */
  readonly key?: string | undefined;
  /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
  readonly managed_by?: string | undefined;
  /** The version, which each change raises by one. */
  readonly version: number;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** ISO 8601 in UTC. */
  readonly updated_at: string;
}

export interface JobRef {
  /** The job's id. */
  readonly job_id: string;
}

export interface NewJob {
  /** A class from GET /api/v1/job_classes. */
  readonly job_class_string: string;
  /** The name of the job; several jobs may have the same name. */
  readonly name: string;
  /** By which documents know the job, also after it gets another name: a-z, 0-9 and hyphens, unique in its category; null means not sent. */
  readonly key?: string | null | undefined;
  /** The arguments of the job class; null means not sent. */
  readonly pub_args?: readonly (unknown)[] | string | null | undefined;
  /** A cron field; null means not sent. */
  readonly month?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day_of_week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly hour?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly minute?: string | number | null | undefined;
  /** A crontab expression, such as `@daily`, in place of all cron fields. Sunday is 0. An expression that cron fields cannot express is refused. */
  readonly cron?: string | null | undefined;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone?: string | null | undefined;
  /** The number of a category. */
  readonly category_id?: number | null | undefined;
  /** How many executions may be under way at once. */
  readonly max_instances?: number | null | undefined;
  /** What happens to a fire for which no instance is free. */
  readonly overlap?: "skip" | "queue" | "replace" | null | undefined;
  /** A later fire is not made up for. */
  readonly misfire_grace_seconds?: number | null | undefined;
  /** One run for all missed fires, or one for each. */
  readonly coalesce?: boolean | null | undefined;
  /** How often a failed attempt is tried again. */
  readonly max_retries?: number | null | undefined;
  /** Before the first retry; it doubles with each. */
  readonly retry_delay_seconds?: number | null | undefined;
  /** The longest wait before a retry. */
  readonly retry_max_delay_seconds?: number | null | undefined;
  /** For one attempt; 0 is without limit. */
  readonly timeout_seconds?: number | null | undefined;
  /** The most by which a run starts later than its fire time. */
  readonly jitter_seconds?: number | null | undefined;
  /** What happens to a fire time that the calendars exclude. */
  readonly on_excluded?: "skip" | "next_working_day" | "previous_working_day" | null | undefined;
  /** What raises alarms; a field that is not sent is taken from the category, and then from the server. {} removes all. */
  readonly alarms?: {
    /** After so many failures one after the other. */
    readonly failed?: false | {
      /** How many failures one after the other. */
      readonly after: number;
    } | undefined;
    /** When a fire time was not run. */
    readonly missed?: boolean | undefined;
    /** When an execution has not started so long after its fire time. */
    readonly late?: false | {
      /** How late. */
      readonly seconds: number;
    } | undefined;
    /** When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs. */
    readonly long?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      readonly times_p95: number;
    } | undefined;
    /** When there was no success for so long, or in the 24 hours before a time of day. */
    readonly overdue?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      /** The wall-clock time. */
      readonly by: string;
      /** The IANA zone of the time; by default that of the job's schedule, and UTC for a category. */
      readonly timezone?: string | undefined;
      /** Days of the week, 1 is Monday; every day by default. */
      readonly days?: readonly (number)[] | undefined;
    } | undefined;
    /** How often an open alarm is told again; 0 is never. */
    readonly repeat_hours?: number | undefined;
    /** Whether quiet hours do not hold it back. */
    readonly urgent?: boolean | undefined;
    /** The ids of the channels that are told: of the category, or of the whole server. */
    readonly channels?: readonly (string)[] | undefined;
  } | null | undefined;
  /** Calendars: the job does not fire when any of them covers the time. */
  readonly not_on?: readonly (number)[] | null | undefined;
  /** Calendars: the job fires only when one of them covers the time; an empty list allows all. */
  readonly only_on?: readonly (number)[] | null | undefined;
  /** The first moment at which the job may fire; "" takes it away. */
  readonly starts_at?: "" | string | null | undefined;
  /** The job does not fire at this moment or later; "" takes it away. */
  readonly ends_at?: "" | string | null | undefined;
}

export interface JobEdit {
  /** A class from GET /api/v1/job_classes. */
  readonly job_class_string?: string | undefined;
  /** The name of the job; several jobs may have the same name. */
  readonly name?: string | undefined;
  /** By which documents know the job, also after it gets another name: a-z, 0-9 and hyphens, unique in its category; null means not sent. */
  readonly key?: string | null | undefined;
  /** The arguments of the job class; null means not sent. */
  readonly pub_args?: readonly (unknown)[] | string | null | undefined;
  /** A cron field; null means not sent. */
  readonly month?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day_of_week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly hour?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly minute?: string | number | null | undefined;
  /** A crontab expression, such as `@daily`, in place of all cron fields. Sunday is 0. An expression that cron fields cannot express is refused. */
  readonly cron?: string | null | undefined;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone?: string | null | undefined;
  /** The number of a category. */
  readonly category_id?: number | null | undefined;
  /** How many executions may be under way at once. */
  readonly max_instances?: number | null | undefined;
  /** What happens to a fire for which no instance is free. */
  readonly overlap?: "skip" | "queue" | "replace" | null | undefined;
  /** A later fire is not made up for. */
  readonly misfire_grace_seconds?: number | null | undefined;
  /** One run for all missed fires, or one for each. */
  readonly coalesce?: boolean | null | undefined;
  /** How often a failed attempt is tried again. */
  readonly max_retries?: number | null | undefined;
  /** Before the first retry; it doubles with each. */
  readonly retry_delay_seconds?: number | null | undefined;
  /** The longest wait before a retry. */
  readonly retry_max_delay_seconds?: number | null | undefined;
  /** For one attempt; 0 is without limit. */
  readonly timeout_seconds?: number | null | undefined;
  /** The most by which a run starts later than its fire time. */
  readonly jitter_seconds?: number | null | undefined;
  /** What happens to a fire time that the calendars exclude. */
  readonly on_excluded?: "skip" | "next_working_day" | "previous_working_day" | null | undefined;
  /** What raises alarms; a field that is not sent is taken from the category, and then from the server. {} removes all. */
  readonly alarms?: {
    /** After so many failures one after the other. */
    readonly failed?: false | {
      /** How many failures one after the other. */
      readonly after: number;
    } | undefined;
    /** When a fire time was not run. */
    readonly missed?: boolean | undefined;
    /** When an execution has not started so long after its fire time. */
    readonly late?: false | {
      /** How late. */
      readonly seconds: number;
    } | undefined;
    /** When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs. */
    readonly long?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      readonly times_p95: number;
    } | undefined;
    /** When there was no success for so long, or in the 24 hours before a time of day. */
    readonly overdue?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      /** The wall-clock time. */
      readonly by: string;
      /** The IANA zone of the time; by default that of the job's schedule, and UTC for a category. */
      readonly timezone?: string | undefined;
      /** Days of the week, 1 is Monday; every day by default. */
      readonly days?: readonly (number)[] | undefined;
    } | undefined;
    /** How often an open alarm is told again; 0 is never. */
    readonly repeat_hours?: number | undefined;
    /** Whether quiet hours do not hold it back. */
    readonly urgent?: boolean | undefined;
    /** The ids of the channels that are told: of the category, or of the whole server. */
    readonly channels?: readonly (string)[] | undefined;
  } | null | undefined;
  /** Calendars: the job does not fire when any of them covers the time. */
  readonly not_on?: readonly (number)[] | null | undefined;
  /** Calendars: the job fires only when one of them covers the time; an empty list allows all. */
  readonly only_on?: readonly (number)[] | null | undefined;
  /** The first moment at which the job may fire; "" takes it away. */
  readonly starts_at?: "" | string | null | undefined;
  /** The job does not fire at this moment or later; "" takes it away. */
  readonly ends_at?: "" | string | null | undefined;
}

export interface JobPauseRequest {
  /** Why, for all who see the pause. */
  readonly reason: string;
  /** When the pause ends by itself; without it, when somebody ends it. */
  readonly until?: string | null | undefined;
  /** What becomes of the fire times meanwhile: `skip` records them as skipped; `make_up` holds them until the pause ends, and then the misfire rule of each job decides. */
  readonly fires?: "skip" | "make_up" | null | undefined;
}

export interface JobList {
  /** The whole list, or the page. */
  readonly jobs: readonly (ListedJob)[];
  /** Where the next page begins; absent on the last page. */
  readonly next_cursor?: string | undefined;
}

/** A job on a list. */
export interface ListedJob {
  /** The job's id. */
  readonly job_id: string;
  /** The class of the job: what it does. */
  readonly job_class_string: string;
  /** The job's name. */
  readonly name: string;
  /** The arguments of the job class. */
  readonly pub_args: readonly (unknown)[];
  /** Months: 1-12 or jan-dec. */
  readonly month: string;
  /** Days of the month: 1-31, `last`, `3rd fri`, `last fri`. */
  readonly day: string;
  /** ISO weeks; always "*". */
  readonly week: string;
  /** Days of the week: 0-6 or mon-sun; 0 is Monday. */
  readonly day_of_week: string;
  /** Hours: 0-23. */
  readonly hour: string;
  /** Minutes: 0-59. */
  readonly minute: string;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone: string;
  /** The category of the job. */
  readonly category_id: number;
  /** The next fire time; "" for a paused job and for a job that does not fire again. */
  readonly next_run_time: string;
  /** Why there is no next fire time, or why it is held; "" otherwise. */
  readonly next_run_note?: string | undefined;
  /** Whether somebody paused the job itself. */
  readonly paused: boolean;
  /** What is paused; "" where no pause is in force for the job. */
  readonly paused_scope?: "" | "job" | "category" | "everything" | undefined;
  /** Why; may be empty. */
  readonly paused_reason?: string | undefined;
  /** When the pause ends by itself; "" if somebody has to end it. */
  readonly paused_until?: string | undefined;
  /** Who began the pause; may be empty. */
  readonly paused_by?: string | undefined;
  /** What becomes of the fire times meanwhile: skipped, or made up for afterwards; "" where they leave no trace. */
  readonly paused_fires?: "" | "skip" | "make_up" | undefined;
  /** Calendars: the job does not fire when any of them covers the time. */
  readonly not_on?: readonly (number)[] | undefined;
  /** Calendars: the job fires only when one of them covers the time. */
  readonly only_on?: readonly (number)[] | undefined;
  /** The first moment at which the job may fire; "" where there is none. */
  readonly starts_at?: string | undefined;
  /** The job does not fire at this moment or later; "" where there is none. */
  readonly ends_at?: string | undefined;
  /** How many executions may be under way at once. */
  readonly max_instances: number;
  /** What happens to a fire for which no instance is free. */
  readonly overlap: "skip" | "queue" | "replace";
  /** A later fire is not made up for. */
  readonly misfire_grace_seconds: number;
  /** One run for all missed fires, or one for each. */
  readonly coalesce: boolean;
  /** How often a failed attempt is tried again. */
  readonly max_retries: number;
  /** Before the first retry; it doubles with each. */
  readonly retry_delay_seconds: number;
  /** The longest wait before a retry. */
  readonly retry_max_delay_seconds: number;
  /** For one attempt; 0 is without limit. */
  readonly timeout_seconds: number;
  /** The most by which a run starts later than its fire time. */
  readonly jitter_seconds?: number | undefined;
  /** What happens to a fire time that the calendars exclude. */
  readonly on_excluded?: "skip" | "next_working_day" | "previous_working_day" | undefined;
  /** The alarm rules of its own; absent where there are none. */
  readonly alarms?: Readonly<Record<string, unknown>> | undefined;
  /** By which documents know the job, also after it gets another name: a-z, 0-9 and hyphens, unique in its category; absent where it has none. */
  readonly key?: string | undefined;
  /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
  readonly managed_by?: string | undefined;
  /** The version, which each change raises by one. */
  readonly version: number;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** ISO 8601 in UTC. */
  readonly updated_at: string;
  /** The last executions, newest first; only where `include` asks for them. */
  readonly last_executions?: readonly (LastExecution)[] | undefined;
}

/** An execution in short. */
export interface LastExecution {
  /** The execution's id. */
  readonly execution_id: string;
  /** The state of the execution. */
  readonly state: "scheduled" | "running" | "stopping" | "stopped" | "failed" | "succeeded" | "timeout" | "scheduled error";
  /** ISO 8601 in UTC. */
  readonly scheduled_time: string;
  /** ISO 8601 in UTC; "" where there is none. */
  readonly started_time: string;
  /** ISO 8601 in UTC; "" where there is none. */
  readonly ended_time: string;
  /** How long the last attempt took; null before its end. */
  readonly duration_ms: number | null;
  /** Why it ended so; at most 200 characters. The newest execution of a job that did not succeed and its newest failure have it; older ones may lack it. */
  readonly description?: string | undefined;
}

export interface ExecutionList {
  /** The whole range, or the page. */
  readonly executions: readonly (Execution)[];
  /** Where the next page begins; absent on the last page. */
  readonly next_cursor?: string | undefined;
}

export interface Execution {
  /** The execution's id. */
  readonly execution_id: string;
  /** The state of the execution. */
  readonly state: "scheduled" | "running" | "stopping" | "stopped" | "failed" | "succeeded" | "timeout" | "scheduled error";
  /** The reason of the state; may be empty. */
  readonly description: string;
  /** The result of the job, as text; "" without a result. */
  readonly result: string;
  readonly job: ExecutedJob;
  /** What made the execution: the schedule, a person, a person who ran another execution again, an alarm of which a channel tells, or a ping of a monitor. */
  readonly trigger: "schedule" | "manual" | "retry" | "notification" | "ping";
  /** Why a person ran the job; "" without a reason. */
  readonly reason: string;
  /** The id of the execution that this one runs again; "" for none. */
  readonly retry_of: string;
  /** How many attempts were started. */
  readonly attempt: number;
  /** The most attempts that the execution may have. */
  readonly max_attempts: number;
  /** The attempts that did not succeed. */
  readonly attempts: readonly (Attempt)[];
  /** The attempts that a server gave back when it shut down, oldest first; the newest 20. They do not count as attempts. */
  readonly given_back: readonly (GivenBack)[];
  /** How many fire times the execution stands for besides its own; counting ends at 10,000. */
  readonly coalesced: number;
  /** The first of these fire times; "" for none. */
  readonly coalesced_since: string;
  /** The machine that runs the execution. */
  readonly hostname: string;
  /** The process that runs the execution; -1 for none. */
  readonly pid: number;
  /** Always ""; kept for older clients. */
  readonly task_id: string;
  /** ISO 8601 in UTC. */
  readonly scheduled_time: string;
  /** ISO 8601 in UTC. */
  readonly created_time: string;
  /** ISO 8601 in UTC; "" where there is none. */
  readonly started_time: string;
  /** ISO 8601 in UTC; "" where there is none. */
  readonly ended_time: string;
  /** ISO 8601 in UTC. */
  readonly updated_time: string;
  /** How long the last attempt took; null before its end. */
  readonly duration_ms: number | null;
}

export interface ExecutionRef {
  /** The execution's id. */
  readonly execution_id: string;
}

export interface RunAnswer {
  /** The new execution's id. */
  readonly execution_id: string;
  /** `running` when this server runs it at once; `scheduled` when another may, or while the execution waits for its time or its turn. */
  readonly state: "scheduled" | "running" | "stopping" | "stopped" | "failed" | "succeeded" | "timeout" | "scheduled error";
  /** Why the execution waits; may be empty. */
  readonly description: string;
}

export interface RunRequest {
  /** Arguments in place of the job's own; null means not sent. */
  readonly pub_args?: readonly (unknown)[] | string | null | undefined;
  /** The reason, which is shown with the execution. */
  readonly reason?: string | null | undefined;
  /** Run the job even if it has no free instance; the execution does not count as an instance. */
  readonly force?: boolean | null | undefined;
  /** When the job runs, at most 366 days ahead; without it, at once. */
  readonly run_at?: string | null | undefined;
}

export interface RetryRequest {
  /** The reason, which is shown with the execution. */
  readonly reason?: string | null | undefined;
  /** Run the job even if it has no free instance; the execution does not count as an instance. */
  readonly force?: boolean | null | undefined;
}

export interface ExecutionLog {
  /** The lines, oldest first. */
  readonly logs: readonly (LogLine)[];
  /** Whether lines are missing: of a long output only the head and the tail are stored, and a line in between marks the gap. */
  readonly is_cut: boolean;
}

export interface LogLine {
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** The attempt that wrote the line. */
  readonly attempt: number;
  /** The level of the line. */
  readonly level: "debug" | "info" | "warn" | "error";
  /** The text of the line. A state of a progress line that the program rewrites ends with CR (U+000D); the last state comes once more, without CR. */
  readonly message: string;
}

export interface Crontab {
  /** The form in which the text was read. */
  readonly form: "user" | "system";
  /** As many as the text has lines. */
  readonly lines: readonly (CrontabLine)[];
}

export interface CrontabLine {
  /** Its number, from 1. */
  readonly line: number;
  /** Each line is exactly one of these. */
  readonly kind: "job" | "refused" | "variable" | "comment" | "blank";
  /** Why the line becomes no job; "" if it is not refused. */
  readonly reason: string;
  /** The field at fault; "" if no single field is. */
  readonly field: string;
  /** What the reader should know about the line. */
  readonly notes: readonly (string)[];
  /** One job, or two where cron joins day and weekday by OR. */
  readonly jobs: readonly (CrontabJob)[];
}

export interface CrontabJob {
  /** The body that makes the job with POST /api/v1/jobs. */
  readonly job: {
    /** The job's name. */
    readonly name: string;
    /** The class of the job: what it does. */
    readonly job_class_string: string;
    /** The arguments of the job class. */
    readonly pub_args: readonly (unknown)[];
    /** Months: 1-12 or jan-dec. */
    readonly month: string;
    /** Days of the month: 1-31, `last`, `3rd fri`, `last fri`. */
    readonly day: string;
    /** ISO weeks; always "*". */
    readonly week: string;
    /** Days of the week: 0-6 or mon-sun; 0 is Monday. */
    readonly day_of_week: string;
    /** Hours: 0-23. */
    readonly hour: string;
    /** Minutes: 0-59. */
    readonly minute: string;
    /** The IANA zone in which the cron fields are read. */
    readonly timezone: string;
    /** The most by which a run starts later than its fire time. */
    readonly jitter_seconds?: number | null | undefined;
  };
  /** The user of the line; "" if it names none. */
  readonly user: string;
  /** Equal in each import of the same schedule, user and command. */
  readonly key: string;
  /** A job that an import made of the same line before; "" if there is none. */
  readonly existing_job_id: string;
  /** In each language. */
  readonly descriptions: {
    /** The schedule in words. */
    readonly en: string;
    /** The schedule in words, in Traditional Chinese. */
    readonly "zh-TW": string;
  };
  /** When the job fires next. */
  readonly next_fire: {
    /** ISO 8601 in UTC. */
    readonly time: string;
    /** The same time in the zone of the schedule, with its offset. */
    readonly local_time: string;
  };
}

export interface CrontabRequest {
  /** The crontab; CR, LF and CRLF end a line. */
  readonly text: string;
  /** `system` has a user before each command, as /etc/crontab; `auto` finds out by `path`, comments and lines. */
  readonly form?: "auto" | "user" | "system" | null | undefined;
  /** Where the text comes from. */
  readonly path?: string | null | undefined;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone?: string | null | undefined;
  /** Takes lines of other users than the one that runs commands on the server. */
  readonly other_users?: boolean | null | undefined;
}

export interface SchedulePreview {
  /** Months: 1-12 or jan-dec. */
  readonly month: string;
  /** Days of the month: 1-31, `last`, `3rd fri`, `last fri`. */
  readonly day: string;
  /** ISO weeks; always "*". */
  readonly week: string;
  /** Days of the week: 0-6 or mon-sun; 0 is Monday. */
  readonly day_of_week: string;
  /** Hours: 0-23. */
  readonly hour: string;
  /** Minutes: 0-59. */
  readonly minute: string;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone: string;
  /** The schedule in words. */
  readonly description: string;
  /** In each language. */
  readonly descriptions: {
    /** The schedule in words. */
    readonly en: string;
    /** The schedule in words, in Traditional Chinese. */
    readonly "zh-TW": string;
  };
  /** Calendars: the job does not fire when any of them covers the time. */
  readonly not_on?: readonly (number)[] | undefined;
  /** Calendars: the job fires only when one of them covers the time. */
  readonly only_on?: readonly (number)[] | undefined;
  /** The first moment at which the job may fire; "" where there is none. */
  readonly starts_at?: string | undefined;
  /** The job does not fire at this moment or later; "" where there is none. */
  readonly ends_at?: string | undefined;
  /** The next fire times. */
  readonly fires: readonly ({
    /** ISO 8601 in UTC. */
    readonly time: string;
    /** The same time in the zone of the schedule, with its offset. */
    readonly local_time: string;
    /** The excluded fire time that is moved here; "" for one that is not moved. */
    readonly moved_from?: string | undefined;
  })[];
  /** The fire times until the last of `fires` that the calendars exclude; at most 100. */
  readonly excluded?: readonly ({
    /** ISO 8601 in UTC. */
    readonly time: string;
    /** The same time in the zone of the schedule, with its offset. */
    readonly local_time: string;
    /** The calendar of `not_on` that excludes it; "" where `only_on` does. */
    readonly calendar: string;
    /** Where it is moved to; "" where it is skipped, or the day has a fire of its own. */
    readonly moved_to: string;
  })[] | undefined;
  /** Why there are fewer fire times than requested; "" otherwise. */
  readonly note: string;
}

export interface SchedulePreviewRequest {
  /** A cron field; null means not sent. */
  readonly month?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day_of_week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly hour?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly minute?: string | number | null | undefined;
  /** A crontab expression, such as `@daily`, in place of all cron fields. Sunday is 0. An expression that cron fields cannot express is refused. */
  readonly cron?: string | null | undefined;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone?: string | null | undefined;
  /** Calendars: the job does not fire when any of them covers the time. */
  readonly not_on?: readonly (number)[] | null | undefined;
  /** Calendars: the job fires only when one of them covers the time; an empty list allows all. */
  readonly only_on?: readonly (number)[] | null | undefined;
  /** The first moment at which the job may fire; "" takes it away. */
  readonly starts_at?: "" | string | null | undefined;
  /** The job does not fire at this moment or later; "" takes it away. */
  readonly ends_at?: "" | string | null | undefined;
  /** What happens to a fire time that the calendars exclude. */
  readonly on_excluded?: "skip" | "next_working_day" | "previous_working_day" | null | undefined;
  /** The number of fire times. */
  readonly count?: number | null | undefined;
  /** Fire times after this moment; without it, after now. */
  readonly after?: string | null | undefined;
  /** The language of `description`. */
  readonly locale?: "en" | "zh-TW" | null | undefined;
}

export interface CategoryList {
  /** All categories. */
  readonly categories: readonly (Category)[];
}

export interface Category {
  /** The category's number. */
  readonly id: number;
  /** The name. */
  readonly name: string;
  /** The purpose. */
  readonly description: string;
  /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
  readonly managed_by?: string | undefined;
  /** The alarm rules of its own; absent where there are none. */
  readonly alarms?: Readonly<Record<string, unknown>> | undefined;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** ISO 8601 in UTC. */
  readonly updated_at: string;
}

export interface CategoryRef {
  /** The category's number. */
  readonly id: number;
}

export interface NewCategory {
  /** The name; upper and lower case count as the same. */
  readonly name: string;
  /** The purpose. */
  readonly description?: string | null | undefined;
  /** What raises alarms; a field that is not sent is taken from the server. {} removes all. */
  readonly alarms?: {
    /** After so many failures one after the other. */
    readonly failed?: false | {
      /** How many failures one after the other. */
      readonly after: number;
    } | undefined;
    /** When a fire time was not run. */
    readonly missed?: boolean | undefined;
    /** When an execution has not started so long after its fire time. */
    readonly late?: false | {
      /** How late. */
      readonly seconds: number;
    } | undefined;
    /** When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs. */
    readonly long?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      readonly times_p95: number;
    } | undefined;
    /** When there was no success for so long, or in the 24 hours before a time of day. */
    readonly overdue?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      /** The wall-clock time. */
      readonly by: string;
      /** The IANA zone of the time; by default that of the job's schedule, and UTC for a category. */
      readonly timezone?: string | undefined;
      /** Days of the week, 1 is Monday; every day by default. */
      readonly days?: readonly (number)[] | undefined;
    } | undefined;
    /** How often an open alarm is told again; 0 is never. */
    readonly repeat_hours?: number | undefined;
    /** Whether quiet hours do not hold it back. */
    readonly urgent?: boolean | undefined;
    /** The ids of the channels that are told: of the category, or of the whole server. */
    readonly channels?: readonly (string)[] | undefined;
  } | null | undefined;
}

export interface CategoryEdit {
  /** The name; upper and lower case count as the same. */
  readonly name?: string | undefined;
  /** The purpose. */
  readonly description?: string | null | undefined;
  /** What raises alarms; a field that is not sent is taken from the server. {} removes all. */
  readonly alarms?: {
    /** After so many failures one after the other. */
    readonly failed?: false | {
      /** How many failures one after the other. */
      readonly after: number;
    } | undefined;
    /** When a fire time was not run. */
    readonly missed?: boolean | undefined;
    /** When an execution has not started so long after its fire time. */
    readonly late?: false | {
      /** How late. */
      readonly seconds: number;
    } | undefined;
    /** When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs. */
    readonly long?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      readonly times_p95: number;
    } | undefined;
    /** When there was no success for so long, or in the 24 hours before a time of day. */
    readonly overdue?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      /** The wall-clock time. */
      readonly by: string;
      /** The IANA zone of the time; by default that of the job's schedule, and UTC for a category. */
      readonly timezone?: string | undefined;
      /** Days of the week, 1 is Monday; every day by default. */
      readonly days?: readonly (number)[] | undefined;
    } | undefined;
    /** How often an open alarm is told again; 0 is never. */
    readonly repeat_hours?: number | undefined;
    /** Whether quiet hours do not hold it back. */
    readonly urgent?: boolean | undefined;
    /** The ids of the channels that are told: of the category, or of the whole server. */
    readonly channels?: readonly (string)[] | undefined;
  } | null | undefined;
}

export interface CalendarList {
  /** All calendars. */
  readonly calendars: readonly (Calendar)[];
}

export interface Calendar {
  /** The calendar's number. */
  readonly id: number;
  /** The name. */
  readonly name: string;
  /** The purpose. */
  readonly description: string;
  /** The IANA zone of the dates and windows. */
  readonly timezone: string;
  /** Whole days in the zone of the calendar. */
  readonly dates: readonly ({
    /** The first day. */
    readonly from: string;
    /** The last day, included. */
    readonly to: string;
    /** What the days or times are; may be empty. */
    readonly name: string;
  })[];
  /** Stretches of each week, in the zone of the calendar. */
  readonly windows: readonly ({
    /** The days on which the window begins. */
    readonly days: readonly (string)[];
    /** When it begins. */
    readonly from: string;
    /** When it ends, not included. */
    readonly to: string;
  })[];
  /** Single stretches of time. */
  readonly times: readonly ({
    /** When it begins. */
    readonly from: string;
    /** When it ends, not included. */
    readonly to: string;
    /** What the days or times are; may be empty. */
    readonly name: string;
  })[];
  /** Repeated events of an iCalendar text are known up to here; "" where none goes on for ever. */
  readonly known_until: string;
  /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
  readonly managed_by?: string | undefined;
  /** The version, which each change raises by one. */
  readonly version: number;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** ISO 8601 in UTC. */
  readonly updated_at: string;
}

export interface CalendarRef {
  /** The calendar's number. */
  readonly id: number;
}

export interface NewCalendar {
  /** The name; upper and lower case count as the same. */
  readonly name: string;
  /** The purpose. */
  readonly description?: string | null | undefined;
  /** The IANA zone of the dates and windows. */
  readonly timezone?: string | null | undefined;
  /** Whole days in the zone of the calendar. */
  readonly dates?: readonly ({
    /** The first day. */
    readonly from: string;
    /** The last day, included; the first where it is not sent. */
    readonly to?: string | null | undefined;
    /** What the days or times are; may be empty. */
    readonly name?: string | null | undefined;
  })[] | null | undefined;
  /** Stretches of each week, in the zone of the calendar. */
  readonly windows?: readonly ({
    /** The days on which the window begins. */
    readonly days: readonly ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
    /** When it begins. */
    readonly from: string;
    /** When it ends, not included. An end that is not later than the begin is on the next day. */
    readonly to: string;
  })[] | null | undefined;
  /** Single stretches of time. */
  readonly times?: readonly ({
    /** When it begins. */
    readonly from: string;
    /** When it ends, not included. */
    readonly to: string;
    /** What the days or times are; may be empty. */
    readonly name?: string | null | undefined;
  })[] | null | undefined;
  /** An iCalendar text. Its events become dates and times, beside those that are sent with it; the text itself is not kept. Repeated events are worked out for ten years. */
  readonly ics?: string | null | undefined;
}

export interface CalendarEdit {
  /** The name; upper and lower case count as the same. */
  readonly name?: string | undefined;
  /** The purpose. */
  readonly description?: string | null | undefined;
  /** The IANA zone of the dates and windows. */
  readonly timezone?: string | null | undefined;
  /** Whole days in the zone of the calendar. */
  readonly dates?: readonly ({
    /** The first day. */
    readonly from: string;
    /** The last day, included; the first where it is not sent. */
    readonly to?: string | null | undefined;
    /** What the days or times are; may be empty. */
    readonly name?: string | null | undefined;
  })[] | null | undefined;
  /** Stretches of each week, in the zone of the calendar. */
  readonly windows?: readonly ({
    /** The days on which the window begins. */
    readonly days: readonly ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
    /** When it begins. */
    readonly from: string;
    /** When it ends, not included. An end that is not later than the begin is on the next day. */
    readonly to: string;
  })[] | null | undefined;
  /** Single stretches of time. */
  readonly times?: readonly ({
    /** When it begins. */
    readonly from: string;
    /** When it ends, not included. */
    readonly to: string;
    /** What the days or times are; may be empty. */
    readonly name?: string | null | undefined;
  })[] | null | undefined;
  /** An iCalendar text. Its events become dates and times, beside those that are sent with it; the text itself is not kept. Repeated events are worked out for ten years. */
  readonly ics?: string | null | undefined;
}

export interface PauseList {
  /** The pauses that are in force. */
  readonly pauses: readonly (Pause)[];
}

export interface Pause {
  /** The paused category; 0 is everything. */
  readonly category_id: number;
  /** Why. */
  readonly reason: string;
  /** What becomes of the fire times meanwhile: `skip` records them as skipped; `make_up` holds them until the pause ends, and then the misfire rule of each job decides. */
  readonly fires: "skip" | "make_up";
  /** Fire times from here on are paused. */
  readonly started_time: string;
  /** When the pause ends by itself; "" if somebody has to end it. */
  readonly until: string;
  /** Who began the pause. */
  readonly username: string;
}

export interface PauseRequest {
  /** The category to pause; 0, or nothing, is everything. */
  readonly category_id?: number | null | undefined;
  /** Why, for all who see the pause. */
  readonly reason: string;
  /** When the pause ends by itself; without it, when somebody ends it. */
  readonly until?: string | null | undefined;
  /** What becomes of the fire times meanwhile: `skip` records them as skipped; `make_up` holds them until the pause ends, and then the misfire rule of each job decides. */
  readonly fires?: "skip" | "make_up" | null | undefined;
}

export interface PauseRef {
  /** The category; 0 is everything. */
  readonly category_id: number;
}

export interface UserList {
  /** The whole list, or the page. */
  readonly users: readonly (User)[];
  /** Where the next page begins; absent on the last page. */
  readonly next_cursor?: string | undefined;
}

export interface User {
  /** The user's number. An API key is shown as a user with the key's number below zero. */
  readonly id: number;
  /** The user's name. */
  readonly username: string;
  /** The category whose things the user sees; 0: all. */
  readonly category_id: number;
  /** May do everything. */
  readonly is_admin: boolean;
  /** May change, run, pause and stop the jobs that the user sees. */
  readonly is_permission: boolean;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** ISO 8601 in UTC. */
  readonly updated_at: string;
}

export interface UserRef {
  /** The user's number. An API key is shown as a user with the key's number below zero. */
  readonly id: number;
}

export interface NewUser {
  /** The name of the user; upper and lower case differ. */
  readonly username: string;
  /** The password: at most 1024 bytes, and at least 12 characters unless the server says otherwise. No answer contains it. */
  readonly password: string;
  /** The number of a category. */
  readonly category_id?: number | null | undefined;
  /** May do everything. */
  readonly is_admin?: boolean | undefined;
  /** May change, run, pause and stop the jobs that the user sees. */
  readonly is_permission?: boolean | undefined;
}

export interface UserEdit {
  /** The name of the user; upper and lower case differ. */
  readonly username?: string | undefined;
  /** The password: at most 1024 bytes, and at least 12 characters unless the server says otherwise. No answer contains it. */
  readonly password?: string | undefined;
  /** The number of a category. */
  readonly category_id?: number | null | undefined;
  /** May do everything. */
  readonly is_admin?: boolean | undefined;
  /** May change, run, pause and stop the jobs that the user sees. */
  readonly is_permission?: boolean | undefined;
}

export interface LogList {
  /** The whole range, or the page. */
  readonly logs: readonly (LogEntry)[];
  /** The number of matching entries in the whole range. With `limit` it is counted up to 10,000, and with several filters among the newest 10,000 entries. */
  readonly total: number;
  /** Where the next page begins; absent on the last page. */
  readonly next_cursor?: string | undefined;
}

export interface SecurityLogList {
  /** The whole range, or the page. */
  readonly logs: readonly (SecurityLogEntry)[];
  /** The number of entries in the whole range. With `limit` it is counted up to 10,000. */
  readonly total: number;
  /** Where the next page begins; absent on the last page. */
  readonly next_cursor?: string | undefined;
}

export interface SecurityLogEntry {
  /** What the entry is about. */
  readonly kind: "user" | "category" | "api_key" | "log_in" | "channel" | "calendar" | "maintenance" | "import" | "backup";
  /** What happened. */
  readonly event: "added" | "modified" | "deleted" | "password_changed" | "revoked" | "succeeded" | "failed" | "paused" | "resumed" | "downloaded";
  /** The name of the user, category, API key or channel, or of the file of a backup; for log-ins the user name as typed. */
  readonly subject: string;
  /** Who did it; "" where nobody was signed in. */
  readonly user: string;
  /** The address of the caller; "" where it is not known. */
  readonly address: string;
  /** modified: the changes as JSON; added and deleted: the record as JSON. */
  readonly description: string;
  /** ISO 8601 in UTC. */
  readonly created_time: string;
}

export interface Stats {
  /** When the first bucket begins. */
  readonly time_range_start: string;
  /** The end of the requested range. */
  readonly time_range_end: string;
  /** The length of one bucket. */
  readonly bucket: "minute" | "hour" | "day";
  /** The figures of all buckets together. */
  readonly total: {
    /** How many succeeded. */
    readonly succeeded: number;
    /** How many failed. */
    readonly failed: number;
    /** How many took too long. */
    readonly timeout: number;
    /** How many were stopped. */
    readonly stopped: number;
    /** How many never started: missed, skipped, or of an unknown class. */
    readonly scheduled_error: number;
    /** The share of successes among those that succeeded, failed or took too long; null without any. */
    readonly success_rate: number | null;
    /** How long the last attempts took, in milliseconds; null when none started. For one job the figures are exact; otherwise they are estimates from counts by order of magnitude, right to within a factor of two. */
    readonly duration_ms: {
      /** Half of the attempts took at most this long. */
      readonly p50: number;
      /** 95 % of the attempts took at most this long. */
      readonly p95: number;
      /** 99 % of the attempts took at most this long. */
      readonly p99: number;
    } | null;
  };
  /** The buckets, oldest first. */
  readonly buckets: readonly (StatsBucket)[];
  /** The version of the time zone rules that schedules are read by. */
  readonly zone_data_version?: string | undefined;
  /** How far the clock of this server is ahead of those of other processes (negative: behind); null where there is none to compare with. */
  readonly clock_skew_ms?: number | null | undefined;
  /** The queue of the whole service at this moment; each figure is counted up to 1,000. */
  readonly queue: {
    /** Executions that a worker may take now. */
    readonly ready: number;
    /** Executions whose time comes later: retries, and runs for a later time. */
    readonly later: number;
    /** Executions that workers run. */
    readonly running: number;
    /** Jobs with an execution that waits for another one to end. */
    readonly waiting: number;
  };
  /** Whether the whole service fires jobs on time. */
  readonly tick: {
    /** When a tick last ran. */
    readonly last_tick_time: string;
    /** How long ago the last tick was; null before the first tick. */
    readonly last_tick_age_ms: number | null;
    /** The fire time that has been due the longest and has not been fired. */
    readonly oldest_due_time: string;
    /** How long that fire time has been due; 0 when nothing is due. */
    readonly lag_ms: number;
  };
  /** Workers that have work, up to 100; empty for callers who do not see all categories. */
  readonly workers: readonly ({
    /** The worker's id. */
    readonly worker_id: string;
    /** The host of the worker. */
    readonly hostname: string;
    /** The process of the worker. */
    readonly pid: number;
    /** Since when the worker has had work. */
    readonly started_time: string;
    /** Until when the worker keeps its work without a sign of life. */
    readonly lease_until: string;
  })[];
  /** The next 10 jobs that are due; for one category, those among the next 1,000 due jobs of all categories. */
  readonly next_fires: readonly ({
    /** The job's id. */
    readonly job_id: string;
    /** The job's name. */
    readonly name: string;
    /** The class of the job: what it does. */
    readonly job_class_string: string;
    /** The category of the job. */
    readonly category_id: number;
    /** When the job is due. */
    readonly next_run_time: string;
  })[];
}

/** How executions ended in one bucket. */
export interface StatsBucket {
  /** When the bucket begins. */
  readonly start_time: string;
  /** How many succeeded. */
  readonly succeeded: number;
  /** How many failed. */
  readonly failed: number;
  /** How many took too long. */
  readonly timeout: number;
  /** How many were stopped. */
  readonly stopped: number;
  /** How many never started: missed, skipped, or of an unknown class. */
  readonly scheduled_error: number;
  /** The share of successes among those that succeeded, failed or took too long; null without any. */
  readonly success_rate: number | null;
  /** How long the last attempts took, in milliseconds; null when none started. For one job the figures are exact; otherwise they are estimates from counts by order of magnitude, right to within a factor of two. */
  readonly duration_ms: {
    /** Half of the attempts took at most this long. */
    readonly p50: number;
    /** 95 % of the attempts took at most this long. */
    readonly p95: number;
    /** 99 % of the attempts took at most this long. */
    readonly p99: number;
  } | null;
}

export interface Upcoming {
  /** The start of the range. */
  readonly time_range_start: string;
  /** Up to here the fires are counted. It is before the requested end where the range holds very many fires of different schedules. */
  readonly time_range_end: string;
  /** How many fires the range holds. */
  readonly fires: number;
  /** How many jobs fire in the range. */
  readonly jobs: number;
  /** The minutes that have fires, soonest first. */
  readonly minutes: readonly ({
    /** When the minute begins. */
    readonly start_time: string;
    /** How many fires the minute holds. */
    readonly fires: number;
    /** The first of the jobs that fire in this minute, by name; as many as `names` says. */
    readonly jobs: readonly ({
      /** The job's id. */
      readonly job_id: string;
      /** The job's name. */
      readonly name: string;
    })[];
  })[];
  /** The 10 jobs that fire most often, the most frequent first. */
  readonly heaviest: readonly ({
    /** The job's id. */
    readonly job_id: string;
    /** The job's name. */
    readonly name: string;
    /** The category of the job. */
    readonly category_id: number;
    /** How often the job fires in the range. */
    readonly fires: number;
  })[];
  /** Stretches of the requested range in which some jobs do not fire, by calendars and pauses; at most 200. Pauses that have ended are told for a day; those of single jobs where `only` is `closed`. */
  readonly closed?: readonly ({
    /** What keeps jobs from firing: a calendar of their `not_on`, or a pause. */
    readonly kind: "calendar" | "pause";
    /** The name of the calendar, the reason of the pause, or the name of a job that was paused alone. */
    readonly name: string;
    /** The paused category, or that of the paused job; 0 for everything, and for a calendar. */
    readonly category_id: number;
    /** When it begins, within the range. */
    readonly start_time: string;
    /** When it ends, not included, within the range. */
    readonly end_time: string;
  })[] | undefined;
}

export interface JobClassList {
  /** All job classes, by name. */
  readonly job_classes: readonly (JobClass)[];
}

export interface JobClass {
  /** The class string that jobs use. */
  readonly job_class_string: string;
  /** What the class does. */
  readonly notes: string;
  /** Whether jobs may use the class on this server. */
  readonly available: boolean;
  /** Why jobs may not use the class; absent when they may. */
  readonly unavailable_reason?: string | undefined;
  /** The arguments in `pub_args`, in their order. */
  readonly arguments: readonly ({
    /** The name. */
    readonly name: string;
    /** Which values the argument takes. */
    readonly type: string;
    /** The purpose. */
    readonly description: string;
    /** Whether the argument is required. */
    readonly required: boolean;
  })[];
  /** Valid `pub_args`. */
  readonly example: readonly (unknown)[];
}

export interface ApiKeyList {
  /** The whole list, or the page. */
  readonly api_keys: readonly (ApiKey)[];
  /** Where the next page begins; absent on the last page. */
  readonly next_cursor?: string | undefined;
}

export interface ApiKey {
  /** The API key's number. */
  readonly id: number;
  /** The name. */
  readonly name: string;
  /** The category whose things the key sees; 0: all. */
  readonly category_id: number;
  /** `read`: what lies in its category. `change`: also change, run, pause and stop it. */
  readonly access: "read" | "change";
  /** ISO 8601 in UTC; "" where there is none. */
  readonly expires_at: string;
  /** The admin who made the key. */
  readonly created_by: string;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** When the key was last used, to the minute: ISO 8601 in UTC; "" for never. */
  readonly last_used_at: string;
}

export interface MadeApiKey {
  /** The API key's number. */
  readonly id: number;
  /** The name. */
  readonly name: string;
  /** The category whose things the key sees; 0: all. */
  readonly category_id: number;
  /** `read`: what lies in its category. `change`: also change, run, pause and stop it. */
  readonly access: "read" | "change";
  /** ISO 8601 in UTC; "" where there is none. */
  readonly expires_at: string;
  /** The admin who made the key. */
  readonly created_by: string;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** When the key was last used, to the minute: ISO 8601 in UTC; "" for never. */
  readonly last_used_at: string;
  /** Send it as `Authorization: Bearer`. Only this answer shows the secret. */
  readonly secret: string;
}

export interface NewApiKey {
  /** The name, which the audit log shows; upper and lower case count as the same. */
  readonly name: string;
  /** The number of a category. */
  readonly category_id?: number | null | undefined;
  /** `read`: what lies in its category. `change`: also change, run, pause and stop it. */
  readonly access: "read" | "change";
  /** When the key expires, within the next 10 years; without it, the key does not expire. */
  readonly expires_at?: string | null | undefined;
}

export interface ApiKeyRef {
  /** The API key's number. */
  readonly id: number;
}

export interface ImportAnswer {
  /** Whether nothing was written. */
  readonly dry_run: boolean;
  /** One for each record, in their order. */
  readonly results: readonly (ImportResult)[];
}

export interface ImportResult {
  /** What the record is. */
  readonly kind: "category" | "user" | "job" | "execution" | "log";
  /** Its place in the list of its kind, from 0. */
  readonly index: number;
  /** Its id as text; "" where it has none. */
  readonly id: string;
  /** What became of it; `same`: it is here already. */
  readonly outcome: "created" | "changed" | "same" | "refused";
  /** Why it was refused; "" where it was not. */
  readonly reason: string;
  /** What to know about the record. */
  readonly notes: readonly (string)[];
}

export interface ImportRequest {
  /** The system that the records come from. */
  readonly source: string;
  /** Writes nothing: the answer says what an import would do. */
  readonly dry_run?: boolean | null | undefined;
  /** Categories: `id`, `name`, `description`. */
  readonly categories?: readonly (unknown)[] | null | undefined;
  /** Users: `id`, `username`, `category_id`, `is_admin`, `is_permission`, and `password_hash`, a bcrypt hash. */
  readonly users?: readonly (unknown)[] | null | undefined;
  /** Jobs: the fields of a new job, `job_id`, and `paused`. */
  readonly jobs?: readonly (unknown)[] | null | undefined;
  /** Ended executions: `execution_id`, `job_id`, `state`, `scheduled_time`, `ended_time`; `trigger`, `description`, `result`, `hostname`, `pid`, and fields of the job where the job is not here. */
  readonly executions?: readonly (unknown)[] | null | undefined;
  /** Entries of the audit log: `job_id`, `job_name`, `event`, `user`, `category_id`, `description`, `created_time`. */
  readonly logs?: readonly (unknown)[] | null | undefined;
}

export interface AlarmList {
  /** The whole list, or the page. */
  readonly alarms: readonly (Alarm)[];
  /** Where the next page begins; absent on the last page. */
  readonly next_cursor?: string | undefined;
}

export interface Alarm {
  /** The alarm's id. */
  readonly alarm_id: string;
  /** What raised it. */
  readonly kind: "failed" | "missed" | "late" | "long" | "overdue" | "unsent";
  /** Whether it is open. */
  readonly state: "open" | "closed";
  /** What it is about. */
  readonly subject: {
    /** A job, a monitor, or a channel whose messages do not get through. */
    readonly kind: "job" | "monitor" | "channel";
    /** Its id. */
    readonly id: string;
    /** Its name when it last raised. */
    readonly name: string;
  };
  /** The category of the job. */
  readonly category_id: number;
  /** ISO 8601 in UTC. */
  readonly opened_time: string;
  /** When its cause was last seen: ISO 8601 in UTC. */
  readonly last_time: string;
  /** How often its cause was seen. */
  readonly count: number;
  /** Why it was last raised, in a sentence. */
  readonly reason: string;
  /** The execution that raised it first; "" for none. */
  readonly first_execution_id: string;
  /** The execution that raised it last; "" for none. */
  readonly last_execution_id: string;
  /** Who looks after it; null: nobody yet. */
  readonly acknowledged: {
    /** Who looks after it. */
    readonly user: string;
    /** ISO 8601 in UTC. */
    readonly time: string;
    /** The note. */
    readonly note: string;
  } | null;
  /** Until when nobody is told again: a time, or `recovery`; "" where it is not snoozed. */
  readonly snoozed_until: string;
  /** ISO 8601 in UTC; "" where there is none. */
  readonly closed_time: string;
  /** Who or what closed it: a user, or `recovery`, `deletion` of the job, or `rules` that no longer raise it; "" while it is open. */
  readonly closed_by: string;
  /** Whether quiet hours do not hold it back. */
  readonly urgent: boolean;
  /** How often somebody was to be told of it. */
  readonly notices: number;
  /** What happened to it, oldest first: the opening, and the last 19 steps. */
  readonly history: readonly ({
    /** ISO 8601 in UTC. */
    readonly time: string;
    /** What happened to it. */
    readonly event: "opened" | "acknowledged" | "snoozed" | "closed";
    /** Who did it; "" where no person did. */
    readonly user: string;
    /** The note. */
    readonly note: string;
  })[];
}

export interface AlarmNote {
  /** A note for others. */
  readonly note?: string | undefined;
}

export interface SnoozeRequest {
  /** Until when: a time of the next 366 days, or `recovery`. */
  readonly until: "recovery" | string;
  /** A note for others. */
  readonly note?: string | undefined;
}

export interface ChannelList {
  /** All channels. */
  readonly channels: readonly (Channel)[];
}

export interface Channel {
  /** The channel's id. */
  readonly id: string;
  /** The name. */
  readonly name: string;
  /** How the channel sends. */
  readonly kind: "webhook" | "slack" | "email" | "ntfy" | "pagerduty" | "msteams" | "discord";
  /** The category whose alarms the channel tells; null: the whole server. */
  readonly category_id: number | null;
  /** The host, the variable that holds the URL, or the recipients. */
  readonly target: string;
  /** Whether there is a URL. */
  readonly url_set: boolean;
  /** Whether there is a secret. */
  readonly secret_set: boolean;
  /** The language of the messages. */
  readonly language: "en" | "zh-TW";
  /** When only urgent messages are sent; null: never. */
  readonly quiet_hours: {
    /** When they begin. */
    readonly from: string;
    /** When they end; a time before `from` is on the next day. */
    readonly to: string;
    /** The zone of these times. */
    readonly time_zone: string;
  } | null;
  /** The mail server of the kind email. */
  readonly smtp: {
    /** The mail server. */
    readonly host: string;
    /** Its port. */
    readonly port: number;
    /** `tls` from the start (465), `starttls` (587), or `none`, which takes no log-in. */
    readonly security: "tls" | "starttls" | "none";
    /** Who logs in; "" for a server that asks for no log-in. */
    readonly username: string;
    /** The sender. */
    readonly from: string;
    /** The recipients. */
    readonly to: readonly (string)[];
  } | null;
  /** The executions that send messages of this channel have it as their job's id. */
  readonly job_id: string;
  /** ISO 8601 in UTC; "" where there is none. */
  readonly last_sent_at: string;
  /** The first failure since the last success: ISO 8601 in UTC; "" while it works. */
  readonly failing_since: string;
  /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
  readonly managed_by?: string | undefined;
  /** Why sending failed last; "" while it works. */
  readonly last_error: string;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** ISO 8601 in UTC. */
  readonly updated_at: string;
}

export interface ChannelRef {
  /** The channel's id. */
  readonly id: string;
}

export interface NewChannel {
  /** The name; upper and lower case count as the same. */
  readonly name: string;
  /** How the channel sends. */
  readonly kind: "webhook" | "slack" | "email" | "ntfy" | "pagerduty" | "msteams" | "discord";
  /** Where to send: a secret, which no answer shows. Or the name of a variable of the server that begins with JOB_SECRET_ and holds the URL. For ntfy the URL of the topic; pagerduty needs none. */
  readonly url?: string | null | undefined;
  /** The language of the messages. */
  readonly language?: "en" | "zh-TW" | null | undefined;
  /** The category whose alarms the channel tells; null: those of the whole server. */
  readonly category_id?: number | null | undefined;
  /** When only urgent messages are sent; others wait until the end. null: never. */
  readonly quiet_hours?: {
    /** When they begin. */
    readonly from: string;
    /** When they end; a time before `from` is on the next day. */
    readonly to: string;
    /** The zone of these times. */
    readonly time_zone: string;
  } | null | undefined;
  /** The key of the signature (webhook), the access token (ntfy), the routing key (pagerduty) or the password (email), or the name of a variable that begins with JOB_SECRET_. No answer shows it. */
  readonly secret?: string | null | undefined;
  /** The mail server of the kind email. */
  readonly smtp?: {
    /** The mail server. */
    readonly host: string;
    /** Its port. */
    readonly port: number;
    /** `tls` from the start (465), `starttls` (587), or `none`, which takes no log-in. */
    readonly security: "tls" | "starttls" | "none";
    /** Who logs in; "" for a server that asks for no log-in. */
    readonly username: string;
    /** The sender. */
    readonly from: string;
    /** The recipients. */
    readonly to: readonly (string)[];
  } | null | undefined;
}

export interface ChannelEdit {
  /** The name; upper and lower case count as the same. */
  readonly name?: string | undefined;
  /** How the channel sends. */
  readonly kind?: "webhook" | "slack" | "email" | "ntfy" | "pagerduty" | "msteams" | "discord" | undefined;
  /** Where to send: a secret, which no answer shows. Or the name of a variable of the server that begins with JOB_SECRET_ and holds the URL. For ntfy the URL of the topic; pagerduty needs none. */
  readonly url?: string | null | undefined;
  /** The language of the messages. */
  readonly language?: "en" | "zh-TW" | null | undefined;
  /** The category whose alarms the channel tells; null: those of the whole server. */
  readonly category_id?: number | null | undefined;
  /** When only urgent messages are sent; others wait until the end. null: never. */
  readonly quiet_hours?: {
    /** When they begin. */
    readonly from: string;
    /** When they end; a time before `from` is on the next day. */
    readonly to: string;
    /** The zone of these times. */
    readonly time_zone: string;
  } | null | undefined;
  /** The key of the signature (webhook), the access token (ntfy), the routing key (pagerduty) or the password (email), or the name of a variable that begins with JOB_SECRET_. No answer shows it. */
  readonly secret?: string | null | undefined;
  /** The mail server of the kind email. */
  readonly smtp?: {
    /** The mail server. */
    readonly host: string;
    /** Its port. */
    readonly port: number;
    /** `tls` from the start (465), `starttls` (587), or `none`, which takes no log-in. */
    readonly security: "tls" | "starttls" | "none";
    /** Who logs in; "" for a server that asks for no log-in. */
    readonly username: string;
    /** The sender. */
    readonly from: string;
    /** The recipients. */
    readonly to: readonly (string)[];
  } | null | undefined;
}

export interface ChannelTest {
  /** Whether the message was sent. */
  readonly sent: boolean;
  /** How it was answered, or why it was not sent. */
  readonly outcome: string;
  /** How long it took, in milliseconds. */
  readonly duration_ms: number;
}

export interface MonitorList {
  /** The whole list, or the page. */
  readonly monitors: readonly (Monitor)[];
  /** Where the next page begins; absent on the last page. */
  readonly next_cursor?: string | undefined;
}

export interface Monitor {
  /** The monitor's id. Its executions have it as their job's id. */
  readonly monitor_id: string;
  /** The name. */
  readonly name: string;
  /** The category of the monitor. */
  readonly category_id: number;
  /** The period; null for a monitor with cron fields. */
  readonly period_seconds: number | null;
  /** The cron field; null for a monitor with a period. */
  readonly month: string | null;
  /** The cron field; null for a monitor with a period. */
  readonly day: string | null;
  /** The cron field; null for a monitor with a period. */
  readonly week: string | null;
  /** The cron field; null for a monitor with a period. */
  readonly day_of_week: string | null;
  /** The cron field; null for a monitor with a period. */
  readonly hour: string | null;
  /** The cron field; null for a monitor with a period. */
  readonly minute: string | null;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone: string;
  /** How long a ping may be late, in seconds. */
  readonly grace_seconds: number;
  /** The alarm rules of its own; absent where there are none. */
  readonly alarms?: Readonly<Record<string, unknown>> | undefined;
  /** Whether a ping does not resume the paused monitor. */
  readonly manual_resume: boolean;
  /** The owner of the document that made it: change the document, so that the next apply does not undo the change. Absent where a person made it. */
  readonly managed_by?: string | undefined;
  /** Whether the monitor is paused. */
  readonly paused: boolean;
  /** `new`: no ping yet; `late`: a ping is expected, and the grace lasts; `down`: the last run failed, or none came in time. */
  readonly state: "new" | "up" | "late" | "down" | "paused";
  /** Whether a run has started whose end was not told yet. */
  readonly started: boolean;
  /** How many pings there were, of all kinds. */
  readonly pings: number;
  /** The last success or failure: ISO 8601 in UTC; "" before the first one. */
  readonly last_ping_time: string;
  /** ISO 8601 in UTC; "" where there is none. */
  readonly last_success_time: string;
  /** How long the last run took, in milliseconds; null where its start was not told. */
  readonly last_duration_ms: number | null;
  /** When the next ping is expected: ISO 8601 in UTC; "" before the first ping and while paused. */
  readonly next_ping_time: string;
  /** When it was found down: ISO 8601 in UTC; "" while it is not down. */
  readonly down_since: string;
  /** The version, which each change raises by one. */
  readonly version: number;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** ISO 8601 in UTC. */
  readonly updated_at: string;
}

export interface MonitorKey {
  /** The monitor's id. */
  readonly monitor_id: string;
  /** The key of the ping address. It is shown only now. */
  readonly key: string;
  /** The path of the ping address on this server. */
  readonly ping_path: string;
}

export interface NewMonitor {
  /** The name of the monitor; several monitors may have the same name. */
  readonly name: string;
  /** How many seconds after the last ping the next one is expected; in place of cron fields. */
  readonly period_seconds?: number | null | undefined;
  /** A cron field; null means not sent. */
  readonly month?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day_of_week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly hour?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly minute?: string | number | null | undefined;
  /** A crontab expression, such as `@daily`, in place of all cron fields. Sunday is 0. An expression that cron fields cannot express is refused. */
  readonly cron?: string | null | undefined;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone?: string | null | undefined;
  /** How many seconds a ping may be late, and how long a run may take whose start was told; 3600 by default. */
  readonly grace_seconds?: number | null | undefined;
  /** The number of a category. */
  readonly category_id?: number | null | undefined;
  /** What raises alarms; `failed` and `long` are taken from the category, and then from the server, where they are not sent. {} removes all. */
  readonly alarms?: {
    /** After so many failures one after the other. */
    readonly failed?: false | {
      /** How many failures one after the other. */
      readonly after: number;
    } | undefined;
    /** When no ping came in time; true unless it is sent. */
    readonly missed?: boolean | undefined;
    /** When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs. */
    readonly long?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      readonly times_p95: number;
    } | undefined;
    /** How often an open alarm is told again; 0 is never. */
    readonly repeat_hours?: number | undefined;
    /** Whether quiet hours do not hold it back. */
    readonly urgent?: boolean | undefined;
    /** The ids of the channels that are told: of the category, or of the whole server. */
    readonly channels?: readonly (string)[] | undefined;
  } | null | undefined;
  /** Whether a paused monitor stays paused when a ping comes; without it, the ping resumes the monitor. */
  readonly manual_resume?: boolean | null | undefined;
  /** The key of the ping address, such as the UUID that a script has already; without it, the server makes one from 128 random bits. Whoever knows the key can ping. */
  readonly key?: string | null | undefined;
}

export interface MonitorRef {
  /** The monitor's id. */
  readonly monitor_id: string;
}

export interface MonitorEdit {
  /** The name of the monitor; several monitors may have the same name. */
  readonly name?: string | undefined;
  /** How many seconds after the last ping the next one is expected; in place of cron fields. */
  readonly period_seconds?: number | null | undefined;
  /** A cron field; null means not sent. */
  readonly month?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day_of_week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly hour?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly minute?: string | number | null | undefined;
  /** A crontab expression, such as `@daily`, in place of all cron fields. Sunday is 0. An expression that cron fields cannot express is refused. */
  readonly cron?: string | null | undefined;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone?: string | null | undefined;
  /** How many seconds a ping may be late, and how long a run may take whose start was told; 3600 by default. */
  readonly grace_seconds?: number | null | undefined;
  /** The number of a category. */
  readonly category_id?: number | null | undefined;
  /** What raises alarms; `failed` and `long` are taken from the category, and then from the server, where they are not sent. {} removes all. */
  readonly alarms?: {
    /** After so many failures one after the other. */
    readonly failed?: false | {
      /** How many failures one after the other. */
      readonly after: number;
    } | undefined;
    /** When no ping came in time; true unless it is sent. */
    readonly missed?: boolean | undefined;
    /** When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs. */
    readonly long?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      readonly times_p95: number;
    } | undefined;
    /** How often an open alarm is told again; 0 is never. */
    readonly repeat_hours?: number | undefined;
    /** Whether quiet hours do not hold it back. */
    readonly urgent?: boolean | undefined;
    /** The ids of the channels that are told: of the category, or of the whole server. */
    readonly channels?: readonly (string)[] | undefined;
  } | null | undefined;
  /** Whether a paused monitor stays paused when a ping comes; without it, the ping resumes the monitor. */
  readonly manual_resume?: boolean | null | undefined;
}

export interface NewKey {
  /** The key of the ping address, such as the UUID that a script has already; without it, the server makes one from 128 random bits. Whoever knows the key can ping. */
  readonly key?: string | null | undefined;
}

export interface PingList {
  /** The whole list, or the page. */
  readonly pings: readonly (Ping)[];
  /** Where the next page begins; absent on the last page. */
  readonly next_cursor?: string | undefined;
}

export interface Ping {
  /** The ping's id. */
  readonly ping_id: string;
  /** Its number among the pings of the monitor, from 1. */
  readonly number: number;
  /** `ignored`: it came while the monitor was paused, and only a person resumes the monitor. */
  readonly kind: "start" | "success" | "fail" | "log" | "ignored";
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** The exit status that it told; null without one. */
  readonly exit_status: number | null;
  /** The time since the start that belongs to it; null where there is none. */
  readonly duration_ms: number | null;
  /** Its `rid`; "" without one. */
  readonly run_id: string;
  /** The execution that it ended; "" for none. */
  readonly execution_id: string;
  /** The method of the request. */
  readonly method: string;
  /** Where it came from. */
  readonly remote_address: string;
  /** The program that sent it. */
  readonly user_agent: string;
  /** The first 10,240 bytes of its body. */
  readonly body: string;
}

/** A document that an apply takes. */
export interface ConfigExport {
  /** The owner that the export is about. */
  readonly owner?: string | undefined;
  /** The categories, as `ConfigCategory`. */
  readonly categories: readonly (Readonly<Record<string, unknown>>)[];
  /** The calendars, as `ConfigCalendar`. */
  readonly calendars: readonly (Readonly<Record<string, unknown>>)[];
  /** The channels, as `ConfigChannel`; only admins see them. */
  readonly channels?: readonly (Readonly<Record<string, unknown>>)[] | undefined;
  /** The jobs, as `ConfigJob`. */
  readonly jobs: readonly (Readonly<Record<string, unknown>>)[];
  /** The monitors, as `ConfigMonitor`; without the keys of their ping addresses. */
  readonly monitors: readonly (Readonly<Record<string, unknown>>)[];
}

/** What an apply does, or has done. */
export interface ConfigPlan {
  /** Whether nothing was done. */
  readonly dry_run: boolean;
  /** The owner of the document. */
  readonly owner: string;
  /** What is done, in this order; empty where the server is as the document says. */
  readonly steps: readonly (ConfigStep)[];
  /** How many records of the document are as it says already. */
  readonly unchanged: number;
  /** What the plan leaves out, and why, and what is left to do after it. */
  readonly notes: readonly (string)[];
}

/** One record that is made, changed or deleted. */
export interface ConfigStep {
  /** What is done. */
  readonly action: "create" | "change" | "pause" | "resume" | "delete";
  /** What it is done to. */
  readonly kind: "category" | "calendar" | "channel" | "job" | "monitor";
  /** Its name. */
  readonly name: string;
  /** The category of a job or a monitor. */
  readonly category?: string | undefined;
  /** Where it is in the document; absent for what the document does not name. */
  readonly place?: string | undefined;
  /** The key of a job. */
  readonly key?: string | undefined;
  /** Field by field: what changes, or what a new record gets. */
  readonly changes: readonly (ConfigFieldChange)[];
  /** Why the caller may not do this; absent where the caller may. */
  readonly refused?: string | undefined;
}

export interface ConfigFieldChange {
  /** The field of the document. */
  readonly field: string;
  /** What the server has; absent for the default. */
  readonly before?: unknown | undefined;
  /** What the document says; absent for the default. */
  readonly after?: unknown | undefined;
}

/** Jobs as code: what a server is to have. */
export interface ConfigDocument {
  /** Where the schema of the document is, for editors. The server ignores it. */
  readonly "$schema"?: string | null | undefined;
  /** Whose document it is: only what the same owner made is deleted when it is no longer in the document. Left out: "default". */
  readonly owner?: string | null | undefined;
  /** The categories. */
  readonly categories?: readonly (ConfigCategory)[] | null | undefined;
  /** The calendars. */
  readonly calendars?: readonly (ConfigCalendar)[] | null | undefined;
  /** The channels of notifications. */
  readonly channels?: readonly (ConfigChannel)[] | null | undefined;
  /** The jobs. */
  readonly jobs?: readonly (ConfigJob)[] | null | undefined;
  /** The monitors. */
  readonly monitors?: readonly (ConfigMonitor)[] | null | undefined;
}

/** A category. Its name says which one it is. */
export interface ConfigCategory {
  /** The name; upper and lower case count as the same. */
  readonly name: string;
  /** It is the category of jobs that name none: every server has exactly one. */
  readonly default?: true | undefined;
  /** The purpose. */
  readonly description?: string | null | undefined;
  /** What raises alarms of its jobs; what is left out is taken from the server. */
  readonly alarms?: {
    /** After so many failures one after the other. */
    readonly failed?: false | {
      /** How many failures one after the other. */
      readonly after: number;
    } | undefined;
    /** When a fire time was not run. */
    readonly missed?: boolean | undefined;
    /** When an execution has not started so long after its fire time. */
    readonly late?: false | {
      /** How late. */
      readonly seconds: number;
    } | undefined;
    /** When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs. */
    readonly long?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      readonly times_p95: number;
    } | undefined;
    /** When there was no success for so long, or in the 24 hours before a time of day. */
    readonly overdue?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      /** The wall-clock time. */
      readonly by: string;
      /** The IANA zone of the time; by default that of the job's schedule, and UTC for a category. */
      readonly timezone?: string | undefined;
      /** Days of the week, 1 is Monday; every day by default. */
      readonly days?: readonly (number)[] | undefined;
    } | undefined;
    /** How often an open alarm is told again; 0 is never. */
    readonly repeat_hours?: number | undefined;
    /** Whether quiet hours do not hold it back. */
    readonly urgent?: boolean | undefined;
    /** The names of the channels that are told. */
    readonly channels?: readonly (string)[] | undefined;
  } | null | undefined;
}

/** A calendar. Its name says which one it is. */
export interface ConfigCalendar {
  /** The name; upper and lower case count as the same. */
  readonly name: string;
  /** The purpose. */
  readonly description?: string | null | undefined;
  /** The IANA zone of the dates and windows. */
  readonly timezone?: string | null | undefined;
  /** Whole days in the zone of the calendar. */
  readonly dates?: readonly ({
    /** The first day. */
    readonly from: string;
    /** The last day, included; the first where it is not sent. */
    readonly to?: string | null | undefined;
    /** What the days or times are; may be empty. */
    readonly name?: string | null | undefined;
  })[] | null | undefined;
  /** Stretches of each week, in the zone of the calendar. */
  readonly windows?: readonly ({
    /** The days on which the window begins. */
    readonly days: readonly ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
    /** When it begins. */
    readonly from: string;
    /** When it ends, not included. An end that is not later than the begin is on the next day. */
    readonly to: string;
  })[] | null | undefined;
  /** Single stretches of time. */
  readonly times?: readonly ({
    /** When it begins. */
    readonly from: string;
    /** When it ends, not included. */
    readonly to: string;
    /** What the days or times are; may be empty. */
    readonly name?: string | null | undefined;
  })[] | null | undefined;
  /** Repeated events of an iCalendar text are known up to here. */
  readonly known_until?: string | null | undefined;
}

/** A channel. Its name says which one it is. Secrets are named, never written. */
export interface ConfigChannel {
  /** The name; upper and lower case count as the same. */
  readonly name: string;
  /** How the channel sends. */
  readonly kind: "webhook" | "slack" | "email" | "ntfy" | "pagerduty" | "msteams" | "discord";
  /** The category whose alarms it tells; left out: the whole server. */
  readonly category?: string | null | undefined;
  /** Where to send: the name of a variable of the server that begins with JOB_SECRET_. Left out: a secret that the server has stored stays. */
  readonly url?: string | null | undefined;
  /** The key, token or password: the name of a variable of the server that begins with JOB_SECRET_. Left out: a secret that the server has stored stays. */
  readonly secret?: string | null | undefined;
  /** The language of the messages. */
  readonly language?: "en" | "zh-TW" | null | undefined;
  /** When only urgent messages are sent; others wait until the end. null: never. */
  readonly quiet_hours?: {
    /** When they begin. */
    readonly from: string;
    /** When they end; a time before `from` is on the next day. */
    readonly to: string;
    /** The zone of these times. */
    readonly time_zone: string;
  } | null | undefined;
  /** The mail server of the kind email. */
  readonly smtp?: {
    /** The mail server. */
    readonly host: string;
    /** Its port. */
    readonly port: number;
    /** `tls` from the start (465), `starttls` (587), or `none`, which takes no log-in. */
    readonly security: "tls" | "starttls" | "none";
    /** Who logs in; "" for a server that asks for no log-in. */
    readonly username: string;
    /** The sender. */
    readonly from: string;
    /** The recipients. */
    readonly to: readonly (string)[];
  } | null | undefined;
  /** What the server has stored and no export shows. An apply ignores it. */
  readonly stored?: readonly ("url" | "secret")[] | null | undefined;
}

/** A job. Its category and its key say which one it is. A field that is left out has its default; without cron fields, the job needs `cron`. */
export interface ConfigJob {
  /** Which job of its category it is, also after a new name. Left out: made from the name. */
  readonly key?: string | null | undefined;
  /** The category; left out: the default category. */
  readonly category?: string | null | undefined;
  /** The name of the job; several jobs may have the same name. */
  readonly name: string;
  /** A class from GET /api/v1/job_classes. */
  readonly job_class_string: string;
  /** The arguments of the job class; null means not sent. */
  readonly pub_args?: readonly (unknown)[] | string | null | undefined;
  /** A crontab expression, such as `@daily`, in place of all cron fields. Sunday is 0. An expression that cron fields cannot express is refused. */
  readonly cron?: string | null | undefined;
  /** A cron field; null means not sent. */
  readonly month?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day_of_week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly hour?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly minute?: string | number | null | undefined;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone?: string | null | undefined;
  /** Whether it is paused; left out: the document does not decide it. */
  readonly paused?: boolean | null | undefined;
  /** Why, for all who see the pause. */
  readonly paused_reason?: string | null | undefined;
  /** When the pause ends by itself. A pause that is over counts as left out. */
  readonly paused_until?: string | null | undefined;
  /** What becomes of the fire times meanwhile: `skip` records them as skipped; `make_up` holds them until the pause ends, and then the misfire rule of each job decides. */
  readonly paused_fires?: "skip" | "make_up" | null | undefined;
  /** Calendars: the job does not fire when any of them covers the time. */
  readonly not_on?: readonly (string)[] | null | undefined;
  /** Calendars: the job fires only when one of them covers the time. */
  readonly only_on?: readonly (string)[] | null | undefined;
  /** The first moment at which the job may fire. */
  readonly starts_at?: string | null | undefined;
  /** The job does not fire at this moment or later. */
  readonly ends_at?: string | null | undefined;
  /** How many executions may be under way at once. */
  readonly max_instances?: number | null | undefined;
  /** What happens to a fire for which no instance is free. */
  readonly overlap?: "skip" | "queue" | "replace" | null | undefined;
  /** A later fire is not made up for. */
  readonly misfire_grace_seconds?: number | null | undefined;
  /** One run for all missed fires, or one for each. */
  readonly coalesce?: boolean | null | undefined;
  /** How often a failed attempt is tried again. */
  readonly max_retries?: number | null | undefined;
  /** Before the first retry; it doubles with each. */
  readonly retry_delay_seconds?: number | null | undefined;
  /** The longest wait before a retry. */
  readonly retry_max_delay_seconds?: number | null | undefined;
  /** For one attempt; 0 is without limit. */
  readonly timeout_seconds?: number | null | undefined;
  /** The most by which a run starts later than its fire time. */
  readonly jitter_seconds?: number | null | undefined;
  /** What happens to a fire time that the calendars exclude. */
  readonly on_excluded?: "skip" | "next_working_day" | "previous_working_day" | null | undefined;
  /** What raises alarms of the job; what is left out is taken from the category. */
  readonly alarms?: {
    /** After so many failures one after the other. */
    readonly failed?: false | {
      /** How many failures one after the other. */
      readonly after: number;
    } | undefined;
    /** When a fire time was not run. */
    readonly missed?: boolean | undefined;
    /** When an execution has not started so long after its fire time. */
    readonly late?: false | {
      /** How late. */
      readonly seconds: number;
    } | undefined;
    /** When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs. */
    readonly long?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      readonly times_p95: number;
    } | undefined;
    /** When there was no success for so long, or in the 24 hours before a time of day. */
    readonly overdue?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      /** The wall-clock time. */
      readonly by: string;
      /** The IANA zone of the time; by default that of the job's schedule, and UTC for a category. */
      readonly timezone?: string | undefined;
      /** Days of the week, 1 is Monday; every day by default. */
      readonly days?: readonly (number)[] | undefined;
    } | undefined;
    /** How often an open alarm is told again; 0 is never. */
    readonly repeat_hours?: number | undefined;
    /** Whether quiet hours do not hold it back. */
    readonly urgent?: boolean | undefined;
    /** The names of the channels that are told. */
    readonly channels?: readonly (string)[] | undefined;
  } | null | undefined;
}

/** A monitor. Its category and its name say which one it is. It needs `period_seconds`, `cron` or cron fields. The key of its ping address is a secret, and not in the document. */
export interface ConfigMonitor {
  /** The category; left out: the default category. */
  readonly category?: string | null | undefined;
  /** The name, which no other monitor of the category has. */
  readonly name: string;
  /** How many seconds after the last ping the next one is expected; in place of cron fields. */
  readonly period_seconds?: number | null | undefined;
  /** A crontab expression, such as `@daily`, in place of all cron fields. Sunday is 0. An expression that cron fields cannot express is refused. */
  readonly cron?: string | null | undefined;
  /** A cron field; null means not sent. */
  readonly month?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly day_of_week?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly hour?: string | number | null | undefined;
  /** A cron field; null means not sent. */
  readonly minute?: string | number | null | undefined;
  /** The IANA zone in which the cron fields are read. */
  readonly timezone?: string | null | undefined;
  /** How many seconds a ping may be late, and how long a run may take whose start was told; 3600 by default. */
  readonly grace_seconds?: number | null | undefined;
  /** Whether it is paused; left out: the document does not decide it. */
  readonly paused?: boolean | null | undefined;
  /** Whether a paused monitor stays paused when a ping comes; without it, the ping resumes the monitor. */
  readonly manual_resume?: boolean | null | undefined;
  /** What raises alarms of the monitor; what is left out is taken from the category. */
  readonly alarms?: {
    /** After so many failures one after the other. */
    readonly failed?: false | {
      /** How many failures one after the other. */
      readonly after: number;
    } | undefined;
    /** When no ping came in time; true unless it is sent. */
    readonly missed?: boolean | undefined;
    /** When a run takes longer than so many seconds, or so many times the p95 of the last 50 successful runs. */
    readonly long?: false | {
      /** How long. */
      readonly seconds: number;
    } | {
      readonly times_p95: number;
    } | undefined;
    /** How often an open alarm is told again; 0 is never. */
    readonly repeat_hours?: number | undefined;
    /** Whether quiet hours do not hold it back. */
    readonly urgent?: boolean | undefined;
    /** The names of the channels that are told. */
    readonly channels?: readonly (string)[] | undefined;
  } | null | undefined;
}

/** A JSON schema, draft 7. */
export type ConfigSchema = Readonly<Record<string, unknown>>;

/** A backup: docs/operations.md describes its form. */
export type BackupFile = string;

export interface DoctorReport {
  /** What was found, the worst first. */
  readonly findings: readonly (Finding)[];
  /** How many records were looked at. */
  readonly records: number;
  /** Whether these are all records. If not, the indexes were not compared. */
  readonly is_whole: boolean;
  /** How long it took, in milliseconds. */
  readonly took_ms: number;
  /** The size of each kind of record, the largest first. */
  readonly kinds: readonly (KindSize)[];
}

export interface Finding {
  /** What was looked at: a name that stays. */
  readonly check: string;
  /** error: something does not work; warning: it may not; info: it is worth knowing. */
  readonly severity: "error" | "warning" | "info";
  /** What is the case. */
  readonly text: string;
  /** What to do about it. */
  readonly remedy: string;
  /** How many there are, where they are counted. */
  readonly count?: number | undefined;
  /** Some of the keys or names, at most ten. */
  readonly examples?: readonly (string)[] | undefined;
}

export interface KindSize {
  /** The first part of the keys. */
  readonly kind: string;
  /** How many records. */
  readonly count: number;
  /** Bytes of keys and values, without what the storage adds. */
  readonly bytes: number;
}

export interface ApiDescription {
  /** The version of OpenAPI. */
  readonly openapi: string;
  /** The API. */
  readonly info: {
    /** The name of the API. */
    readonly title: string;
    /** The version of the API. */
    readonly version: string;
  };
  /** Each path with its calls. */
  readonly paths: Readonly<Record<string, unknown>>;
}

/** The query of "List the log-ins". */
export interface ListSessionsQuery {
  /** For admins: the user whose log-ins the call is about; otherwise the caller. */
  readonly user_id?: number | undefined;
}

/** The query of "End all other log-ins". */
export interface EndSessionsQuery {
  /** For admins: the user whose log-ins the call is about; otherwise the caller. */
  readonly user_id?: number | undefined;
}

/** The query of "End a log-in". */
export interface EndSessionQuery {
  /** For admins: the user whose log-ins the call is about; otherwise the caller. */
  readonly user_id?: number | undefined;
}

/** The query of "List all jobs". */
export interface ListJobsQuery {
  /** The most items of one page; without it, the answer holds all. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; without `limit`, a page has 1000 items. */
  readonly cursor?: string | undefined;
  /** Text in the name or the class; upper and lower case count as the same. */
  readonly q?: string | undefined;
  /** Only jobs of this class. */
  readonly job_class_string?: string | undefined;
  /** Only this category; 0 stands for all that the caller sees. */
  readonly category_id?: number | undefined;
  /** Only jobs in any of these states, with commas between. `failing`: the last execution that ran to an end of its own failed or took too long. */
  readonly state?: string | undefined;
  /** The order by name. */
  readonly order?: "asc" | "desc" | undefined;
  /** `last_executions:n` adds the last n executions of each job in short, up to 20 (5 without a number). A page then has at most 100 jobs. */
  readonly include?: string | undefined;
}

/** The query of "List the executions of a job". */
export interface ListExecutionsOfJobQuery {
  /** The most items of one page; without it, the answer holds all. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; without `limit`, a page has 1000 items. */
  readonly cursor?: string | undefined;
  /** The start of the range; UTC where the time names no zone. */
  readonly time_range_start?: string | undefined;
  /** The end of the range; now where no time is sent. */
  readonly time_range_end?: string | undefined;
  /** Only executions in these states, with commas between. `scheduled error` may be written `scheduled_error`. */
  readonly state?: string | undefined;
  /** Only executions with this trigger. */
  readonly trigger?: "schedule" | "manual" | "retry" | "notification" | "ping" | undefined;
  /** Text in the job's name, the description or the result; upper and lower case count as the same. */
  readonly q?: string | undefined;
  /** Only executions that changed at this time or later. */
  readonly updated_range_start?: string | undefined;
  /** Only executions that changed at this time or earlier. */
  readonly updated_range_end?: string | undefined;
  /** The order by scheduled time: `desc` is newest first, `asc` oldest first. */
  readonly order?: "asc" | "desc" | undefined;
}

/** The query of "List the executions of a time range". */
export interface ListExecutionsQuery {
  /** The most items of one page; without it, the answer holds all. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; without `limit`, a page has 1000 items. */
  readonly cursor?: string | undefined;
  /** The start of the range; UTC where the time names no zone. */
  readonly time_range_start?: string | undefined;
  /** The end of the range; now where no time is sent. */
  readonly time_range_end?: string | undefined;
  /** Only executions in these states, with commas between. `scheduled error` may be written `scheduled_error`. */
  readonly state?: string | undefined;
  /** Only executions with this trigger. */
  readonly trigger?: "schedule" | "manual" | "retry" | "notification" | "ping" | undefined;
  /** Text in the job's name, the description or the result; upper and lower case count as the same. */
  readonly q?: string | undefined;
  /** Only executions that changed at this time or later. */
  readonly updated_range_start?: string | undefined;
  /** Only executions that changed at this time or earlier. */
  readonly updated_range_end?: string | undefined;
  /** The order by scheduled time: `desc` is newest first, `asc` oldest first. */
  readonly order?: "asc" | "desc" | undefined;
  /** Only this job, which may be deleted. */
  readonly job_id?: string | undefined;
  /** Only this category; 0 stands for all that the caller sees. */
  readonly category_id?: number | undefined;
}

/** The query of "List all users". */
export interface ListUsersQuery {
  /** The most items of one page; without it, the answer holds all. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; without `limit`, a page has 1000 items. */
  readonly cursor?: string | undefined;
}

/** The query of "Delete a user". */
export interface DeleteUserQuery {
  /** What becomes of the API keys that the user made. */
  readonly api_keys?: "revoke" | "keep" | undefined;
}

/** The query of "Read the audit log". */
export interface ListLogsQuery {
  /** The most items of one page; without it, the answer holds all. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; without `limit`, a page has 1000 items. */
  readonly cursor?: string | undefined;
  /** The start of the range; UTC where the time names no zone. */
  readonly time_range_start?: string | undefined;
  /** The end of the range; now where no time is sent. */
  readonly time_range_end?: string | undefined;
  /** Only what this user did. */
  readonly user?: string | undefined;
  /** Only this event. */
  readonly event?: "added" | "modified" | "deleted" | "paused" | "resumed" | "custom_run" | "stopped" | "alarm_acknowledged" | "alarm_snoozed" | "alarm_closed" | "key_renewed" | undefined;
  /** Only this job, which may be deleted. */
  readonly job_id?: string | undefined;
  /** The order by time: `desc` is newest first, `asc` oldest first. */
  readonly order?: "asc" | "desc" | undefined;
  /** `jobs`: changes of jobs. `security`: changes of users, categories, API keys and channels, and log-ins; for admins. */
  readonly kind?: "jobs" | "security" | undefined;
}

/** The query of "Get figures of executions and of the service". */
export interface GetStatsQuery {
  /** The start of the range; UTC where the time names no zone. Without it, the range begins an hour before its end, or for a job with its oldest counted execution. */
  readonly time_range_start?: string | undefined;
  /** The end of the range; now where no time is sent. */
  readonly time_range_end?: string | undefined;
  /** The length of one bucket, in UTC; without it, the range decides. A range holds at most 1440 minutes, 744 hours or 92 days. Minutes are stored for two days. */
  readonly bucket?: "minute" | "hour" | "day" | undefined;
  /** Only this category; 0 stands for all that the caller sees. */
  readonly category_id?: number | undefined;
  /** Only this job, from its last 500 executions. */
  readonly job_id?: string | undefined;
}

/** The query of "Count the fires of a time range". */
export interface GetUpcomingQuery {
  /** The start of the range; now where no time is sent. */
  readonly from?: string | undefined;
  /** The end of the range, not included; ten minutes after the start where no time is sent. A range is at most 24 hours long. */
  readonly to?: string | undefined;
  /** Only this category; 0 stands for all that the caller sees. */
  readonly category_id?: number | undefined;
  /** How many of the jobs of each minute are named; 3 where no number is sent. More than 3 are allowed for a range of at most 10 minutes. */
  readonly names?: number | undefined;
  /** `closed`: only what calendars and pauses close is told, and no fires are counted. It is for a range that is past. */
  readonly only?: "closed" | undefined;
}

/** The query of "List all API keys". */
export interface ListApiKeysQuery {
  /** The most items of one page; without it, the answer holds all. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; without `limit`, a page has 1000 items. */
  readonly cursor?: string | undefined;
}

/** The query of "List alarms". */
export interface ListAlarmsQuery {
  /** The most items of one page; without it, the answer holds all. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; without `limit`, a page has 1000 items. */
  readonly cursor?: string | undefined;
  /** Only alarms that are open, or closed. */
  readonly state?: "open" | "closed" | undefined;
  /** Only this job, which may be deleted. */
  readonly job_id?: string | undefined;
  /** Only this category; 0 stands for all that the caller sees. */
  readonly category_id?: number | undefined;
  /** Only alarms of this kind. */
  readonly kind?: "failed" | "missed" | "late" | "long" | "overdue" | "unsent" | undefined;
}

/** The query of "List monitors". */
export interface ListMonitorsQuery {
  /** The most items of one page; without it, the answer holds all. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; without `limit`, a page has 1000 items. */
  readonly cursor?: string | undefined;
  /** Only this category; 0 stands for all that the caller sees. */
  readonly category_id?: number | undefined;
  /** Text in the name; upper and lower case count as the same. */
  readonly q?: string | undefined;
  /** Only monitors in these states, with commas between. */
  readonly state?: string | undefined;
}

/** The query of "List the pings of a monitor". */
export interface ListPingsQuery {
  /** The most items of one page; without it, the answer holds all. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; without `limit`, a page has 1000 items. */
  readonly cursor?: string | undefined;
}

/** The query of "Ping: the job has succeeded". */
export interface PingQuery {
  /** A UUID in lower case that the pings of one run share, where runs overlap. Others answer 400. */
  readonly rid?: string | undefined;
}

/** The query of "Ping: the job has succeeded, with a body". */
export interface PingWithBodyQuery {
  /** A UUID in lower case that the pings of one run share, where runs overlap. Others answer 400. */
  readonly rid?: string | undefined;
}

/** The query of "Ping: start, failure, log or exit status". */
export interface PingSignalQuery {
  /** A UUID in lower case that the pings of one run share, where runs overlap. Others answer 400. */
  readonly rid?: string | undefined;
}

/** The query of "Ping: start, failure, log or exit status, with a body". */
export interface PingSignalWithBodyQuery {
  /** A UUID in lower case that the pings of one run share, where runs overlap. Others answer 400. */
  readonly rid?: string | undefined;
}

/** The query of "Export the configuration". */
export interface ExportConfigQuery {
  /** Only what a document of this owner made. */
  readonly owner?: string | undefined;
}

/** The query of "Apply a configuration". */
export interface ApplyConfigQuery {
  /** Answers the plan, and changes nothing. */
  readonly dry_run?: boolean | undefined;
  /** Deletes what the same owner made and the document no longer names, of the kinds that the document has a list for. */
  readonly prune?: boolean | undefined;
  /** Makes the owner of the document the owner of those of its records that nobody owns. */
  readonly adopt?: boolean | undefined;
}

/** The query of "Follow events". */
export interface FollowEventsQuery {
  /** Only these kinds, with commas between: job, execution, log, pause, queue, alarm, monitor, channel, calendar, user, api_key, category. Without the parameter, all of them. */
  readonly kinds?: string | undefined;
  /** The same as the header Last-Event-ID, for clients that cannot send the header. */
  readonly last_event_id?: string | undefined;
}

/** The query of "Look for faults in the database and the settings". */
export interface ExamineQuery {
  /** How long records are looked at, from 1 to 600; the report says how far that led. */
  readonly seconds?: number | undefined;
}
