import { lowestId } from "../../model/ids.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Instant } from "../../model/time.ts";
import type { Database, Entry, Table } from "./database.ts";

export interface PageRequest {
  readonly limit: number;
  /** The `nextCursor` of an earlier page. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** Records whose ids begin with a time from `from` to `to`, both included. */
export interface TimeRange {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * A page of the entries of a time range, newest first. The last key part of the table is an id.
 * @throws Refusal `invalid` for a bad cursor.
 */
export async function listByTime<T>(
  db: Database,
  table: Table<T>,
  range: TimeRange,
  request: PageRequest,
): Promise<Page<Entry<T>>> {
  const end = lowestId(Math.floor(range.to) + 1);
  const { cursor } = request;
  if (cursor !== undefined && !/^[0-9a-f]{32}$/.test(cursor)) throw badCursor();
  const from = lowestId(Math.ceil(range.from));
  const before = cursor !== undefined && cursor < end ? cursor : end;
  if (before <= from) return { items: [] };
  const found = await db.list(table, {
    from: [from],
    before: [before],
    limit: request.limit + 1,
    newestFirst: true,
  });
  const items = found.slice(0, request.limit);
  const last = found.length > request.limit ? items.at(-1) : undefined;
  return { items, ...(last === undefined ? {} : { nextCursor: String(last.key.at(-1)) }) };
}

/** Where a list by name continues: behind the name and id of its cursor. @throws Refusal `invalid`. */
export function afterName(cursor: string): Deno.KvKey {
  const [name, id] = beforeName(cursor);
  return [name, `${id}\0`];
}

/**
 * Where a list by name in reverse order continues: before the name and id of its cursor.
 * @throws Refusal `invalid`.
 */
export function beforeName(cursor: string): [string, string] {
  const [name, id, ...rest] = parseCursor(cursor);
  if (typeof name !== "string" || typeof id !== "string" || rest.length > 0) throw badCursor();
  return [name, id];
}

/** Where a list by number continues: behind the number of its cursor. @throws Refusal `invalid`. */
export function afterNumber(cursor: string): Deno.KvKey {
  if (!/^\d{1,15}$/.test(cursor)) throw badCursor();
  return [Number(cursor) + 1];
}

export function nameCursor(name: string, id: string): string {
  return JSON.stringify([name, id]);
}

function parseCursor(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(cursor);
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // Refused below, like any other text that is no cursor.
  }
  throw badCursor();
}

/** The refusal of a cursor that no page gave. */
export function badCursor(): Refusal {
  const reason = "is not a next_cursor of an earlier answer";
  return Refusal.invalid([{ field: "cursor", reason }]);
}
