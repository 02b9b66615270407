import { giveBack, type Held, recover } from "../../model/execution.ts";
import type { ClaimId, ExecutionId, WorkerId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database, Entry } from "../kv/database.ts";
import { UnreadableRecordError } from "../kv/faults/unreadable.ts";
import { keys } from "../kv/keys.ts";
import type { Worker } from "../kv/records.ts";
import { leaseMs, type LeaseWatch } from "./lease_watch.ts";
import { type EndPrograms, takeClaims } from "./take_claims.ts";
import { stopRequests } from "./stop_requests.ts";

export { type EndPrograms, leaseMs };

/** A worker's lease as it last wrote it. Each renewal gives a new one. */
export interface Lease {
  readonly workerId: WorkerId;
  readonly worker: Worker;
  readonly entry: Entry<Worker>;
}

/** What a worker says of itself. */
export type GivenWorker = Pick<Worker, "hostname" | "pid" | "startedAt" | "processId">;

/**
 * Takes a lease, or renews `held`.
 * @returns `undefined` when the record is not as it was held: see renewLease().
 */
export async function takeLease(
  db: Database,
  workerId: WorkerId,
  { hostname, pid, startedAt, processId }: GivenWorker,
  held: Lease | undefined,
  now: Instant,
  lengthMs = leaseMs,
): Promise<Lease | undefined> {
  const key = keys.worker.at(workerId);
  const before = held?.entry ?? { key: key.parts, value: undefined, versionstamp: null };
  const process = processId === undefined ? {} : { processId };
  const times = { startedAt, leaseUntil: now + lengthMs, leaseMs: lengthMs };
  const worker = { hostname, pid, ...process, ...times };
  const versionstamp = await commit(db, new Commit().check(before).set(key, worker), now);
  return versionstamp === undefined
    ? undefined
    : { workerId, worker, entry: { key: key.parts, value: worker, versionstamp } };
}

/**
 * Renews a lease, also where an earlier renewal landed without an answer: only the record itself says that the lease is
 * lost.
 * @returns `undefined` when another process found the worker lost.
 * @throws UnknownCommitError when nobody knows: the next renewal finds out.
 */
export async function renewLease(
  db: Database,
  held: Lease,
  now: Instant,
  lengthMs = leaseMs,
): Promise<Lease | undefined> {
  const { workerId } = held;
  for (let lease = held;;) {
    const renewed = await takeLease(db, workerId, lease.worker, lease, now, lengthMs);
    if (renewed !== undefined) return renewed;
    const entry = await db.read(keys.worker.at(workerId));
    if ("isUnreadable" in entry) {
      // Something has spoilt the record: it is written anew. Who finds a worker lost writes a record that can be read.
      const { key, versionstamp } = entry;
      if (versionstamp === undefined) throw new UnreadableRecordError(key);
      lease = { ...lease, entry: { key, value: lease.worker, versionstamp } };
      continue;
    }
    if (entry.value === undefined || entry.value.isLost) return undefined;
    // Nobody but the worker itself writes a record without that mark.
    lease = { workerId, worker: entry.value, entry };
  }
}

/**
 * Removes the lease of a worker that ends. With an open claim the lease stays until it runs out, so that the claim is
 * found.
 */
export async function endLease(db: Database, lease: Lease, now: Instant): Promise<void> {
  const open = await db.list(keys.claim.allOf(lease.workerId), { limit: 1 });
  if (open.length > 0) return;
  const work = new Commit().check(lease.entry).delete(keys.worker.at(lease.workerId));
  await addStopsRemoval(db, work, lease.workerId);
  await commit(db, work, now);
}

/**
 * Takes the claims of lost workers. An execution that never started is queued again, and the attempt does not count. One
 * that may have started is queued again while attempts remain, and ends otherwise. Any number of processes may call this at
 * the same time.
 * @param watch what this process has seen of the workers so far.
 * @param endPrograms is called for each execution before it is taken.
 * @returns the executions that this call took.
 */
export async function recoverLost(
  db: Database,
  watch: LeaseWatch,
  now: Instant,
  endPrograms?: EndPrograms,
): Promise<ExecutionId[]> {
  const recovered: ExecutionId[] = [];
  for (const entry of await watch.lostWorkers(db)) {
    recovered.push(...await recoverWorker(db, entry, now, endPrograms));
  }
  return recovered;
}

async function recoverWorker(
  db: Database,
  entry: Entry<Worker>,
  now: Instant,
  endPrograms?: EndPrograms,
): Promise<ExecutionId[]> {
  const workerId = entry.key.at(-1) as WorkerId;
  const lost = await shutOut(db, workerId, entry, now);
  if (lost === undefined) return [];
  const steps = (held: Held, mayHaveStarted: boolean, note?: string) =>
    mayHaveStarted ? recover(held, now, Math.random, note) : giveBack(held, now);
  const claims = await db.list(keys.claim.allOf(workerId), { limit: 10_000 });
  const taken = await takeClaims(db, lost, claims, steps, now, endPrograms);
  if (taken === undefined) return [];
  const work = new Commit().check(lost).delete(keys.worker.at(workerId));
  await addStopsRemoval(db, work, workerId);
  await commit(db, work, now);
  return taken;
}

/** Requests to stop executions that ended at the same moment. */
async function addStopsRemoval(db: Database, work: Commit, workerId: WorkerId): Promise<void> {
  for (const { id } of await stopRequests(db, workerId)) work.delete(keys.stop.at(workerId, id));
}

/** From here on the worker can neither renew its lease nor claim, because both check this entry. */
async function shutOut(
  db: Database,
  workerId: WorkerId,
  entry: Entry<Worker>,
  now: Instant,
): Promise<Entry<Worker> | undefined> {
  const value = { ...entry.value, isLost: true } as const;
  const work = new Commit().check(entry).set(keys.worker.at(workerId), value);
  const versionstamp = await commit(db, work, now);
  return versionstamp === undefined ? undefined : { ...entry, value, versionstamp };
}

/**
 * Gives back executions that a worker claimed without knowing, because the answer to its commit got lost.
 * @param known the claims that the worker knows.
 */
export async function giveBackUnknown(
  db: Database,
  lease: Lease,
  known: ReadonlySet<ClaimId>,
  now: Instant,
): Promise<void> {
  const claims = await db.list(keys.claim.allOf(lease.workerId), { limit: 10_000 });
  const unknown = claims.filter(({ key }) => !known.has(key.at(-1) as ClaimId));
  await takeClaims(db, lease.entry, unknown, (held) => giveBack(held, now), now);
}
