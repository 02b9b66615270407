import type { Logger } from "../../log.ts";
import { second } from "../../model/time.ts";
import type { Database } from "../../store/kv/database.ts";
import { mustKnowSchema, NewerDatabaseError } from "../../store/kv/schema/schema_version.ts";

/** How old an answer may be, in milliseconds. */
const rememberMs = second;

/** Keeps a process of an older version from working on a database that a newer one has migrated. */
export class SchemaCheck {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #elapsed: () => number;
  #checkedAt = -Infinity;
  #isKnown = true;

  /** @param elapsed milliseconds that never jump. */
  constructor(db: Database, log: Logger, elapsed: () => number) {
    this.#db = db;
    this.#log = log;
    this.#elapsed = elapsed;
  }

  /**
   * Whether this process may fire, claim and recover. The database is asked at most once a second.
   * @throws what the database throws.
   */
  async mayAct(): Promise<boolean> {
    if (this.#elapsed() - this.#checkedAt < rememberMs) return this.#isKnown;
    try {
      await mustKnowSchema(this.#db);
      this.#isKnown = true;
    } catch (error) {
      if (!(error instanceof NewerDatabaseError)) throw error;
      if (this.#isKnown) {
        this.#log.error(`${error.message} Until then nothing is fired, run or recovered here.`);
      }
      this.#isKnown = false;
    }
    this.#checkedAt = this.#elapsed();
    return this.#isKnown;
  }
}
