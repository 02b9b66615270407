import type { JobId, PackId } from "../../model/ids.ts";
import { type Job, rescheduleJob } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import { type Instances, readInstances } from "../history/instances.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { cursorOf, type PlacedPack, readPack } from "./packs.ts";

/** A job as it is now, wherever its next fire time stands. */
export interface PresentJob {
  readonly entry: Entry<Job>;
  /** The job outside of any pack: its own record would look like this. */
  readonly job: Job;
  /** The pack that the job leaves with its next change. */
  readonly pack?: PlacedPack;
}

/**
 * Reads a job to change it. `addJob()` takes the job out of its pack: from then on its own record says when it is due and
 * which instances it has.
 * @throws UnreadableRecordError
 */
export async function readPresentJob(
  db: Database,
  id: JobId,
  now: Instant,
): Promise<PresentJob | undefined> {
  const entry = await db.get(keys.job.at(id));
  return entry.value && await presentJob(db, entry, now);
}

/** The same for a record that has been read. */
export async function presentJob(
  db: Database,
  entry: Entry<Job>,
  now: Instant,
): Promise<PresentJob> {
  const { pack: id } = entry.value;
  if (id === undefined) return { entry, job: entry.value };
  const pack = await readPack(db, id);
  // The instances last: a fire after this moment changes the row of the pack.
  const instances = await readInstances(db, [entry.value.id]);
  if (pack === undefined) {
    return { entry, job: await strandedJob(db, entry.value, id, instances, now) };
  }
  return { entry, job: ownJob(entry.value, cursorOf(pack), instances), pack };
}

/** A job of a pack as it is outside of the pack. */
export function ownJob(
  { pack: _p, nextRunAt: _n, firedUntil: _f, ...job }: Job,
  cursor: Pick<Job, "nextRunAt" | "firedUntil">,
  instances: Instances,
): Job {
  return { ...job, ...cursor, active: [...instances.get(job.id) ?? []] };
}

/** A job whose pack is broken is due when the pack was, or else from now on. */
async function strandedJob(
  db: Database,
  job: Job,
  pack: PackId,
  instances: Instances,
  now: Instant,
): Promise<Job> {
  const at = (await db.read(keys.pack.dueAt(pack))).value;
  if (at !== undefined) return ownJob(job, { nextRunAt: at }, instances);
  return rescheduleJob(ownJob(job, {}, instances), now);
}
