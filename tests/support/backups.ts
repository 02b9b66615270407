import assert from "node:assert/strict";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { openBackup } from "../../scheduler/store/backup/make_backup.ts";
import { readBackup } from "../../scheduler/store/backup/read_backup.ts";
import { entryOf } from "../../scheduler/store/backup/rows.ts";

/** The bytes of a backup of the database. */
export async function backupOf(db: Database): Promise<Uint8Array<ArrayBuffer>> {
  return await new Response(await openBackup(db, { program: "test" })).bytes();
}

/** Opens bytes as a file is opened. */
export function opening(bytes: Uint8Array<ArrayBuffer>): () => Promise<ReadableStream<Uint8Array>> {
  return () => {
    const { body } = new Response(bytes);
    assert.ok(body !== null);
    return Promise.resolve(body);
  };
}

/** The records of a backup, by their keys as text. */
export async function recordsIn(bytes: Uint8Array<ArrayBuffer>): Promise<Map<string, unknown>> {
  const records = new Map<string, unknown>();
  for await (const part of readBackup(await opening(bytes)())) {
    if (!("rows" in part)) continue;
    for (const row of part.rows) {
      const { key, value } = entryOf(row);
      records.set(JSON.stringify(key), value);
    }
  }
  return records;
}

/** The records of a database, by their keys as text. */
export async function recordsOf(db: Database): Promise<Map<string, unknown>> {
  const records = new Map<string, unknown>();
  for await (const { key, value } of db.kv.list({ prefix: [] })) {
    records.set(JSON.stringify(key), value);
  }
  return records;
}
