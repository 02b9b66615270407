/** How sheets and ends of their executions are stored. */
import { z } from "zod";
import { endStates } from "../execution_state.ts";
import { CategoryId, ClaimId, JobId, PackId, WorkerId } from "../ids.ts";
import { JobPolicy } from "../job_policy.ts";
import type { JobSnapshot } from "../job_snapshot.ts";
import { Json } from "../json.ts";
import { Schedule } from "../schedule.ts";
import { textOfJob } from "./slot_text.ts";
import { deflated, inflated } from "./deflated.ts";
import { Attempt } from "./execution_record.ts";
import { ReadBefore } from "./read_before.ts";
import type { Sheet, SheetHead, Slot, SlotEnd } from "./sheet_shape.ts";

/**
 * The form that is written: lines of JSON, packed by zlib where they are long. The first line has the head, the second the kinds
 * of jobs, and each further line a slot, so that one slot is read without the others. The form is positional, because names of
 * fields would be stored with every execution.
 */
const version = 3;

/** In the form before, the head names no packs. The first form is one JSON text. Sheets of both stay as they are. */
const [formerVersion, withoutPacks] = [1, 2] as const;

export const StoredEnd = z.union([
  z.literal(0),
  z.tuple([z.enum(endStates), z.number(), z.number(), z.string(), z.string(), z.array(Attempt)]),
]);
export type StoredEnd = z.infer<typeof StoredEnd>;

/** What many jobs of a sheet share. */
const StoredKind = z.tuple([z.string(), Schedule, CategoryId, JobPolicy, z.literal([0, 1])]);
export type StoredKind = z.infer<typeof StoredKind>;
const StoredKinds = z.array(StoredKind);

const StoredSlot = z.tuple([JobId, z.string(), z.array(Json), z.number()], StoredEnd);
type StoredSlot = z.infer<typeof StoredSlot>;

const StoredHolder = z.tuple([WorkerId, ClaimId, z.string(), z.number()]);

/** With the place of each slot's kind, 1 where all executions have ended, and the places of packs. */
const StoredHead = z.tuple([
  z.literal([withoutPacks, version]),
  z.number(),
  StoredHolder,
  z.string().nullable(),
  z.array(z.number()),
  z.literal([0, 1]),
  z.array(z.tuple([PackId, z.number(), z.number()])).optional(),
]);
type StoredHead = z.infer<typeof StoredHead>;

const FormerSheet = z.tuple([
  z.literal(formerVersion),
  z.number(),
  StoredHolder,
  z.string().nullable(),
  StoredKinds,
  z.array(z.unknown()),
]);

const idForm = /^[0-9a-f]{32}$/;
const states: ReadonlySet<unknown> = new Set(endStates);

/**
 * Whether a slot has the form that nearly all have. A list may read a hundred sheets for one slot of each, and the schema takes
 * ten times as long. What comes from JSON.parse needs no look into the arguments.
 */
function isUsualSlot(slot: unknown): boolean {
  if (!Array.isArray(slot) || slot.length !== 5) return false;
  const [id, name, pubArgs, kindAt, end] = slot;
  if (typeof id !== "string" || !idForm.test(id) || typeof name !== "string") return false;
  if (!Array.isArray(pubArgs) || !Number.isFinite(kindAt)) return false;
  if (!Array.isArray(end) || end.length !== 6) return false;
  const [state, startedAt, endedAt, result, description, attempts] = end;
  return states.has(state) && Number.isFinite(startedAt) && Number.isFinite(endedAt) &&
    typeof result === "string" && typeof description === "string" && Array.isArray(attempts) &&
    attempts.length === 0;
}

function isSlot(slot: unknown): slot is StoredSlot {
  return isUsualSlot(slot) || StoredSlot.safeParse(slot).success;
}

/** A sheet of which a slot is read when it is asked for. */
export interface SheetParts extends SheetHead {
  /** How many slots it has. */
  readonly size: number;
  /** Whether all executions have ended. */
  readonly isClosed: boolean;
  /** The category of the execution at a place. The slot itself is not read. */
  categoryAt(place: number): CategoryId | undefined;
  /** @returns `undefined` where no slot is, or where what is there has not the form of one. */
  slotAt(place: number): Slot | undefined;
  /** All slots at once. @returns `undefined` where one of them has not the form of one. */
  slots(): Slot[] | undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const lineEnd = 0x0a;

function jsonIn(bytes: Uint8Array): unknown {
  return JSON.parse(decoder.decode(bytes));
}

function textBytes(text: string): Uint8Array<ArrayBuffer> {
  return deflated(encoder.encode(text));
}

/** JSON in bytes, packed or not; what is no JSON does not fit. */
export const JsonBytes = z.instanceof(Uint8Array).transform((bytes, context): unknown => {
  try {
    return jsonIn(inflated(bytes));
  } catch {
    context.addIssue("must be JSON");
    return z.NEVER;
  }
});

/** Enough for the sheets of two lists of 100 executions that are each on a sheet of their own. */
const mostRemembered = 4 * 1024 * 1024;
const readBefore = new ReadBefore<SheetParts>(mostRemembered);

export const SheetParts = z.instanceof(Uint8Array).transform((bytes, context): SheetParts => {
  try {
    const known = readBefore.get(bytes);
    if (known !== undefined) return known;
    const text = inflated(bytes);
    // "[1,": the former form.
    if (text[1] === 0x31) return formerParts(jsonIn(text));
    const parts = partsOf(text);
    if (text !== bytes && parts.isClosed) {
      readBefore.add(bytes, parts, bytes.length + text.length);
    }
    return parts;
  } catch {
    context.addIssue("must be a sheet");
    return z.NEVER;
  }
});

/** @throws Error where the bytes have not the form of a sheet. */
function partsOf(bytes: Uint8Array): SheetParts {
  const ends: number[] = [];
  for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, end + 1)) {
    ends.push(end);
  }
  const [headEnd = 0, kindsEnd = 0] = ends;
  const head = StoredHead.parse(jsonIn(bytes.subarray(0, headEnd)));
  const kinds = kindsIn(decoder.decode(bytes.subarray(headEnd + 1, kindsEnd)));
  const [_, claimedAt, holder, traceparent, kindAts, isClosed, packs = []] = head;
  const size = ends.length - 2;
  if (kindAts.length !== size) throw new Error("a line is missing");
  return {
    ...headOf(claimedAt, holder, traceparent),
    ...(packs.length === 0
      ? {}
      : { packs: packs.map(([pack, from, count]) => ({ pack, from, count })) }),
    size,
    isClosed: isClosed === 1,
    categoryAt: (place) => kinds[kindAts[place] ?? -1]?.[2],
    slots: () => {
      // Strings in JSON hold no line ends.
      const lines = decoder.decode(bytes.subarray(kindsEnd + 1, ends.at(-1)));
      return slotsOf(JSON.parse(`[${lines.replaceAll("\n", ",")}]`), kinds);
    },
    slotAt: (place) => {
      const [before, end] = [ends[place + 1], ends[place + 2]];
      if (before === undefined || end === undefined) return undefined;
      try {
        return slotOf(jsonIn(bytes.subarray(before + 1, end)), kinds);
      } catch {
        return undefined;
      }
    },
  };
}

let lastKinds: { readonly text: string; readonly kinds: readonly StoredKind[] } | undefined;

/** The sheets of a list have few kinds of jobs: most often those of the sheet before. @throws Error */
function kindsIn(text: string): readonly StoredKind[] {
  if (lastKinds?.text !== text) lastKinds = { text, kinds: StoredKinds.parse(JSON.parse(text)) };
  return lastKinds.kinds;
}

/** @throws Error where the value has not the form of a sheet. */
function formerParts(stored: unknown): SheetParts {
  const [_, claimedAt, holder, traceparent, kinds, slots] = FormerSheet.parse(stored);
  return {
    ...headOf(claimedAt, holder, traceparent),
    size: slots.length,
    isClosed: slots.every((slot) => Array.isArray(slot) && slot[4] !== undefined),
    categoryAt: (place) => {
      const slot = slots[place];
      return Array.isArray(slot) ? kinds[slot[3]]?.[2] : undefined;
    },
    slots: () => slotsOf(slots, kinds),
    slotAt: (place) => slotOf(slots[place], kinds),
  };
}

function headOf(
  claimedAt: number,
  [workerId, claimId, hostname, pid]: StoredHead[2],
  traceparent: string | null,
): SheetHead {
  return {
    ...{ claimedAt, workerId, claimId, hostname, pid },
    ...(traceparent === null ? {} : { traceparent }),
  };
}

function slotsOf(stored: readonly unknown[], kinds: readonly StoredKind[]): Slot[] | undefined {
  const slots: Slot[] = [];
  for (const one of stored) {
    const slot = slotOf(one, kinds);
    if (slot === undefined) return undefined;
    slots.push(slot);
  }
  return slots;
}

function slotOf(stored: unknown, kinds: readonly StoredKind[]): Slot | undefined {
  if (!isSlot(stored)) return undefined;
  const [id, name, pubArgs, kindAt, end] = stored;
  const kind = kinds[kindAt];
  if (kind === undefined) return undefined;
  const [jobClass, schedule, categoryId, policy, isApproved] = kind;
  const approval = isApproved === 1 ? { approvedByAdmin: true as const } : {};
  const job = { id, name, jobClass, pubArgs, schedule, categoryId, policy, ...approval };
  return end === undefined ? { job } : { job, end: endOf(end) };
}

/** What is stored of a sheet. */
export function sheetBytes(sheet: Sheet): Uint8Array<ArrayBuffer> {
  const kinds: StoredKind[] = [];
  const kindAt = new Map<string, number>();
  const kindAts: number[] = [];
  const slots = sheet.slots.map(({ job, jobText = textOfJob(job), end }) => {
    const name = kindText(job);
    let at = kindAt.get(name);
    if (at === undefined) {
      at = kinds.push(kindOf(job)) - 1;
      kindAt.set(name, at);
    }
    kindAts.push(at);
    const ended = end === undefined ? "" : `,${endText(end)}`;
    return `${jobText},${at}${ended}]`;
  });
  const { claimedAt, workerId, claimId, hostname, pid, traceparent = null, packs = [] } = sheet;
  const isClosed = sheet.slots.every(({ end }) => end !== undefined) ? 1 : 0;
  const holder: StoredHead[2] = [workerId, claimId, hostname, pid];
  const places = packs.map(({ pack, from, count }) => [pack, from, count]);
  const head = [version, claimedAt, holder, traceparent, kindAts, isClosed, places];
  const text = `${[JSON.stringify(head), JSON.stringify(kinds), ...slots].join("\n")}\n`;
  // A sheet that is open is soon written again: to pack it costs more than it saves.
  return isClosed === 1 ? textBytes(text) : encoder.encode(text);
}

let lastKind: { readonly job: JobSnapshot; readonly text: string } | undefined;

/** What jobs of a sheet share is stored once: the text of it, by which it is known. */
export function kindText(job: JobSnapshot): string {
  // The jobs of a pack share their schedule and policy, and come one after the other.
  if (lastKind === undefined || !isSameKind(lastKind.job, job)) {
    lastKind = { job, text: JSON.stringify(kindOf(job)) };
  }
  return lastKind.text;
}

function isSameKind(a: JobSnapshot, b: JobSnapshot): boolean {
  return a.policy === b.policy && a.schedule === b.schedule && a.categoryId === b.categoryId &&
    a.jobClass === b.jobClass && a.approvedByAdmin === b.approvedByAdmin;
}

function kindOf(job: JobSnapshot): StoredKind {
  const { jobClass, schedule, categoryId, policy, approvedByAdmin = false } = job;
  return [jobClass, schedule, categoryId, policy, approvedByAdmin ? 1 : 0];
}

/** The JSON of an end. */
export function endText(end: SlotEnd): string {
  if (end === "left") return "0";
  return end.text ?? JSON.stringify(
    [end.state, end.startedAt, end.endedAt, end.result, end.description, end.attempts],
  );
}

export function endOf(stored: StoredEnd): SlotEnd {
  if (stored === 0) return "left";
  const [state, startedAt, endedAt, result, description, attempts] = stored;
  return { state, startedAt, endedAt, result, description, attempts };
}
