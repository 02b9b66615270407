import { type Clock, minute, second } from "../../model/time.ts";
import { gatherDue } from "../../store/firing/gather.ts";
import type { Database } from "../../store/kv/database.ts";

/** In this part of a minute there is time: few fires of the last one are left, and the next one is not there yet. */
const fromMs = 45 * second;
const untilMs = 58 * second;
/** From anywhere in a minute to the tick after the next one. */
const aheadMs = 75 * second;

/**
 * Puts jobs that are due together soon into packs, once in a minute: an engine with loops when there is time, another one
 * in its tick.
 */
export class Gathering {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #mayAct: () => Promise<boolean>;
  #gathered: number | undefined;

  constructor(
    { db, clock }: { readonly db: Database; readonly clock: Clock },
    mayAct: () => Promise<boolean>,
  ) {
    this.#db = db;
    this.#clock = clock;
    this.#mayAct = mayAct;
  }

  /** Does it when there is time in this minute, and nothing was gathered in it. */
  async look(): Promise<void> {
    const now = this.#clock.now();
    const ofMinute = now % minute;
    const isTime = fromMs <= ofMinute && ofMinute < untilMs && this.#gathered !== now - ofMinute;
    if (isTime) await this.gather(() => this.#isSameMinute());
  }

  /** @param isTimeLeft asked after each step. */
  async gather(isTimeLeft: () => boolean): Promise<void> {
    const now = this.#clock.now();
    this.#gathered = now - now % minute;
    if (await this.#mayAct()) await gatherDue(this.#db, now + aheadMs, now, { isTimeLeft });
  }

  #isSameMinute(): boolean {
    const now = this.#clock.now();
    return now - now % minute === this.#gathered && now % minute < untilMs;
  }
}
