import { type Holder, type Running, start } from "../../model/execution.ts";
import { type ClaimId, type ExecutionId, newId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { setExecution } from "../history/executions.ts";
import { Commit, commit } from "../kv/commit.ts";
import type { Database, Entry } from "../kv/database.ts";
import { addSetAside } from "../kv/faults/set_aside.ts";
import { keys } from "../kv/keys.ts";
import { claimOf, type HeldClaim } from "./claims.ts";
import type { Lease } from "./leases.ts";
import { type Ready, readyOfEach } from "./ready.ts";
import { dealOut } from "./shares.ts";

/** Executions that a worker claimed together, and the claim that its commits check. */
export interface Claimed {
  readonly entry: HeldClaim;
  readonly executions: readonly Running[];
}

/** How a claim is made. */
export interface ClaimOptions {
  /** How many of the executions may start at once. Before others start, a {@link StartMark} has to be written. All by default. */
  readonly starting?: number;
  /** Which of the ready executions are claimed, in the order in which they start. By default the categories take turns. */
  readonly choose?: (ready: Ready) => Promise<readonly Entry<unknown>[]>;
}

/**
 * Claims up to `most` ready executions, of each category the oldest first. Each execution is claimed by one worker only.
 * @returns what was claimed; `undefined` when another worker was quicker and a further call may succeed.
 */
export async function claimNext(
  db: Database,
  lease: Lease,
  most: number,
  now: Instant,
  { starting = most, choose }: ClaimOptions = {},
): Promise<Claimed | undefined> {
  const limit = Math.min(most, db.limits.checks - 1);
  const ready = await readyOfEach(db, now, limit);
  const chosen = (await choose?.(ready) ?? dealOut(ready, limit)).slice(0, limit);
  const stored = await db.getMany(chosen.map(({ key }) => keys.execution.at(idOf(key))));

  const claimId = newId<ClaimId>(now);
  const { workerId, worker: { hostname, pid } } = lease;
  const holder: Holder = { workerId, claimId, hostname, pid };
  const work = new Commit().check(lease.entry);
  const executions: Running[] = [];
  for (const [i, queued] of chosen.entries()) {
    const found = stored[i];
    const execution = found?.value;
    const part = new Commit().check(queued).delete({
      parts: queued.key,
      schema: keys.queue.all.schema,
    });
    if (found !== undefined && "isUnreadable" in found) addSetAside(part, queued);
    if (execution?.state === "scheduled") {
      const running = start(execution, holder, now);
      setExecution(part, running);
      if (!work.hasRoomFor(part, db.limits)) break;
      executions.push(running);
    }
    work.add(part);
  }
  const isPastUnreadable = executions.length === 0 && work.mutations.length > 0 &&
    stored.some((one) => "isUnreadable" in one);
  const claim = claimOf(executions, starting);
  const key = keys.claim.at(workerId, claimId);
  const entry = { key: key.parts, value: claim, versionstamp: "" };
  if (work.mutations.length === 0) return { entry, executions };
  if (executions.length > 0) work.set(key, claim);
  const versionstamp = await commit(db, work, now);
  // Nothing but entries that were set aside: ready executions may be behind them.
  if (versionstamp === undefined || isPastUnreadable) return undefined;
  return { entry: { ...entry, versionstamp }, executions };
}

function idOf(key: Deno.KvKey): ExecutionId {
  return key.at(-1) as ExecutionId;
}
