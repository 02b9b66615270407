import { z } from "zod";
import type { SecurityEntry } from "../../model/security_entry.ts";
import { type Instant, minute } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { listByTime, type Page, type PageRequest, type TimeRange } from "../kv/pages.ts";

/** Of failed log-ins; so that whoever guesses passwords cannot fill the database with it. */
export const mostToldPerMinute = 20;

/** Written in the commit of the change that they tell of. */
export function addSecurityEntries(work: Commit, entries: readonly SecurityEntry[]): void {
  for (const entry of entries) work.set(keys.security.at(entry.id), entry);
}

/** For what changes nothing else: a log-in. */
export async function writeSecurityEntry(
  db: Database,
  entry: SecurityEntry,
  now: Instant,
): Promise<void> {
  const work = new Commit();
  addSecurityEntries(work, [entry]);
  await commit(db, work, now);
}

/** Adds the entry of a failed log-in, unless there were too many of them in this minute. */
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
  const description = isLast ? "no further ones of this minute are told" : entry.description;
  addSecurityEntries(work, [{ ...entry, description }]);
  work.check(told).set(keys.failedLogInsTold(Math.floor(now / minute)), count, {
    expireIn: 2 * minute,
  });
}

/** Entries of a time range, newest first. */
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
  // Only counted: what stands in them need not be looked at.
  const table = { ...keys.security.all, schema: z.unknown() };
  return (await listByTime(db, table, range, { limit: most })).items.length;
}
