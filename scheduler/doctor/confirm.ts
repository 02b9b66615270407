import { type ExecutionId, type JobId, type PackId, type SheetId, slotOf } from "../model/ids.ts";
import type { Instant } from "../model/time.ts";
import { readStored } from "../store/history/executions.ts";
import { noSheet, readSheets } from "../store/history/sheets.ts";
import { dissolvePack } from "../store/jobs/broken_packs.ts";
import { readPack } from "../store/jobs/packs.ts";
import { Commit, commit } from "../store/kv/commit.ts";
import { anything, type Database, type Entry, type Key } from "../store/kv/database.ts";
import { keys } from "../store/kv/keys.ts";
import { textOfKey } from "../store/kv/faults/unreadable.ts";
import {
  comparedKey,
  formsOf,
  linksOfExecution,
  linksOfSheet,
  packDue,
  packMember,
} from "./links.ts";
import type { Link } from "./link.ts";
import { checkedIndexes, indexTables, type Owner, recordTables } from "./tables.ts";

/** The record of an index row as it is now. */
interface Now {
  /** Absent where the record has no entry of its own, or is gone. */
  readonly entry?: Entry<unknown>;
  readonly links: readonly Link[];
}

/** A missing row is still missing, and its record still needs it. @returns the record; `undefined` when all is well. */
export async function stillMissing(db: Database, link: Link): Promise<Now | undefined> {
  const now = await recordNow(db, ownerOf(link));
  if (now === undefined || !hasLink(now, link)) return undefined;
  return await isThere(db, link) ? undefined : now;
}

/** Nobody needs the row. @returns the row; `undefined` when all is well, or when nobody can tell. */
export async function stillOrphan(db: Database, link: Link): Promise<Entry<unknown> | undefined> {
  const now = await recordNow(db, ownerOf(link));
  if (now === undefined || hasLink(now, link)) return undefined;
  if (link.key[0] === packMember) {
    return await isThere(db, link) ? { ...link, versionstamp: "" } : undefined;
  }
  const row = await db.read(keyOf(link.key));
  return row.versionstamp === null || "isUnreadable" in row ? undefined : row;
}

/** Writes a missing row. @returns whether it was written: `false` when the record changed meanwhile. */
export async function mendMissing(
  db: Database,
  link: Link,
  { entry }: Now,
  now: Instant,
): Promise<boolean> {
  if (isOfPack(link)) return await dissolve(db, link, now);
  const row = await db.read(keyOf(link.key));
  // The service may have written it meanwhile. A due row that lacks its job is replaced: other jobs in it are found by the next run.
  // So is a row that cannot be read.
  const table = String(link.key[0]);
  const isReplaced = table === "due" || checkedIndexes.has(table);
  if (row.versionstamp !== null && !isReplaced) return false;
  const work = new Commit().check(row).set(keyOf(link.key), link.value);
  if (entry !== undefined) work.check(entry);
  return await commit(db, work, now) !== undefined;
}

/** Removes a row that nobody needs. @returns whether it was removed. */
export async function mendOrphan(
  db: Database,
  link: Link,
  row: Entry<unknown>,
  now: Instant,
): Promise<boolean> {
  if (isOfPack(link)) return await dissolve(db, link, now);
  return await commit(db, new Commit().check(row).delete(keyOf(link.key)), now) !== undefined;
}

/** The jobs of the pack get due rows of their own, and are gathered again before they fire. */
async function dissolve(db: Database, { key }: Link, now: Instant): Promise<boolean> {
  await dissolvePack(db, key[1] as PackId, now);
  return true;
}

function isOfPack({ key }: Link): boolean {
  return key[0] === packMember || key[0] === packDue;
}

function ownerOf({ key, value }: Link): Owner {
  if (key[0] === packDue) return { kind: "pack", id: String(key[1]) };
  return indexTables.get(String(key[0]))?.(key, value) ?? { kind: "job", id: String(key.at(-1)) };
}

function hasLink({ links }: Now, { key }: Link): boolean {
  const text = textOfKey(comparedKey(key));
  return links.some((link) => textOfKey(comparedKey(link.key)) === text);
}

async function isThere(db: Database, { key }: Link): Promise<boolean> {
  const last = key.at(-1) as JobId;
  if (key[0] === packMember) {
    const pack = await readPack(db, key.at(-2) as PackId);
    return pack?.pack.jobs.some(({ id }) => id === last) ?? false;
  }
  if (key[0] === packDue) return await readPack(db, key[1] as PackId) !== undefined;
  const schema = checkedIndexes.get(String(key[0]));
  if (schema !== undefined) return (await db.read({ parts: key, schema })).value !== undefined;
  if (key[0] !== "due") {
    const rows = await db.getMany(formsOf(key).map(keyOf));
    return rows.some(({ versionstamp }) => versionstamp !== null);
  }
  const at = Number(key.at(-2));
  const rows = await db.list(keys.due.all, { from: [at], before: [at, "~"], limit: 1000 });
  return rows.some(({ value }) => value.ids.includes(last)) || await isHeld(db, at, last);
}

/** A pause holds the job: its due row waits among those of its category. */
async function isHeld(db: Database, at: Instant, id: JobId): Promise<boolean> {
  const { value: job } = await db.get(keys.job.at(id));
  if (job === undefined) return false;
  return (await db.get(keys.held.at(job.categoryId, at, id))).value !== undefined;
}

/** @returns `undefined` where the record cannot be read: nobody knows which rows it needs. */
async function recordNow(db: Database, { kind, id }: Owner): Promise<Now | undefined> {
  if (kind === "execution") return await executionNow(db, id as ExecutionId);
  const table = recordTables.get(kind);
  if (table === undefined) return undefined;
  const isKeyPart = typeof id === "string" || typeof id === "number";
  if (!isKeyPart) return { links: [] };
  const parts = [kind, id];
  const entry = await db.read({ parts, schema: table.schema });
  if ("isUnreadable" in entry) return undefined;
  if (entry.value === undefined) return { links: [] };
  const links = kind === "sheet"
    ? linksOfSheet(entry.value as Parameters<typeof linksOfSheet>[0], id as SheetId)
    : table.links?.(entry.value, parts) ?? [];
  return { entry: entry as Entry<unknown>, links };
}

async function executionNow(db: Database, execution: ExecutionId): Promise<Now | undefined> {
  const [found] = await readStored(db, [execution]);
  if (found === undefined || "isUnreadable" in found) return undefined;
  if (found.value === undefined) return { links: [] };
  if (found.versionstamp !== null) {
    return { entry: found as Entry<unknown>, links: linksOfExecution(found.value) };
  }
  const id = slotOf(found.value.id)?.sheet ?? noSheet;
  const read = (await readSheets(db, [id])).get(id);
  return read && { links: linksOfSheet(read.sheet, id) };
}

function keyOf(parts: Deno.KvKey): Key<unknown> {
  return { parts, schema: anything };
}
