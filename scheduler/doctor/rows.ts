import { setImmediate } from "node:timers/promises";
import { storedSize } from "../model/json.ts";
import { encodeKey } from "../store/backup/key_bytes.ts";
import { entryOf, type Row } from "../store/backup/rows.ts";
import { anything, type Database } from "../store/kv/database.ts";

/** A record as the doctor sees it. */
export interface SeenRow {
  readonly key: Deno.KvKey;
  readonly value: unknown;
  readonly bytes: number;
  /** Its bytes are nothing that can be read. */
  readonly isBroken?: true;
}

/** After so long other work gets its turn, in milliseconds. */
const sliceMs = 8;
const batch = 500;

/**
 * The records of a database, or of one table, in the order of their keys. A file is read in one moment, and rows that
 * cannot be read come with their keys; elsewhere Deno KV leaves those out.
 */
export async function* rowsOf(db: Database, table?: string): AsyncGenerator<SeenRow> {
  if (db.file === undefined) return yield* entriesOf(db, table);
  const { snapshotRows } = await import("../store/backup/sqlite_snapshot.ts");
  const prefix = table === undefined ? undefined : encodeKey([table]);
  const within = prefix && { from: prefix, before: Uint8Array.of(...prefix, 255) };
  let sliceEnd = performance.now() + sliceMs;
  for (const row of snapshotRows(db.file, within)) {
    if (isOver(row)) continue;
    yield seen(row);
    if (performance.now() < sliceEnd) continue;
    await setImmediate();
    sliceEnd = performance.now() + sliceMs;
  }
}

/** Deno KV removes a row some time after its end. */
function isOver({ expiresAt }: Row): boolean {
  return expiresAt >= 0 && expiresAt <= Date.now();
}

function seen(row: Row): SeenRow {
  const bytes = row.key.length + row.value.length;
  try {
    return { ...entryOf(row), bytes };
  } catch {
    return { key: [`(key ${row.key.toHex()})`], value: undefined, bytes, ...keyAlone(row) };
  }
}

function keyAlone(row: Row): { key?: Deno.KvKey; isBroken: true } {
  try {
    return { key: entryOf({ ...row, value: new Uint8Array(), encoding: 3 }).key, isBroken: true };
  } catch {
    return { isBroken: true };
  }
}

async function* entriesOf(db: Database, table: string | undefined): AsyncGenerator<SeenRow> {
  const prefix = table === undefined ? [] : [table];
  let from: Deno.KvKey | undefined;
  for (;;) {
    const range = { limit: batch, ...(from === undefined ? {} : { from }) };
    const entries = await db.list({ prefix, schema: anything }, range);
    for (const { key, value } of entries) {
      yield { key, value, bytes: storedSize(key) + storedSize(value) };
    }
    const last = entries.at(-1);
    if (last === undefined || entries.length < batch) return;
    from = [...last.key.slice(prefix.length), new Uint8Array()];
  }
}
