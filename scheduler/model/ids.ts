import * as z from "./record.ts";
import type { Instant } from "./time.ts";

const hex32 = z.string().regex(/^[0-9a-f]{32}$/, "must be 32 lower-case hex digits");

export const JobId = hex32.brand<"JobId">();
export type JobId = z.infer<typeof JobId>;

export const ExecutionId = hex32.brand<"ExecutionId">();
export type ExecutionId = z.infer<typeof ExecutionId>;

export const AuditEntryId = hex32.brand<"AuditEntryId">();
export type AuditEntryId = z.infer<typeof AuditEntryId>;

export const SecurityEntryId = hex32.brand<"SecurityEntryId">();
export type SecurityEntryId = z.infer<typeof SecurityEntryId>;

export const WorkerId = hex32.brand<"WorkerId">();
export type WorkerId = z.infer<typeof WorkerId>;

export const ClaimId = hex32.brand<"ClaimId">();
export type ClaimId = z.infer<typeof ClaimId>;

/** Users, categories and API keys are numbered, as the contract shows them; a number is never given out twice. */
export const UserId = z.number().int().nonnegative().brand<"UserId">();
export type UserId = z.infer<typeof UserId>;

export const CategoryId = z.number().int().nonnegative().brand<"CategoryId">();
export type CategoryId = z.infer<typeof CategoryId>;

export const ApiKeyId = z.number().int().nonnegative().brand<"ApiKeyId">();
export type ApiKeyId = z.infer<typeof ApiKeyId>;

const highestTime = 2 ** 48 - 1;

function timeHex(at: Instant): string {
  return Math.min(Math.max(0, Math.floor(at)), highestTime).toString(16).padStart(12, "0");
}

let lastAt = 0;
let sequence = 0;

/**
 * A new id: a UUID v7 (RFC 9562, 5.7) as 32 hex digits, which sort by time and, within one process
 * and millisecond, by the order of their making (its method 1: `rand_a` counts).
 */
export function newId<Id extends string>(at: Instant): Id {
  const random = crypto.getRandomValues(new Uint8Array(8));
  if (at === lastAt) sequence = (sequence + 1) & 0xfff;
  else [lastAt, sequence] = [at, ((random[0] ?? 0) << 2) & 0x3ff];
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${timeHex(at)}7${sequence.toString(16).padStart(3, "0")}${tail}` as Id;
}

/**
 * The id of the execution that a job has for one fire time: its time is the fire time, the rest is
 * the job's. The same fire of the same job always has the same id, so it cannot be recorded twice.
 */
export function fireId(job: JobId, fireAt: Instant): ExecutionId {
  return `${timeHex(fireAt)}${job.slice(12)}` as ExecutionId;
}

/** The lowest id of a moment: all ids made at or after `at` sort at or behind it. */
export function lowestId<Id extends string>(at: Instant): Id {
  return `${timeHex(at)}${"0".repeat(20)}` as Id;
}

/** The moment with which an id begins. */
export function timeOf(id: string): Instant {
  return Number.parseInt(id.slice(0, 12), 16);
}
