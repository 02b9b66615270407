import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import type { Channel } from "../../../routes/contract/access/channels.ts";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Monitor } from "../../../routes/contract/monitors/monitors.ts";
import type { Calendar } from "../../../routes/contract/timing/calendars.ts";
import type { Pause } from "../../../routes/contract/timing/pauses.ts";
import type { State, StateEvent } from "../../../tui/state.ts";
import type { ServerEvent } from "../../../tui/state/server/server_event.ts";
import { aChannel, anAlarm } from "./alarms.ts";
import { aJob, anAccount, anExecution, aState, iso, start } from "./builders.ts";
import { aCategory, aKey, aUser } from "./form_server.ts";

const minute = 60_000;

/** Names as users choose them: long, wide, joined and short ones. */
const names = [
  "nightly-db-backup",
  "夜間バックアップ",
  "x",
  "a-name-that-is-much-longer-than-any-column-of-any-list-in-a-terminal",
  "👩‍💻 deploy ⚠️",
  "ไทย 한국 résumé",
];

export function nameOf(i: number): string {
  return `${names[i % names.length]}${i < names.length ? "" : ` ${i}`}`;
}

const idOf = (kind: string, i: number) =>
  `${kind.charCodeAt(0).toString(16)}${i.toString(16)}`.padStart(32, "0");

export function aMonitor(i: number, given: Partial<Monitor> = {}): Monitor {
  return {
    ...{ monitor_id: idOf("monitor", i), name: nameOf(i), category_id: 1, paused: false },
    ...{ period_seconds: 3600, grace_seconds: 600, timezone: "UTC", manual_resume: false },
    ...{ minute: null, hour: null, day: null, month: null, day_of_week: null },
    ...{ state: "up", started: false, down_since: "", pings: 3, last_duration_ms: 1200 },
    ...{ last_ping_time: iso(start - minute), last_success_time: iso(start - minute) },
    ...{ next_ping_time: iso(start + 59 * minute), version: 1 },
    ...{ created_at: iso(start), updated_at: iso(start) },
    ...given,
  } as Monitor;
}

export function aHoliday(i: number, given: Partial<Calendar> = {}): Calendar {
  return {
    ...{ id: i + 1, name: nameOf(i), description: "", timezone: "Asia/Taipei" },
    ...{
      dates: [{ from: "2026-12-25", to: "2026-12-26", name: "聖誕節" }],
      windows: [],
      times: [],
    },
    ...{ known_until: "", version: 1, created_at: iso(start), updated_at: iso(start) },
    ...given,
  } as Calendar;
}

function aMaintenance(i: number): Pause {
  return {
    ...{ category_id: i % 3, reason: nameOf(i), fires: i % 2 === 0 ? "skip" : "make_up" },
    ...{ started_time: iso(start - minute), until: i % 4 < 2 ? "" : iso(start + 5 * minute) },
    username: "mika",
  } as Pause;
}

/** What one step of the world is about. */
export interface Step {
  readonly kind: typeof kinds[number];
  /** Which thing of its kind. */
  readonly at: number;
  /** How it changes. */
  readonly how: number;
}

/** The kinds of events in the feed of a server. */
export const kinds = [
  ...["job", "job_gone", "execution", "execution_gone", "alarm", "alarm_gone"] as const,
  ...["monitor", "monitor_gone", "channel", "channel_gone"] as const,
  ...["calendar", "calendar_gone", "pause", "log", "queue", "ready", "reload"] as const,
] as const;

const executionStates = [
  ...["running", "succeeded", "failed", "scheduled", "stopping"] as const,
  ...["stopped", "timeout", "scheduled error"] as const,
];

/** A server as plain maps: what the dashboard should show after each of its events. */
export class World {
  readonly jobs = new Map<string, Job>();
  readonly executions = new Map<string, Execution>();
  readonly alarms = new Map<string, Alarm>();
  readonly monitors = new Map<string, Monitor>();
  readonly channels = new Map<string, Channel>();
  readonly calendars = new Map<string, Calendar>();
  #time = 0;

  constructor(count: number) {
    for (let i = 0; i < count; i++) {
      const job = this.#job(i, i);
      this.jobs.set(job.job_id, job);
      for (const one of [aMonitor(i)]) this.monitors.set(one.monitor_id, one);
      for (const one of [this.#channel(i, i)]) this.channels.set(one.id, one);
      for (const one of [aHoliday(i)]) this.calendars.set(String(one.id), one);
    }
  }

  /** A dashboard that has read all of it. */
  state(...events: readonly StateEvent[]): State {
    const categories = [0, 1, 2].map((id) => aCategory({ id, name: nameOf(id) }));
    const many = Array.from({ length: 12 }, (_, i) => i);
    return aState(
      { type: "jobs_page", jobs: [...this.jobs.values()], isLast: true },
      { type: "executions_page", executions: [...this.executions.values()] },
      { type: "alarms_page", alarms: [...this.alarms.values()], isLast: true },
      { type: "monitors_read", monitors: [...this.monitors.values()] },
      { type: "channels_read", channels: [...this.channels.values()] },
      { type: "calendars_read", calendars: [...this.calendars.values()] },
      { type: "categories_read", categories },
      { type: "users_read", users: many.map((id) => aUser({ id, username: nameOf(id) })) },
      { type: "api_keys_read", keys: many.map((id) => aKey({ id, name: nameOf(id) })) },
      { type: "pauses_read", pauses: [] },
      { type: "execution_list_loading", question: "?" },
      {
        ...{ type: "execution_list_page", question: "?", isFirst: true, nextCursor: undefined },
        executions: [...this.executions.values()],
      } as StateEvent,
      { type: "audit_loading", kind: "jobs", question: "{}" },
      {
        ...{ type: "audit_page", kind: "jobs", question: "{}", isFirst: true },
        ...{ nextCursor: undefined, rows: [], total: 0 },
      } as StateEvent,
      ...events,
    );
  }

  /** Changes the world. @returns the event that tells of it. */
  step({ kind, at, how }: Step): ServerEvent {
    this.#time += 1000;
    const told = this.#told(kind, at, how);
    return { type: kind.replace("_gone", ""), ...told } as unknown as ServerEvent;
  }

  #told(kind: Step["kind"], at: number, how: number): object {
    switch (kind) {
      case "job": {
        const job = this.#job(at, how);
        this.jobs.set(job.job_id, job);
        return { job_id: job.job_id, job };
      }
      case "job_gone":
        this.jobs.delete(idOf("job", at));
        return { job_id: idOf("job", at), job: null };
      case "execution": {
        const execution = this.#execution(at, how);
        this.executions.set(execution.execution_id, execution);
        return { execution_id: execution.execution_id, state: execution.state, execution };
      }
      case "execution_gone":
        this.executions.delete(idOf("execution", at));
        return { execution_id: idOf("execution", at), state: "succeeded", execution: null };
      case "alarm": {
        const alarm = this.#alarm(at, how);
        this.alarms.set(alarm.alarm_id, alarm);
        return { alarm_id: alarm.alarm_id, alarm };
      }
      case "alarm_gone":
        this.alarms.delete(idOf("alarm", at));
        return { alarm_id: idOf("alarm", at), alarm: null };
      case "monitor": {
        const state = (["up", "down", "late", "new", "paused"] as const)[how % 5]!;
        const monitor = aMonitor(at, { state, paused: state === "paused" });
        this.monitors.set(monitor.monitor_id, monitor);
        return { monitor_id: monitor.monitor_id, monitor };
      }
      case "monitor_gone":
        this.monitors.delete(idOf("monitor", at));
        return { monitor_id: idOf("monitor", at), monitor: null };
      case "channel": {
        const channel = this.#channel(at, how);
        this.channels.set(channel.id, channel);
        return { id: channel.id, channel };
      }
      case "channel_gone":
        this.channels.delete(idOf("channel", at));
        return { id: idOf("channel", at), channel: null };
      case "calendar": {
        const calendar = aHoliday(at, { name: nameOf(how) });
        this.calendars.set(String(calendar.id), calendar);
        return { id: calendar.id, calendar };
      }
      case "calendar_gone":
        this.calendars.delete(String(at + 1));
        return { id: at + 1, calendar: null };
      case "pause":
        return how % 3 === 0
          ? { category_id: at % 3, pause: null }
          : { category_id: at % 3, pause: { ...aMaintenance(how), category_id: at % 3 } };
      case "log":
        return { log: this.#log(at, how) };
      case "queue":
        return { ready: how, later: at, running: how, waiting: 0, workers: 1 };
      case "ready":
        return { time: iso(start), resumed: true };
      case "reload":
        return { reason: "The feed does not reach back." };
    }
  }

  #job(at: number, how: number): Job {
    const isPaused = how % 7 === 6;
    return aJob({
      ...{ job_id: idOf("job", at), name: nameOf(at), category_id: at % 3, version: how + 1 },
      ...{ paused: isPaused, paused_scope: isPaused ? "job" : "" },
      next_run_time: isPaused ? "" : iso(start + ((how * 7) % 30 - 2) * minute),
      not_on: how % 5 === 0 ? [1] : [],
    });
  }

  #execution(at: number, how: number): Execution {
    const state = executionStates[how % executionStates.length]!;
    const isOpen = ["running", "scheduled", "stopping"].includes(state);
    const began = iso(start - (at + 1) * minute);
    return anExecution(this.#job(at % 4, 0), {
      ...{ execution_id: idOf("execution", at), state, scheduled_time: began },
      ...{
        started_time: state === "scheduled" ? "" : began,
        duration_ms: isOpen ? null : how * 997,
      },
      ended_time: isOpen ? "" : iso(start - at * minute),
      // Later events are newer.
      updated_time: iso(start + this.#time),
      ...{
        description: how % 3 === 0 ? `exit ${how}: 失敗 👩‍💻` : "",
        result: how % 2 === 0 ? "{}" : "",
      },
      ...{ attempt: 1 + how % 2, max_attempts: 1 + how % 3 },
    });
  }

  #alarm(at: number, how: number): Alarm {
    const isClosed = how % 4 === 3;
    const acknowledged = { user: "mika", time: iso(start), note: "looking" };
    return anAlarm({ job_id: idOf("job", at), name: nameOf(at) }, {
      ...{ alarm_id: idOf("alarm", at), reason: `exit status ${at % 3}: ${nameOf(how)}` },
      ...{ state: isClosed ? "closed" : "open", closed_by: isClosed ? "recovery" : "" },
      acknowledged: how % 4 === 1 ? acknowledged : null,
      snoozed_until: how % 4 === 2 ? iso(start + how * minute) : "",
      opened_time: iso(start - (at + 1) * minute),
    } as Partial<Alarm>);
  }

  #channel(at: number, how: number): Channel {
    return aChannel({
      ...{ id: idOf("channel", at), name: nameOf(at) },
      ...(how % 2 === 0
        ? {}
        : { failing_since: iso(start), last_error: `no route ${nameOf(how)}` }),
    });
  }

  #log(at: number, how: number) {
    return {
      ...{ job_id: idOf("job", at), job_name: nameOf(at), user: nameOf(how), description: "" },
      ...{ event: "paused", created_time: iso(start + this.#time) },
    };
  }
}

/** Accounts with fewer and fewer rights. */
export const accounts = [
  anAccount(),
  anAccount({ is_admin: false, is_permission: true, category_id: 0 }),
  anAccount({ is_admin: false, is_permission: false, category_id: 0 }),
];
