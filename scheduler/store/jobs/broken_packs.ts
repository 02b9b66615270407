import type { JobId, PackId } from "../../model/ids.ts";
import { rescheduleJob } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import { readInstances } from "../history/instances.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { addDue, ownJob } from "./packs.ts";
import { endStay } from "./stays.ts";

/** How many jobs are read at once. */
const jobsAtOnce = 500;

/**
 * Takes all jobs out of a pack whose records are broken. The jobs are looked for among all jobs. Each is due when the pack
 * was, or else from now on. Several processes may call this at the same time, and a call that was cut off goes on with
 * the next call.
 * @param at the time of the pack; where it is absent, the record of the pack's time is asked.
 */
export async function dissolvePack(
  db: Database,
  id: PackId,
  now: Instant,
  at?: Instant,
): Promise<void> {
  const dueAt = at ?? (await db.read(keys.pack.dueAt(id))).value;
  for (let from: Deno.KvKey = [""];;) {
    const jobs = await db.list(keys.job.all, { from, limit: jobsAtOnce });
    const left = jobs.filter(({ value }) => value.pack === id);
    for (const { value } of left) await takeOut(db, value.id, id, dueAt, now);
    const last = jobs.at(-1);
    if (jobs.length < jobsAtOnce || last === undefined) break;
    from = [`${last.value.id}\0`];
  }
  const work = new Commit().delete(keys.pack.at(id)).delete(keys.pack.dueAt(id));
  if (dueAt !== undefined) work.delete(keys.due.ofPack(dueAt, id));
  await commit(db, work, now);
}

async function takeOut(
  db: Database,
  job: JobId,
  pack: PackId,
  at: Instant | undefined,
  now: Instant,
): Promise<void> {
  for (;;) {
    const entry = await db.read(keys.job.at(job));
    if (entry.value?.pack !== pack) return;
    const instances = await readInstances(db, [job]);
    const own = at === undefined
      ? rescheduleJob(ownJob(entry.value, {}, instances), now)
      : ownJob(entry.value, { nextRunAt: at }, instances);
    const work = new Commit().check(entry).set(keys.job.at(job), own);
    addDue(work, own);
    endStay(work, entry.value, at === undefined ? now : at - 1);
    if (await commit(db, work, now) !== undefined) return;
  }
}
