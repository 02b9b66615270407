import type { Scheduled } from "./execution.ts";
import { type Instant, second } from "./time.ts";

/** Clocks that differ by less than this are taken for the same. */
export const clockToleranceMs = 5 * second;

/**
 * An execution that waits, as if its wait had begun now: for the case that its last step was written by a clock that was
 * ahead of this one, since set back. The length of the wait stays as it was planned.
 * @returns `undefined` when its last step does not lie in the future, or it does not wait for a time.
 */
export function rebase(execution: Scheduled, now: Instant): Scheduled | undefined {
  const { updatedAt, readyAt, later } = execution;
  const aheadMs = updatedAt - now;
  if (aheadMs <= clockToleranceMs || (readyAt === undefined && later === undefined)) {
    return undefined;
  }
  return {
    ...execution,
    updatedAt: now,
    ...(readyAt === undefined ? {} : { readyAt: readyAt - aheadMs }),
    ...(later === undefined ? {} : { later: { ...later, at: later.at - aheadMs } }),
  };
}
