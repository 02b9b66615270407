import assert from "node:assert/strict";
import type { AuditEntry, AuditEvent } from "../../scheduler/model/audit_entry.ts";
import type { Execution, Held, Outcome, Running } from "../../scheduler/model/execution.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { finish } from "../../scheduler/model/execution.ts";
import {
  type AuditEntryId,
  type ExecutionId,
  type JobId,
  newId,
  type WorkerId,
} from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import type { Clock } from "../../scheduler/model/time.ts";
import { seedCategories } from "../../scheduler/store/access/categories.ts";
import { type CommitLimits, Database } from "../../scheduler/store/kv/database.ts";
import { findExecution } from "../../scheduler/store/history/executions.ts";
import { findExecutions } from "../../scheduler/store/history/find_executions.ts";
import { allTime } from "../../scheduler/store/kv/walk.ts";
import { createJob, findJob } from "../../scheduler/store/jobs/jobs.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { LeaseWatch } from "../../scheduler/store/running/lease_watch.ts";
import {
  type EndPrograms,
  type Lease,
  leaseMs,
  recoverLost,
  takeLease,
} from "../../scheduler/store/running/leases.ts";
import { type Claimed, claimNext } from "../../scheduler/store/running/queue.ts";
import type { Step } from "../../scheduler/store/running/step.ts";
import { runNow } from "../../scheduler/store/firing/run_now.ts";
import { patienceMs } from "../../scheduler/store/kv/patience.ts";
import { memoryDatabase } from "./memory_database.ts";
import { packsOf } from "./packs.ts";

export function anAudit(
  job: Pick<Job, "id" | "name" | "categoryId">,
  event: AuditEvent,
  now: number,
): AuditEntry {
  return {
    id: newId<AuditEntryId>(now),
    jobId: job.id,
    jobName: job.name,
    categoryId: job.categoryId,
    event,
    username: "kim",
    description: "",
    createdAt: now,
  };
}

/** A database with the categories that are always there, which takes no more than its limits say. */
export async function seededDatabase(clock: Clock, limits?: CommitLimits) {
  const db = await memoryDatabase(limits);
  await seedCategories(db, clock.now());
  const atomic = db.kv.atomic.bind(db.kv);
  db.kv.atomic = () => {
    const operation = atomic();
    const check = operation.check.bind(operation);
    let checks = 0;
    operation.check = (...more) => {
      checks += more.length;
      if (checks > db.limits.checks) throw new TypeError(`${checks} checks are too many`);
      return check(...more);
    };
    return operation;
  };
  return db;
}

export async function storedJob(db: Database, job: Job): Promise<Job> {
  await createJob(db, job, anAudit(job, "added", job.createdAt), job.createdAt);
  return job;
}

/** Runs the job, whatever its overlap rule says. The execution counts as an instance while the job has a free one. */
export async function runNowAt(db: Database, job: Job, now: number): Promise<ExecutionId> {
  const made = await runNow(db, job.id, (job) => anAudit(job, "custom_run", now), now, {
    request: ({ active, policy }) => ({ force: active.length >= policy.maxInstances }),
  });
  assert.ok(made !== undefined);
  return made.id;
}

export async function executionAt(db: Database, id: ExecutionId): Promise<Execution> {
  const execution = await findExecution(db, id);
  assert.ok(execution !== undefined, `no execution ${id}`);
  return execution;
}

/** All executions, wherever they are stored, oldest first. */
export async function allExecutions(db: Database): Promise<readonly Execution[]> {
  const request = { limit: 100_000, oldestFirst: true };
  return (await findExecutions(db, { scheduled: allTime }, request)).items;
}

export async function aLease(db: Database, clock: Clock): Promise<Lease> {
  const [now, given] = [clock.now(), { hostname: "host", pid: 1 }];
  const workerId = newId<WorkerId>(now);
  const lease = await takeLease(db, workerId, { ...given, startedAt: now }, undefined, now);
  assert.ok(lease !== undefined);
  return lease;
}

/** The executions that a process recovers after it watched for one lease in which no worker renewed. */
export async function recoverSilent(
  db: Database,
  now: number,
  endPrograms?: EndPrograms,
): Promise<ExecutionId[]> {
  let elapsed = 0;
  const watch = new LeaseWatch(() => elapsed);
  await watch.lostWorkers(db);
  elapsed = leaseMs;
  return await recoverLost(db, watch, now, endPrograms);
}

export async function claimed(
  db: Database,
  lease: Lease,
  clock: Clock,
  most = 10,
): Promise<Claimed> {
  const taken = await claimNext(db, lease, most, clock.now());
  assert.ok(taken !== undefined);
  return taken;
}

export const done: Outcome = { kind: "succeeded", result: "done" };
export const broken: Outcome = { kind: "failed", reason: "broken", result: "" };
export const timedOut: Outcome = { kind: "timeout", reason: "took longer than 5 s" };

/** The steps of executions that end like this; the last of them takes the claim with it. */
export function stepsOf(
  { entry, executions }: Claimed,
  outcome: Outcome,
  now: number,
  chosen: readonly Running[] = executions,
): Step[] {
  return chosen.map((execution, i) => ({
    claim: entry,
    execution,
    next: (held: Held) => finish(held, outcome, now, () => 0),
    isLast: chosen.length === executions.length && i === chosen.length - 1,
  }));
}

/** All keys but those of the change feed, as text, sorted. */
export async function allKeys(db: Database): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of db.kv.list({ prefix: [] })) {
    if (!String(key[0]).startsWith("change")) found.push(JSON.stringify(key));
  }
  return found.toSorted();
}

/** The keys of these tables. */
export async function keysOf(db: Database, ...tables: string[]): Promise<string[]> {
  return (await allKeys(db)).filter((key) => tables.includes(JSON.parse(key)[0]));
}

/** The jobs to which the due index leads at the time at which they are due. */
export async function dueJobs(db: Database): Promise<JobId[]> {
  const rows = await db.list(keys.due.all, { limit: 100_000 });
  const named = rows.flatMap(({ key, value }) => value.ids.map((id) => ({ at: key.at(-2), id })));
  const jobs = await Promise.all(named.map(({ id }) => findJob(db, id)));
  const alone = named.filter(({ at }, i) => jobs[i]?.nextRunAt === at).map(({ id }) => id);
  return [...alone, ...(await packsOf(db)).flatMap(({ jobs }) => jobs)];
}

type CommitResult = Deno.KvCommitResult | Deno.KvCommitError;

/** The same database, whose commits go through `around`. @param waitMs how long commits that fail are tried again. */
export function disturbed(
  db: Database,
  around: (commit: () => Promise<CommitResult>) => Promise<CommitResult>,
  waitMs?: number,
): Database {
  return withOperations(db, (operation) => {
    const commit = operation.commit.bind(operation);
    operation.commit = () => around(commit);
  }, waitMs);
}

/** The same database; `change` gets each of its atomic operations before anything is added. */
export function withOperations(
  db: Database,
  change: (operation: Deno.AtomicOperation) => void,
  waitMs = patienceMs,
): Database {
  const kv = new Proxy(db.kv, {
    get(kv, name) {
      const member: unknown = Reflect.get(kv, name, kv);
      if (name !== "atomic") return typeof member === "function" ? member.bind(kv) : member;
      return () => {
        const operation = kv.atomic();
        change(operation);
        return operation;
      };
    },
  });
  return new Database(kv, db.limits, {}, false, waitMs);
}

/** The same database; `act` is done once, right before its next commit. */
export function interposed(db: Database, act: () => Promise<unknown>): Database {
  let isDone = false;
  return disturbed(db, async (commit) => {
    if (!isDone) {
      isDone = true;
      await act();
    }
    return await commit();
  });
}

/** The results of calls that may be refused. */
export async function outcomes(calls: Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((one) => {
    if (one.status === "fulfilled") return "done";
    if (one.reason instanceof Refusal) return one.reason.code;
    throw one.reason;
  }).toSorted();
}

/** The same database behind a server that can be frozen: while it is, calls wait, and happen when it thaws. */
export function freezable(db: Database, patienceMs: number) {
  let frozen: PromiseWithResolvers<void> | undefined;
  const waiting = async <T>(act: () => Promise<T>) => {
    await frozen?.promise;
    return await act();
  };
  const kv = new Proxy(db.kv, {
    get(kv, name) {
      const member: unknown = Reflect.get(kv, name, kv);
      if (typeof member !== "function") return member;
      if (name === "atomic") {
        return () => {
          const operation = kv.atomic();
          const commit = operation.commit.bind(operation);
          operation.commit = () => waiting(commit);
          return operation;
        };
      }
      if (name === "get" || name === "getMany") {
        return (...given: unknown[]) => waiting(() => member.apply(kv, given));
      }
      return member.bind(kv);
    },
  });
  return {
    server: new Database(kv, db.limits, {}, true, patienceMs),
    freeze: () => frozen = Promise.withResolvers(),
    thaw: () => {
      frozen?.resolve();
      frozen = undefined;
    },
  };
}
