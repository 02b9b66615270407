import { groupThings } from "../../model/change.ts";
import type { Instant } from "../../model/time.ts";
import { CommitGroups } from "./commit_groups.ts";
import type { Committed, Database } from "./database.ts";
import { resetBrokenSums } from "./faults/broken_sums.ts";
import { isNoCounter, isRefused, UnknownCommitError } from "./faults/failures.ts";
import { writeFollowed } from "./follow_ups.ts";
import { keys } from "./keys.ts";
import { type Lane, lanesOf } from "./lanes.ts";
import { indexMark } from "./records.ts";
import type { Commit } from "./work.ts";

export { type Also, Commit, type Followed, type FollowUp, packed } from "./work.ts";

const groups = new WeakMap<Database, CommitGroups>();

function groupsOf(db: Database): CommitGroups {
  let made = groups.get(db);
  if (made === undefined) {
    made = new CommitGroups(db.limits, (work, now) => writeOnce(db, work, now));
    groups.set(db, made);
  }
  return made;
}

/**
 * Writes all of the work, or nothing. Small commits that are made at the same time may share an atomic operation.
 * @returns the versionstamp; `undefined` when a check failed: another commit was quicker, nothing is written, and the
 * caller reads again.
 * @throws UnknownCommitError when the database did not say whether it wrote the commit; DatabaseUnavailableError when it
 * took nothing for 10 s; StorageFullError at once.
 */
export async function commit(
  db: Database,
  work: Commit,
  now: Instant,
): Promise<string | undefined> {
  // Where a call may hang, no call waits for another.
  let written = work;
  const write = (whole: Commit) => {
    written = whole;
    return db.mayHang ? writeOnce(db, whole, now) : groupsOf(db).commit(whole, now);
  };
  const versionstamp = await writeFollowed(db, work, now, write);
  db.observer.commitAnswered?.(versionstamp !== undefined);
  if (versionstamp !== undefined) db.committed(toldOf(written));
  return versionstamp;
}

/**
 * Writes once even when an answer gets lost: when a repeated commit fails its check, the feed entry of the first
 * try shows whether that one had succeeded.
 */
async function writeOnce(db: Database, work: Commit, now: Instant): Promise<string | undefined> {
  const lanes = lanesOf(db);
  const lane = lanes.take();
  /** Tries that may have happened, or may yet happen. */
  let open = 0;
  try {
    const done = await db.persist(async () => {
      open++;
      try {
        const answer = await atomic(db, work, lane, now).commit().catch(async (error) => {
          if (!isNoCounter(error)) throw error;
          await resetBrokenSums(db, work);
          return await atomic(db, work, lane, now).commit();
        });
        open--;
        return answer;
      } catch (error) {
        if (isSurelyNot(db, error)) open--;
        throw error;
      }
    });
    if (done.ok) return done.versionstamp;
    // A try that lands later fails its checks as well. The client of a shared server repeats a call by itself when an
    // answer got lost: its "no" may be about the repetition.
    if (open === 0 && !db.mayHang) return undefined;
    return (await db.read(keys.change.at(lane.id, lane.last))).versionstamp ?? undefined;
  } catch (error) {
    if (open > 0) throw new UnknownCommitError(error);
    throw error;
  } finally {
    // A try without an answer may still land. Its entry must stay the last one of the lane.
    if (open === 0) lanes.giveBack(lane);
  }
}

/**
 * Whether it is certain that the database did not write the commit and will not write it. With a shared server, the
 * connection may break after the write.
 */
function isSurelyNot(db: Database, error: unknown): boolean {
  return !db.mayHang && isRefused(error);
}

const [queue] = keys.queue.all.prefix;
const [notice] = keys.alarmNotice.all.prefix;
const accessTables = [keys.user.all, keys.apiKey.all, keys.session.allEnded];
const access = new Set(accessTables.map(({ prefix: [table] }) => table));

function toldOf({ mutations }: Commit): Committed {
  return {
    isQueued: mutations.some(({ key, value }) => key[0] === queue && value !== undefined),
    isNotice: mutations.some(({ key, value }) => key[0] === notice && value !== undefined),
    isAccess: mutations.some(({ key }) => access.has(key[0])),
  };
}

function atomic(db: Database, work: Commit, lane: Lane, now: Instant): Deno.AtomicOperation {
  const operation = db.kv.atomic().check(...work.checks);
  // The feed entry is also the mark of this commit.
  const entry = keys.change.at(lane.id, lane.last).parts;
  if (work.sums.size > 0) {
    // A sum must not be added twice when an answer got lost and the commit is repeated.
    operation.check({ key: entry, versionstamp: null });
    // First: when a counter holds something else, Deno KV keeps what the operation wrote before it.
    for (const { key, by } of work.sums.values()) operation.sum(key, BigInt(by));
  }
  for (const { key, value, expireIn } of work.mutations) {
    if (value === undefined) operation.delete(key);
    else operation.set(key, value, expireIn === undefined ? {} : { expireIn });
  }
  operation.set(entry, { at: now, things: groupThings(work.things) });
  operation.set(keys.change.lane(lane.id).parts, indexMark);
  if (work.things.length > 0) operation.set(keys.changeHead.parts, lane.id);
  return operation;
}
