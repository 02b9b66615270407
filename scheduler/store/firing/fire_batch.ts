import { type Holder, type Running, type Scheduled, start } from "../../model/execution.ts";
import { type JobId, newId, type PackId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Instant } from "../../model/time.ts";
import { addExecution } from "../history/executions.ts";
import { Commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { CalendarBook } from "../calendars/book.ts";
import type { Claim } from "../../model/records/claim.ts";
import { FireSheet, type TakenByFire } from "./fire_sheet.ts";
import { endSizesOf } from "../running/end_sizes.ts";
import { fireClaimOf, type HeldClaim } from "../running/claims.ts";
import { addDueTogether, type DueEntry } from "./due.ts";
import type { Taking } from "./taking.ts";

/** How many commits are written at once. More would not make the database quicker. */
export const mostInFlight = 3;

/** The bytes that each end has on the sheet of two packs. */
const endBytesOfTwo = 200;

/**
 * How many packs share a commit and a sheet: a commit costs as much as many rows. Two, where the ends of so many executions
 * fit on the sheet.
 * @param isFirst whether nothing is fired yet: the first runs start sooner.
 */
export function packsTogether(db: Database, isFirst: boolean): number {
  return !isFirst && endSizesOf(db).areBelow(endBytesOfTwo) ? 2 : 1;
}

/** What the fire of one job, or of a pack of jobs, writes. */
export interface JobFire {
  readonly entry: DueEntry;
  readonly jobs: readonly JobId[];
  /** The jobs after the fire whose next due entries are still to be written. */
  readonly moved: readonly Job[];
  readonly work: Commit;
  /** What the worker takes at once. */
  readonly taken: TakenByFire;
  /** The record that each change of a calendar writes; absent for jobs without calendars. */
  readonly calendars?: CalendarBook["head"];
}

/** Fires that share a commit, and the claim with which a worker of this process takes their executions. */
export class FireBatch {
  readonly taking: Taking | undefined;
  readonly #parts: JobFire[] = [];
  /** Entries of the due index that have no jobs left after this commit. */
  readonly #removed: DueEntry[] = [];
  readonly #db: Database;
  readonly #work = new Commit();
  readonly #taken: Running[] = [];
  readonly sheet = new FireSheet();
  #written: HeldClaim["sheet"];
  readonly #holder: Holder | undefined;
  #claim: Claim | undefined;
  #checksCalendars = false;

  constructor(db: Database, taking: Taking | undefined) {
    this.#db = db;
    this.taking = taking;
    if (taking === undefined) return;
    const { claimId, lease: { workerId, entry, worker: { hostname, pid } } } = taking;
    this.#holder = { workerId, claimId, hostname, pid };
    this.#work.check(entry);
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** How many jobs the batch fires. */
  get size(): number {
    return this.#parts.reduce((sum, { jobs }) => sum + jobs.length, 0);
  }

  get first(): DueEntry | undefined {
    return this.#parts[0]?.entry;
  }

  /** Whether the worker has no room for a further execution. */
  get isTaken(): boolean {
    return this.taking !== undefined && this.#taken.length >= this.taking.room;
  }

  /** Whether the worker has no room for all of so many executions. */
  lacksRoomFor(count: number): boolean {
    return this.taking !== undefined && this.#taken.length + count > this.taking.room;
  }

  /**
   * The execution as running, if the worker has room and no other category has a better right to it. A run with jitter waits
   * in the queue.
   * @param more executions of the same job that it takes as well.
   */
  started(execution: Scheduled, more: number, now: Instant): Running | undefined {
    if (this.#holder === undefined || (execution.readyAt ?? now) > now) return undefined;
    if (this.#taken.length + more >= (this.taking?.room ?? 0)) return undefined;
    if (this.taking?.admits?.(execution.job.categoryId, more) === false) return undefined;
    return start(execution, this.#holder, now);
  }

  /**
   * Whether the commit can hold this fire too. The first always fits: the database decides whether it is too large.
   */
  hasRoomFor({ work, calendars }: JobFire): boolean {
    const { limits } = this.#db;
    const each = limits.checks;
    const more = calendars !== undefined && !this.#checksCalendars ? 1 : 0;
    // The claim names each execution. In the worst case each job has a due entry of its own.
    const left = {
      ...limits,
      checks: limits.checks - 1 - more,
      mutations: limits.mutations - 2 * each,
      // A value has at most 64 KiB: the sheet.
      bytes: limits.bytes - 200 * each - 64 * 1024,
      keyBytes: limits.keyBytes - 120 * each,
    };
    return this.isEmpty || this.#work.hasRoomFor(work, left);
  }

  add(part: JobFire): void {
    this.#parts.push(part);
    this.#work.add(part.work);
    if (part.calendars !== undefined && !this.#checksCalendars) {
      this.#work.check(part.calendars);
      this.#checksCalendars = true;
    }
    const { executions, onSheet } = part.taken;
    this.#taken.push(...executions);
    const { entry } = part;
    this.sheet.take(onSheet, entry.pack && entry.key.at(-1) as PackId);
    for (const { job } of executions) this.taking?.note?.(job.categoryId);
  }

  finished(now: Instant): Commit {
    addDueTogether(this.#work, this.#parts.flatMap(({ moved }) => moved), newId(now));
    const fired = Map.groupBy(this.#parts, ({ entry }) => entry);
    for (const [entry, parts] of fired) {
      if (entry.pack !== undefined || parts.length < entry.rest.size) continue;
      entry.remove(this.#work);
      this.#removed.push(entry);
    }
    if (this.#holder !== undefined && this.#taken.length > 0) {
      this.#claim = fireClaimOf(this.#taken, this.taking?.starting ?? Infinity);
      this.#written = this.sheet.addTo(this.#work);
      this.#work.set(keys.claim.at(this.#holder.workerId, this.#holder.claimId), this.#claim);
    }
    return this.#work;
  }

  /** Ends the batch after its commit. @param versionstamp absent when a check failed. */
  end(versionstamp: string | undefined): void {
    if (versionstamp !== undefined) {
      for (const { entry, jobs } of this.#parts) for (const id of jobs) entry.rest.delete(id);
      for (const entry of this.#removed) entry.isRemoved = true;
    }
    if (this.taking === undefined || this.#holder === undefined) return;
    if (versionstamp === undefined) return this.taking.dropped("lost");
    if (this.#claim === undefined) return this.taking.dropped("unused");
    const { workerId, claimId } = this.#holder;
    const key = keys.claim.at(workerId, claimId).parts;
    const entry = { key, value: this.#claim, versionstamp, sheet: this.#written };
    this.taking.taken({ entry, executions: this.#taken });
  }

  /** Ends the batch when nobody knows whether it was written. */
  fail(): void {
    this.taking?.dropped("unknown");
  }
}

/**
 * Writes executions: running, as far as the worker has room.
 * @param isListed whether those that the worker does not take are listed: neither its claim nor their job's record says
 * that they are instances of the job.
 */
export function writerOf(
  batch: FireBatch,
  taken: TakenByFire,
  now: Instant,
  isListed = false,
): typeof addExecution {
  return (work, execution) => {
    const isReady = execution.state === "scheduled" && execution.readyAt !== undefined;
    const count = taken.executions.length;
    const running = isReady ? batch.started(execution, count, now) : undefined;
    if (running !== undefined && taken.add(batch.sheet, running, work)) return;
    const listed = isReady && isListed ? { ...execution, isListed: true as const } : execution;
    addExecution(work, running ?? listed);
  };
}
