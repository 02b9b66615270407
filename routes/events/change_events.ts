import type { JobClassRegistry } from "../../scheduler/job_classes/mod.ts";
import { isAdmin, sees } from "../../scheduler/model/caller.ts";
import { allCategories } from "../../scheduler/model/category.ts";
import type { Pause } from "../../scheduler/model/firing/pause.ts";
import type { Change, ChangedThing } from "../../scheduler/model/change.ts";
import type {
  AlarmId,
  AuditEntryId,
  CalendarId,
  CategoryId,
  ChannelId,
  ExecutionId,
  JobId,
  MonitorId,
} from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { shownJobs } from "../../scheduler/store/jobs/shown_jobs.ts";
import { type Clock, systemClock } from "../../scheduler/model/time.ts";
import type { Execution } from "../../scheduler/model/execution.ts";
import { knownExecutions } from "../../scheduler/store/history/executions.ts";
import type { Database, Key } from "../../scheduler/store/kv/database.ts";
import { findCalendar } from "../../scheduler/store/calendars/calendars.ts";
import { findChannel } from "../../scheduler/store/channels/channels.ts";
import { findMonitor } from "../../scheduler/store/monitors/find_monitors.ts";
import { readPauses } from "../../scheduler/store/pauses/pauses.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { alarmToWire } from "../alarms/wire.ts";
import { calendarToWire } from "../calendars/wire.ts";
import { channelToWire } from "../channels/wire.ts";
import { executionToWire } from "../executions/wire.ts";
import { jobToWire } from "../jobs/wire.ts";
import { pauseToWire } from "../maintenance/wire.ts";
import { monitorToWire } from "../monitors/wire.ts";
import { logToWire } from "../logs/wire.ts";
import { accessEvents } from "./access_events.ts";
import { found, idsOf, type ThingEvent } from "./thing_event.ts";

/** Makes the events of each change. The records are read once, however many clients follow. */
export class ChangeEvents {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #jobClasses: JobClassRegistry | undefined;
  readonly #read = new WeakMap<Change, Promise<ThingEvent[]>>();

  constructor(db: Database, jobClasses?: JobClassRegistry, clock: Clock = systemClock) {
    this.#db = db;
    this.#jobClasses = jobClasses;
    this.#clock = clock;
  }

  of(change: Change): Promise<ThingEvent[]> {
    const read = this.#read.get(change) ?? this.#eventsOf(change);
    this.#read.set(change, read);
    return read;
  }

  async #eventsOf({ things }: Change): Promise<ThingEvent[]> {
    const now = this.#clock.now();
    const [pauses, jobs, executions, logs, alarms, monitors, channels, calendars] = await Promise
      .all([
        readPauses(this.#db),
        this.#jobs(things),
        this.#executions(things),
        this.#records(things, "log", (id) => keys.audit.at(id as AuditEntryId)),
        this.#records(things, "alarm", (id) => keys.alarm.at(id as AlarmId)),
        found(things, "monitor", (id) => findMonitor(this.#db, id as MonitorId)),
        found(things, "channel", (id) => findChannel(this.#db, id as ChannelId)),
        found(things, "calendar", (id) => findCalendar(this.#db, Number(id) as CalendarId)),
      ]);
    const accessEvent = await accessEvents(this.#db, things);
    return things.map((thing) => {
      const event = accessEvent(thing);
      if (event !== undefined) return event;
      const { kind, id } = thing;
      if (kind === "job") {
        const job = jobs.get(id);
        const wire = job && jobToWire(job, pauses.inForce(job.categoryId, now));
        return movingEvent(thing, job?.categoryId, { job_id: id, job: wire ?? null }, {
          job_id: id,
          job: null,
        });
      }
      if (kind === "monitor") {
        const known = monitors.get(id);
        const monitor = known === undefined ? null : monitorToWire(known, now);
        const present = { monitor_id: id, monitor };
        const gone = { monitor_id: id, monitor: null };
        return movingEvent(thing, known?.monitor.categoryId, present, gone);
      }
      if (kind === "channel") {
        const known = channels.get(id);
        const data = { id, channel: known === undefined ? null : channelToWire(known) };
        return { kind, dataFor: (caller) => isAdmin(caller) ? data : undefined };
      }
      if (kind === "calendar") {
        const known = calendars.get(id);
        const calendar = known === undefined ? null : calendarToWire(known);
        return { kind, dataFor: () => ({ id: Number(id), calendar }) };
      }
      if (kind === "pause") return pauseEvent(thing, pauses.inForce(thing.categoryId, now));
      if (kind === "execution") {
        const found = executions.get(id);
        const { categoryId } = found?.job ?? thing;
        const execution = found === undefined
          ? null
          : executionToWire(found, undefined, this.#jobClasses);
        return thingEvent(kind, categoryId, { execution_id: id, state: thing.state, execution });
      }
      if (kind === "alarm") {
        const found = alarms.get(id);
        const alarm = found === undefined ? null : alarmToWire(found);
        return thingEvent(kind, found?.categoryId ?? thing.categoryId, { alarm_id: id, alarm });
      }
      const entry = logs.get(id);
      if (entry === undefined) return { kind, dataFor: () => undefined };
      return thingEvent(kind, entry.categoryId, { log: logToWire(entry) });
    });
  }

  async #jobs(things: readonly ChangedThing[]): Promise<Map<string, Job>> {
    const stored = await this.#records(things, "job", (id) => keys.job.at(id as JobId));
    const shown = await shownJobs(this.#db, [...stored.values()], this.#clock.now());
    return new Map(shown.map((job) => [job.id, job]));
  }

  async #executions(things: readonly ChangedThing[]): Promise<Map<string, Execution>> {
    const ids = idsOf(things, "execution") as ExecutionId[];
    const executions = await knownExecutions(this.#db, ids);
    return new Map(executions.map((execution) => [execution.id, execution]));
  }

  async #records<T extends { readonly id: string }>(
    things: readonly ChangedThing[],
    kind: ChangedThing["kind"],
    keyOf: (id: string) => Key<T>,
  ): Promise<Map<string, T>> {
    const entries = await this.#db.getMany(idsOf(things, kind).map(keyOf));
    return new Map(entries.flatMap(({ value }) => value === undefined ? [] : [[value.id, value]]));
  }
}

function thingEvent(kind: ThingEvent["kind"], categoryId: CategoryId, data: unknown): ThingEvent {
  return { kind, dataFor: (caller) => sees(caller, categoryId) ? data : undefined };
}

/** A pause of everything concerns everybody. */
function pauseEvent({ kind, categoryId }: ChangedThing, found: Pause | undefined): ThingEvent {
  const pause = found?.scope === categoryId ? pauseToWire(found) : null;
  const data = { category_id: categoryId, pause };
  const isForAll = categoryId === allCategories;
  return { kind, dataFor: (caller) => isForAll || sees(caller, categoryId) ? data : undefined };
}

/**
 * The event of a job or a monitor. The caller's rights are judged by the record that is sent. A caller who sees its category
 * of now gets the record. A caller who sees only the category of the change gets a deletion: the thing is deleted, or
 * has moved out of sight.
 * @param of its category; `undefined` when it is not there any more.
 */
function movingEvent(
  { kind, categoryId, state }: ChangedThing,
  of: CategoryId | undefined,
  present: unknown,
  gone: unknown,
): ThingEvent {
  return {
    kind,
    dataFor: (caller) => {
      // A thing that moved makes two things in one change. This caller gets the event of the other one.
      if (of !== undefined && sees(caller, of)) {
        return state === "deleted" ? undefined : present;
      }
      return sees(caller, categoryId) ? gone : undefined;
    },
  };
}
