import { z } from "zod";
import type { Key, Table } from "../entries.ts";
import { IndexMark, indexMark } from "../records.ts";

/** Schemas of simple values. A schema that is made with each key costs more than the key. */
export const aNumber = z.number();
export const aText = z.string();

// A branded schema says its brand only in `z.output`, hence the casts.
/** The key with these parts. */
export const key = <S extends z.ZodType>(schema: S, ...parts: Deno.KvKey): Key<z.output<S>> => ({
  parts,
  schema: schema as unknown as z.ZodType<z.output<S>>,
});
/** The table of all keys that begin with these parts. */
export const table = <S extends z.ZodType>(
  schema: S,
  ...prefix: Deno.KvKey
): Table<z.output<S>> => ({
  prefix,
  schema: schema as unknown as z.ZodType<z.output<S>>,
});

/** An index entry, whose key says everything: whatever its value is, it is read. */
export const indexKey = (...parts: Deno.KvKey) => ({
  ...key(IndexMark, ...parts),
  instead: indexMark,
});
/** The table of such entries. */
export const indexTable = (...prefix: Deno.KvKey) => ({
  ...table(IndexMark, ...prefix),
  instead: indexMark,
});

/** The form of a name by which records are listed and found: upper and lower case are the same. */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
