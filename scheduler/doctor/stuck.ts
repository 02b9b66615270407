import { type Held, isHeld, recover } from "../model/execution.ts";
import type { ClaimId, ExecutionId, WorkerId } from "../model/ids.ts";
import type { Instant } from "../model/time.ts";
import { readStored } from "../store/history/executions.ts";
import { executionsOn, readSheets } from "../store/history/sheets.ts";
import { Commit, commit } from "../store/kv/commit.ts";
import type { Database, Entry } from "../store/kv/database.ts";
import { keys } from "../store/kv/keys.ts";
import type { Claim } from "../model/records/claim.ts";
import type { Worker } from "../store/kv/records.ts";
import { takeClaims } from "../store/running/take_claims.ts";
import type { Scan } from "./scan.ts";

/** Executions that a worker had under one claim, and that nobody will ever end. */
export interface Stuck {
  readonly workerId: WorkerId;
  readonly claimId: ClaimId;
  readonly ids: readonly ExecutionId[];
}

const atOnce = 500;

/** The executions that are running by their records, while no claim of a worker names them. */
export async function findStuck(
  db: Database,
  { held, openSheets }: Pick<Scan, "held" | "openSheets">,
): Promise<Stuck[]> {
  const running: Held[] = [];
  for (let i = 0; i < held.length; i += atOnce) {
    const stored = await readStored(db, held.slice(i, i + atOnce));
    running.push(
      ...stored.flatMap(({ value }) => value !== undefined && isHeld(value) ? [value] : []),
    );
  }
  for (let i = 0; i < openSheets.length; i += atOnce) {
    const sheets = await readSheets(db, openSheets.slice(i, i + atOnce));
    running.push(...[...sheets.values()].flatMap(executionsOn).filter(isHeld));
  }
  const groups = Map.groupBy(running, ({ workerId, claimId }) => `${workerId} ${claimId}`);
  const stuck: Stuck[] = [];
  for (const group of groups.values()) {
    const [{ workerId, claimId } = {}] = group as readonly Partial<Held>[];
    if (workerId === undefined || claimId === undefined) continue;
    if (await isHeldNow(db, workerId, claimId)) continue;
    // An execution that ended at this moment took its claim along.
    const again = await readStored(db, group.map(({ id }) => id));
    const ids = again.flatMap(({ value }) =>
      value !== undefined && isHeld(value) && value.claimId === claimId ? [value.id] : []
    );
    if (ids.length > 0) stuck.push({ workerId, claimId, ids });
  }
  return stuck;
}

async function isHeldNow(db: Database, workerId: WorkerId, claimId: ClaimId): Promise<boolean> {
  const claim = await db.read(keys.claim.at(workerId, claimId));
  const worker = await db.read(keys.worker.at(workerId));
  return claim.versionstamp !== null && worker.versionstamp !== null;
}

const nobody: Worker = { hostname: "", pid: 0, startedAt: 0, leaseUntil: 0, isLost: true };

/**
 * Releases stuck executions as those of a lost worker: they are queued again while attempts remain, and fail otherwise.
 * @returns how many were released.
 */
export async function releaseStuck(db: Database, stuck: Stuck, now: Instant): Promise<number> {
  const { workerId, claimId, ids } = stuck;
  const [workerKey, claimKey] = [keys.worker.at(workerId), keys.claim.at(workerId, claimId)];
  const before = await db.read(workerKey);
  const value: Claim = { executionIds: [...ids] };
  const work = new Commit().check(before).set(claimKey, value);
  // A worker that lives keeps its record, and has no use for the claim.
  if (before.value === undefined) work.set(workerKey, nobody);
  const versionstamp = await commit(db, work, now);
  if (versionstamp === undefined) return 0;
  const worker: Entry<Worker> = before.value === undefined
    ? { key: workerKey.parts, value: nobody, versionstamp }
    : before;
  const claim = { key: claimKey.parts, value, versionstamp };
  const step = (held: Held) => recover(held, now, Math.random);
  const taken = await takeClaims(db, worker, [claim], step, now);
  if (before.value === undefined) await commit(db, new Commit().delete(workerKey), now);
  return taken?.length ?? 0;
}
