import type { Instant } from "../../model/time.ts";
import type { CommitLimits, Database } from "./database.ts";
import { Commit, type Followed, type FollowUp } from "./work.ts";

/** What an atomic operation may hold, a little below the limits of Deno KV: follow-ups may use the reserve that others leave. */
const most = { mutations: 980, bytes: 780 * 1024, keyBytes: 76 * 1024 };

/** The end of the last follow-up of this process: two at once would disturb each other. */
const turns = new WeakMap<Database, Promise<unknown>>();

/**
 * Writes a commit with what follows from it. When it fails because a follow-up was made from something that has changed
 * since, the follow-up is made again.
 * @param write writes a commit; `undefined` when one of its checks failed.
 */
export async function writeFollowed(
  db: Database,
  work: Commit,
  now: Instant,
  write: (work: Commit) => Promise<string | undefined>,
): Promise<string | undefined> {
  const wanted = wantedOf(db, work);
  if (wanted.length === 0) return await write(work);
  return await inTurn(db, async () => {
    for (let before: readonly Commit[] | undefined;;) {
      const made = await Promise.all(wanted.map((make) => make(now)));
      const followed = made.filter((one) => one !== undefined);
      const parts = followed.flatMap(({ parts }) => parts);
      // The same checks again: they hold, so one of the commit's own checks failed.
      if (before !== undefined && stampsOf(before) === stampsOf(parts)) return undefined;
      const versionstamp = await write(joined(work, parts, db.limits));
      if (versionstamp === undefined) {
        before = parts;
        continue;
      }
      for (const { written } of followed) written();
      return versionstamp;
    }
  });
}

function wantedOf(
  db: Database,
  { followUps }: Commit,
): ((now: Instant) => Promise<Followed | undefined>)[] {
  return Array.from(followUps).flatMap(([followUp, items]) => {
    const { isWanted, make } = followUp as unknown as FollowUp<unknown>;
    const wanted = items.filter((item) => isWanted(db, item));
    return wanted.length === 0 ? [] : [(now: Instant) => make(db, wanted, now)];
  });
}

async function inTurn<T>(db: Database, act: () => Promise<T>): Promise<T> {
  const before = turns.get(db) ?? Promise.resolve();
  const done = before.then(act, act);
  turns.set(db, done);
  return await done;
}

function joined(work: Commit, parts: readonly Commit[], limits: CommitLimits): Commit {
  const whole = new Commit();
  whole.add(work);
  whole.followUpsMade();
  for (const part of parts) if (whole.hasRoomFor(part, { ...limits, ...most })) whole.add(part);
  return whole;
}

function stampsOf(parts: readonly Commit[]): string {
  return JSON.stringify(parts.map(({ checks }) => checks.map(({ versionstamp }) => versionstamp)));
}
