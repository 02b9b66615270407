import { z } from "zod";
import { endStates } from "../execution_state.ts";
import { CategoryId, ClaimId, JobId, type SheetId, slotId, timeOf, WorkerId } from "../ids.ts";
import { JobPolicy } from "../job_policy.ts";
import type { JobSnapshot } from "../job_snapshot.ts";
import { Json } from "../json.ts";
import { Schedule } from "../schedule.ts";
import { Attempt, type Ended, type Running } from "./execution_record.ts";

/**
 * A sheet holds the executions that one commit fired and claimed for one fire time, as long as they go the usual way:
 * they run, and end at their first attempt. It is written when they are fired, and again when all of them have ended.
 * An execution that goes another way leaves the sheet: it gets a record of its own.
 *
 * The stored form is JSON text in bytes, positional, because names of fields would be stored with every execution.
 */
export interface Sheet {
  /** When the executions were made and claimed. */
  readonly claimedAt: number;
  readonly workerId: WorkerId;
  readonly claimId: ClaimId;
  readonly hostname: string;
  readonly pid: number;
  readonly traceparent?: string | undefined;
  readonly slots: readonly Slot[];
}

export interface Slot {
  readonly job: JobSnapshot;
  /** Absent while the execution runs, and while its end lies beside the sheet. */
  readonly end?: SlotEnd;
}

/** How an execution ended on its sheet; `left`: it has a record of its own. */
export type SlotEnd =
  | "left"
  | Pick<Ended, "state" | "endedAt" | "result" | "description" | "attempts"> & {
    readonly startedAt: number;
  };

const version = 1;

const StoredEnd = z.union([
  z.literal(0),
  z.tuple([z.enum(endStates), z.number(), z.number(), z.string(), z.string(), z.array(Attempt)]),
]);
type StoredEnd = z.infer<typeof StoredEnd>;

/** What many jobs of a sheet share. */
const StoredKind = z.tuple([z.string(), Schedule, CategoryId, JobPolicy, z.literal([0, 1])]);

const StoredSlot = z.tuple([JobId, z.string(), z.array(Json), z.number()], StoredEnd);
type StoredSlot = z.infer<typeof StoredSlot>;

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

const StoredSheet = z.tuple([
  z.literal(version),
  z.number(),
  z.tuple([WorkerId, ClaimId, z.string(), z.number()]),
  z.string().nullable(),
  z.array(StoredKind),
  z.array(z.custom<StoredSlot>((slot) => isUsualSlot(slot) || StoredSlot.safeParse(slot).success)),
]);
type StoredSheet = z.infer<typeof StoredSheet>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** JSON in bytes; what is no JSON does not fit. */
const JsonBytes = z.instanceof(Uint8Array).transform((bytes, context): unknown => {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    context.addIssue("must be JSON");
    return z.NEVER;
  }
});

export const Sheet = JsonBytes.pipe(
  StoredSheet.refine(([, , , , kinds, slots]) => slots.every(([, , , kind]) => kind in kinds)),
).transform(sheetOf);

/** Ends of some executions of a sheet, by their places. They lie beside the sheet until all have ended. */
export const SlotEnds = JsonBytes.pipe(z.array(z.tuple([z.number(), StoredEnd])))
  .transform((ends) => new Map(ends.map(([place, end]) => [place, endOf(end)])));
export type SlotEnds = ReadonlyMap<number, SlotEnd>;

export function sheetBytes(sheet: Sheet): Uint8Array<ArrayBuffer> {
  const kinds: StoredSheet[4] = [];
  const kindAt = new Map<string, number>();
  const slots = sheet.slots.map(({ job, end }) => {
    const name = kindText(job);
    let at = kindAt.get(name);
    if (at === undefined) {
      at = kinds.push(kindOf(job)) - 1;
      kindAt.set(name, at);
    }
    const slot = [job.id, job.name, job.pubArgs, at] as const;
    return end === undefined ? slot : [...slot, storedEnd(end)] as const;
  });
  const { claimedAt, workerId, claimId, hostname, pid, traceparent = null } = sheet;
  const holder = [workerId, claimId, hostname, pid];
  return bytesOf([version, claimedAt, holder, traceparent, kinds, slots]);
}

export function endsBytes(ends: SlotEnds): Uint8Array<ArrayBuffer> {
  return bytesOf(Array.from(ends, ([place, end]) => [place, storedEnd(end)]));
}

/** How many bytes an end takes on its sheet. */
export function endSize(end: SlotEnd): number {
  return sizeOf(storedEnd(end));
}

/** How many bytes a job takes on a sheet, besides its kind. */
export function slotSize({ id, name, pubArgs }: JobSnapshot): number {
  return sizeOf([id, name, pubArgs, 0]);
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

/** Whether an execution that was just fired and claimed goes the usual way, so far. */
export function isUsual(execution: Running): boolean {
  const { trigger, attempt, description, coalesced, givenBack, reason } = execution;
  return trigger === "schedule" && attempt === 1 && description === "" &&
    (coalesced ?? givenBack ?? reason) === undefined;
}

/** The end of an execution that is written on a sheet. */
export function slotEndOf(ended: Ended): SlotEnd {
  const { state, startedAt = ended.endedAt, endedAt, result, description, attempts } = ended;
  return { state, startedAt, endedAt, result, description, attempts };
}

/** The execution at a place; `undefined` where there is none, or where it has left the sheet. */
export function executionAt(
  id: SheetId,
  sheet: Sheet,
  place: number,
): Running | Ended | undefined {
  const slot = sheet.slots[place];
  if (slot === undefined || slot.end === "left") return undefined;
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
    : { ...common, ...end, updatedAt: end.endedAt };
}

function sheetOf([_, claimedAt, holder, traceparent, kinds, slots]: StoredSheet): Sheet {
  const [workerId, claimId, hostname, pid] = holder;
  return {
    ...{ claimedAt, workerId, claimId, hostname, pid },
    ...(traceparent === null ? {} : { traceparent }),
    slots: slots.flatMap(([id, name, pubArgs, kindAt, end]) => {
      const kind = kinds[kindAt];
      if (kind === undefined) return []; // cannot be: the schema has checked it
      const [jobClass, schedule, categoryId, policy, isApproved] = kind;
      const approval = isApproved === 1 ? { approvedByAdmin: true as const } : {};
      const job = { id, name, jobClass, pubArgs, schedule, categoryId, policy, ...approval };
      return [end === undefined ? { job } : { job, end: endOf(end) }];
    }),
  };
}

function kindOf(job: JobSnapshot): StoredSheet[4][number] {
  const { jobClass, schedule, categoryId, policy, approvedByAdmin = false } = job;
  return [jobClass, schedule, categoryId, policy, approvedByAdmin ? 1 : 0];
}

function storedEnd(end: SlotEnd): StoredEnd {
  if (end === "left") return 0;
  return [end.state, end.startedAt, end.endedAt, end.result, end.description, end.attempts];
}

function endOf(stored: StoredEnd): SlotEnd {
  if (stored === 0) return "left";
  const [state, startedAt, endedAt, result, description, attempts] = stored;
  return { state, startedAt, endedAt, result, description, attempts };
}

const isAscii = /^[\0-\x7f]*$/;

function sizeOf(value: unknown): number {
  const text = JSON.stringify(value);
  return isAscii.test(text) ? text.length : encoder.encode(text).byteLength;
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(value));
}
