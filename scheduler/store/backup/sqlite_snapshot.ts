import { DatabaseSync } from "node:sqlite";
import type { Row } from "./rows.ts";

/** The file is not laid out as this program knows it: a newer Deno may have changed it. */
export class UnknownLayoutError extends Error {
  override readonly name = "UnknownLayoutError";
}

/** Keys from `from`, included, to `before`, not included. */
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
    const rows = file.prepare(
      "select k, v, v_encoding, expiration_ms from kv where k >= ? and k < ? order by k",
    ).iterate(within.from, within.before);
    for (const { k, v, v_encoding, expiration_ms } of rows) {
      yield {
        key: k as Uint8Array,
        value: v as Uint8Array,
        encoding: Number(v_encoding),
        expiresAt: Number(expiration_ms),
      };
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
