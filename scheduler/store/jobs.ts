import type { AuditEntry } from "../model/audit_entry.ts";
import type { CategoryId, JobId } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import type { Instant } from "../model/time.ts";
import { addAuditEntry } from "./audit_log.ts";
import { addCategoryUse } from "./categories.ts";
import { Commit, commit, packed } from "./commit.ts";
import type { Database } from "./database.ts";
import { cancelParts } from "./executions.ts";
import { keys, mark, nameKey } from "./keys.ts";
import { afterName, nameCursor, type Page, type PageRequest } from "./pages.ts";

export async function findJob(db: Database, id: JobId): Promise<Job | undefined> {
  return (await db.get(keys.job.at(id))).value;
}

/** A page of the jobs by name; of one category, or of all. */
export async function listJobs(
  db: Database,
  category: CategoryId | undefined,
  request: PageRequest,
): Promise<Page<Job>> {
  const table = category === undefined ? keys.job.allByName : keys.job.allByCategory(category);
  const found = await db.list(table, {
    ...(request.cursor === undefined ? {} : { from: afterName(request.cursor) }),
    limit: request.limit + 1,
  });
  const shown = found.slice(0, request.limit);
  const ids = shown.map(({ key }) => key.at(-1) as JobId);
  const jobs = (await db.getMany(ids.map(keys.job.at))).flatMap(({ value }) => value ?? []);
  const last = found.length > request.limit ? shown.at(-1)?.key : undefined;
  return {
    items: jobs,
    ...(last === undefined
      ? {}
      : { nextCursor: nameCursor(String(last.at(-2)), String(last.at(-1))) }),
  };
}

/** Stores a new job, its due entry and its audit entry together. */
export async function createJob(
  db: Database,
  job: Job,
  audit: AuditEntry,
  now: Instant,
): Promise<void> {
  for (;;) {
    const work = new Commit().check({
      key: keys.job.at(job.id).parts,
      value: undefined,
      versionstamp: null,
    });
    await addCategoryUse(db, work, job.categoryId);
    addJob(work, undefined, job);
    addAuditEntry(work, audit);
    if (await commit(db, work, now) !== undefined) return;
  }
}

/**
 * Changes a job as `edit` says, which may be asked again when somebody else was quicker.
 * @returns the changed job, or `undefined` when there is none of this id.
 * @throws what `edit` throws.
 */
export async function changeJob(
  db: Database,
  id: JobId,
  edit: (job: Job) => { job: Job; audit: AuditEntry } | undefined,
  now: Instant,
): Promise<Job | undefined> {
  for (;;) {
    const entry = await db.get(keys.job.at(id));
    if (entry.value === undefined) return undefined;
    const edited = edit(entry.value);
    if (edited === undefined) return entry.value;
    const { job, audit } = edited;
    const work = new Commit().check(entry);
    if (job.categoryId !== entry.value.categoryId) await addCategoryUse(db, work, job.categoryId);
    addJob(work, entry.value, job);
    addAuditEntry(work, audit);
    if (await commit(db, work, now) !== undefined) return job;
  }
}

/**
 * Removes a job. What of it waits to run is cancelled; what runs goes on to its end, and its history stays.
 * @returns whether there was one.
 */
export async function deleteJob(
  db: Database,
  id: JobId,
  audit: (job: Job) => AuditEntry,
  now: Instant,
): Promise<boolean> {
  for (;;) {
    const entry = await db.get(keys.job.at(id));
    if (entry.value === undefined) return false;
    const job = entry.value;
    const waiting = await db.get(keys.waiting.at(id));
    const work = new Commit().check(entry).check(waiting);
    removeJob(work, job);
    if (waiting.value !== undefined) work.delete(keys.waiting.at(id));
    addAuditEntry(work, audit(job));
    const ids = [...job.active, ...waiting.value ?? []];
    const cancels = await cancelParts(db, ids, "its job was deleted", now);
    // The job goes last: what a crash leaves behind is found by whoever deletes it again.
    const packs = packed([work, ...cancels], db.limits).reverse();
    if (await commitAll(db, packs, now)) return true;
  }
}

/** @returns whether all of them were written; those behind a lost one are not. */
async function commitAll(db: Database, packs: readonly Commit[], now: Instant): Promise<boolean> {
  for (const work of packs) {
    if (await commit(db, work, now) === undefined) return false;
  }
  return true;
}

/**
 * Writes a job and all that is derived from it. The due entry is written anew with every change:
 * who fires it checks that entry, and so loses against any edit.
 */
export function addJob(work: Commit, before: Job | undefined, job: Job): void {
  work.set(keys.job.at(job.id), job);
  if (before?.nextRunAt !== undefined && before.nextRunAt !== job.nextRunAt) {
    work.delete(keys.due.at(before.nextRunAt, job.id));
  }
  if (job.nextRunAt !== undefined) work.set(keys.due.at(job.nextRunAt, job.id), job);
  const isListedAlike = before !== undefined && nameKey(before.name) === nameKey(job.name) &&
    before.categoryId === job.categoryId;
  if (!isListedAlike) {
    if (before !== undefined) removeFromLists(work, before);
    work.set(keys.job.byName(job.name, job.id), mark);
    work.set(keys.job.byCategory(job.categoryId, job.name, job.id), mark);
  }
  work.changed({ kind: "job", id: job.id, categoryId: job.categoryId });
}

function removeJob(work: Commit, job: Job): void {
  work.delete(keys.job.at(job.id));
  if (job.nextRunAt !== undefined) work.delete(keys.due.at(job.nextRunAt, job.id));
  removeFromLists(work, job);
  work.changed({ kind: "job", id: job.id, categoryId: job.categoryId, state: "deleted" });
}

function removeFromLists(work: Commit, job: Job): void {
  work.delete(keys.job.byName(job.name, job.id));
  work.delete(keys.job.byCategory(job.categoryId, job.name, job.id));
}
