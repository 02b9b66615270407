import { type Clock, minute, second } from "../../model/time.ts";
import { gatherDue } from "../../store/firing/gather.ts";
import type { Database } from "../../store/kv/database.ts";

/** In this part of a minute there is time: few fires of the last one are left, and the next one is not there yet. */
const fromMs = 45 * second;
const untilMs = 58 * second;
/** From anywhere in a minute to the tick after the next one. */
const aheadMs = 75 * second;

/** Puts jobs that are due together soon into packs, once in a minute. */
export class Gathering {
  readonly #db: Database;
  readonly #clock: Clock;
  #gathered: number | undefined;

  constructor({ db, clock }: { readonly db: Database; readonly clock: Clock }) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Whether there is time in this minute, and nothing was gathered in it. */
  get isTime(): boolean {
    const now = this.#clock.now();
    const ofMinute = now % minute;
    return fromMs <= ofMinute && ofMinute < untilMs && this.#gathered !== now - ofMinute;
  }

  /** @param isTimeLeft asked after each step; by default until shortly before the next minute. */
  async gather(isTimeLeft = () => this.#isSameMinute()): Promise<void> {
    const now = this.#clock.now();
    this.#gathered = now - now % minute;
    await gatherDue(this.#db, now + aheadMs, now, { isTimeLeft });
  }

  #isSameMinute(): boolean {
    const now = this.#clock.now();
    return now - now % minute === this.#gathered && now % minute < untilMs;
  }
}
