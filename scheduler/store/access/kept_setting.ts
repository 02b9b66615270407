import type { SecurityEntry } from "../../model/security_entry.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { addSecurityEntries } from "./security_log.ts";

/**
 * A setting that is made once and then kept. Several processes that make it at the same time get the same value. An
 * unreadable one is made anew: the service could not start without it.
 */
export async function keptSetting(
  db: Database,
  name: string,
  make: () => string,
  now: Instant,
): Promise<string> {
  for (;;) {
    const entry = await db.read(keys.setting(name));
    if (entry.value !== undefined) return entry.value;
    const value = make();
    const work = new Commit().set(keys.setting(name), value);
    if (entry.versionstamp !== undefined) work.check(entry);
    if (await commit(db, work, now) !== undefined) return value;
  }
}

/** Gives a kept setting another value. @param told the security log's entry, written in the same commit. */
export async function replaceSetting(
  db: Database,
  name: string,
  value: string,
  told: SecurityEntry,
  now: Instant,
): Promise<void> {
  const work = new Commit().set(keys.setting(name), value);
  addSecurityEntries(work, [told]);
  await commit(db, work, now);
}
