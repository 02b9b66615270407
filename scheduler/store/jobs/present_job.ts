import type { JobId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import { readInstances } from "../history/instances.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { dissolvePack } from "./broken_packs.ts";
import { cursorOf, ownJob, type PlacedPack, readPack } from "./packs.ts";

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
  if (pack === undefined) {
    const again = await db.read(keys.job.at(entry.value.id));
    if (again.versionstamp === entry.versionstamp) await dissolvePack(db, id, now);
    // The record has changed: a commit that checks the entry fails, and its caller reads again.
    return { entry, job: entry.value };
  }
  // The instances last: a fire after this moment changes the row of the pack.
  const instances = await readInstances(db, [entry.value.id]);
  return { entry, job: ownJob(entry.value, cursorOf(pack), instances), pack };
}
