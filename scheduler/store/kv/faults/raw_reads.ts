import { isUndecodable } from "./failures.ts";

/** A value whose bytes Deno KV cannot read. It makes the whole call fail that meets it. */
export interface Undecodable {
  readonly key: Deno.KvKey;
  readonly versionstamp: undefined;
}

/** What is stored, before any schema is asked. */
export type Raw = Deno.KvEntryMaybe<unknown> | Undecodable;

/** Reads several keys in one call; one by one where a value among them cannot be read. */
export async function readRaw(kv: Deno.Kv, keys: readonly Deno.KvKey[]): Promise<Raw[]> {
  const [only, ...more] = keys;
  if (only === undefined) return [];
  if (more.length === 0) return [await readRawOne(kv, only)];
  try {
    return await kv.getMany(keys) as Raw[];
  } catch (error) {
    if (!isUndecodable(error)) throw error;
    return await Promise.all(keys.map((key) => readRawOne(kv, key)));
  }
}

export async function readRawOne(kv: Deno.Kv, key: Deno.KvKey): Promise<Raw> {
  try {
    return await kv.get(key);
  } catch (error) {
    if (!isUndecodable(error)) throw error;
    return { key, versionstamp: undefined };
  }
}

/** The most entries that are read behind an undecodable one. */
const mostBehind = 5000;

/**
 * The entries of a range that has an undecodable value, in their order. The value ends every read, and its key is not
 * known: the entries before it are read one by one, and those behind it from the other end. Where there are several such
 * values, the entries between the first and the last of them stay hidden.
 * @param wants called with each entry; `false` ends the list.
 */
export async function listAround(
  kv: Deno.Kv,
  selector: Deno.KvListSelector,
  reverse: boolean,
  wants: (entry: Raw) => boolean,
): Promise<void> {
  let last: Deno.KvKey | undefined;
  const forward = kv.list(selector, { reverse, batchSize: 1 });
  try {
    for await (const entry of forward) {
      last = entry.key;
      if (!wants(entry)) return;
    }
    return;
  } catch (error) {
    if (!isUndecodable(error)) throw error;
  }
  const prefix = "prefix" in selector ? selector.prefix : selector.start.slice(0, 1);
  if (!wants({ key: [...last ?? prefix, "(the entry behind)"], versionstamp: undefined })) return;
  const behind: Raw[] = [];
  try {
    for await (const entry of kv.list(selector, { reverse: !reverse, batchSize: 1 })) {
      behind.push(entry);
      if (behind.length >= mostBehind) break;
    }
  } catch (error) {
    if (!isUndecodable(error)) throw error;
  }
  for (const entry of behind.reverse()) if (!wants(entry)) return;
}
