import type { Instant } from "../../../scheduler/model/time.ts";
import {
  badCursor,
  type Page,
  type PageRequest,
  type TimeRange,
} from "../../../scheduler/store/kv/pages.ts";
import { allTime, type OrderedRequest } from "../../../scheduler/store/kv/walk.ts";
import { longestPage, type PageQuery, type RangeQuery } from "../../contract/common.ts";

/** Whether a query asks for the whole list: the original API had no pages. */
export function isWhole({ limit, cursor }: PageQuery): boolean {
  return limit === undefined && cursor === undefined;
}

export function pageRequest({ limit = longestPage, cursor }: PageQuery): PageRequest {
  return cursor === undefined ? { limit } : { limit, cursor };
}

export function nextCursorOf({ nextCursor }: Page<unknown>): { next_cursor?: string } {
  return nextCursor === undefined ? {} : { next_cursor: nextCursor };
}

/** The range that a query names; without a start it begins `lastMs` ago, without an end it ends now. */
export function timeRange(query: RangeQuery, now: Instant, lastMs: number): TimeRange {
  return { from: query.time_range_start ?? now - lastMs, to: query.time_range_end ?? now };
}

/** A time range that is read page by page. */
export interface PagedRange {
  readonly range: TimeRange;
  readonly request: OrderedRequest;
}

const cursorForm = /^([0-9a-f]{32})([0-9a-f]{12})([0-9a-f]{12})$/;

/**
 * The range that a query names. A bound that is not sent has a default: `lastMs` ago and now, or none at all
 * where something else narrows the list. A cursor holds the range of its list, so that further pages stay in
 * that range although time moves on.
 * @throws Refusal `invalid` for a cursor that no answer gave.
 */
export function pagedRange(
  query: RangeQuery & { readonly order: "asc" | "desc" },
  isNarrowed: boolean,
  now: Instant,
  lastMs: number,
): PagedRange {
  const { limit = longestPage, cursor, order, time_range_start, time_range_end } = query;
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const open = isNarrowed ? allTime : { from: now - lastMs, to: now };
  return {
    range: {
      from: clamped(Math.ceil(time_range_start ?? before?.from ?? open.from)),
      to: clamped(Math.floor(time_range_end ?? before?.to ?? open.to)),
    },
    request: {
      limit,
      oldestFirst: order === "asc",
      ...(before === undefined ? {} : { cursor: before.id }),
    },
  };
}

/** The next cursor of a page, with the range in it. */
export function nextCursorIn(
  { nextCursor }: Page<unknown>,
  { from, to }: TimeRange,
): { next_cursor?: string } {
  if (nextCursor === undefined) return {};
  return { next_cursor: nextCursor + [from, to].map(timeHex).join("") };
}

function readCursor(cursor: string) {
  const [, id, from, to] = cursorForm.exec(cursor) ?? [];
  if (id === undefined || from === undefined || to === undefined) throw badCursor();
  return { id, from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) };
}

/** Ids begin with their time: no id is older than `allTime.from` or younger than `allTime.to`. */
function clamped(at: Instant): Instant {
  return Math.min(Math.max(at, allTime.from), allTime.to);
}

function timeHex(at: Instant): string {
  return at.toString(16).padStart(12, "0");
}
