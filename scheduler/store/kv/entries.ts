import { z } from "zod";

/** The schema of callers that need no value, or look at it themselves. */
export const anything: z.ZodType<unknown> = z.unknown();

/** The place of a record, and the schema of what is stored there. */
export interface Key<T> {
  readonly parts: Deno.KvKey;
  readonly schema: z.ZodType<T>;
  /** What is read where the record does not fit its schema; absent: the record is unreadable. */
  readonly instead?: T;
  /** Many calls that have nothing else in common read this record: those that wait for it at the same time share a read. */
  readonly isCommon?: true;
  /** What is stored of a value; absent: the value itself. */
  stored?(value: T): unknown;
}

/** All keys with the same first parts, and the schema of their records. */
export interface Table<T> {
  readonly prefix: Deno.KvKey;
  readonly schema: z.ZodType<T>;
  /** What is read where a record does not fit its schema; absent: lists leave the record out. */
  readonly instead?: T;
  /**
   * A list ends with `instead` where Deno KV cannot read the bytes of a record, with this in place of the versionstamp.
   * Absent: lists leave the record out.
   */
  readonly insteadStamp?: string;
}

/** A record as it was read. A commit that checks the entry fails when the record has changed since. */
export interface Entry<T> {
  readonly key: Deno.KvKey;
  readonly value: T;
  readonly versionstamp: string;
}

export interface Absent {
  readonly key: Deno.KvKey;
  readonly value: undefined;
  readonly versionstamp: null;
}

export interface Range {
  /** Where to begin: key parts behind the prefix, included. */
  readonly from?: Deno.KvKey;
  /** Where to end: key parts behind the prefix, not included. */
  readonly before?: Deno.KvKey;
  readonly limit: number;
  readonly newestFirst?: boolean;
}

export function noEntry(key: Deno.KvKey): Absent {
  return { key, value: undefined, versionstamp: null };
}

/** The keys of a range, as Deno KV is asked for them. */
export function selectorOf(prefix: Deno.KvKey, range: Range): Deno.KvListSelector {
  const from = range.from && [...prefix, ...range.from];
  const before = range.before && [...prefix, ...range.before];
  if (from && before) return { start: from, end: before };
  if (from) return { prefix, start: from };
  return before ? { prefix, end: before } : { prefix };
}
