/** The class of executions that never started. */
export const noDuration = -1;

/** The class of all durations of about twelve days or more. */
const longestClass = 31;

/** Durations in milliseconds: half of the executions, 95 % and 99 % took at most this long. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The class of a duration: class 0 is 0 ms, class n holds durations from 2^(n-1) ms to below 2^n ms. */
export function durationClass(ms: number | undefined): number {
  if (ms === undefined) return noDuration;
  return ms < 1 ? 0 : Math.min(longestClass, Math.floor(Math.log2(ms)) + 1);
}

/**
 * Percentiles of durations of which only the classes are known: an estimate that spreads the durations
 * of a class evenly between its bounds. `undefined` where there are no durations.
 */
export function percentilesOfClasses(
  counts: ReadonlyMap<number, number>,
): Percentiles | undefined {
  const classes = [...counts]
    .filter(([index, count]) => index !== noDuration && count > 0)
    .toSorted(([a], [b]) => a - b);
  const total = classes.reduce((sum, [, count]) => sum + count, 0);
  return total === 0 ? undefined : ranked(total, (rank) => {
    let below = 0;
    for (const [index, count] of classes) {
      if (rank <= below + count) return durationAt(index, (rank - below - 0.5) / count);
      below += count;
    }
    return 0;
  });
}

/** Exact percentiles of durations in milliseconds; `undefined` where there are none. */
export function percentilesOf(durations: readonly number[]): Percentiles | undefined {
  const sorted = durations.toSorted((a, b) => a - b);
  return sorted.length === 0 ? undefined : ranked(sorted.length, (rank) => sorted[rank - 1] ?? 0);
}

/** @param at answers the duration at a rank; the shortest duration has rank 1. */
function ranked(total: number, at: (rank: number) => number): Percentiles {
  const percentile = (percent: number) => at(Math.max(1, Math.ceil(total * percent / 100)));
  return { p50: percentile(50), p95: percentile(95), p99: percentile(99) };
}

function durationAt(index: number, share: number): number {
  if (index === 0) return 0;
  const least = 2 ** (index - 1);
  return Math.round(least + share * least);
}
