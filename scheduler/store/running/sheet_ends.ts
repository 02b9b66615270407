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

/**
 * Adds to each group what it writes of its claim's sheet. The last group of a claim writes the sheet with all its ends; an
 * earlier one writes its ends beside the sheet.
 */
export async function addSheetEnds(db: Database, groups: readonly SheetGroup[]): Promise<void> {
  const before = new Map<SheetId, SlotEnds[]>();
  for (const group of groups) {
    const { sheet } = group.claim;
    if (sheet === undefined) continue;
    const earlier = before.get(sheet.id) ?? [];
    if (group.steps.some(({ isLast }) => isLast)) await addWhole(db, group, sheet, earlier);
    else addPart(group, sheet.id);
    before.set(sheet.id, [...earlier, group.ends]);
  }
}

/** The first place names the part: each execution leaves its sheet once. */
function partKey(id: SheetId, ends: SlotEnds) {
  return keys.sheet.ends(id, Math.min(...ends.keys()));
}

function addPart({ work, claim, ends, goesBack }: SheetGroup, id: SheetId): void {
  if (ends.size > 0) work.set(partKey(id, ends), ends);
  // Then a request to stop the execution that goes back fails, and so does another step of this claim: it reads again.
  if (goesBack) work.set({ parts: claim.key, schema: keys.claim.all.schema }, claim.value);
}

async function addWhole(
  db: Database,
  { work, ends }: SheetGroup,
  { id, sheet, beside = [] }: NonNullable<HeldClaim["sheet"]>,
  earlier: readonly SlotEnds[],
): Promise<void> {
  const parts = [...beside, ...earlier].filter(({ size }) => size > 0);
  const count = parts.reduce((sum, { size }) => sum + size, ends.size);
  // Only after a lost answer, ends may lie beside the sheet of which this process does not know.
  const others = count === sheet.slots.length ? [] : await readEnds(db, id);
  const known = [...others, ...[...parts, ends].map((value) => ({ value }))];
  setEndedSheet(work, id, withEnds(sheet, known));
  for (const { key } of others) work.delete(keys.sheet.ends(id, Number(key.at(-1))));
  for (const part of parts) work.delete(partKey(id, part));
}

/** Called when the commit of a group is done: the last group of the claim reads its ends no more. */
export function endsAreWritten(
  { claim: { sheet }, ends }: Pick<SheetGroup, "claim" | "ends">,
): void {
  if (sheet !== undefined && ends.size > 0) sheet.beside = [...sheet.beside ?? [], ends];
}
