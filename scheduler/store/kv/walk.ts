import { lowestId } from "../../model/ids.ts";
import type { Database, Entry, Table } from "./database.ts";
import { badCursor, type Page, type PageRequest, type TimeRange } from "./pages.ts";

/** Records looked at for one page. What lies beyond is left to the next, however short this one is. */
export const mostLookedAt = 5000;

/** A page of what begins with a time, in either order. Its cursor is the last id that was looked at. */
export interface OrderedRequest extends PageRequest {
  readonly oldestFirst?: boolean;
}

/** Ids from the first on, up to but without the second. */
export interface IdRange {
  readonly from: string;
  readonly before: string;
}

/** What an index knows of a record. */
export interface Candidate<T> {
  readonly id: string;
  /** Where it has been read already. */
  readonly record?: T;
  /** The index says that it does not match: it need not be read. */
  readonly isOut?: boolean;
}

/** Candidates in the order of the walk, each once. */
export interface Source<T> {
  /** The next ones; fewer than asked for only at the end. */
  next(most: number): Promise<readonly Candidate<T>[]>;
}

/** Which ids lie in a range of time, as far as a page has not passed them. */
export function idRange(range: TimeRange, request: OrderedRequest): IdRange {
  const { cursor, oldestFirst } = request;
  if (cursor !== undefined && !/^[0-9a-f]{32}$/.test(cursor)) throw badCursor();
  const [from, before] = [lowestId(Math.ceil(range.from)), lowestId(Math.floor(range.to) + 1)];
  if (cursor === undefined) return { from, before };
  // No id is shorter or longer than another: with a character more it is right behind itself.
  if (oldestFirst) return { from: cursor < from ? from : `${cursor}0`, before };
  return { from, before: cursor < before ? cursor : before };
}

/** The earliest and the latest moment that an id can begin with. */
export const allTime = { from: 0, to: 2 ** 48 - 2 } as const satisfies TimeRange;

export function bothRanges(a: TimeRange, b: TimeRange): TimeRange {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

/** A table whose last key part is such an id. */
export function fromTable<V, T>(
  db: Database,
  table: Table<V>,
  range: IdRange,
  oldestFirst: boolean,
  candidate: (entry: Entry<V>) => Omit<Candidate<T>, "id">,
): Source<T> {
  let { from, before } = range;
  return {
    async next(most) {
      if (from >= before) return [];
      const found = await db.list(table, {
        from: [from],
        before: [before],
        limit: most,
        newestFirst: !oldestFirst,
      });
      const last = String(found.at(-1)?.key.at(-1) ?? "");
      if (found.length < most) before = from;
      else if (oldestFirst) from = `${last}0`;
      else before = last;
      return found.map((entry) => ({ id: String(entry.key.at(-1)), ...candidate(entry) }));
    },
  };
}

/** Ids that are known already, in any order. */
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

/** What a walk looks for. */
export interface Walk<T> {
  readonly sources: readonly Source<T>[];
  readonly request: OrderedRequest;
  readonly read: (ids: readonly string[]) => Promise<readonly (T | undefined)[]>;
  /** Absent where every candidate matches. */
  readonly matches?: (record: T) => boolean;
  readonly mostLookedAt?: number;
}

/**
 * A page of what the sources hold and `matches`, each once, in the order of the ids. Where much has to be
 * looked at to find little, the page is short, and its cursor leads on all the same.
 */
export async function walk<T>(given: Walk<T>): Promise<Page<T>> {
  const { request: { limit, oldestFirst = false }, matches = () => true } = given;
  const most = given.mostLookedAt ?? mostLookedAt;
  const merged = new Merged(given.sources, oldestFirst);
  const step = given.matches === undefined ? limit + 1 : Math.max(limit + 1, 200);
  const found: { id: string; record: T }[] = [];
  for (let looked = 0;;) {
    const candidates = await merged.take(Math.min(step, 500, most - looked));
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

/** Several sources as one; what more than one of them holds comes once. */
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
        // Turned round, so that taking the next one is cheap.
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
