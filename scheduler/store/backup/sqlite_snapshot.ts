import { DatabaseSync } from "node:sqlite";
import type { Row } from "./rows.ts";

/** The file is not laid out as this program knows it: a newer Deno may have changed it. */
export class UnknownLayoutError extends Error {
  override readonly name = "UnknownLayoutError";
}

/** At most 64 MiB of values, where each is as large as Deno KV takes it. */
const rowsAtOnce = 1000;

/** A row under SQLite's names. */
interface StoredRow {
  readonly k: Uint8Array<ArrayBuffer>;
  readonly v: Uint8Array;
  readonly v_encoding: number;
  readonly expiration_ms: number;
}

/** Keys behind `from` to `before`, not included. */
export interface KeyRange {
  readonly from: Uint8Array<ArrayBuffer>;
  readonly before: Uint8Array<ArrayBuffer>;
}

const everything: KeyRange = { from: new Uint8Array(), before: Uint8Array.of(255) };

/**
 * The rows of a database file as they are at one moment, in the order of their keys. SQLite keeps that moment while others
 * write, because the file has a write-ahead log; the log grows until the last row is read.
 * @throws UnknownLayoutError
 */
export function* snapshotRows(path: string, within: KeyRange = everything): Generator<Row> {
  const file = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    mustKnowLayout(file);
    file.exec("begin");
    const page = file.prepare(
      `select k, v, v_encoding, expiration_ms from kv where k > ? and k < ? order by k limit ${rowsAtOnce}`,
    );
    for (let after = within.from;;) {
      // An iterator of SQLite takes twice the time for each row.
      const rows = page.all(after, within.before) as unknown as StoredRow[];
      for (const { k: key, v: value, v_encoding: encoding, expiration_ms: expiresAt } of rows) {
        yield { key, value, encoding, expiresAt };
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsAtOnce) break;
      after = last.k;
    }
    file.exec("commit");
  } finally {
    file.close();
  }
}

function mustKnowLayout(file: DatabaseSync): void {
  const columns = file.prepare("pragma table_info(kv)").all().map(({ name }) => String(name));
  const needed = ["k", "v", "v_encoding", "version", "expiration_ms"];
  const missing = needed.filter((name) => !columns.includes(name));
  if (missing.length === 0) return;
  throw new UnknownLayoutError(`The table of the database has no column ${missing.join(", ")}.`);
}
