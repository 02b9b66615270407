import type { Database } from "../store/kv/database.ts";
import { hashOf, KeyHashes, onlyInFirst } from "./key_hashes.ts";
import { strips } from "../store/kv/keys/history_keys.ts";
import type { Link } from "./link.ts";
import { comparedKey, packDue, packMember, tablesOf } from "./links.ts";
import { rowsOf } from "./rows.ts";
import type { Scan } from "./scan.ts";
import { indexTables, recordTables } from "./tables.ts";

/** The most rows of an index that are looked at one by one. */
export const mostSuspects = 2000;

/** Rows that may be wrong: the service may have changed them during the scan. */
export interface Suspects {
  /** Rows that records have to have, and that were not there. */
  readonly missing: readonly Link[];
  /** Rows that no record has to have. */
  readonly orphans: readonly Link[];
  /** Some index has more suspects than are looked at. */
  readonly isCut: boolean;
}

/** A due row may name jobs that have moved on. */
const mayLead = new Set(["due", packDue]);

/** The tables whose records have rows in an index. */
function recordsOf(index: string): string[] {
  if (["due", "resume", packMember].includes(index)) return ["job"];
  if (index === "alarm_open") return ["alarm"];
  if (index === packDue) return ["pack"];
  if (index === "sheet_by_category" || index === strips) return ["sheet"];
  const kind = [...recordTables].filter(([table, { links }]) =>
    links !== undefined && index.startsWith(`${table}_by_`)
  ).map(([table]) => table);
  return kind.length > 0 && kind[0] !== "execution" ? kind : ["execution", "sheet"];
}

/** Compares the rows of all indexes with the records, and reads the rows that differ. */
export async function findSuspects(db: Database, scan: Scan): Promise<Suspects> {
  const none = new KeyHashes();
  const missing = new Map<string, Set<number>>();
  const orphans = new Map<string, Set<number>>();
  for (const index of new Set([...scan.expected.keys(), ...scan.actual.keys()])) {
    const [expected, actual] = [scan.expected.get(index) ?? none, scan.actual.get(index) ?? none];
    if (expected.isFull || actual.isFull) continue;
    const lost = onlyInFirst(expected, actual, mostSuspects);
    if (lost.size > 0) missing.set(index, lost);
    const extra = mayLead.has(index)
      ? new Set<number>()
      : onlyInFirst(actual, expected, mostSuspects);
    if (extra.size > 0) orphans.set(index, extra);
  }
  const sets = [...missing.values(), ...orphans.values()];
  return {
    missing: await readMissing(db, missing),
    orphans: await readOrphans(db, orphans),
    isCut: sets.some(({ size }) => size >= mostSuspects),
  };
}

async function readMissing(
  db: Database,
  missing: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<Link[]> {
  const found: Link[] = [];
  for (const table of new Set([...missing.keys()].flatMap(recordsOf))) {
    const record = recordTables.get(table);
    for await (const { key, value } of rowsOf(db, table)) {
      const parsed = record?.schema.safeParse(value);
      if (!parsed?.success) continue;
      for (const link of record?.links?.(parsed.data, key) ?? []) {
        const key = comparedKey(link.key);
        if (missing.get(String(key[0]))?.has(hashOf(key))) found.push(link);
      }
    }
  }
  return found;
}

async function readOrphans(
  db: Database,
  orphans: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<Link[]> {
  const found: Link[] = [];
  for (const [index, hashes] of orphans) {
    if (indexTables.has(index)) {
      for (const table of tablesOf(index)) {
        for await (const { key, value } of rowsOf(db, table)) {
          if (hashes.has(hashOf(comparedKey(key)))) found.push({ key, value });
        }
      }
      continue;
    }
    for await (const { key, value } of rowsOf(db, "pack")) {
      const record = recordTables.get("pack");
      const parsed = record?.schema.safeParse(value);
      if (!parsed?.success) continue;
      for (const stood of record?.stands?.(parsed.data, key) ?? []) {
        if (hashes.has(hashOf(stood))) found.push({ key: stood, value: 1 });
      }
    }
  }
  return found;
}
