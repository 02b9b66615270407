import type { JobId, PackId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import { type Schedule, textOfSchedule } from "../../model/schedule.ts";
import type { Instant } from "../../model/time.ts";
import type { Instances } from "../history/instances.ts";
import type { Commit } from "../kv/commit.ts";
import { anything, type Database, type Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { encodePack, type Pack } from "../../model/records/pack.ts";
import type { DueRow } from "../kv/records.ts";

/** The most jobs of a pack: a fire writes all of them in one commit. */
export const mostInPack = 98;
/** The most bytes of a pack's record, of the 64 KiB of a value. */
export const packBytes = 48 * 1024;

/**
 * A pack of jobs, and the row of the due index that says when they are due. Whoever changes the pack, or moves it on,
 * writes the row: a commit that relies on any of this checks the row, and nothing else.
 */
export interface PlacedPack {
  readonly id: PackId;
  readonly at: Instant;
  readonly row: Entry<DueRow>;
  readonly pack: Pack;
}

/** The pack with its row; `undefined` where the row and the record do not belong together. */
export function placed(
  id: PackId,
  at: Instant,
  row: Entry<DueRow>,
  pack: Pack | undefined,
): PlacedPack | undefined {
  const isOne = pack !== undefined && row.value.pack?.revision === pack.revision;
  return isOne ? { id, at, row, pack } : undefined;
}

/**
 * The pack as it is now; `undefined` when there is none, or when its row or its record is missing or unreadable: no fire
 * fires such a pack.
 */
export async function readPack(db: Database, id: PackId): Promise<PlacedPack | undefined> {
  let before: string | undefined;
  for (;;) {
    const [dueAt, record] = await Promise.all([
      db.read(keys.pack.dueAt(id)),
      db.read(keys.pack.at(id)),
    ]);
    const row = dueAt.value === undefined
      ? undefined
      : await db.read(keys.due.ofPack(dueAt.value, id));
    const found = row?.value && placed(id, Number(row.key.at(-2)), row, record.value);
    if (found !== undefined) return found;
    // The pack was changed or fired between the reads, unless they show the same once more.
    const stamps = [dueAt, record, row].map((entry) => entry?.versionstamp).join();
    if (stamps === before) return await searchPack(db, id, record.value);
    before = stamps;
  }
}

const rowsAtOnce = 1000;

/** The pack by its row in the due index, where the record of its time does not lead to it. */
async function searchPack(
  db: Database,
  id: PackId,
  pack: Pack | undefined,
): Promise<PlacedPack | undefined> {
  if (pack === undefined) return undefined;
  let from: Deno.KvKey = [-Infinity];
  for (;;) {
    const rows = await db.list(keys.due.all, { from, limit: rowsAtOnce });
    const row = rows.find(({ key }) => key.at(-1) === id);
    if (row !== undefined) return placed(id, Number(row.key.at(-2)), row, pack);
    const last = rows.at(-1);
    if (rows.length < rowsAtOnce || last === undefined) return undefined;
    from = [...last.key.slice(1), ""];
  }
}

/** Writes a new pack, or a pack with other jobs, and its row. The caller checks the row that was there before. */
export function setPack(
  work: Commit,
  id: PackId,
  at: Instant,
  pack: Pack,
  firedUntil: Instant | undefined,
): void {
  const [first] = pack.jobs;
  if (first === undefined) return removePack(work, id, at);
  const bytes = encodePack(pack);
  // The schema reads bytes, and gives a pack.
  work.set({ parts: keys.pack.at(id).parts, schema: anything }, bytes);
  const counts = { revision: pack.revision, count: pack.jobs.length, bytes: bytes.length };
  setRow(work, id, at, rowOf(first.schedule, { ...counts, ...until(firedUntil) }));
}

/** Moves a pack to its next fire time. Its jobs stay as they are. */
export function movePack(
  work: Commit,
  { id, at, row: { key, value } }: PlacedPack,
  next: Instant,
  firedUntil: Instant,
): void {
  if (value.pack === undefined) return;
  work.delete({ parts: key, schema: anything });
  if (next === at) throw new Error("a pack moves to a later time");
  setRow(work, id, next, { ...value, pack: { ...value.pack, firedUntil } });
}

export function removePack(work: Commit, id: PackId, at: Instant): void {
  work.delete(keys.pack.at(id)).delete(keys.pack.dueAt(id)).delete(keys.due.ofPack(at, id));
}

/** Takes jobs out of their pack, in a commit that checks the pack. The caller writes what becomes of the jobs. */
export function leavePack(
  work: Commit,
  { id, at, row, pack }: PlacedPack,
  jobs: ReadonlySet<JobId>,
): void {
  work.check(row);
  const left = pack.jobs.filter((job) => !jobs.has(job.id));
  const changed = { revision: pack.revision + 1, jobs: left };
  setPack(work, id, at, changed, row.value.pack?.firedUntil);
}

/** Adds the due entry of a job that has a next fire time. */
export function addDue(work: Commit, { id, nextRunAt, schedule, timing }: Job): void {
  if (nextRunAt === undefined) return;
  // No pack takes a job with calendars, a start or an end: its row need not say the schedule.
  const schedules = timing === undefined ? { schedules: [textOfSchedule(schedule)] } : {};
  work.set(keys.due.at(nextRunAt, id), { ids: [id], ...schedules });
}

/** What a pack says of one of its jobs: the fields that the job's own record has no more. */
export function cursorOf(
  { at, row }: PlacedPack,
): Pick<Job, "firedUntil"> & { nextRunAt: Instant } {
  return { nextRunAt: at, ...until(row.value.pack?.firedUntil) };
}

/** A job of a pack as it is outside of the pack. */
export function ownJob(
  { pack: _p, packFrom: _o, nextRunAt: _n, firedUntil: _f, ...job }: Job,
  cursor: Pick<Job, "nextRunAt" | "firedUntil">,
  instances: Instances,
): Job {
  return { ...job, ...cursor, active: [...instances.get(job.id) ?? []] };
}

function until(firedUntil: Instant | undefined): { firedUntil?: Instant } {
  return firedUntil === undefined ? {} : { firedUntil };
}

function rowOf(schedule: Schedule, pack: DueRow["pack"] & object): DueRow {
  return { ids: [], schedules: [textOfSchedule(schedule)], pack };
}

function setRow(work: Commit, id: PackId, at: Instant, row: DueRow): void {
  work.set(keys.due.ofPack(at, id), row).set(keys.pack.dueAt(id), at);
}
