import type { Instant } from "../../scheduler/model/time.ts";

/** A time of an answer: ISO 8601 in UTC, to the millisecond. */
export function isoTime(at: Instant): string {
  return new Date(at).toISOString();
}

/** The same; "" where there is no time, as the contract has it for `next_run_time`. */
export function isoTimeOrNothing(at: Instant | undefined): string {
  return at === undefined ? "" : isoTime(at);
}
