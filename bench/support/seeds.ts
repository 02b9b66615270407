import { z } from "zod";
import { defineJobClass } from "../../scheduler/job_classes/job_class.ts";
import { jobClassRegistry } from "../../scheduler/job_classes/mod.ts";
import {
  draftExecution,
  type Ended,
  finish,
  type Running,
  type Scheduled,
  start,
} from "../../scheduler/model/execution.ts";
import type { AuditEntry } from "../../scheduler/model/audit_entry.ts";
import {
  type AuditEntryId,
  type CategoryId,
  type ClaimId,
  fireId,
  type JobId,
  newId,
  type WorkerId,
} from "../../scheduler/model/ids.ts";
import { draftJob, type Job } from "../../scheduler/model/job.ts";
import type { JobPolicy } from "../../scheduler/model/job_policy.ts";
import { defaultJobPolicy } from "../../scheduler/model/job_policy_fields.ts";
import { draftSchedule } from "../../scheduler/model/schedule.ts";
import { storedSize } from "../../scheduler/model/json.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { seedCategories } from "../../scheduler/store/access/categories.ts";
import type { Commit } from "../../scheduler/store/kv/commit.ts";
import {
  type CommitLimits,
  Database,
  openDatabase,
  sharedServerLimits,
} from "../../scheduler/store/kv/database.ts";

/** The policy of a service with default configuration. */
export const policy: JobPolicy = defaultJobPolicy;

export const noop = defineJobClass({
  name: "bench.Noop",
  notes: "Does nothing.",
  args: z.tuple([]),
  example: [],
  run: () => {},
});
export const benchClasses = jobClassRegistry([noop]);

export const eachMinute = draftSchedule({ minute: "*" }, "UTC");
/** Once an hour, at the minute of `boundary`: a job that is due then is not due again before the run is over. */
export function hourlyAt(boundary: Instant) {
  return draftSchedule({ minute: String(new Date(boundary).getUTCMinutes()) }, "UTC");
}
/** Next due in years, so a stored job with this schedule never fires during a run. */
export const seldom = draftSchedule({ month: "2", day: "29", week: "9", hour: "4" }, "UTC");

export function aJob(now: Instant, given: Partial<Job> = {}): Job {
  const draft = {
    name: "a job of the bench",
    jobClass: noop.name,
    pubArgs: [],
    schedule: eachMinute,
    categoryId: 1 as CategoryId,
    policy,
    ...given,
  };
  return draftJob(newId<JobId>(now), draft, now);
}

/** An execution in each state that a fire leads through, made as the service makes it. */
export function aRun(job: Job, at: Instant): { queued: Scheduled; running: Running; ended: Ended } {
  const id = fireId(job.id, at);
  const queued = draftExecution(
    { id, job, trigger: "schedule", scheduledAt: at, readyAt: at },
    at,
  );
  const holder = {
    workerId: newId<WorkerId>(at),
    claimId: newId<ClaimId>(at),
    hostname: "localhost",
    pid: 12_345,
  };
  const running = start(queued, holder, at);
  const ended = finish(running, { kind: "succeeded", result: "" }, at + 1, () => 0) as Ended;
  return { queued, running, ended };
}

export function anAudit(job: Job, now: Instant): AuditEntry {
  return {
    id: newId<AuditEntryId>(now),
    jobId: job.id,
    jobName: job.name,
    categoryId: job.categoryId,
    event: "added",
    username: "admin",
    description: "[]",
    createdAt: now,
  };
}

export interface BenchDatabase extends AsyncDisposable {
  readonly path: string;
  readonly db: Database;
}

/** A database in a file of its own, with the categories that are always there. */
export async function benchDatabase(limits?: "shared"): Promise<BenchDatabase> {
  const folder = await Deno.makeTempDir({ prefix: "carillon-bench-" });
  const path = `${folder}/carillon.db`;
  const opened = await openDatabase(path);
  const db = limits === undefined ? opened : new Database(opened.kv, sharedServerLimits);
  await seedCategories(db, Date.now());
  return {
    path,
    db,
    async [Symbol.asyncDispose]() {
      db.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

type Mutation = Commit["mutations"][number];

const rawLimits: Omit<CommitLimits, "checks"> = {
  mutations: 990,
  bytes: 780 * 1024,
  keyBytes: 78 * 1024,
};

/** Writes rows as fast as Deno KV does at all: the largest atomic operations, no checks, two in flight. */
export async function writeRaw(
  db: Database,
  batches: Iterable<readonly Mutation[]>,
): Promise<void> {
  const inFlight: Promise<unknown>[] = [];
  for (const batch of batches) {
    const operation = db.kv.atomic();
    for (const { key, value } of batch) {
      if (value === undefined) operation.delete(key);
      else operation.set(key, value);
    }
    inFlight.push(operation.commit());
    if (inFlight.length >= 2) await inFlight.shift();
  }
  await Promise.all(inFlight);
}

/** Rows put together into as few atomic operations as can be. */
export function* rawBatches(rows: Iterable<Mutation>): Generator<Mutation[]> {
  let batch: Mutation[] = [];
  let [bytes, keyBytes] = [0, 0];
  for (const row of rows) {
    const key = storedSize(row.key);
    const size = key + (row.value === undefined ? 0 : storedSize(row.value));
    if (
      batch.length >= rawLimits.mutations || bytes + size > rawLimits.bytes ||
      keyBytes + key > rawLimits.keyBytes
    ) {
      yield batch;
      [batch, bytes, keyBytes] = [[], 0, 0];
    }
    batch.push(row);
    bytes += size;
    keyBytes += key;
  }
  if (batch.length > 0) yield batch;
}
