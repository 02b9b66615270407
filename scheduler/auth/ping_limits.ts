import { BoundedMap } from "../cache/bounded_map.ts";
import { Refusal } from "../model/refusal.ts";
import { type Instant, minute, second } from "../model/time.ts";
import { addressGroup } from "./login_guard.ts";

/** How many pings a minute are taken, by one process. As many may come at once after a quiet minute. */
export const pingLimits = {
  key: 60,
  address: 600,
  /** Pings of an address whose key is none. */
  wrong: 20,
} as const;

export type PingLimit = keyof typeof pingLimits;

const mostNames = 20_000;

/** What is left of a limit. */
interface Left {
  pings: number;
  at: Instant;
}

/** Counts pings by key and by address: a bucket for each, which fills evenly over a minute. */
export class PingLimits {
  readonly #left = new BoundedMap<string, Left>(mostNames);

  /** @throws Refusal `too_many_attempts` when the limit is reached. */
  take(limit: PingLimit, name: string, now: Instant): void {
    const most = pingLimits[limit];
    const of = limit === "key" ? name : addressGroup(name);
    const left = this.#left.get(`${limit} ${of}`) ?? { pings: most, at: now };
    const filled = Math.max(0, now - left.at) / minute * most;
    const pings = Math.min(most, left.pings + filled);
    if (pings < 1) {
      const retryAfterSeconds = Math.ceil((1 - pings) * minute / most / second);
      throw new Refusal("too_many_attempts", "Too many pings.", { retryAfterSeconds });
    }
    this.#left.set(`${limit} ${of}`, { pings: pings - 1, at: now });
  }
}
