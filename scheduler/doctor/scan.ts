import type { Execution } from "../model/execution.ts";
import { isHeld } from "../model/execution.ts";
import type { ExecutionId, SheetId } from "../model/ids.ts";
import type { Sheet } from "../model/records/sheet.ts";
import type { Database } from "../store/kv/database.ts";
import { isClosed } from "../store/history/sheets.ts";
import { mostExamples } from "./finding.ts";
import { KeyHashes } from "./key_hashes.ts";
import { comparedKey } from "./links.ts";
import { rowsOf, type SeenRow } from "./rows.ts";
import { checkedIndexes, indexTables, recordTables } from "./tables.ts";

/** How much of a kind of record there is. */
export interface KindSize {
  count: number;
  /** Of keys and values, without what the storage adds. */
  bytes: number;
}

/** What one walk over all records showed. */
export interface Scan {
  readonly kinds: Map<string, KindSize>;
  /** The index rows that records have to have, and those that are there, by the index. */
  readonly expected: Map<string, KeyHashes>;
  readonly actual: Map<string, KeyHashes>;
  /** Executions whose records say that a worker has them. */
  readonly held: ExecutionId[];
  /** Sheets on which not all executions have ended. */
  readonly openSheets: SheetId[];
  readonly unreadable: Deno.KvKey[];
  unreadableCount: number;
  setAsideCount: number;
  rows: number;
  /** False when the time was over before all records were seen. */
  isWhole: boolean;
}

/** The most executions and sheets that are looked at one by one. */
const mostOpen = 20_000;

/** Looks at every record once. @param giveUpAt by performance.now(). */
export async function scanAll(db: Database, giveUpAt: number): Promise<Scan> {
  const scan: Scan = {
    kinds: new Map(),
    expected: new Map(),
    actual: new Map(),
    held: [],
    openSheets: [],
    unreadable: [],
    unreadableCount: 0,
    setAsideCount: 0,
    rows: 0,
    isWhole: true,
  };
  for await (const row of rowsOf(db)) {
    if (scan.rows % 256 === 0 && performance.now() > giveUpAt) {
      scan.isWhole = false;
      break;
    }
    scan.rows++;
    see(scan, row);
  }
  return scan;
}

function see(scan: Scan, row: SeenRow): void {
  const { key, bytes } = row;
  const table = String(key[0]);
  const size = scan.kinds.get(table) ?? { count: 0, bytes: 0 };
  size.count++;
  size.bytes += bytes;
  scan.kinds.set(table, size);
  if (table === "set_aside") scan.setAsideCount++;
  if (indexTables.has(table)) {
    const schema = checkedIndexes.get(table);
    const isReadable = schema === undefined || schema.safeParse(row.value).success;
    return isReadable ? add(scan.actual, key) : noteUnreadable(scan, key);
  }
  const record = recordTables.get(table);
  if (record === undefined && !row.isBroken) return;
  const parsed = record?.schema.safeParse(row.value);
  if (row.isBroken || parsed === undefined || !parsed.success) return noteUnreadable(scan, key);
  for (const link of record?.links?.(parsed.data, key) ?? []) {
    add(scan.expected, link.key);
  }
  for (const stood of record?.stands?.(parsed.data, key) ?? []) {
    add(scan.actual, stood);
  }
  noteOpen(scan, table, key, parsed.data);
}

function noteUnreadable(scan: Scan, key: Deno.KvKey): void {
  scan.unreadableCount++;
  if (scan.unreadable.length < mostExamples) scan.unreadable.push(key);
}

function noteOpen(scan: Scan, table: string, key: Deno.KvKey, value: unknown): void {
  if (table === "execution" && isHeld(value as Execution) && scan.held.length < mostOpen) {
    scan.held.push((value as Execution).id);
  }
  if (table === "sheet" && !isClosed(value as Sheet) && scan.openSheets.length < mostOpen) {
    scan.openSheets.push(key.at(-1) as SheetId);
  }
}

function add(sets: Map<string, KeyHashes>, given: Deno.KvKey): void {
  const key = comparedKey(given);
  const table = String(key[0]);
  let set = sets.get(table);
  if (set === undefined) sets.set(table, set = new KeyHashes());
  if (!set.isFull) set.add(key);
}
