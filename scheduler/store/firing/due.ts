import { z } from "zod";
import { Job } from "../../model/job.ts";
import type { JobId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** A due job as it was read. */
export type DueJob = Entry<Job & { readonly nextRunAt: Instant }>;

/** An entry of the due index, and which of its jobs are left to fire. */
export class DueEntry {
  readonly at: Instant;
  /** The jobs of the entry that are not fired yet. */
  readonly rest: Set<JobId>;
  isRemoved = false;
  readonly #entry: Entry<unknown>;

  constructor(entry: Entry<unknown>, ids: readonly JobId[]) {
    this.#entry = entry;
    this.at = Number(entry.key.at(-2));
    this.rest = new Set(ids);
  }

  get key(): Deno.KvKey {
    return this.#entry.key;
  }

  /** Removes the entry in the commit that fires the last of its jobs. That commit checks the jobs. */
  remove(work: Commit): void {
    work.delete({ parts: this.key, schema: keys.due.all.schema });
  }

  /** Removes an entry that leads to no due job, unless a change of a job has written it again. */
  removeStale(): Commit {
    const work = new Commit().check(this.#entry);
    this.remove(work);
    return work;
  }
}

/** A due job, and the entry that names it. */
export interface Due {
  readonly entry: DueEntry;
  readonly job: DueJob;
}

/** An entry, or the error when it cannot be read. */
export type ReadDueEntry = DueEntry | { readonly key: Deno.KvKey; readonly error: Error };

/** The entries that are due at `now`, from `from` on, at most `limit`. */
export async function readDueEntries(
  db: Database,
  from: Deno.KvKey,
  now: Instant,
  limit: number,
): Promise<ReadDueEntry[]> {
  const range = { before: [now + 1], limit, ...(from.length === 0 ? {} : { from }) };
  const found = await db.list({ ...keys.due.all, schema: z.unknown() }, range);
  return found.map((entry) => {
    const ids = keys.due.all.schema.safeParse(entry.value);
    if (ids.success) return new DueEntry(entry, ids.data);
    const name = JSON.stringify(entry.key);
    return { key: entry.key, error: new Error(`the due entry ${name} cannot be read`) };
  });
}

/**
 * The jobs of these entries that are due at the time of their entry. A job that has moved on is left out, and removed
 * from the jobs that its entry has left.
 * @param failed called for each job that cannot be read.
 */
export async function readDueJobs(
  db: Database,
  entries: readonly DueEntry[],
  failed: (key: Deno.KvKey, error: Error) => void,
): Promise<Due[]> {
  const named = entries.flatMap((entry) => Array.from(entry.rest, (id) => ({ entry, id })));
  const found = await db.getMany(
    named.map(({ id }) => ({ parts: keys.job.at(id).parts, schema: z.unknown() })),
  );
  return named.flatMap(({ entry, id }, i) => {
    const stored = found[i];
    if (stored === undefined || stored.versionstamp === null) return moved(entry, id);
    const job = Job.safeParse(stored.value);
    if (!job.success) {
      failed(stored.key, new Error(`the job ${JSON.stringify(stored.key)} cannot be read`));
      return [];
    }
    const { nextRunAt } = job.data;
    if (nextRunAt !== entry.at) return moved(entry, id);
    return [{ entry, job: { ...stored, value: { ...job.data, nextRunAt } } }];
  });
}

function moved(entry: DueEntry, id: JobId): [] {
  entry.rest.delete(id);
  return [];
}

/** Writes the due entries of jobs that one commit moves to their next fire times. @param id a unique id. */
export function addDueTogether(
  work: Commit,
  jobs: readonly Job[],
  id: string,
): void {
  const idsAt = new Map<Instant, JobId[]>();
  for (const { id, nextRunAt } of jobs) {
    if (nextRunAt === undefined) continue;
    const ids = idsAt.get(nextRunAt);
    if (ids === undefined) idsAt.set(nextRunAt, [id]);
    else ids.push(id);
  }
  for (const [at, ids] of idsAt) {
    const [only, ...more] = ids;
    if (only !== undefined && more.length === 0) work.set(keys.due.at(at, only), ids);
    else work.set(keys.due.together(at, id), ids);
  }
}

/** Removes entries that have no jobs left. */
export async function removeStale(
  db: Database,
  entries: readonly DueEntry[],
  now: Instant,
): Promise<void> {
  const parts = entries.map((entry) => entry.removeStale());
  // An entry that was written again meanwhile stays, and so do those of the same commit: the next tick finds them.
  for (const work of packed(parts, db.limits)) await commit(db, work, now);
}
