import { clockToleranceMs, type Instant, second } from "../../model/time.ts";
import type { Entry } from "../../store/kv/database.ts";
import type { Pulse } from "../../store/kv/records.ts";

/** When the pulses were read: by the monotonic clock, and the wall clock at the end of the read. */
export interface Look {
  readonly before: number;
  readonly after: number;
  readonly now: Instant;
  /** How far this clock was set forward since the process started, in milliseconds. */
  readonly setByMs: number;
}

/** How far this clock is ahead of another, in milliseconds; negative: behind. */
interface Comparison {
  readonly aheadMs: number;
  /** As if nobody had set the other clock. */
  readonly ifNotSetThereMs: number;
  /** As if nobody had set this clock. */
  readonly ifNotSetHereMs: number;
}

interface Other {
  readonly name: string;
  /** The comparisons of its last two pulses, the newest last. */
  readonly comparisons: readonly Comparison[];
  readonly seenAt: number;
}

/** A process whose pulse does not change for this long is not counted: pulses come each minute. */
const aliveMs = 150 * second;

/**
 * Compares this clock with those of other processes. The pulse of another process counts once it changes: it was written
 * between two looks of this process, so its time has to lie between them as well.
 */
export class ClockOffsets {
  readonly #processId: string;
  readonly #others = new Map<string, Other>();
  #versions = new Map<string, string>();
  #lastLook: Look | undefined;

  constructor(processId: string) {
    this.#processId = processId;
  }

  /** @returns whether another process asks for the time on this clock. */
  see(pulses: readonly Entry<Pulse>[], look: Look): boolean {
    const last = this.#lastLook;
    const versions = new Map<string, string>();
    let isAsked = false;
    for (const { key, value, versionstamp } of pulses) {
      const id = String(key.at(-1));
      versions.set(id, versionstamp);
      if (id === this.#processId || last === undefined) continue;
      if (this.#versions.get(id) === versionstamp) continue;
      if (value.isAsking) isAsked = true;
      const name = `${value.hostname}, pid ${value.pid}`;
      const before = this.#others.get(id)?.comparisons ?? [];
      const comparisons = [...before, compared(value, last, look)].slice(-2);
      this.#others.set(id, { name, comparisons, seenAt: look.after });
    }
    for (const [id, { seenAt }] of this.#others) {
      if (look.after - seenAt > aliveMs) this.#others.delete(id);
    }
    this.#versions = versions;
    this.#lastLook = look;
    return isAsked;
  }

  /** Forgets all comparisons: this clock was set. */
  forget(): void {
    this.#others.clear();
    this.#lastLook = undefined;
  }

  /** How many other processes there are. */
  get count(): number {
    return this.#others.size;
  }

  get names(): string[] {
    return Array.from(this.#others.values(), ({ name }) => name);
  }

  /**
   * How far this clock is ahead of most others by their newest pulses; negative: behind. A clock that somebody set back
   * does not count as the time that others should have.
   */
  get newestMs(): number {
    return middle(Array.from(this.#others.values(), ({ comparisons }) => {
      const { aheadMs = 0, ifNotSetThereMs = 0 } = comparisons.at(-1) ?? {};
      return aheadMs > 0 ? Math.min(aheadMs, Math.max(0, ifNotSetThereMs)) : aheadMs;
    }));
  }

  /**
   * How far this clock is ahead, confirmed by two pulses: a pulse that had to wait for the database looks old once, not
   * twice.
   */
  get confirmedMs(): number {
    return middle(Array.from(this.#others.values(), (other) => confirmed(other).aheadMs));
  }

  /** Whether one more pulse would show if a pulse was late or a clock differs. */
  get isInDoubt(): boolean {
    return this.#others.values().some(({ comparisons }) => {
      const differing = comparisons.filter(({ aheadMs }) => Math.abs(aheadMs) > clockToleranceMs);
      return differing.length === 1;
    });
  }

  /** Whether another clock is ahead of this one, and not because this one was set back. */
  get isAnyAhead(): boolean {
    return this.#others.values().some((other) => {
      const { aheadMs, ifNotSetHereMs } = confirmed(other);
      return Math.max(aheadMs, ifNotSetHereMs) < -clockToleranceMs;
    });
  }

  /** Whether most other clocks are ahead of this one. */
  get isBehind(): boolean {
    return this.confirmedMs < -clockToleranceMs;
  }
}

function compared({ at, setByMs }: Pulse, last: Look, look: Look): Comparison {
  const most = look.now - at;
  const lengthMs = look.after - last.before;
  return {
    aheadMs: leastOf(most, lengthMs),
    ifNotSetThereMs: leastOf(most + setByMs, lengthMs),
    ifNotSetHereMs: leastOf(most - look.setByMs, lengthMs),
  };
}

/** The difference that is certain. The pulse was written at an unknown moment within `lengthMs`. */
function leastOf(most: number, lengthMs: number): number {
  const least = most - lengthMs;
  return least > 0 ? least : Math.min(0, most);
}

function confirmed({ comparisons }: Other): Comparison {
  return comparisons.reduce((a, b) => Math.abs(a.aheadMs) < Math.abs(b.aheadMs) ? a : b);
}

/** The median. Of two middle values it is the one nearer to 0, or 0 where 0 lies between them. */
function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const high = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return low > 0 ? low : Math.min(0, high);
}
