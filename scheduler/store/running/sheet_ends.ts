import type { SheetId } from "../../model/ids.ts";
import type { SlotEnd, SlotEnds } from "../../model/records/sheet.ts";
import { readEnds, withEnds } from "../history/sheets.ts";
import { setEndedSheet } from "../history/strips.ts";
import type { Commit } from "../kv/commit.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { HeldClaim } from "./claims.ts";
import type { Step } from "./step.ts";

/** The steps of a claim, as far as they concern its sheet. */
interface SheetGroup {
  readonly work: Commit;
  readonly claim: HeldClaim;
  readonly steps: readonly Step[];
  readonly ends: ReadonlyMap<number, SlotEnd>;
  readonly goesBack: boolean;
}

/** The ends of each claim that this process has written beside its sheet, without those of which nobody knows. */
const writtenOf = new WeakMap<HeldClaim, SlotEnds[]>();

/** Says that the commit of a group was written. */
export function endsWritten({ claim, ends }: Pick<SheetGroup, "claim" | "ends">): void {
  if (claim.sheet === undefined || ends.size === 0) return;
  const written = writtenOf.get(claim);
  if (written === undefined) writtenOf.set(claim, [ends]);
  else written.push(ends);
}

/**
 * Adds to each group what it writes of its claim's sheet. The last group of a claim writes the sheet with all its ends; an
 * earlier one writes its ends beside the sheet.
 */
export async function addSheetEnds(db: Database, groups: readonly SheetGroup[]): Promise<void> {
  const before = new Map<SheetId, SlotEnds[]>();
  for (const group of groups) {
    const { sheet } = group.claim;
    if (sheet === undefined) continue;
    const earlier = before.get(sheet.id) ?? writtenOf.get(group.claim) ?? [];
    if (group.steps.some(({ isLast }) => isLast)) await addWhole(db, group, sheet, earlier);
    else addPart(group, sheet.id);
    before.set(sheet.id, [...earlier, group.ends]);
  }
}

function addPart({ work, claim, ends, goesBack }: SheetGroup, id: SheetId): void {
  if (ends.size > 0) work.set(keys.sheet.ends(id, firstPlace(ends)), ends);
  // Then a request to stop the execution that goes back fails, and so does another step of this claim: it reads again.
  if (goesBack) work.set({ parts: claim.key, schema: keys.claim.all.schema }, claim.value);
}

async function addWhole(
  db: Database,
  { work, ends }: SheetGroup,
  { id, sheet }: NonNullable<HeldClaim["sheet"]>,
  earlier: readonly SlotEnds[],
): Promise<void> {
  const known = [...earlier, ends];
  const count = known.reduce((sum, { size }) => sum + size, 0);
  // Each execution leaves its sheet once: where all are known, no other end lies beside the sheet.
  const beside = count === sheet.slots.length ? [] : await readEnds(db, id);
  setEndedSheet(work, id, withEnds(sheet, [...beside, ...known.map((value) => ({ value }))]));
  const parts = new Set([
    ...beside.map(({ key }) => Number(key.at(-1))),
    ...earlier.filter(({ size }) => size > 0).map(firstPlace),
  ]);
  for (const place of parts) work.delete(keys.sheet.ends(id, place));
}

/** The first place names the part: each execution leaves its sheet once. */
function firstPlace(ends: SlotEnds): number {
  return Math.min(...ends.keys());
}
