import { z } from "zod";
import { Job } from "../../model/job.ts";
import type { JobId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** A due job, with the proof that it is as it was read. */
export type DueJob = Entry<Job & { readonly nextRunAt: Instant }>;

/** An entry of the due index, as it is worked off. */
export class DueEntry {
  readonly at: Instant;
  /** Those of its jobs that may have to be fired yet. */
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

  /** To be part of the commit that fires all that is left of it: the jobs are checked there. */
  remove(work: Commit): void {
    work.delete({ parts: this.key, schema: keys.due.all.schema });
  }

  /** Where nothing is left of it: a change that makes one of its jobs due again writes the entry anew. */
  removeStale(): Commit {
    const work = new Commit().check(this.#entry);
    this.remove(work);
    return work;
  }
}

/** What is to be fired, and the entry that led there. */
export interface Due {
  readonly entry: DueEntry;
  readonly job: DueJob;
}

/** An entry with its jobs, or why it cannot be read. */
export type ReadDueEntry = DueEntry | { readonly key: Deno.KvKey; readonly error: Error };

/** As many as there are, up to `limit`. */
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
 * The jobs of these entries that are due at that time. One that has moved on is left out, and has nothing
 * to do with its entry any more.
 * @param failed told of jobs that cannot be read.
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

/** Writes where the jobs that were moved on together are found when they are due again. */
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

/** Removes entries of which nothing is left. */
export async function removeStale(
  db: Database,
  entries: readonly DueEntry[],
  now: Instant,
): Promise<void> {
  const parts = entries.map((entry) => entry.removeStale());
  // One that was written anew meanwhile stays, and so do those beside it: the next tick finds them.
  for (const work of packed(parts, db.limits)) await commit(db, work, now);
}
