import { z } from "zod";
import type { Instant } from "./time.ts";

const hex32 = z.string().regex(/^[0-9a-f]{32}$/, "must be 32 lower-case hex digits");

export const JobId = hex32.brand<"JobId">();
export type JobId = z.infer<typeof JobId>;

export const ExecutionId = hex32.brand<"ExecutionId">();
export type ExecutionId = z.infer<typeof ExecutionId>;

/** A sheet holds executions that were fired together: see records/sheet.ts. Its id begins with their fire time. */
export const SheetId = z.string().regex(/^[0-9a-f]{28}$/, "must be 28 lower-case hex digits")
  .brand<"SheetId">();
export type SheetId = z.infer<typeof SheetId>;
export const PackId = hex32.brand<"PackId">();
export type PackId = z.infer<typeof PackId>;

export const AuditEntryId = hex32.brand<"AuditEntryId">();
export type AuditEntryId = z.infer<typeof AuditEntryId>;

export const SecurityEntryId = hex32.brand<"SecurityEntryId">();
export type SecurityEntryId = z.infer<typeof SecurityEntryId>;

export const SessionId = hex32.brand<"SessionId">();
export type SessionId = z.infer<typeof SessionId>;

export const ChannelId = hex32.brand<"ChannelId">();
export type ChannelId = z.infer<typeof ChannelId>;

export const MonitorId = hex32.brand<"MonitorId">();
export type MonitorId = z.infer<typeof MonitorId>;

export const PingId = hex32.brand<"PingId">();
export type PingId = z.infer<typeof PingId>;

export const WorkerId = hex32.brand<"WorkerId">();
export type WorkerId = z.infer<typeof WorkerId>;

export const ClaimId = hex32.brand<"ClaimId">();
export type ClaimId = z.infer<typeof ClaimId>;

/** Begins with the time at which the alarm was opened. */
export const AlarmId = hex32.brand<"AlarmId">();
export type AlarmId = z.infer<typeof AlarmId>;

export const AlarmNoticeId = hex32.brand<"AlarmNoticeId">();
export type AlarmNoticeId = z.infer<typeof AlarmNoticeId>;

/** Users, categories and API keys have numbers. A number is never used twice. */
export const UserId = z.number().int().nonnegative().brand<"UserId">();
export type UserId = z.infer<typeof UserId>;

export const CategoryId = z.number().int().nonnegative().brand<"CategoryId">();
export type CategoryId = z.infer<typeof CategoryId>;

export const ApiKeyId = z.number().int().nonnegative().brand<"ApiKeyId">();
export type ApiKeyId = z.infer<typeof ApiKeyId>;

export const CalendarId = z.number().int().positive().brand<"CalendarId">();
export type CalendarId = z.infer<typeof CalendarId>;

const highestTime = 2 ** 48 - 1;

let lastTime: { readonly at: Instant; readonly hex: string } = { at: NaN, hex: "" };

/** Ids that are made one after the other often have the same time: the executions of one minute have its fire time. */
function timeHex(at: Instant): string {
  if (at !== lastTime.at) {
    const time = Math.min(Math.max(0, Math.floor(at)), highestTime);
    lastTime = { at, hex: time.toString(16).padStart(12, "0") };
  }
  return lastTime.hex;
}

let lastAt = 0;
let sequence = 0;

/**
 * A new id: a UUID v7 (RFC 9562, section 5.7) as 32 hex digits. Ids sort by time. Within one process and
 * millisecond they sort in the order in which they were made (method 1 of section 6.2: `rand_a` is a counter).
 */
export function newId<Id extends string>(at: Instant): Id {
  const random = crypto.getRandomValues(new Uint8Array(8));
  if (at === lastAt) sequence = (sequence + 1) & 0xfff;
  else [lastAt, sequence] = [at, ((random[0] ?? 0) << 2) & 0x3ff];
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
  return `${timeHex(at)}7${sequence.toString(16).padStart(3, "0")}${random.toHex()}` as Id;
}

/** The parts of a job's id by which ids of its executions sort like the jobs: milliseconds and sequence. */
function placeOf(job: JobId): { readonly ms: string; readonly sequence: string } {
  return { ms: job.slice(1, 12), sequence: job.slice(13, 16) };
}

/**
 * A new id of a pack. It sorts before the ids of jobs: a job that leaves its pack gets a due entry behind that of the pack,
 * which a tick that is on its way still comes to.
 */
export function newPackId(at: Instant): PackId {
  return `0${newId<PackId>(at).slice(0, 31)}` as PackId;
}

/**
 * The id of the execution of a job for a fire time: the fire time, then the job's place among all jobs, so that executions
 * that are written together lie together in the database. The same fire of the same job always has the same id, so it
 * cannot be recorded twice. Two jobs share ids only when two processes made them in one millisecond with the same
 * sequence (1 of 64) and the same five random digits (1 of 2^20).
 */
export function fireId(job: JobId, fireAt: Instant): ExecutionId {
  const { ms, sequence } = placeOf(job);
  return `${timeHex(fireAt)}7${ms}${sequence}${job.slice(27)}` as ExecutionId;
}

/** Marks the ids of executions that are written on a sheet: they are UUIDs of version 8 (RFC 9562, section 5.8). */
const sheetMark = "8";

/**
 * A new id of a sheet of executions with one fire time. Sheets of one time sort like their first jobs. Two random digits
 * are no proof against equal ids: the commit that writes a sheet checks that there is none.
 */
export function newSheetId(fireAt: Instant, first: JobId): SheetId {
  const { ms, sequence } = placeOf(first);
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  const tail = random.toString(16).padStart(2, "0");
  return `${timeHex(fireAt)}${sheetMark}${ms.slice(1)}${sequence}${tail}` as SheetId;
}

/** The id of the execution at this place of a sheet, from 0. */
export function slotId(sheet: SheetId, place: number): ExecutionId {
  return `${sheet}${place.toString(16).padStart(4, "0")}` as ExecutionId;
}

/** The sheet on which an execution is written, and its place; `undefined` for one that has always had a record. */
export function slotOf(
  id: ExecutionId,
): { readonly sheet: SheetId; readonly place: number } | undefined {
  if (id[12] !== sheetMark) return undefined;
  return { sheet: id.slice(0, 28) as SheetId, place: Number.parseInt(id.slice(28), 16) };
}

/** The lowest id of a moment: every id that is made at `at` or later is equal or higher. */
export function lowestId<Id extends string>(at: Instant): Id {
  return `${timeHex(at)}${"0".repeat(20)}` as Id;
}

/** The time with which an id begins, in epoch milliseconds. */
export function timeOf(id: string): Instant {
  return Number.parseInt(id.slice(0, 12), 16);
}

const bytesOfId = 16;

/** Ids of 32 hex digits in half as many bytes. */
export function bytesOfIds(ids: readonly string[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(ids.join(""));
}

/** Whether {@link bytesOfIds} may have made these bytes. */
export function isIdBytes({ length }: Uint8Array): boolean {
  return length % bytesOfId === 0;
}

/** The ids of which {@link bytesOfIds} made these bytes. */
export function idsIn<Id extends string>(bytes: Uint8Array): Id[] {
  const hex = bytes.toHex();
  const digits = 2 * bytesOfId;
  return Array.from(
    { length: bytes.length / bytesOfId },
    (_, i) => hex.slice(i * digits, (i + 1) * digits) as Id,
  );
}
