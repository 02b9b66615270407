import type { SecurityEntry } from "../../model/security_entry.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { FailedLogIns } from "../kv/records.ts";
import { addFailedLogInEntry } from "./security_log.ts";

export type { FailedLogIns };

/** The records under these names, in their order. */
export async function readFailedLogIns(
  db: Database,
  names: readonly string[],
): Promise<(FailedLogIns | undefined)[]> {
  const entries = await db.getMany(names.map(keys.failedLogIns));
  return entries.map(({ value }) => value);
}

/** A name under which a failure counts, and the next value of its record. */
export interface FailureCount {
  readonly name: string;
  readonly next: (
    before: FailedLogIns | undefined,
  ) => { readonly record: FailedLogIns; readonly expireIn: number };
}

/**
 * Counts a failure under each of the names, and adds it to the security log. Any number of processes may call this at the
 * same time: no failure is lost.
 */
export async function addFailedLogIn(
  db: Database,
  counts: readonly FailureCount[],
  told: SecurityEntry,
  now: Instant,
): Promise<void> {
  for (;;) {
    const entries = await db.getMany(counts.map(({ name }) => keys.failedLogIns(name)));
    const work = new Commit();
    for (const [i, { name, next }] of counts.entries()) {
      const entry = entries[i];
      if (entry === undefined) continue;
      if ("isUnreadable" in entry) continue;
      const { record, expireIn } = next(entry.value);
      work.check(entry).set(keys.failedLogIns(name), record, { expireIn });
    }
    await addFailedLogInEntry(db, work, told, now);
    if (await commit(db, work, now) !== undefined) return;
  }
}

const mostForgotten = 500;

/** Deletes up to 500 records whose name begins with `prefix`: the waits that they stand for end. */
export async function forgetFailedLogIns(
  db: Database,
  prefix: string,
  now: Instant,
): Promise<void> {
  const range = { from: [prefix], before: [`${prefix}\u{10ffff}`], limit: mostForgotten };
  const found = await db.list(keys.allFailedLogIns, range);
  if (found.length === 0) return;
  const work = new Commit();
  for (const { key } of found) work.delete(keys.failedLogIns(String(key.at(-1))));
  await commit(db, work, now);
}
