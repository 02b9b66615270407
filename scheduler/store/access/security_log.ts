import type { SecurityEntry } from "../../model/security_entry.ts";
import { type Instant, minute } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import { anything, type Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { listByTime, type Page, type PageRequest, type TimeRange } from "../kv/pages.ts";

/** The most failed log-ins of a minute that are logged, so that guessing passwords cannot fill the database. */
export const mostToldPerMinute = 20;

/** Adds entries to the commit of the change that they describe. */
export function addSecurityEntries(work: Commit, entries: readonly SecurityEntry[]): void {
  for (const entry of entries) work.set(keys.security.at(entry.id), entry);
}

/** Writes an entry that belongs to no other change: a log-in. */
export async function writeSecurityEntry(
  db: Database,
  entry: SecurityEntry,
  now: Instant,
): Promise<void> {
  const work = new Commit();
  addSecurityEntries(work, [entry]);
  await commit(db, work, now);
}

/** Adds the entry of a failed log-in, unless this minute has 20 already. */
export async function addFailedLogInEntry(
  db: Database,
  work: Commit,
  entry: SecurityEntry,
  now: Instant,
): Promise<void> {
  const told = await db.get(keys.failedLogInsTold(Math.floor(now / minute)));
  const count = (told.value ?? 0) + 1;
  if (count > mostToldPerMinute) return;
  const isLast = count === mostToldPerMinute;
  const description = isLast
    ? "no further failed log-ins of this minute are logged"
    : entry.description;
  addSecurityEntries(work, [{ ...entry, description }]);
  work.check(told).set(keys.failedLogInsTold(Math.floor(now / minute)), count, {
    expireIn: 2 * minute,
  });
}

/** A page of the entries of a time range, newest first. @throws Refusal `invalid` for a bad cursor. */
export async function listSecurityEntries(
  db: Database,
  range: TimeRange,
  request: PageRequest,
): Promise<Page<SecurityEntry>> {
  const page = await listByTime(db, keys.security.all, range, request);
  return { ...page, items: page.items.map(({ value }) => value) };
}

/** How many entries a time range has; counting ends at `most`. */
export async function countSecurityEntries(
  db: Database,
  range: TimeRange,
  most: number,
): Promise<number> {
  // Only counted: the values need not be parsed.
  const table = { ...keys.security.all, schema: anything };
  return (await listByTime(db, table, range, { limit: most })).items.length;
}
