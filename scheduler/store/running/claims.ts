import { isHeld, type Running } from "../../model/execution.ts";
import {
  type ClaimId,
  type ExecutionId,
  lowestId,
  type SheetId,
  slotId,
  timeOf,
  type WorkerId,
} from "../../model/ids.ts";
import type { Sheet } from "../../model/records/sheet.ts";
import { second } from "../../model/time.ts";
import type { Commit } from "../kv/commit.ts";
import type { Absent, Database, Entry, Key } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { Claim } from "../../model/records/claim.ts";

/** A claim that this process holds. */
export interface HeldClaim extends Entry<Claim> {
  /** The sheet that the claim's commit wrote; absent where all its executions have records. */
  readonly sheet?: {
    readonly id: SheetId;
    readonly sheet: Sheet;
    /** At least what its jobs take: the rest is for the ends. */
    readonly jobBytes: number;
  } | undefined;
}

/** A claim of these executions. @param starting how many of them may start at once. */
export function claimOf(executions: readonly Running[], starting: number): Claim {
  const executionIds = executions.map(({ id }) => id);
  return { executionIds, starting: Math.min(starting, executionIds.length) };
}

/** The claim that a fire makes: its executions count as instances of the jobs that it names. */
export function fireClaimOf(executions: readonly Running[], starting: number): Claim {
  return { ...claimOf(executions, starting), jobIds: executions.map(({ job }) => job.id) };
}

/** How many executions are read to find those of an unreadable claim, and how many at once. */
const mostLookedAt = 20_000;
const lookedAtOnce = 500;
const mostSheets = 1000;

/**
 * The executions of a claim. An unreadable claim names none: they are looked for among the executions of the time before
 * the claim, which name the claim themselves, and so do sheets.
 */
export async function executionIdsOf(db: Database, claim: Entry<Claim>): Promise<ExecutionId[]> {
  const { executionIds } = claim.value;
  if (executionIds.length > 0) return executionIds;
  const claimId = String(claim.key.at(-1));
  const found: ExecutionId[] = [];
  const end = lowestId(timeOf(claimId) + second);
  const sheets = await db.list(keys.sheet.all, {
    before: [end],
    limit: mostSheets,
    newestFirst: true,
  });
  for (const { key, value } of sheets) {
    if (value.claimId !== claimId) continue;
    value.slots.forEach((_, place) => found.push(slotId(key.at(-1) as SheetId, place)));
  }
  let before: string = end;
  for (let looked = 0; looked < mostLookedAt; looked += lookedAtOnce) {
    const executions = await db.list(keys.execution.all, {
      from: [""],
      before: [before],
      limit: lookedAtOnce,
      newestFirst: true,
    });
    for (const { value } of executions) {
      if (isHeld(value) && value.claimId === claimId) found.push(value.id);
    }
    const last = executions.at(-1);
    if (executions.length < lookedAtOnce || last === undefined) break;
    before = last.value.id;
  }
  return found;
}

/** The key that says how many executions of a claim may have started, when not all could start at once. */
export function startingKey({ key }: Entry<Claim>): Key<number> {
  return keys.claim.starting(key.at(-2) as WorkerId, key.at(-1) as ClaimId);
}

/** How many executions of a claim may have started. */
export interface Started {
  readonly count: number;
  /** The entry that says so, when it is not the claim itself. A commit that relies on it checks it. */
  readonly entry?: Entry<number> | Absent;
}

export async function readStarted(db: Database, claim: Entry<Claim>): Promise<Started> {
  const { executionIds, starting = executionIds.length } = claim.value;
  if (!mayBeMarked(claim.value)) return { count: starting };
  const entry = await db.get(startingKey(claim));
  return { count: entry.value ?? starting, entry };
}

/** Removes a claim, and how many of its executions may have started. */
export function removeClaim(work: Commit, claim: Entry<Claim>): void {
  work.delete({ parts: claim.key, schema: keys.claim.all.schema });
  if (mayBeMarked(claim.value)) work.delete(startingKey(claim));
}

function mayBeMarked({ executionIds, starting }: Claim): boolean {
  return starting !== undefined && starting < executionIds.length;
}
