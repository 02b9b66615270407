import type { AuditEntry } from "../../model/audit_entry.ts";
import type { Ended } from "../../model/execution.ts";
import { type ExecutionId, type JobId, lowestId } from "../../model/ids.ts";
import { isPlannedBy, type Job, rescheduleJob } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import { isWatchedAlike } from "../../model/alarms/alarm_watch.ts";
import { addDeletionToAlarms, addMoveToAlarms, addWatch } from "../alarms/watches.ts";
import { addAuditEntry } from "../history/audit_log.ts";
import type { Calendars } from "../../model/calendars/exclusion.ts";
import { addCategoryUse } from "../access/categories.ts";
import { addCalendarUse, addUseRows, readBook } from "../calendars/book.ts";
import { type Also, Commit, commit, packed } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { addExecution, cancelParts } from "../history/executions.ts";
import { listJobRows } from "../kv/job_rows.ts";
import { keys, nameKey } from "../kv/keys.ts";
import { addKeyRow, addKeyUse } from "./job_keys.ts";
import { addDue, cursorOf, leavePack, type PlacedPack } from "./packs.ts";
import { readPresentJob } from "./present_job.ts";
import { endStay } from "./stays.ts";
import { readWaiting } from "./waiting_list.ts";
import { indexMark } from "../kv/records.ts";

export async function findJob(db: Database, id: JobId): Promise<Job | undefined> {
  return (await db.get(keys.job.at(id))).value;
}

/**
 * Stores a new job, its due entry and its audit entry in one commit. The next fire time of a job with calendars is computed here.
 * @throws Refusal `invalid` when there is no such category or calendar, `conflict` when the key is taken.
 */
export async function createJob(
  db: Database,
  draft: Job,
  audit: AuditEntry,
  now: Instant,
  also?: Also<Job>,
): Promise<Job> {
  for (let mayBeOld = true;; mayBeOld = false) {
    const book = draft.timing === undefined ? undefined : await readBook(db);
    const job = book === undefined ? draft : rescheduleJob(draft, now, book.calendars);
    const work = new Commit().check({
      key: keys.job.at(job.id).parts,
      value: undefined,
      versionstamp: null,
    });
    if (book !== undefined) addCalendarUse(work, book, job.timing);
    await addCategoryUse(db, work, job.categoryId, { mayBeOld });
    await addKeyUse(db, work, undefined, job);
    addJob(work, undefined, job);
    addAuditEntry(work, audit);
    await also?.(work, job);
    if (await commit(db, work, now) !== undefined) return job;
  }
}

/** What an edit makes of a job. */
export interface EditedJob {
  readonly job: Job;
  readonly audit?: AuditEntry | readonly AuditEntry[];
  /** Executions that are recorded with the change. */
  readonly made?: readonly Ended[];
}

/**
 * Changes a job. When another commit was quicker, `edit` is called again with the job as it is then; when `edit` answers
 * `undefined`, the job stays as it is.
 * @returns the job afterwards; `undefined` when there is no job with this id.
 * @throws what `edit` throws; Refusal `invalid` when there is no such category, `conflict` when the key is taken.
 */
export async function changeJob(
  db: Database,
  id: JobId,
  edit: (job: Job, calendars: Calendars) => EditedJob | undefined,
  now: Instant,
): Promise<Job | undefined> {
  for (;;) {
    const present = await readPresentJob(db, id, now);
    if (present === undefined) return undefined;
    const book = await readBook(db);
    const edited = edit(present.job, book.calendars);
    if (edited === undefined) return present.job;
    const { job, audit = [], made = [] } = edited;
    const work = new Commit().check(present.entry);
    // An edit that leaves the schedule alone may leave the next fire time of other calendars too: a fire looks again.
    if (isPlannedBy(job, book.calendars)) addCalendarUse(work, book, job.timing);
    if (job.categoryId !== present.job.categoryId) {
      await addCategoryUse(db, work, job.categoryId);
      addMoveToAlarms(work, job);
    }
    await addKeyUse(db, work, present.job, job);
    addJob(work, present.entry.value, job, present.pack);
    for (const one of [audit].flat()) addAuditEntry(work, one);
    for (const execution of made) addExecution(work, execution);
    if (await commit(db, work, now) !== undefined) return job;
  }
}

/**
 * Deletes a job. Its waiting executions are stopped, running ones go on, and its history stays.
 * @returns whether there was such a job.
 */
export async function deleteJob(
  db: Database,
  id: JobId,
  audit: (job: Job) => AuditEntry,
  now: Instant,
): Promise<boolean> {
  for (;;) {
    const present = await readPresentJob(db, id, now);
    if (present === undefined) return false;
    const { entry, job, pack } = present;
    const waiting = await readWaiting(db, id);
    const work = new Commit().check(entry).check(waiting);
    removeJob(work, job, entry.value, pack);
    await addDeletionToAlarms(db, work, job, now);
    if (waiting.value !== undefined) work.delete(keys.waiting.at(id));
    addAuditEntry(work, audit(job));
    const ids = [
      ...job.active,
      ...waiting.value ?? [],
      ...await unlisted(db, id, now),
    ];
    const cancels = await cancelParts(db, [...new Set(ids)], "its job was deleted", now);
    // The job goes last: after a crash before that, the next deletion finds what is left.
    const packs = packed([work, ...cancels], db.limits).reverse();
    if (await commitAll(db, packs, now)) return true;
  }
}

/** How many of the newest executions are read for forced runs, which wait only until they are claimed. */
const mostForced = 50;

/** Executions that may wait and that the job's record does not name: forced and later runs. */
async function unlisted(db: Database, id: JobId, now: Instant): Promise<ExecutionId[]> {
  const [newest, later] = await Promise.all([
    listJobRows(db, id, {
      before: lowestId(now + 1),
      limit: mostForced,
      newestFirst: true,
    }),
    db.list(keys.later.allByJob(id), { limit: 1000 }),
  ]);
  return [
    ...newest.map((row) => row.id),
    ...later.map(({ key }) => key.at(-1) as ExecutionId),
  ];
}

/** Writes the commits in order, up to the first that fails a check. @returns whether all were written. */
async function commitAll(db: Database, packs: readonly Commit[], now: Instant): Promise<boolean> {
  for (const work of packs) {
    if (await commit(db, work, now) === undefined) return false;
  }
  return true;
}

/**
 * Adds a job, its due entry and its list entries to a commit. A fire at the same time fails its check of the job or of the
 * pack.
 * @param before the job's record as it is stored.
 * @param pack the pack that the job was in, which it leaves.
 */
export function addJob(
  work: Commit,
  before: Job | undefined,
  job: Job,
  pack?: PlacedPack,
): void {
  if (pack !== undefined) leave(work, job, before, pack);
  // The due entry of a job that changes its category may be held with those of the former one.
  if (before?.nextRunAt !== job.nextRunAt || before?.categoryId !== job.categoryId) {
    if (before?.nextRunAt !== undefined) work.delete(keys.due.at(before.nextRunAt, job.id));
    addDue(work, job);
  }
  addJobRecord(work, before, job);
  if (!isWatchedAlike(before, job)) addWatch(work, job);
}

/** Adds a job to a commit without its due entry, which the caller writes. */
export function addJobRecord(work: Commit, before: Job | undefined, job: Job): void {
  work.set(keys.job.at(job.id), job);
  addUseRows(work, job.id, before?.timing, job.timing);
  addResume(work, before, job);
  addKeyRow(work, before, job);
  const isListedAlike = before !== undefined && nameKey(before.name) === nameKey(job.name) &&
    before.categoryId === job.categoryId;
  if (!isListedAlike) {
    if (before !== undefined) removeFromLists(work, before);
    work.set(keys.job.byName(job.name, job.id), indexMark);
    work.set(keys.job.byCategory(job.categoryId, job.name, job.id), indexMark);
  }
  if (before !== undefined && before.categoryId !== job.categoryId) {
    // For users who see only the category that the job leaves.
    work.changed({ kind: "job", id: job.id, categoryId: before.categoryId, state: "deleted" });
  }
  work.changed({ kind: "job", id: job.id, categoryId: job.categoryId });
}

function removeJob(work: Commit, job: Job, stored: Job, pack: PlacedPack | undefined): void {
  work.delete(keys.job.at(job.id));
  if (pack !== undefined) leave(work, job, stored, pack);
  else if (job.nextRunAt !== undefined) work.delete(keys.due.at(job.nextRunAt, job.id));
  removeFromLists(work, job);
  addUseRows(work, job.id, job.timing, undefined);
  addResume(work, job, undefined);
  addKeyRow(work, job, undefined);
  work.changed({ kind: "job", id: job.id, categoryId: job.categoryId, state: "deleted" });
}

function leave(work: Commit, { id }: Job, stored: Job | undefined, pack: PlacedPack): void {
  leavePack(work, pack, new Set([id]));
  if (stored !== undefined) endStay(work, stored, cursorOf(pack).firedUntil);
}

/** Writes when a paused job goes on by itself, where that changes. */
function addResume(work: Commit, before: Job | undefined, job: Job | undefined): void {
  const [old, until] = [before?.pause?.until, job?.pause?.until];
  if (old === until) return;
  if (before !== undefined && old !== undefined) work.delete(keys.resume.at(old, before.id));
  if (job !== undefined && until !== undefined) work.set(keys.resume.at(until, job.id), indexMark);
}

function removeFromLists(work: Commit, job: Job): void {
  work.delete(keys.job.byName(job.name, job.id));
  work.delete(keys.job.byCategory(job.categoryId, job.name, job.id));
}
