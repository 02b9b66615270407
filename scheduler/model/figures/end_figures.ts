import { type Percentiles, percentilesOf, percentilesOfClasses } from "./durations.ts";
import { type EndState, endStates } from "../execution_state.ts";
import { day, hour, type Instant, minute } from "../time.ts";

/** How many executions ended in each state, and the percentiles of their durations. */
export interface EndFigures {
  readonly counts: Readonly<Record<EndState, number>>;
  /** Absent when none of the executions started. */
  readonly durations?: Percentiles;
}

/** Figures of the executions that ended in one bucket of time, which begins at `at`. */
export interface Bucket {
  readonly at: Instant;
  readonly figures: EndFigures;
}

export const bucketSizes = { minute, hour, day } as const;
export type BucketSize = keyof typeof bucketSizes;

/** A number of executions that ended in the same state in the same minute or hour, or a single one. */
export interface Ends {
  readonly at: Instant;
  readonly state: EndState;
  readonly count: number;
  /** Set where only the class of the durations is known: see {@link durationClass}. */
  readonly durationClass?: number;
  readonly durationMs?: number;
}

/** The figures of all of these ends together. */
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

/** A bucket for each minute, hour or day (UTC) that the range touches, empty ones included. */
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
