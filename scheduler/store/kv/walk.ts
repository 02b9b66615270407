import { lowestId } from "../../model/ids.ts";
import type { Database, Entry, Table } from "./database.ts";
import { badCursor, type Page, type PageRequest, type TimeRange } from "./pages.ts";

/** The most records that are read for one page. The page may be short; the next page continues behind them. */
export const mostLookedAt = 5000;

/** A page of records whose ids begin with a time, in either order. Its cursor is the last id that was read. */
export interface OrderedRequest extends PageRequest {
  readonly oldestFirst?: boolean;
}

/** Ids from `from`, included, to `before`, not included. */
export interface IdRange {
  readonly from: string;
  readonly before: string;
}

/** What an index entry says about a record. */
export interface Candidate<T> {
  readonly id: string;
  /** The record, where it has been read already. */
  readonly record?: T;
  /** The index says that the record does not match: it need not be read. */
  readonly isOut?: boolean;
}

/** Gives candidates in the order of the walk, each once. */
export interface Source<T> {
  /** The next candidates; fewer than `most` only at the end. */
  next(most: number): Promise<readonly Candidate<T>[]>;
}

/** The ids of a range of time that earlier pages have not passed. @throws Refusal `invalid` for a bad cursor. */
export function idRange(range: TimeRange, request: OrderedRequest): IdRange {
  const { cursor, oldestFirst } = request;
  if (cursor !== undefined && !/^[0-9a-f]{32}$/.test(cursor)) throw badCursor();
  const [from, before] = [lowestId(Math.ceil(range.from)), lowestId(Math.floor(range.to) + 1)];
  if (cursor === undefined) return { from, before };
  // All ids have the same length: an id with one more character sorts right behind the id.
  if (oldestFirst) return { from: cursor < from ? from : `${cursor}0`, before };
  return { from, before: cursor < before ? cursor : before };
}

/** All times with which an id can begin. */
export const allTime = { from: 0, to: 2 ** 48 - 2 } as const satisfies TimeRange;

export function bothRanges(a: TimeRange, b: TimeRange): TimeRange {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

/** Candidates from a table whose last key part is an id. */
export function fromTable<V, T>(
  db: Database,
  table: Table<V>,
  range: IdRange,
  oldestFirst: boolean,
  candidate: (entry: Entry<V>) => Omit<Candidate<T>, "id">,
): Source<T> {
  const list = async ({ from, before, ...rest }: Part) => {
    const found = await db.list(table, { ...rest, from: [from], before: [before] });
    return found.map((entry) => ({ id: String(entry.key.at(-1)), ...candidate(entry) }));
  };
  return fromRows(list, range, oldestFirst);
}

/** A part of a range of ids. */
interface Part extends IdRange {
  readonly limit: number;
  readonly newestFirst: boolean;
}

/** Candidates from a list of rows by their ids. */
export function fromRows<T>(
  list: (part: Part) => Promise<readonly Candidate<T>[]>,
  range: IdRange,
  oldestFirst: boolean,
): Source<T> {
  let { from, before } = range;
  return {
    async next(most) {
      if (from >= before) return [];
      const found = await list({ from, before, limit: most, newestFirst: !oldestFirst });
      const last = found.at(-1)?.id ?? "";
      if (found.length < most) before = from;
      else if (oldestFirst) from = `${last}0`;
      else before = last;
      return found;
    },
  };
}

/** Candidates whose ids are known already, in any order. */
export function fromIds<T>(
  ids: readonly string[],
  { from, before }: IdRange,
  oldestFirst: boolean,
): Source<T> {
  const rest = [...new Set(ids)].filter((id) => id >= from && id < before).toSorted();
  if (!oldestFirst) rest.reverse();
  return {
    next: (most) => Promise.resolve(rest.splice(0, most).map((id) => ({ id }))),
  };
}

/** Where a walk looks, and what it looks for. */
export interface Walk<T> {
  readonly sources: readonly Source<T>[];
  readonly request: OrderedRequest;
  readonly read: (ids: readonly string[]) => Promise<readonly (T | undefined)[]>;
  /** Absent when every candidate matches. */
  readonly matches?: (record: T) => boolean;
  readonly mostLookedAt?: number;
}

/**
 * A page of the records of all sources that match, each once, in the order of the ids. When many records have to be
 * read to find few, the page is short, and has a cursor all the same.
 */
export async function walk<T>(given: Walk<T>): Promise<Page<T>> {
  const { request: { limit, oldestFirst = false }, matches = () => true } = given;
  const most = given.mostLookedAt ?? mostLookedAt;
  const merged = new Merged(given.sources, oldestFirst);
  const found: { id: string; record: T }[] = [];
  // An index often gives what matches and nothing else. Where the first records show that it does not, more are read at once.
  let step = limit + 1;
  for (let looked = 0;;) {
    const candidates = await merged.take(Math.min(step, 500, most - looked));
    step = given.matches === undefined ? step : Math.max(step, 200);
    const last = candidates.at(-1);
    if (last === undefined) return { items: found.map(({ record }) => record) };
    looked += candidates.length;
    const records = await recordsOf(candidates, given.read);
    for (const [i, { id }] of candidates.entries()) {
      const record = records[i];
      if (record === undefined || !matches(record)) continue;
      if (found.length === limit) return pageOf(found, found.at(-1)?.id);
      found.push({ id, record });
    }
    if (looked >= most) return pageOf(found, last.id);
  }
}

function pageOf<T>(found: readonly { record: T }[], cursor = ""): Page<T> {
  return { items: found.map(({ record }) => record), nextCursor: cursor };
}

async function recordsOf<T>(
  candidates: readonly Candidate<T>[],
  read: Walk<T>["read"],
): Promise<(T | undefined)[]> {
  const unread = candidates.filter(({ record, isOut }) => record === undefined && !isOut);
  const records = await read(unread.map(({ id }) => id));
  const recordOf = new Map(unread.map(({ id }, i) => [id, records[i]]));
  return candidates.map(({ id, record, isOut }) => isOut ? undefined : record ?? recordOf.get(id));
}

/** Merges several sources into one. An id that several sources hold comes once. */
class Merged<T> {
  readonly #heads: { source: Source<T>; waiting: Candidate<T>[]; isAtEnd: boolean }[];
  readonly #oldestFirst: boolean;

  constructor(sources: readonly Source<T>[], oldestFirst: boolean) {
    this.#heads = sources.map((source) => ({ source, waiting: [], isAtEnd: false }));
    this.#oldestFirst = oldestFirst;
  }

  async take(most: number): Promise<Candidate<T>[]> {
    const taken: Candidate<T>[] = [];
    while (taken.length < most) {
      const next = await this.#next(most);
      if (next === undefined) break;
      taken.push(next);
    }
    return taken;
  }

  async #next(most: number): Promise<Candidate<T> | undefined> {
    let first: Candidate<T> | undefined;
    for (const head of this.#heads) {
      if (head.waiting.length === 0 && !head.isAtEnd) {
        // Reversed, because pop() is cheaper than shift().
        head.waiting = (await head.source.next(most)).toReversed();
        head.isAtEnd = head.waiting.length < most;
      }
      const candidate = head.waiting.at(-1);
      if (candidate !== undefined && (first === undefined || this.#isBefore(candidate, first))) {
        first = candidate;
      }
    }
    if (first === undefined) return undefined;
    for (const head of this.#heads) {
      if (head.waiting.at(-1)?.id === first.id) head.waiting.pop();
    }
    return first;
  }

  #isBefore(a: Candidate<T>, b: Candidate<T>): boolean {
    return this.#oldestFirst ? a.id < b.id : a.id > b.id;
  }
}
