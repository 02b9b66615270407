import { type Percentiles, percentilesOf, percentilesOfClasses } from "./durations.ts";
import { type EndState, endStates } from "../execution_state.ts";
import { day, hour, type Instant, minute } from "../time.ts";

/** How executions ended, and how long those took that started. */
export interface EndFigures {
  readonly counts: Readonly<Record<EndState, number>>;
  /** Absent where none started. */
  readonly durations?: Percentiles;
}

/** Figures of a length of time. */
export interface Bucket {
  readonly at: Instant;
  readonly figures: EndFigures;
}

export const bucketSizes = { minute, hour, day } as const;
export type BucketSize = keyof typeof bucketSizes;

/** One or several executions that ended alike. */
export interface Ends {
  readonly at: Instant;
  readonly state: EndState;
  readonly count: number;
  /** Where their durations are only known by class. */
  readonly durationClass?: number;
  readonly durationMs?: number;
}

/** Of all of them together. */
export function figuresOf(ends: readonly Ends[]): EndFigures {
  const counts = noEnds();
  const classes = new Map<number, number>();
  const durations: number[] = [];
  for (const { state, count, durationClass, durationMs } of ends) {
    counts[state] += count;
    if (durationMs !== undefined) durations.push(durationMs);
    if (durationClass !== undefined) {
      classes.set(durationClass, (classes.get(durationClass) ?? 0) + count);
    }
  }
  const percentiles = percentilesOf(durations) ?? percentilesOfClasses(classes);
  return percentiles === undefined ? { counts } : { counts, durations: percentiles };
}

/** Of each length of time that touches the range, also where nothing ended in it; in UTC. */
export function bucketsOf(
  ends: readonly Ends[],
  range: { readonly from: Instant; readonly to: Instant },
  size: BucketSize,
): Bucket[] {
  const of = Map.groupBy(ends, ({ at }) => bucketStart(at, size));
  const buckets: Bucket[] = [];
  for (let at = bucketStart(range.from, size); at <= range.to; at += bucketSizes[size]) {
    buckets.push({ at, figures: figuresOf(of.get(at) ?? []) });
  }
  return buckets;
}

export function bucketStart(at: Instant, size: BucketSize): Instant {
  return Math.floor(at / bucketSizes[size]) * bucketSizes[size];
}

function noEnds(): Record<EndState, number> {
  return Object.fromEntries(endStates.map((state) => [state, 0])) as Record<EndState, number>;
}
