import type { BackupHeader, BackupTrailer } from "./backup_file.ts";
import { BrokenBackupError, readBackup } from "./read_backup.ts";
import { decodeKey } from "./key_bytes.ts";

/** What a backup holds. */
export interface BackupContent {
  readonly header: BackupHeader;
  readonly trailer: BackupTrailer;
  /** How many records there are, by the first part of their keys. */
  readonly counts: ReadonlyMap<string, number>;
  /** Records whose keys nobody can read: they were so in the database already. */
  readonly unreadable: number;
}

/**
 * Reads a whole backup.
 * @throws BrokenBackupError when the file is torn or was changed.
 */
export async function verifyBackup(stream: ReadableStream<Uint8Array>): Promise<BackupContent> {
  const counts = new Map<string, number>();
  let unreadable = 0;
  let header: BackupHeader | undefined;
  for await (const part of readBackup(stream)) {
    if ("header" in part) header = part.header;
    else if ("trailer" in part && header !== undefined) {
      return { header, trailer: part.trailer, counts, unreadable };
    } else if ("rows" in part) {
      for (const row of part.rows) {
        try {
          const kind = String(decodeKey(row.key)[0]);
          counts.set(kind, (counts.get(kind) ?? 0) + 1);
        } catch {
          unreadable++;
        }
      }
    }
  }
  throw new BrokenBackupError("The file is torn: its end is missing.");
}
