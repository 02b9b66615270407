import { allCategories } from "../../scheduler/model/category.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { type Instant, minute } from "../../scheduler/model/time.ts";
import { type Caller, sees, seesAll } from "../../scheduler/model/user.ts";
import type { Page, PageRequest, TimeRange } from "../../scheduler/store/kv/pages.ts";
import type { PageQuery, RangeQuery } from "../contract/common.ts";

/** The one category whose things the caller sees; `undefined` when he sees all. */
export function shownCategory(caller: Caller): CategoryId | undefined {
  return seesAll(caller) ? undefined : caller.categoryId;
}

/**
 * The category that a list is narrowed to; `undefined` for all. 0 and nothing stand for all that he sees.
 * @throws Refusal `not_found` for one that he cannot see.
 */
export function chosenCategory(
  caller: Caller,
  chosen: CategoryId | undefined,
): CategoryId | undefined {
  if (chosen === undefined || chosen === allCategories) return shownCategory(caller);
  if (sees(caller, chosen)) return chosen;
  throw new Refusal("not_found", "There is no such category.");
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

/** How the minutes begin that were told last: a list tells the same few over and over. */
const minuteTexts = new Map<number, string>();
const mostMinutes = 1000;

export function isoTime(at: Instant): string {
  const minuteAt = Math.floor(at / minute);
  let text = minuteTexts.get(minuteAt);
  if (text === undefined) {
    text = new Date(minuteAt * minute).toISOString().slice(0, -7);
    if (minuteTexts.size >= mostMinutes) minuteTexts.clear();
    minuteTexts.set(minuteAt, text);
  }
  const ms = Math.trunc(at - minuteAt * minute);
  return `${text}${String(ms + 100_000).slice(1, 3)}.${String(ms % 1000 + 1000).slice(1)}Z`;
}

/** A moment that may not be: "" then, as the contract has it for `next_run_time`. */
export function isoTimeOrNothing(at: Instant | undefined): string {
  return at === undefined ? "" : isoTime(at);
}
