import { type BackupHeader, BackupWriter, blockBytes } from "./backup_file.ts";
import { type Row, RowBlock } from "./rows.ts";
import { snapshotRows } from "./sqlite_snapshot.ts";

/** What the caller knows of a backup that is about to be made. */
export type GivenHeader = Pick<BackupHeader, "program" | "schema_version">;

/**
 * The bytes of a backup of a database file, part by part. Each call of next() reads about half a megabyte of rows.
 * @throws UnknownLayoutError before the first part.
 */
export function* snapshotParts(path: string, given: GivenHeader): Generator<Uint8Array> {
  const rows = snapshotRows(path);
  try {
    // The first row opens the snapshot: the header says its moment.
    let next = rows.next();
    const writer = new BackupWriter();
    yield writer.header({ ...given, consistency: "snapshot", created_at: Date.now() });
    const block = new RowBlock(blockBytes);
    for (; !next.done; next = rows.next()) {
      const full = addTo(block, next.value, writer);
      if (full !== undefined) yield full;
    }
    if (block.count > 0) yield writer.block(block.bytes, block.count);
    yield writer.trailer();
  } finally {
    rows.return(undefined);
  }
}

/** Adds a row to a block. @returns the bytes of the block that was full before, where it was. */
export function addTo(block: RowBlock, row: Row, writer: BackupWriter): Uint8Array | undefined {
  if (block.add(row)) return undefined;
  const full = writer.block(block.bytes, block.count);
  block.empty();
  if (!block.add(row)) throw new RangeError("a row is longer than a block");
  return full;
}
