import type { Change, ChangedThing } from "../../scheduler/model/change.ts";
import type { AuditEntryId, CategoryId, ExecutionId, JobId } from "../../scheduler/model/ids.ts";
import { type Caller, sees } from "../../scheduler/model/user.ts";
import type { Database, Key } from "../../scheduler/store/kv/database.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { executionToWire } from "../executions/wire.ts";
import { jobToWire } from "../jobs/wire.ts";
import { logToWire } from "../logs/routes.ts";

/** What may be told of one thing, and to whom. */
export interface Telling {
  readonly kind: ChangedThing["kind"];
  /** The data of the event for a caller; `undefined` where it has nothing for him. */
  dataFor(caller: Caller): unknown;
}

/** What is told of each change: read once, however many clients are told. */
export class Tellings {
  readonly #db: Database;
  readonly #read = new WeakMap<Change, Promise<Telling[]>>();

  constructor(db: Database) {
    this.#db = db;
  }

  of(change: Change): Promise<Telling[]> {
    const read = this.#read.get(change) ?? this.#tellingsOf(change);
    this.#read.set(change, read);
    return read;
  }

  async #tellingsOf({ things }: Change): Promise<Telling[]> {
    const [jobs, executions, logs] = await Promise.all([
      this.#records(things, "job", (id) => keys.job.at(id as JobId)),
      this.#records(things, "execution", (id) => keys.execution.at(id as ExecutionId)),
      this.#records(things, "log", (id) => keys.audit.at(id as AuditEntryId)),
    ]);
    return things.map((thing) => {
      const { kind, id } = thing;
      if (kind === "job") {
        const job = jobs.get(id);
        return jobTelling(thing, job && { categoryId: job.categoryId, wire: jobToWire(job) });
      }
      if (kind === "execution") {
        const found = executions.get(id);
        const { categoryId } = found?.job ?? thing;
        const execution = found === undefined ? null : executionToWire(found);
        return telling(kind, categoryId, { execution_id: id, state: thing.state, execution });
      }
      const entry = logs.get(id);
      if (entry === undefined) return { kind, dataFor: () => undefined };
      return telling(kind, entry.categoryId, { log: logToWire(entry) });
    });
  }

  async #records<T extends { readonly id: string }>(
    things: readonly ChangedThing[],
    kind: ChangedThing["kind"],
    keyOf: (id: string) => Key<T>,
  ): Promise<Map<string, T>> {
    const ids = new Set(things.filter((thing) => thing.kind === kind).map(({ id }) => id));
    const entries = await this.#db.getMany([...ids].map(keyOf));
    return new Map(entries.flatMap(({ value }) => value === undefined ? [] : [[value.id, value]]));
  }
}

function telling(kind: Telling["kind"], categoryId: CategoryId, data: unknown): Telling {
  return { kind, dataFor: (caller) => sees(caller, categoryId) ? data : undefined };
}

/**
 * Whoever sees the category of the job as it is now is told of the job. Whoever saw the category that it had is told that
 * it is gone: it was deleted, or it lies where he does not see it.
 */
function jobTelling(
  { id, categoryId, state }: ChangedThing,
  job: { readonly categoryId: CategoryId; readonly wire: unknown } | undefined,
): Telling {
  const now = job && { job_id: id, job: job.wire };
  const gone = { job_id: id, job: null };
  return {
    kind: "job",
    dataFor: (caller) => {
      // That it left a category is no news to who sees the one that it came to: he is told of that.
      if (job !== undefined && sees(caller, job.categoryId)) {
        return state === "deleted" ? undefined : now;
      }
      return sees(caller, categoryId) ? gone : undefined;
    },
  };
}
