import {
  type Ended,
  type Execution,
  isEnded,
  isHeld,
  type Running,
  type Scheduled,
} from "../../model/execution.ts";
import { type ExecutionId, slotOf } from "../../model/ids.ts";
import { endSize, isOfPack, type SlotEnd, slotEndOf } from "../../model/records/sheet.ts";
import {
  addEndOnSheet,
  addExecution,
  readStored,
  setExecution,
  type StoredExecution,
} from "../history/executions.ts";
import { Commit } from "../kv/commit.ts";
import type { CommitLimits, Database } from "../kv/database.ts";
import { noEntry } from "../kv/entries.ts";
import { keys } from "../kv/keys.ts";
import { type HeldClaim, removeClaim, startingKey } from "./claims.ts";
import { endSizesOf } from "./end_sizes.ts";
import { addSheetEnds } from "./sheet_ends.ts";
import type { StartMark, Step } from "./step.ts";

/** Steps of one claim that share a commit. */
export interface Group {
  readonly work: Commit;
  readonly claim: HeldClaim;
  readonly steps: Step[];
  /** Those of them that the claim does not hold any more. */
  readonly taken: Step[];
  readonly mark?: StartMark;
  /** How executions leave the claim's sheet, by their places. */
  readonly ends: Map<number, SlotEnd>;
  /** Limits that leave room for one more end, and for the claim's sheet. */
  readonly roomOfEnds: CommitLimits;
  /** Whether one of them goes back to the queue. */
  goesBack: boolean;
}

/** Groups that share a commit. */
export interface StepBatch {
  readonly work: Commit;
  readonly groups: readonly Group[];
}

/** Joins the steps of several claims into as few commits as the limits allow. */
export function batchesOf(db: Database, groups: readonly Group[]): StepBatch[] {
  const batches: { work: Commit; groups: Group[] }[] = [];
  for (const group of groups) {
    const last = batches.at(-1);
    if (last?.work.hasRoomFor(group.work, db.limits)) {
      last.work.add(group.work);
      last.groups.push(group);
    } else batches.push({ work: group.work, groups: [group] });
  }
  return batches;
}

interface Prepared {
  readonly step: Step;
  /** Absent when the claim does not hold the execution any more. */
  readonly next?: Ended | Scheduled;
  /** What the step was made from, when the commit has to check it. */
  readonly from?: StoredExecution & { readonly value: Execution };
}

/**
 * An end may overwrite a request to stop, because the run is over. A step back into the queue must not overwrite one:
 * it is made from the stored execution, and its commit checks that execution. After a lost answer such a step must not
 * be written twice, because another worker may have the execution by then.
 */
async function prepared(db: Database, steps: readonly Step[]): Promise<Prepared[]> {
  const made = steps.map((step) => ({ step, next: step.next(step.execution) }));
  const goBack = made.filter(({ next }) => !isEnded(next));
  if (goBack.length === 0) return made;
  const stored = await readStored(db, goBack.map(({ next }) => next.id));
  const storedOf = new Map(goBack.map((one, i) => [one, stored[i]]));
  return made.map((one) => {
    const from = storedOf.get(one);
    if (from === undefined) return one;
    const { step } = one;
    if (from.value === undefined || !isHeld(from.value)) return { step };
    const isHere = from.value.claimId === step.execution.claimId;
    return isHere ? { step, next: step.next(from.value), from } : { step };
  });
}

export function marking(db: Database, mark: StartMark): Group {
  const { claim, starting } = mark;
  const group = groupOf(db, claim);
  group.work.set(startingKey(claim), starting);
  return { ...group, mark };
}

function groupOf(db: Database, claim: HeldClaim): Group {
  const work = new Commit().check(claim);
  const roomOfEnds = roomOfOne(roomBeside(claim, db.limits));
  return { work, claim, steps: [], taken: [], ends: new Map(), roomOfEnds, goesBack: false };
}

/** The steps by their claims: one group for each claim, or more where one commit cannot hold them. */
export async function groupsOf(db: Database, steps: readonly Step[]): Promise<Group[]> {
  const groups: Group[] = [];
  const open = new Map<HeldClaim, Group>();
  for (const one of await prepared(db, steps)) {
    const { step, next } = one;
    const { claim } = step;
    let group = open.get(claim);
    if (group !== undefined && addUsualEnd(db, group, one)) continue;
    const part = partOf(db, one);
    if (group === undefined || !group.work.hasRoomFor(part.work, roomBeside(claim, db.limits))) {
      group = groupOf(db, claim);
      groups.push(group);
      open.set(claim, group);
    }
    group.work.add(part.work);
    group.steps.push(step);
    if (next === undefined) group.taken.push(step);
    if (part.end !== undefined) group.ends.set(...part.end);
    group.goesBack ||= part.goesBack ?? false;
  }
  await addSheetEnds(db, groups);
  return groups;
}

/** More than a sheet has: it takes few packs. */
const mostStrips = 10;

/** What the steps of a claim may take of a commit that writes the claim's sheet as well. */
function roomBeside({ sheet }: HeldClaim, limits: CommitLimits): CommitLimits {
  if (sheet === undefined) return limits;
  return {
    ...limits,
    mutations: limits.mutations - sheet.sheet.slots.length - 3 - mostStrips,
    // The sheet, and its strips.
    bytes: limits.bytes - 2 * 64 * 1024,
  };
}

const noWork = new Commit();

/**
 * Adds an end that is written on the sheet of its claim, in a group that has room for sure. All that an end of another kind
 * takes is made first, to know whether it fits.
 * @returns whether it was such an end.
 */
function addUsualEnd(db: Database, group: Group, { step, next }: Prepared): boolean {
  const { claim, execution, isLast } = step;
  if (next === undefined || !isEnded(next) || isLast) return false;
  const place = placeOn(claim, execution.id);
  if (place === undefined) return false;
  const end = slotEndOf(next);
  const size = endSize(end);
  if (size > roomOfEnd(claim)) return false;
  if (!group.work.hasRoomFor(noWork, group.roomOfEnds)) return false;
  endSizesOf(db).note(size);
  addEndOnSheet(group.work, next, isOnStrip(claim, place));
  group.steps.push(step);
  group.ends.set(place, end);
  return true;
}

/** Limits that leave room for the entries of one end: three, and four counts. */
function roomOfOne(limits: CommitLimits): CommitLimits {
  return {
    ...limits,
    mutations: limits.mutations - 7,
    bytes: limits.bytes - 2000,
    keyBytes: limits.keyBytes - 1500,
  };
}

interface StepPart {
  readonly work: Commit;
  /** The place that the execution has on the sheet of its claim, and how it leaves. */
  readonly end?: [number, SlotEnd];
  readonly goesBack?: boolean;
}

function partOf(db: Database, { step, next, from }: Prepared): StepPart {
  const { claim, execution, isLast } = step;
  const work = new Commit();
  if (isLast) removeClaim(work, claim);
  if (next === undefined) return { work };
  const place = placeOn(claim, execution.id);
  if (place === undefined) {
    if (from !== undefined && from.versionstamp !== null) work.check(from);
    setExecution(work, next);
    return { work };
  }
  if (!isEnded(next)) {
    return { work: addWayBack(work, execution, next), end: [place, "left"], goesBack: true };
  }
  const end = slotEndOf(next);
  const size = endSize(end);
  endSizesOf(db).note(size);
  if (size <= roomOfEnd(claim)) {
    addEndOnSheet(work, next, isOnStrip(claim, place));
    return { work, end: [place, end] };
  }
  addExecution(work, next);
  return { work, end: [place, "left"] };
}

/** An execution goes from its sheet to the queue, unless somebody asks to stop it at the same moment. */
function addWayBack(work: Commit, { id, workerId }: Running, next: Scheduled): Commit {
  work.check(noEntry(keys.execution.at(id).parts)).check(noEntry(keys.stop.at(workerId, id).parts));
  addExecution(work, next);
  return work;
}

function placeOn({ sheet }: HeldClaim, id: ExecutionId): number | undefined {
  const slot = slotOf(id);
  return slot !== undefined && slot.sheet === sheet?.id ? slot.place : undefined;
}

function isOnStrip({ sheet }: HeldClaim, place: number): boolean {
  return sheet !== undefined && isOfPack(sheet.sheet, place);
}

/** The bytes that a sheet may take: less than the 64 KiB of one value. */
const sheetBytes = 60_000;

/** The most bytes of one end. A longer one gets a record of its own. */
function roomOfEnd({ sheet }: HeldClaim): number {
  if (sheet === undefined) return 0;
  return (sheetBytes - sheet.jobBytes) / Math.max(1, sheet.sheet.slots.length);
}
