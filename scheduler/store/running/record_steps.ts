import { type Execution, isEnded, isHeld } from "../../model/execution.ts";
import type { WorkerId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { readStored } from "../history/executions.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { HeldClaim } from "./claims.ts";
import { endsWritten } from "./sheet_ends.ts";
import type { StartMark, Step } from "./step.ts";
import { batchesOf, groupsOf, marking } from "./step_groups.ts";
import { stopRequests } from "./stop_requests.ts";

/**
 * Writes how executions ended, or that they wait for their next attempt; many in one commit. When a claim is gone,
 * nothing of it is written.
 * @param more.marks written with the steps; not for a claim whose last step is written too.
 * @param more.mayBeWritten an earlier call with these steps threw: what it wrote all the same is not written again.
 * @returns the steps that were not written, because another process has taken over their executions.
 */
export async function recordSteps(
  db: Database,
  steps: readonly Step[],
  now: Instant,
  more: { readonly marks?: readonly StartMark[]; readonly mayBeWritten?: boolean } = {},
): Promise<Step[]> {
  const open = more.mayBeWritten ? await notWritten(db, steps) : steps;
  return await recordAll(db, open, now, more.marks ?? []);
}

async function recordAll(
  db: Database,
  steps: readonly Step[],
  now: Instant,
  marks: readonly StartMark[],
): Promise<Step[]> {
  const refused: Step[] = [];
  // The marks first: executions that wait for them start while the ends are written.
  const groups = [...marks.map((mark) => marking(db, mark)), ...await groupsOf(db, steps)];
  for (const pack of batchesOf(db, groups)) {
    if (await commit(db, pack.work, now) !== undefined) {
      refused.push(...pack.groups.flatMap(({ taken }) => taken));
      for (const group of pack.groups) endsWritten(group);
      for (const { mark } of pack.groups) mark?.written();
      continue;
    }
    // One of the claims is gone, or an execution changed: the others are written without it.
    for (const group of pack.groups) {
      const claim = await claimAgain(db, group.claim);
      if (claim === undefined) {
        refused.push(...group.steps);
        continue;
      }
      const steps = group.steps.map((step) => ({ ...step, claim }));
      const marks = group.mark ? [{ ...group.mark, claim }] : [];
      refused.push(...await recordAll(db, steps, now, marks));
    }
  }
  return refused;
}

/** The steps that the database does not show: an earlier try whose answer did not come may have written the others. */
async function notWritten(db: Database, steps: readonly Step[]): Promise<Step[]> {
  const stored = await readStored(db, steps.map(({ execution }) => execution.id));
  return steps.filter((step, i) => !isWritten(step, stored[i]?.value));
}

/** An end is recognised by its time, and a way back to the queue by the attempt that it adds. */
function isWritten({ execution, next }: Step, stored: Execution | undefined): boolean {
  const made = next(execution);
  if (stored === undefined) return false;
  if (isEnded(made)) {
    return isEnded(stored) && stored.endedAt === made.endedAt && stored.state === made.state &&
      stored.description === made.description;
  }
  const last = made.attempts.at(-1);
  return last === undefined || last.attempt !== execution.attempt
    ? stored.state === "scheduled" && stored.updatedAt === made.updatedAt
    : stored.attempts.some(({ attempt, endedAt, outcome }) =>
      attempt === last.attempt && endedAt === last.endedAt && outcome === last.outcome
    );
}

/**
 * The claim as it is stored now; `undefined` when this worker has lost it. An unreadable claim is still this worker's:
 * whoever takes a claim over marks it as taken, or removes it.
 */
async function claimAgain(db: Database, claim: HeldClaim): Promise<HeldClaim | undefined> {
  const { versionstamp, value } = await db.read({
    parts: claim.key,
    schema: keys.claim.all.schema,
  });
  if (versionstamp === null || versionstamp === undefined || value?.isTaken) return undefined;
  return versionstamp === claim.versionstamp ? claim : { ...claim, versionstamp };
}

/**
 * Removes requests to stop executions of a worker that have ended or are queued again. Requests are rare: to delete one with each
 * end would cost as much as an index entry, and to look for them with each end as much as an end.
 */
export async function forgetStops(
  db: Database,
  steps: readonly Step[],
  now: Instant,
): Promise<void> {
  const [first] = steps;
  if (first === undefined) return;
  const workerId = first.claim.key[1] as WorkerId;
  const asked = await stopRequests(db, workerId);
  if (asked.length === 0) return;
  const over = new Set(steps.map(({ execution }) => execution.id));
  const ids = asked.map(({ id }) => id).filter((id) => over.has(id));
  const stored = await readStored(db, ids);
  // This worker may have one of them again, after a retry: then the request is about its next attempt.
  const ended = ids.filter((_, i) => stored[i]?.value === undefined || !isHeld(stored[i].value));
  const parts = ended.map((id) => new Commit().delete(keys.stop.at(workerId, id)));
  for (const work of packed(parts, db.limits)) await commit(db, work, now);
}
