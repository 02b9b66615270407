/** What a restored database must not do again: the service did it after the backup was made. */
import { giveUp } from "../../model/execution.ts";
import type { ExecutionId, PackId, WorkerId } from "../../model/ids.ts";
import { rescheduleJob } from "../../model/job.ts";
import { nextFire } from "../../model/schedule.ts";
import type { Instant } from "../../model/time.ts";
import { cancelParts } from "../history/executions.ts";
import { dissolvePack } from "../jobs/broken_packs.ts";
import { addJob } from "../jobs/jobs.ts";
import { movePack, readPack } from "../jobs/packs.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import { anything, type Database, type Entry, type Table } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { DueRow } from "../kv/records.ts";
import { takeClaims } from "../running/take_claims.ts";

/** How much a restore had to change. */
export interface Settled {
  /** Executions that were running when the backup was made. They failed. */
  readonly lost: number;
  /** Executions that waited then, and whose time has passed. They were stopped. */
  readonly stopped: number;
  /** Jobs that moved to their next fire time from now. */
  readonly moved: number;
}

const batch = 200;

/**
 * Moves each job to its next fire time from now, and ends what ran or waited when the backup was made. Nobody else may use
 * the database meanwhile. A call that was cut off goes on with the next call.
 * @param madeAt when the backup was made.
 */
export async function settleRestored(
  db: Database,
  madeAt: Instant,
  now: Instant,
): Promise<Settled> {
  const when = new Date(madeAt).toISOString();
  const lost = await endRunning(
    db,
    `it was running when the backup of ${when} was made, which was restored since: ` +
      "nobody knows how it ended",
    now,
  );
  const stopped = await stopWaiting(
    db,
    `it was waiting when the backup of ${when} was made, which was restored since`,
    now,
  );
  return { lost, stopped, moved: await moveDue(db, now) };
}

async function endRunning(db: Database, reason: string, now: Instant): Promise<number> {
  let lost = 0;
  // An unreadable claim names no executions: they are looked for.
  for await (const claim of rowsOf(db, { ...keys.claim.all, instead: { executionIds: [] } })) {
    const key = keys.worker.at(claim.key.at(-2) as WorkerId);
    const worker = await db.read(key);
    const value = worker.value ?? { hostname: "", pid: 0, startedAt: 0, leaseUntil: 0 };
    // Written anew: the record of the worker may be missing or unreadable.
    const versionstamp = await commit(db, new Commit().set(key, value), now) ?? "";
    const taken = await takeClaims(
      db,
      { key: key.parts, value, versionstamp },
      [claim],
      (held) => giveUp(held, reason, now),
      now,
    );
    lost += taken?.length ?? 0;
  }
  for (const table of [keys.worker.all, stops]) await removeAll(db, table, now);
  return lost;
}

const stops: Table<unknown> = {
  prefix: keys.stop.allOf("" as WorkerId).prefix.slice(0, 1),
  schema: anything,
};

async function stopWaiting(db: Database, reason: string, now: Instant): Promise<number> {
  const cancel = async (ids: readonly ExecutionId[]) => {
    const parts = await cancelParts(db, ids, reason, now);
    for (const work of packed(parts, db.limits)) await commit(db, work, now);
    return parts.length;
  };
  let stopped = 0;
  for await (const { key, value } of rowsOf(db, keys.waiting.all)) {
    stopped += await cancel(value);
    await commit(db, new Commit().delete({ parts: key, schema: anything }), now);
  }
  for await (const { key } of rowsOf(db, keys.queue.all)) {
    stopped += await cancel([key.at(-1) as ExecutionId]);
  }
  for await (const { key } of rowsOf(db, keys.later.all)) {
    if (Number(key.at(-2)) > now) break;
    stopped += await cancel([key.at(-1) as ExecutionId]);
  }
  return stopped;
}

async function moveDue(db: Database, now: Instant): Promise<number> {
  let moved = 0;
  for (let isDissolved = true; isDissolved;) {
    isDissolved = false;
    for await (const row of rowsOf(db, keys.due.all)) {
      if (Number(row.key.at(-2)) > now) break;
      const count = row.value.pack === undefined
        ? await moveJobs(db, row, now)
        : await moveDuePack(db, row, now);
      if (count === undefined) isDissolved = true;
      else moved += count;
    }
  }
  return moved;
}

/** @returns `undefined` when the pack was dissolved: its jobs have rows of their own now. */
async function moveDuePack(
  db: Database,
  row: Entry<DueRow>,
  now: Instant,
): Promise<number | undefined> {
  const id = row.key.at(-1) as PackId;
  const pack = await readPack(db, id);
  const schedule = pack?.pack.jobs[0]?.schedule;
  const next = schedule && nextFire(schedule, now);
  if (pack === undefined || next === undefined) {
    await dissolvePack(db, id, now, Number(row.key.at(-2)));
    return undefined;
  }
  const work = new Commit().check(pack.row);
  movePack(work, pack, next, now);
  await commit(db, work, now);
  return pack.pack.jobs.length;
}

async function moveJobs(db: Database, row: Entry<DueRow>, now: Instant): Promise<number> {
  const jobs = await db.getMany(row.value.ids.map(keys.job.at));
  const parts = jobs.flatMap((entry) => {
    const job = entry.value;
    if (job?.nextRunAt === undefined || job.nextRunAt > now) return [];
    const work = new Commit().check(entry);
    addJob(work, job, rescheduleJob({ ...job, firedUntil: now }, now));
    return [work];
  });
  // An unreadable job keeps its row: its next tick sets the row aside.
  const isWhole = jobs.every((entry) => !("isUnreadable" in entry));
  if (isWhole) parts.push(new Commit().delete({ parts: row.key, schema: anything }));
  for (const work of packed(parts, db.limits)) await commit(db, work, now);
  return parts.length - (isWhole ? 1 : 0);
}

async function removeAll(db: Database, table: Table<unknown>, now: Instant): Promise<void> {
  const parts: Commit[] = [];
  for await (const { key } of rowsOf(db, table)) {
    parts.push(new Commit().delete({ parts: key, schema: anything }));
  }
  for (const work of packed(parts, db.limits)) await commit(db, work, now);
}

/** The rows of a table, read page by page. Rows that are added in front of the page are not seen. */
async function* rowsOf<T>(db: Database, table: Table<T>): AsyncGenerator<Entry<T>> {
  let from: Deno.KvKey | undefined;
  for (;;) {
    const rows = await db.list(table, { limit: batch, ...(from === undefined ? {} : { from }) });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return;
    from = [...last.key.slice(table.prefix.length), new Uint8Array()];
  }
}
