import { z } from "zod";
import { type SheetId, slotId, timeOf } from "../ids.ts";
import type { Ended, Running } from "./execution_record.ts";
import { endOf, endText, JsonBytes, SheetParts, StoredEnd } from "./sheet_form.ts";
import { textSize } from "./slot_text.ts";
import type { Sheet as SheetShape, SheetHead, Slot, SlotEnd } from "./sheet_shape.ts";

export { kindText, sheetBytes, SheetParts } from "./sheet_form.ts";
export { textOfJob } from "./slot_text.ts";
export type { PackPlaces, SheetHead, Slot, SlotEnd } from "./sheet_shape.ts";

/** A sheet with all its slots. See {@link SheetParts} for one of which few slots are read. */
export const Sheet = SheetParts.transform((parts, context): SheetShape => {
  const slots = slotsIn(parts);
  if (slots === undefined) {
    context.addIssue("must have a slot in each place");
    return z.NEVER;
  }
  const { claimedAt, workerId, claimId, hostname, pid, traceparent, packs } = parts;
  return {
    ...{ claimedAt, workerId, claimId, hostname, pid, slots },
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(packs === undefined ? {} : { packs }),
  };
});
export type Sheet = SheetShape;

function slotsIn(parts: SheetParts): Slot[] | undefined {
  try {
    const slots = parts.slots();
    return slots?.length === parts.size ? slots : undefined;
  } catch {
    return undefined; // a line is no JSON
  }
}

const encoder = new TextEncoder();

/** Ends of some executions of a sheet, by their places. They lie beside the sheet until all have ended. */
export const SlotEnds = JsonBytes.pipe(z.array(z.tuple([z.number(), StoredEnd])))
  .transform((ends) => new Map(ends.map(([place, end]) => [place, endOf(end)])));
export type SlotEnds = ReadonlyMap<number, SlotEnd>;

/** Not packed, because they are soon written on the sheet: to pack them costs more than it saves. */
export function endsBytes(ends: SlotEnds): Uint8Array<ArrayBuffer> {
  return encoder.encode(`[${Array.from(ends, ([place, end]) => `[${place},${endText(end)}]`)}]`);
}

/** How many bytes an end takes on its sheet, before the sheet is packed. */
export function endSize(end: SlotEnd): number {
  return textSize(endText(end));
}

/** How many bytes a job takes on a sheet, besides its kind and before the sheet is packed. @param jobText of textOfJob() */
export function slotSize(jobText: string): number {
  return textSize(jobText) + ",0]".length;
}

/** Whether an execution that was just fired and claimed goes the usual way, so far. */
export function isUsual(execution: Running): boolean {
  const { trigger, attempt, description, coalesced, givenBack, reason } = execution;
  return trigger === "schedule" && attempt === 1 && description === "" &&
    (coalesced ?? givenBack ?? reason) === undefined;
}

/** The end of an execution that is written on a sheet. */
export function slotEndOf(ended: Ended): SlotEnd {
  const { state, startedAt = ended.endedAt, endedAt, result, description, attempts } = ended;
  const end = { state, startedAt, endedAt, result, description, attempts };
  return { ...end, text: endText(end) };
}

/** Whether an execution at this place was fired with a pack: then the strip of the pack names it. */
export function isOfPack({ packs = [] }: SheetHead, place: number): boolean {
  return packs.some(({ from, count }) => place >= from && place < from + count);
}

/** The execution at a place; `undefined` where there is none, or where it has left the sheet. */
export function executionAt(
  id: SheetId,
  sheet: Sheet,
  place: number,
): Running | Ended | undefined {
  const slot = sheet.slots[place];
  return slot && executionOf(id, sheet, slot, place);
}

/** The execution of a slot; `undefined` where it has left the sheet. */
export function executionOf(
  id: SheetId,
  sheet: SheetHead,
  slot: Slot,
  place: number,
): Running | Ended | undefined {
  if (slot.end === "left") return undefined;
  const { claimedAt, workerId, claimId, hostname, pid, traceparent } = sheet;
  const { job, end } = slot;
  const common = {
    id: slotId(id, place),
    job,
    trigger: "schedule" as const,
    scheduledAt: timeOf(id),
    createdAt: claimedAt,
    attempt: 1,
    hostname,
    pid,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return end === undefined
    ? {
      ...common,
      ...{ workerId, claimId, state: "running", startedAt: claimedAt, updatedAt: claimedAt },
      attempts: [],
      description: "",
    }
    : { ...common, ...endingOf(end) };
}

function endingOf(end: Exclude<SlotEnd, "left">) {
  const { state, startedAt, endedAt, result, description, attempts } = end;
  return { state, startedAt, endedAt, updatedAt: endedAt, result, description, attempts };
}
