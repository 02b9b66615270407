import { type ChangeId, newId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { CommitGroups } from "./commit_groups.ts";
import type { Committed, Database } from "./database.ts";
import { isLocked, isNoCounter, isPassing } from "./faults/failures.ts";
import { resetBrokenSums } from "./faults/broken_sums.ts";
import { keys } from "./keys.ts";
import type { Commit } from "./work.ts";

export { type Also, Commit, packed } from "./work.ts";

/** How long the change feed keeps an entry, in milliseconds. */
export const feedRetentionMs = 15 * 60_000;

const groups = new WeakMap<Database, CommitGroups>();

function groupsOf(db: Database): CommitGroups {
  let made = groups.get(db);
  if (made === undefined) {
    made = new CommitGroups(db.limits, (work, now) => write(db, work, now));
    groups.set(db, made);
  }
  return made;
}

/**
 * Writes all of the work, or nothing. Small commits that are made at the same time may share an atomic operation.
 * @returns the versionstamp; `undefined` when a check failed: another commit was quicker, and the caller reads again.
 * @throws DatabaseUnavailableError after 10 s, StorageFullError at once.
 */
export async function commit(
  db: Database,
  work: Commit,
  now: Instant,
): Promise<string | undefined> {
  // Where a call may hang, no call waits for another.
  const versionstamp = await (db.mayHang ? write(db, work, now) : groupsOf(db).commit(work, now));
  db.observer.commitAnswered?.(versionstamp !== undefined);
  if (versionstamp !== undefined) db.committed(toldOf(work));
  return versionstamp;
}

/**
 * Writes once even when an answer gets lost: when a repeated commit fails its check, the feed entry of the first
 * try shows whether that one had succeeded.
 */
async function write(db: Database, work: Commit, now: Instant): Promise<string | undefined> {
  const id = newId<ChangeId>(now);
  let mayHaveHappened = false;
  const done = await db.persist(async () => {
    try {
      return await atomic(db, work, id, now).commit().catch(async (error) => {
        if (!isNoCounter(error)) throw error;
        await resetBrokenSums(db, work);
        return await atomic(db, work, id, now).commit();
      });
    } catch (error) {
      if (isPassing(error) && !isLocked(error)) mayHaveHappened = true;
      throw error;
    }
  });
  if (done.ok) return done.versionstamp;
  return mayHaveHappened ? await versionstampOf(db, id) : undefined;
}

const [queue] = keys.queue.all.prefix;
const [user] = keys.user.all.prefix;

function toldOf({ mutations }: Commit): Committed {
  return {
    isQueued: mutations.some(({ key, value }) => key[0] === queue && value !== undefined),
    isUser: mutations.some(({ key }) => key[0] === user),
  };
}

function atomic(db: Database, work: Commit, id: ChangeId, now: Instant): Deno.AtomicOperation {
  const operation = db.kv.atomic().check(...work.checks);
  // The feed entry is also the mark of this commit.
  const { change, changeHead } = keys;
  if (work.sums.size > 0) {
    // A sum must not be added twice when an answer got lost and the commit is repeated.
    operation.check({ key: change.at(id).parts, versionstamp: null });
    // First: when a counter holds something else, Deno KV keeps what the operation wrote before it.
    for (const { key, by } of work.sums.values()) operation.sum(key, BigInt(by));
  }
  for (const { key, value, expireIn } of work.mutations) {
    if (value === undefined) operation.delete(key);
    else operation.set(key, value, expireIn === undefined ? {} : { expireIn });
  }
  operation.set(change.at(id).parts, { id, at: now, things: work.things }, {
    expireIn: feedRetentionMs,
  });
  if (work.things.length > 0) operation.set(changeHead.parts, id);
  return operation;
}

async function versionstampOf(db: Database, id: ChangeId): Promise<string | undefined> {
  // Only whether it is there: its value may be unreadable.
  return (await db.read(keys.change.at(id))).versionstamp ?? undefined;
}
