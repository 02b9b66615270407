import type { JobClassRegistry } from "../../scheduler/job_classes/mod.ts";
import { type Caller, sees } from "../../scheduler/model/caller.ts";
import { allCategories } from "../../scheduler/model/category.ts";
import type { Pause } from "../../scheduler/model/firing/pause.ts";
import type { Change, ChangedThing } from "../../scheduler/model/change.ts";
import type {
  AlarmId,
  AuditEntryId,
  CategoryId,
  ExecutionId,
  JobId,
} from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { shownJobs } from "../../scheduler/store/jobs/shown_jobs.ts";
import { type Clock, systemClock } from "../../scheduler/model/time.ts";
import type { Execution } from "../../scheduler/model/execution.ts";
import { knownExecutions } from "../../scheduler/store/history/executions.ts";
import type { Database, Key } from "../../scheduler/store/kv/database.ts";
import { readPauses } from "../../scheduler/store/pauses/pauses.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { alarmToWire } from "../alarms/wire.ts";
import { executionToWire } from "../executions/wire.ts";
import { jobToWire } from "../jobs/wire.ts";
import { pauseToWire } from "../maintenance/wire.ts";
import { logToWire } from "../logs/wire.ts";

/** The event for one thing of a change. */
export interface ThingEvent {
  readonly kind: ChangedThing["kind"];
  /** The data of the event for a caller; `undefined` when the caller gets no event. */
  dataFor(caller: Caller): unknown;
}

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
    const [pauses, jobs, executions, logs, alarms] = await Promise.all([
      readPauses(this.#db),
      this.#jobs(things),
      this.#executions(things),
      this.#records(things, "log", (id) => keys.audit.at(id as AuditEntryId)),
      this.#records(things, "alarm", (id) => keys.alarm.at(id as AlarmId)),
    ]);
    return things.map((thing) => {
      const { kind, id } = thing;
      if (kind === "job") {
        const job = jobs.get(id);
        return jobEvent(
          thing,
          job && {
            categoryId: job.categoryId,
            wire: jobToWire(job, pauses.inForce(job.categoryId, now)),
          },
        );
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

function idsOf(things: readonly ChangedThing[], kind: ChangedThing["kind"]): string[] {
  return [...new Set(things.filter((thing) => thing.kind === kind).map(({ id }) => id))];
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
 * The caller's rights are judged by the record that is sent. A caller who sees the job's category of now gets the job. A
 * caller who sees only the category of the change gets a deletion: the job is deleted, or has moved out of sight.
 */
function jobEvent(
  { id, categoryId, state }: ChangedThing,
  job: { readonly categoryId: CategoryId; readonly wire: unknown } | undefined,
): ThingEvent {
  const now = job && { job_id: id, job: job.wire };
  const gone = { job_id: id, job: null };
  return {
    kind: "job",
    dataFor: (caller) => {
      // A job that moved makes two things in one change. This caller gets the event of the other one.
      if (job !== undefined && sees(caller, job.categoryId)) {
        return state === "deleted" ? undefined : now;
      }
      return sees(caller, categoryId) ? gone : undefined;
    },
  };
}
