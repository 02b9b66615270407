import { type PackId, type SheetId, timeOf } from "../../model/ids.ts";
import type { PackPlaces, Sheet } from "../../model/records/sheet.ts";
import { stripBytes, type StripEnd } from "../../model/records/strip.ts";
import type { Commit } from "../kv/commit.ts";
import { anything } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { isClosed } from "./sheets.ts";

/** Writes a sheet with the ends that are known now. Where these are all, the strips of its packs are written with it. */
export function setEndedSheet(work: Commit, id: SheetId, sheet: Sheet): void {
  work.set(keys.sheet.at(id), sheet);
  for (const { pack, bytes } of stripsOf(sheet, id)) {
    // The schema reads bytes, and gives a strip.
    work.set({ parts: keys.strip.at(pack, id).parts, schema: anything }, bytes);
  }
}

/** Removes the strips of a sheet. */
export function removeStrips(work: Commit, id: SheetId, { packs = [] }: Sheet): void {
  for (const { pack } of packs) work.delete(keys.strip.at(pack, id));
}

/** The strips that a sheet has to have: one for each of its packs, once all executions have ended. */
export function stripsOf(
  sheet: Sheet,
  id: SheetId,
): { readonly pack: PackId; readonly bytes: Uint8Array<ArrayBuffer> }[] {
  const { packs = [] } = sheet;
  if (packs.length === 0 || !isClosed(sheet)) return [];
  return packs.flatMap((places) => {
    const ends = endsOf(sheet, id, places);
    return ends.length === 0 ? [] : [{ pack: places.pack, bytes: stripBytes(ends) }];
  });
}

function endsOf({ slots }: Sheet, id: SheetId, { from, count }: PackPlaces): StripEnd[] {
  const at = timeOf(id);
  return slots.slice(from, from + count).flatMap(({ job, end }, i): StripEnd[] => {
    if (end === undefined || end === "left") return [];
    const { state, startedAt, endedAt } = end;
    const startMs = Math.round(startedAt) - at;
    const durationMs = Math.round(endedAt) - Math.round(startedAt);
    return [{
      place: from + i,
      job: job.id,
      state,
      categoryId: job.categoryId,
      startMs,
      durationMs,
    }];
  });
}
