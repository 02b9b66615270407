import type { Execution } from "../../model/execution.ts";
import { type ExecutionId, type SheetId, slotId, slotOf, type WorkerId } from "../../model/ids.ts";
import {
  executionAt,
  executionOf,
  type Sheet,
  type SheetParts,
  type SlotEnd,
  type SlotEnds,
} from "../../model/records/sheet.ts";
import type { Absent, Database, Entry } from "../kv/database.ts";
import type { Unreadable } from "../kv/faults/unreadable.ts";
import { keys } from "../kv/keys.ts";
import type { StopRequest } from "../kv/records.ts";

/** A sheet as it is now: with the ends that lie beside it, and the requests to stop some of its executions. */
export interface ReadSheet {
  readonly id: SheetId;
  readonly sheet: Sheet;
  readonly stops: ReadonlyMap<ExecutionId, StopRequest>;
}

const noStops: ReadSheet["stops"] = new Map();

/** The id of no sheet. */
export const noSheet = "" as SheetId;

/** Reads sheets. One that is unreadable, or not there, is left out. */
export async function readSheets(
  db: Database,
  ids: Iterable<SheetId>,
): Promise<Map<SheetId, ReadSheet>> {
  const found = await readSheetsOrNot(db, ids);
  return new Map([...found].flatMap(([id, sheet]) => "isUnreadable" in sheet ? [] : [[id, sheet]]));
}

/** Reads sheets that may be unreadable. One that is not there is left out. */
export async function readSheetsOrNot(
  db: Database,
  ids: Iterable<SheetId>,
): Promise<Map<SheetId, ReadSheet | Unreadable>> {
  const wanted = [...new Set(ids)];
  const entries = await db.getMany(wanted.map(keys.sheet.at));
  const read = await Promise.all(wanted.map(async (id, i) => {
    const entry = entries[i];
    return entry !== undefined && "isUnreadable" in entry ? entry : await asItIs(db, id, entry);
  }));
  return new Map(wanted.flatMap((id, i) => {
    const sheet = read[i];
    return sheet === undefined ? [] : [[id, sheet]];
  }));
}

/** Executions of a sheet by their places. */
export type OnPlaces = ReadonlyMap<number, Execution>;

/**
 * Reads some executions of sheets, and no other slots of a sheet that has ended. A sheet that is not there is left out.
 * @param placesOf the places that are wanted of a sheet.
 */
export async function readPlaces(
  db: Database,
  ids: Iterable<SheetId>,
  placesOf: (id: SheetId, parts: SheetParts) => Iterable<number>,
): Promise<Map<SheetId, OnPlaces | Unreadable>> {
  const wanted = [...new Set(ids)];
  const entries = await db.getMany(wanted.map(keys.sheet.parts));
  const read = await Promise.all(wanted.map((id, i) => {
    const entry = entries[i];
    return entry === undefined || "isUnreadable" in entry
      ? entry
      : executionsAt(db, id, entry, (parts) => placesOf(id, parts));
  }));
  return new Map(wanted.flatMap((id, i) => {
    const found = read[i];
    return found === undefined ? [] : [[id, found]];
  }));
}

async function executionsAt(
  db: Database,
  id: SheetId,
  entry: Entry<SheetParts> | Absent,
  placesOf: (parts: SheetParts) => Iterable<number>,
): Promise<OnPlaces | Unreadable | undefined> {
  const parts = entry.value;
  if (parts === undefined) return undefined;
  if (!parts.isClosed) {
    const [read] = (await readSheetsOrNot(db, [id])).values();
    if (read === undefined || "isUnreadable" in read) return read;
    return placed(placesOf(parts), (place) => executionOn(read, place));
  }
  const places = [...placesOf(parts)];
  const slots = new Map(places.map((place) => [place, parts.slotAt(place)]));
  if (places.some((place) => place < parts.size && slots.get(place) === undefined)) {
    db.unreadable.note(entry.key);
    return { ...entry, value: undefined, isUnreadable: true };
  }
  return placed(places, (place) => {
    const slot = slots.get(place);
    return slot && executionOf(id, parts, slot, place);
  });
}

function placed(
  places: Iterable<number>,
  executionIn: (place: number) => Execution | undefined,
): OnPlaces {
  return new Map(
    Array.from(places).flatMap((place) => {
      const execution = executionIn(place);
      return execution === undefined ? [] : [[place, execution] as const];
    }),
  );
}

/** The sheet of an entry, with what lies beside it. */
export async function asItIs(
  db: Database,
  id: SheetId,
  entry: Entry<Sheet> | Absent | Unreadable | undefined,
): Promise<ReadSheet | undefined> {
  for (let read = entry;;) {
    if (read?.value === undefined) return undefined;
    const sheet = read.value;
    if (isClosed(sheet)) return { id, sheet, stops: noStops };
    const [ends, stops] = await Promise.all([
      readEnds(db, id),
      readStops(db, sheet.workerId),
    ]);
    const again = await db.read(keys.sheet.at(id));
    // Written with all its ends meanwhile: then no ends lie beside it any more.
    if (again.versionstamp !== read.versionstamp) {
      read = again;
      continue;
    }
    return { id, sheet: withEnds(sheet, ends), stops };
  }
}

async function readStops(db: Database, worker: WorkerId): Promise<ReadSheet["stops"]> {
  const entries = await db.list(keys.stop.allOf(worker), { limit: 1000 });
  return new Map(entries.map(({ key, value }) => [key.at(-1) as ExecutionId, value]));
}

/** The ends that lie beside a sheet. */
export async function readEnds(db: Database, id: SheetId): Promise<Entry<SlotEnds>[]> {
  return await db.list(keys.sheet.allEnds(id), { limit: 1000 });
}

export function withEnds(sheet: Sheet, ends: readonly { readonly value: SlotEnds }[]): Sheet {
  if (ends.length === 0) return sheet;
  const known = new Map<number, SlotEnd>();
  for (const { value } of ends) for (const [place, end] of value) known.set(place, end);
  return {
    ...sheet,
    slots: sheet.slots.map((slot, place) => {
      const end = known.get(place);
      return end === undefined ? slot : { ...slot, end };
    }),
  };
}

export function isClosed({ slots }: Sheet): boolean {
  return slots.every(({ end }) => end !== undefined);
}

/** The execution at a place; `undefined` where there is none, or where it has a record of its own. */
export function executionOn(
  { id, sheet, stops }: ReadSheet,
  place: number,
): Execution | undefined {
  const execution = executionAt(id, sheet, place);
  if (execution?.state !== "running" || stops.size === 0) return execution;
  const stop = stops.get(execution.id);
  if (stop === undefined) return execution;
  return { ...execution, state: "stopping", stoppedBy: stop.by, updatedAt: stop.at };
}

/** All executions that the sheet holds, in their order. */
export function executionsOn(read: ReadSheet): Execution[] {
  return read.sheet.slots.flatMap((_, place) => executionOn(read, place) ?? []);
}

/** The sheets on which these executions are, or were before they left it. */
export function sheetsOf(ids: Iterable<ExecutionId>): Set<SheetId> {
  return new Set(Array.from(ids).flatMap((id) => slotOf(id)?.sheet ?? []));
}

/** The places of these executions on their sheets. */
export function placesOf(ids: Iterable<ExecutionId>): Map<SheetId, number[]> {
  const places = new Map<SheetId, number[]>();
  for (const id of ids) {
    const slot = slotOf(id);
    if (slot === undefined) continue;
    const known = places.get(slot.sheet);
    if (known === undefined) places.set(slot.sheet, [slot.place]);
    else known.push(slot.place);
  }
  return places;
}

/** The ids of a sheet's executions that match. */
export function idsOn(
  { id, sheet }: ReadSheet,
  matches: (slot: Sheet["slots"][number]) => boolean,
): ExecutionId[] {
  return sheet.slots.flatMap((slot, place) => matches(slot) ? [slotId(id, place)] : []);
}
