import type { CategoryId } from "../scheduler/model/ids.ts";
import { Refusal } from "../scheduler/model/refusal.ts";
import type { Instant } from "../scheduler/model/time.ts";
import { type Caller, seesAll } from "../scheduler/model/user.ts";
import type { Page, PageRequest, TimeRange } from "../scheduler/store/pages.ts";
import type { PageQuery, RangeQuery } from "./contract/common.ts";

/** The one category whose things the caller sees; `undefined` when he sees all. */
export function shownCategory(caller: Caller): CategoryId | undefined {
  return seesAll(caller) ? undefined : caller.categoryId;
}

export function pageRequest({ limit, cursor }: PageQuery): PageRequest {
  return cursor === undefined ? { limit } : { limit, cursor };
}

/** What was asked for; each bound that was not sent has its own default: `lastMs` ago, and now. */
export function timeRange(query: RangeQuery, now: Instant, lastMs: number): TimeRange {
  return { from: query.time_range_start ?? now - lastMs, to: query.time_range_end ?? now };
}

export function nextCursorOf({ nextCursor }: Page<unknown>): { next_cursor?: string } {
  return nextCursor === undefined ? {} : { next_cursor: nextCursor };
}

/** @throws Refusal `not_found`. */
export function found<T>(what: string, record: T | undefined): T {
  if (record !== undefined) return record;
  throw new Refusal("not_found", `There is no such ${what}.`);
}

export function isoTime(at: Instant): string {
  return new Date(at).toISOString();
}

/** A moment that may not be: "" then, as the contract has it for `next_run_time`. */
export function isoTimeOrNothing(at: Instant | undefined): string {
  return at === undefined ? "" : isoTime(at);
}
