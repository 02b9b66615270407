/** The class of what never started, and so took no time. */
export const noDuration = -1;

/** Of durations longer than about twelve days. */
const longestClass = 31;

/** The middle one, and how long nearly all of them took at most, in milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Durations are counted by their order of magnitude: class 0 is 0 ms, class n ends before 2^n ms. */
export function durationClass(ms: number | undefined): number {
  if (ms === undefined) return noDuration;
  return ms < 1 ? 0 : Math.min(longestClass, Math.floor(Math.log2(ms)) + 1);
}

/**
 * Percentiles of durations that are only known by their classes: read off between the ends of
 * a class as if those in it were spread evenly. `undefined` where there are none.
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

/** Percentiles of durations that are known one by one; `undefined` where there are none. */
export function percentilesOf(durations: readonly number[]): Percentiles | undefined {
  const sorted = durations.toSorted((a, b) => a - b);
  return sorted.length === 0 ? undefined : ranked(sorted.length, (rank) => sorted[rank - 1] ?? 0);
}

/** @param at the duration that has this place among them; the shortest has place 1. */
function ranked(total: number, at: (rank: number) => number): Percentiles {
  const percentile = (percent: number) => at(Math.max(1, Math.ceil(total * percent / 100)));
  return { p50: percentile(50), p95: percentile(95), p99: percentile(99) };
}

function durationAt(index: number, share: number): number {
  if (index === 0) return 0;
  const least = 2 ** (index - 1);
  return Math.round(least + share * least);
}
