import { allCategories } from "../../model/category.ts";
import { noPauses, type Pause, Pauses } from "../../model/firing/pause.ts";
import type { CategoryId } from "../../model/ids.ts";
import type { SecurityEntry } from "../../model/security_entry.ts";
import { day, type Instant } from "../../model/time.ts";
import { addSecurityEntries } from "../access/security_log.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** All pauses of categories and of everything, in one read. Those that have ended lately are among them. */
export async function readPauses(db: Database): Promise<Pauses> {
  return new Pauses(await listPauses(db));
}

/** The pauses that jobs of one category may be under. A read of two keys costs half of what a list costs. */
export async function readPausesOf(db: Database, category: CategoryId): Promise<Pauses> {
  const [all, one] = await Promise.all([
    db.read(keys.pause.at(allCategories)),
    db.read(keys.pause.at(category)),
  ]);
  const found = [all, one].flatMap(({ value }) => value ?? []);
  return found.length === 0 ? noPauses : new Pauses(found);
}

export async function listPauses(db: Database): Promise<Pause[]> {
  return (await db.list(keys.pause.all, { limit: Infinity })).map(({ value }) => value);
}

/** How long a pause that has ended is kept: as far back as the agenda may ask. */
const pastKeptMs = day;

/** The pauses that ended after a moment, at most a day ago. One that has just ended may be missing for one tick. */
export async function listPastPauses(db: Database, after: Instant): Promise<Pause[]> {
  const range = { from: [after + 1], limit: Infinity };
  return (await db.list(keys.pause.allPast, range)).map(({ value }) => value);
}

/** Keeps what the record of a pause says that is deleted or written over. */
function keepPast(work: Commit, pause: Pause, until: Instant): Commit {
  if (until <= pause.at) return work;
  const past = { ...pause, until };
  return work.set(keys.pause.past(until, pause.scope), past, { expireIn: pastKeptMs });
}

/** Begins a pause. A pause of the same scope that is in force goes on from its own beginning, with the new words and end. */
export async function beginPause(
  db: Database,
  pause: Pause,
  now: Instant,
  told: (pause: Pause) => readonly SecurityEntry[] = () => [],
): Promise<Pause> {
  for (;;) {
    const entry = await db.get(keys.pause.at(pause.scope));
    const before = entry.value;
    const goesOn = before !== undefined && (before.until ?? Infinity) > now &&
      before.fires === pause.fires;
    const begun = goesOn ? { ...pause, at: before.at } : pause;
    const work = new Commit().check(entry).set(keys.pause.at(pause.scope), begun);
    if (before !== undefined && !goesOn) keepPast(work, before, Math.min(before.until ?? now, now));
    work.changed(changedThing(begun, "paused"));
    addSecurityEntries(work, told(begun));
    if (await commit(db, work, now) !== undefined) return begun;
  }
}

/**
 * Ends a pause. Its record stays until a tick has looked at the fire times up to now.
 * @returns the pause; `undefined` where none is in force.
 */
export async function endPause(
  db: Database,
  scope: CategoryId,
  now: Instant,
  told: (pause: Pause) => readonly SecurityEntry[] = () => [],
): Promise<Pause | undefined> {
  for (;;) {
    const entry = await db.get(keys.pause.at(scope));
    const pause = entry.value;
    if (pause === undefined || (pause.until ?? Infinity) <= now) return undefined;
    const work = new Commit().check(entry).set(keys.pause.at(scope), { ...pause, until: now });
    work.changed(changedThing(pause, "resumed"));
    addSecurityEntries(work, told(pause));
    if (await commit(db, work, now) !== undefined) return pause;
  }
}

/**
 * Forgets pauses that have ended, once all fire times up to `now` were looked at. Several processes may call this at the same
 * time.
 */
export async function forgetEndedPauses(db: Database, now: Instant): Promise<void> {
  for (const entry of await db.list(keys.pause.all, { limit: Infinity })) {
    if ((entry.value.until ?? Infinity) > now) continue;
    const { value: pause } = entry;
    const work = new Commit().check(entry).delete(keys.pause.at(pause.scope));
    keepPast(work, pause, pause.until ?? now);
    work.changed(changedThing(pause, "resumed"));
    await commit(db, work, now);
  }
}

function changedThing({ scope }: Pause, state: "paused" | "resumed") {
  return { kind: "pause", id: String(scope), categoryId: scope, state } as const;
}
