import { loadDeflate } from "../model/records/deflated.ts";
import { type Instant, minute } from "../model/time.ts";
import type { Due } from "../store/firing/due.ts";
import { readAhead, readPacksAhead } from "../store/firing/read_ahead.ts";
import type { Database } from "../store/kv/database.ts";

/** How long before a minute its fires are made ready, in milliseconds. */
const aheadMs = 700;

/** Makes ready what the next minute needs: the worker's lease, the tables of schedules, and the jobs that will be due. */
export class WarmUp {
  readonly #db: Database;
  readonly #mayAct: () => Promise<boolean>;
  readonly #takeLease: () => Promise<void>;
  #due: readonly Due[] = [];
  /** The minute that is made ready. */
  #at: Instant | undefined;
  #warming: Promise<void> | undefined;

  constructor(db: Database, mayAct: () => Promise<boolean>, takeLease: () => Promise<void>) {
    this.#db = db;
    this.#mayAct = mayAct;
    this.#takeLease = takeLease;
  }

  /** How long to wait for the next minute, or until it is to be made ready, in milliseconds. */
  restMs(now: Instant): number {
    const restMs = minute - now % minute;
    return restMs > aheadMs ? restMs - aheadMs : restMs;
  }

  /** Makes the next minute ready when it is near, once. */
  look(now: Instant): void {
    const at = now - now % minute + minute;
    if (at - now > aheadMs || at === this.#at) return;
    this.#at = at;
    this.#warming = this.#warm(at);
  }

  /** What was read ahead, for the tick that fires it. What is not read by now comes too late. */
  take(): readonly Due[] {
    const due = this.#due;
    this.#due = [];
    this.#at = undefined;
    return due;
  }

  /** Resolves when nothing is being made ready. */
  async over(): Promise<void> {
    await this.#warming;
  }

  async #warm(at: Instant): Promise<void> {
    try {
      if (!await this.#mayAct()) return;
      const due = await readAhead(this.#db, at);
      const isAny = await readPacksAhead(this.#db, at) || due.length > 0;
      // An idle server takes no lease, and writes nothing.
      if (isAny) await this.#takeLease();
      if (isAny) loadDeflate();
      if (this.#at === at) this.#due = due;
    } catch {
      // The tick tells what is wrong with the database.
    }
  }
}
