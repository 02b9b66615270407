import type { EndState } from "../../model/execution_state.ts";
import type { CategoryId } from "../../model/ids.ts";
import { day, type Instant } from "../../model/time.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { type CountSize, keys } from "../kv/keys.ts";
import type { TimeRange } from "../kv/pages.ts";

/** How many executions ended in this state in the minute or hour that begins at `at`. */
export interface EndCount {
  readonly at: Instant;
  readonly state: EndState;
  /** See model/figures/durations.ts. */
  readonly durationClass: number;
  readonly count: number;
}

/** How long counts by the minute are kept, in milliseconds. Older ends are only counted by the hour. */
export const minuteCountsMs = 2 * day;

/** Many more than the longest range of a request has. */
const mostRows = 200_000;
const batch = 500;

/** The counts of the minutes or hours that begin in this range, of one category, or (0) of all. */
export async function readEndCounts(
  db: Database,
  size: CountSize,
  category: CategoryId,
  { from, to }: TimeRange,
): Promise<EndCount[]> {
  const range = { from: [from], before: [to + 1], limit: mostRows };
  const found = await db.list(keys.endCount.allOf(size, category), range);
  return found.map(({ key, value }) => ({
    at: Number(key[3]),
    state: key[4] as EndState,
    durationClass: Number(key[5]),
    count: value,
  }));
}

/**
 * Removes the counts of minutes or hours that began before `before`: one batch of each category.
 * @returns whether there may be more.
 */
export async function forgetEndCounts(
  db: Database,
  size: CountSize,
  before: Instant,
): Promise<boolean> {
  const parts: Commit[] = [];
  let mayBeMore = false;
  for await (const category of countedCategories(db, size)) {
    const table = keys.endCount.allOf(size, category);
    const old = await db.list(table, { before: [before], limit: batch });
    parts.push(...old.map(({ key }) => new Commit().delete({ ...table, parts: key })));
    mayBeMore ||= old.length === batch;
  }
  for (const work of packed(parts, db.limits)) await commit(db, work, before);
  return mayBeMore;
}

/** All categories that have counts, deleted ones too; one short read for each. */
async function* countedCategories(db: Database, size: CountSize): AsyncGenerator<CategoryId> {
  for (let next = 0;;) {
    const [first] = await db.list(keys.endCount.all(size), { from: [next], limit: 1 });
    if (first === undefined) return;
    const category = Number(first.key[2]);
    yield category as CategoryId;
    next = category + 1;
  }
}
