import type { Job } from "../../model/job.ts";
import type { JobId, PackId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { textOfSchedule } from "../../model/schedule.ts";
import { dissolvePack } from "../jobs/broken_packs.ts";
import { addDue } from "../jobs/packs.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import { anything, type Database, type Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { DueRow } from "../kv/records.ts";

/** About how many due entries are read at once. */
export const entriesAtOnce = 200;

/** A due job as it was read. */
export type DueJob = Entry<Job & { readonly nextRunAt: Instant }>;

/** An entry of the due index, and which of its jobs are left to fire. The entry of a pack names no jobs. */
export class DueEntry {
  readonly at: Instant;
  /** The entry as it was read, where it stands for a pack. */
  readonly pack?: Entry<DueRow>;
  /** The jobs of the entry that are not fired yet. */
  readonly rest: Set<JobId>;
  /** Jobs of the entry whose records are unreadable. They are set aside when the entry goes. */
  readonly unreadable = new Set<JobId>();
  isRemoved = false;
  readonly #entry: Entry<unknown>;

  constructor(entry: Entry<unknown>, row: DueRow) {
    this.#entry = entry;
    this.at = Number(entry.key.at(-2));
    this.rest = new Set(row.ids);
    if (row.pack !== undefined) this.pack = { ...entry, value: row };
  }

  get key(): Deno.KvKey {
    return this.#entry.key;
  }

  /** Removes the entry in the commit that fires the last of its jobs. That commit checks the jobs. */
  remove(work: Commit): void {
    work.delete({ parts: this.key, schema: keys.due.all.schema });
    for (const id of this.unreadable) {
      work.set(keys.setAside.at(keys.due.at(this.at, id).parts), { ids: [id] });
    }
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

/**
 * The entries that are due at `now`, from `from` on, at most `limit`. The jobs of an unreadable entry are looked for
 * among all jobs: their fire takes the entry away.
 */
export async function readDueEntries(
  db: Database,
  from: Deno.KvKey,
  now: Instant,
  limit: number,
): Promise<DueEntry[]> {
  const range = { before: [now + 1], limit, ...(from.length === 0 ? {} : { from }) };
  const found = await db.list({ ...keys.due.all, schema: anything }, range);
  return await Promise.all(found.map(async (entry) => {
    const row = keys.due.all.schema.safeParse(entry.value);
    if (row.success) return new DueEntry(entry, row.data);
    db.unreadable.note(entry.key);
    const [at, id] = [Number(entry.key.at(-2)), entry.key.at(-1) as PackId];
    const record = await db.read(keys.pack.at(id));
    if (record.versionstamp !== null) await dissolvePack(db, id, now, at);
    return new DueEntry(entry, { ids: await jobsDueAt(db, at) });
  }));
}

/** How many jobs are read at once. */
const jobsAtOnce = 500;

async function jobsDueAt(db: Database, at: Instant): Promise<JobId[]> {
  const due: JobId[] = [];
  for (let from: Deno.KvKey = [""];;) {
    const jobs = await db.list(keys.job.all, { from, limit: jobsAtOnce });
    due.push(...jobs.filter(({ value }) => value.nextRunAt === at).map(({ value: { id } }) => id));
    const last = jobs.at(-1);
    if (jobs.length < jobsAtOnce || last === undefined) return due;
    from = [`${last.value.id}\0`];
  }
}

/**
 * The jobs of these entries that are due at the time of their entry. A job that has moved on, and one whose record is
 * unreadable, is left out, and removed from the jobs that its entry has left.
 */
export async function readDueJobs(
  db: Database,
  entries: readonly DueEntry[],
): Promise<Due[]> {
  const named = entries.flatMap((entry) => Array.from(entry.rest, (id) => ({ entry, id })));
  const found = await db.getMany(named.map(({ id }) => keys.job.at(id)));
  return named.flatMap(({ entry, id }, i) => {
    const stored = found[i];
    if (stored === undefined) return [];
    if ("isUnreadable" in stored) entry.unreadable.add(id);
    if (stored.value === undefined) return moved(entry, id);
    const { nextRunAt } = stored.value;
    if (nextRunAt !== entry.at) return moved(entry, id);
    return [{ entry, job: { ...stored, value: { ...stored.value, nextRunAt } } }];
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
  const dueAt = Map.groupBy(jobs, ({ nextRunAt }) => nextRunAt);
  for (const [at, together] of dueAt) {
    const [only, ...more] = together;
    if (at === undefined || only === undefined) continue;
    if (more.length === 0) addDue(work, only);
    else work.set(keys.due.together(at, id), rowOf(together));
  }
}

function rowOf(jobs: readonly Job[]): DueRow {
  const ids = jobs.map(({ id }) => id);
  // No pack takes a job with calendars, a start or an end: its row need not say the schedule.
  const texts = jobs.map(({ schedule, timing }) => timing ? undefined : textOfSchedule(schedule));
  const schedules = [...new Set(texts.filter((text) => text !== undefined))];
  if (schedules.length === 0) return { ids };
  if (schedules.length === 1 && !texts.includes(undefined)) return { ids, schedules };
  return {
    ids,
    schedules,
    which: texts.map((text) => text === undefined ? -1 : schedules.indexOf(text)),
  };
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

/** Whether an entry has no jobs left, and is still to be removed. */
export function isWorkedOff({ rest, isRemoved }: DueEntry): boolean {
  return rest.size === 0 && !isRemoved;
}

/** Groups entries so that each group has at most this many jobs, or is one entry. */
export function portionsOf(entries: readonly DueEntry[], most: number): DueEntry[][] {
  const portions: DueEntry[][] = [];
  let count = Infinity;
  for (const entry of entries) {
    if (count + entry.rest.size > most) {
      portions.push([]);
      count = 0;
    }
    portions.at(-1)?.push(entry);
    count += entry.rest.size;
  }
  return portions;
}
