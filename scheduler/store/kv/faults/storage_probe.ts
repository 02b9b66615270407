import type { Database } from "../database.ts";
import { keys } from "../keys.ts";
import { isPassing } from "./failures.ts";

/** Enough that leftover room in a page of the file does not look like a disk with room. */
const probeBytes = 32 * 1024;

/**
 * Finds out whether the storage takes writes again, where nothing else writes: a process that only answers reads would
 * stay unready. Does nothing while it is known. Never rejects.
 */
export async function probeStorage(db: Database): Promise<void> {
  if (!db.storage.isUnsure) return;
  const bytes = new Uint8Array(probeBytes);
  try {
    await db.persist(() => db.kv.set(keys.storageProbe.parts, bytes, { expireIn: 1 }));
    db.storage.written();
    await db.persist(() => db.kv.delete(keys.storageProbe.parts));
  } catch (error) {
    if (isPassing(error)) return; // the state stays as it was
  }
}
