/** Taking the claims of a worker that has lost them. */
import { type Ended, type Held, isHeld, type Scheduled } from "../../model/execution.ts";
import { type ExecutionId, slotOf } from "../../model/ids.ts";
import type { SlotEnd } from "../../model/records/sheet.ts";
import type { Instant } from "../../model/time.ts";
import {
  addExecution,
  readStored,
  setExecution,
  type StoredExecution,
} from "../history/executions.ts";
import { readEnds, type ReadSheet, readSheets, sheetsOf, withEnds } from "../history/sheets.ts";
import { setEndedSheet } from "../history/strips.ts";
import { Commit, commit, packed } from "../kv/commit.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { Claim } from "../../model/records/claim.ts";
import type { Worker } from "../kv/records.ts";
import { executionIdsOf, readStarted, removeClaim, type Started } from "./claims.ts";

/** Ends the programs that an execution left. @returns a sentence for the execution's description. */
export type EndPrograms = (held: Held) => Promise<string | undefined>;

/** What becomes of an execution that is taken. */
export type TakeStep = (held: Held, mayHaveStarted: boolean, note?: string) => Ended | Scheduled;

/**
 * Takes the executions of the claims, and removes the claims.
 * @returns the executions; `undefined` when the worker is alive after all, or another process was quicker.
 */
export async function takeClaims(
  db: Database,
  worker: Entry<Worker>,
  claims: readonly Entry<Claim>[],
  step: TakeStep,
  now: Instant,
  endPrograms?: EndPrograms,
): Promise<ExecutionId[] | undefined> {
  const taken: ExecutionId[] = [];
  for (const found of claims) {
    const claim = await shutOutOf(db, worker, found, await executionIdsOf(db, found), now);
    if (claim === undefined) return undefined;
    const started = await readStarted(db, claim);
    const executions = await readStored(db, claim.value.executionIds);
    const held = executions.flatMap((entry, i) => {
      const { value } = entry;
      if (value === undefined || !isHeld(value) || value.claimId !== claim.key.at(-1)) return [];
      return [{ entry, value, mayHaveStarted: i < started.count }];
    });
    const steps = await Promise.all(held.map(async ({ entry, value, mayHaveStarted }) => {
      const note = mayHaveStarted ? await endPrograms?.(value) : undefined;
      return { entry, value, next: step(value, mayHaveStarted, note) };
    }));
    const parts = [...recordParts(steps), ...await sheetParts(db, claim, steps)];
    if (!await takeClaim(db, worker, claim, started, parts, now)) return undefined;
    taken.push(...steps.map(({ value: { id } }) => id));
  }
  return taken;
}

/**
 * Marks the claim as taken before its sheet is read: its worker ends executions on the sheet without writing the claim, and
 * its commits check the claim.
 */
async function shutOutOf(
  db: Database,
  worker: Entry<Worker>,
  claim: Entry<Claim>,
  executionIds: ExecutionId[],
  now: Instant,
): Promise<Entry<Claim> | undefined> {
  const value: Claim = { ...claim.value, executionIds, isTaken: true };
  if (sheetsOf(executionIds).size === 0) return { ...claim, value };
  const key = { parts: claim.key, schema: keys.claim.all.schema };
  const versionstamp = await commit(
    db,
    new Commit().check(worker).check(claim).set(key, value),
    now,
  );
  return versionstamp === undefined ? undefined : { ...claim, value, versionstamp };
}

/** A held execution, and what becomes of it. */
interface Taken {
  readonly entry: StoredExecution;
  readonly value: Held;
  readonly next: Ended | Scheduled;
}

function recordParts(steps: readonly Taken[]): Commit[] {
  return steps.flatMap(({ entry, value, next }) => {
    if (entry.versionstamp === null) return [];
    const work = new Commit().check(entry).delete(keys.stop.at(value.workerId, value.id));
    setExecution(work, next);
    return [work];
  });
}

/** How many executions leave a sheet in one commit. Each takes several rows, and perhaps those of an alarm. */
const leavingAtOnce = 40;

/** What is taken gets records, and the last part of each sheet writes the sheet with all its ends. */
async function sheetParts(
  db: Database,
  claim: Entry<Claim>,
  steps: readonly Taken[],
): Promise<Commit[]> {
  const sheets = await readSheets(db, sheetsOf(claim.value.executionIds));
  const parts = await Promise.all(
    Array.from(sheets.values(), async (read) => {
      // An execution that left the sheet earlier, and was claimed again, is not this claim's: its sheet belongs to another.
      if (read.sheet.claimId !== claim.key.at(-1)) return [];
      const onSheet = steps.filter(({ entry, value: { id } }) =>
        entry.versionstamp === null && slotOf(id)?.sheet === read.id
      );
      return await partsOfSheet(db, read, onSheet);
    }),
  );
  return parts.flat();
}

async function partsOfSheet(
  db: Database,
  { id, sheet }: ReadSheet,
  steps: readonly Taken[],
): Promise<Commit[]> {
  const parts: Commit[] = [];
  const all = new Map<number, SlotEnd>();
  const beside = (await readEnds(db, id)).map(({ key }) => Number(key.at(-1)));
  for (let i = 0; i === 0 || i < steps.length; i += leavingAtOnce) {
    const work = new Commit();
    const left = new Map<number, SlotEnd>();
    for (const { value, next } of steps.slice(i, i + leavingAtOnce)) {
      left.set(slotOf(value.id)?.place ?? 0, "left");
      work.delete(keys.stop.at(value.workerId, value.id));
      addExecution(work, next);
    }
    for (const [place, end] of left) all.set(place, end);
    parts.push(work);
    if (i + leavingAtOnce >= steps.length) {
      setEndedSheet(work, id, withEnds(sheet, [{ value: all }]));
      for (const place of beside) work.delete(keys.sheet.ends(id, place));
      continue;
    }
    // Until the last part is written, these places lie beside the sheet.
    const first = Math.min(...left.keys());
    work.set(keys.sheet.ends(id, first), left);
    beside.push(first);
  }
  return parts;
}

async function takeClaim(
  db: Database,
  worker: Entry<Worker>,
  claim: Entry<Claim>,
  { entry: started }: Started,
  steps: readonly Commit[],
  now: Instant,
): Promise<boolean> {
  const key = { parts: claim.key, schema: keys.claim.all.schema };
  const parts = packed(steps, { ...db.limits, checks: db.limits.checks - 3 });
  const last = parts.pop() ?? new Commit();
  let held = claim;
  for (const work of parts) {
    // Written again, so that its worker can record no end while the claim is taken part by part.
    work.check(worker).check(held).set(key, claim.value);
    if (started !== undefined) work.check(started);
    const versionstamp = await commit(db, work, now);
    if (versionstamp === undefined) return false;
    held = { ...claim, versionstamp };
  }
  // The claim goes with the last part: after a crash before that, the next sweep finds it.
  last.check(worker).check(held);
  if (started !== undefined) last.check(started);
  removeClaim(last, claim);
  return await commit(db, last, now) !== undefined;
}
