import type { Change } from "../../scheduler/model/change.ts";
import type { AuditEntryId, ExecutionId, JobId } from "../../scheduler/model/ids.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { executionToWire } from "../executions/wire.ts";
import { jobToWire } from "../jobs/wire.ts";
import { logToWire } from "../logs/wire.ts";

/** Makes the events of each change: it reads the records once, however many clients follow. */
export class ChangeReader {
  readonly #db: Database;
  readonly #events = new WeakMap<Change, Promise<unknown[]>>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** The data of the event for each thing of the change; `undefined` for a thing whose record is gone. */
  eventsOf(change: Change): Promise<unknown[]> {
    const events = this.#events.get(change) ?? this.#read(change);
    this.#events.set(change, events);
    return events;
  }

  async #read({ things }: Change): Promise<unknown[]> {
    const of = <T>(kind: string, parse: (id: string) => T) =>
      things.filter((thing) => thing.kind === kind).map(({ id }) => parse(id));
    const [jobs, executions, logs] = await Promise.all([
      this.#db.getMany(of("job", (id) => keys.job.at(id as JobId))),
      this.#db.getMany(of("execution", (id) => keys.execution.at(id as ExecutionId))),
      this.#db.getMany(of("log", (id) => keys.audit.at(id as AuditEntryId))),
    ]);
    const jobOf = new Map(jobs.map(({ value }) => [value?.id as string, value]));
    const executionOf = new Map(executions.map(({ value }) => [value?.id as string, value]));
    const logOf = new Map(logs.map(({ value }) => [value?.id as string, value]));
    return things.map(({ kind, id, state }) => {
      if (kind === "job") {
        const job = state === "deleted" ? undefined : jobOf.get(id);
        return { job_id: id, job: job === undefined ? null : jobToWire(job) };
      }
      if (kind === "execution") {
        const execution = executionOf.get(id);
        return {
          execution_id: id,
          state,
          execution: execution === undefined ? null : executionToWire(execution),
        };
      }
      const entry = logOf.get(id);
      return entry === undefined ? undefined : { log: logToWire(entry) };
    });
  }
}
