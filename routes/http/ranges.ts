import type { Instant } from "../../scheduler/model/time.ts";
import { badCursor, type Page, type TimeRange } from "../../scheduler/store/kv/pages.ts";
import { allTime, type OrderedRequest } from "../../scheduler/store/kv/walk.ts";
import type { RangeQuery } from "../contract/common.ts";

/** A range of time that is read page by page. */
export interface PagedRange {
  readonly range: TimeRange;
  readonly request: OrderedRequest;
}

const cursorForm = /^([0-9a-f]{32})([0-9a-f]{12})([0-9a-f]{12})$/;

/**
 * The range that was asked for. Of each bound that was not sent, the default: `lastMs` ago and now, or
 * none at all where something else narrows the list. A cursor holds its range, so that further
 * pages go on in it even though time has moved on.
 */
export function pagedRange(
  query: RangeQuery & { readonly order: "asc" | "desc" },
  isNarrowed: boolean,
  now: Instant,
  lastMs: number,
): PagedRange {
  const { limit, cursor, order, time_range_start, time_range_end } = query;
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

/** Before the first moment that an id can begin with, there is nothing. */
function clamped(at: Instant): Instant {
  return Math.min(Math.max(at, allTime.from), allTime.to);
}

function timeHex(at: Instant): string {
  return at.toString(16).padStart(12, "0");
}
