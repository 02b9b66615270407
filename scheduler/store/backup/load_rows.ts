import type { Instant } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { readBackup } from "./read_backup.ts";
import { entryOf, type Row } from "./rows.ts";

/** What became of the records of a backup. */
export interface Loaded {
  written: number;
  /** Records that mean nothing in another place or at another time. */
  passing: number;
  /** Records whose time to live was over. */
  expired: number;
  /** Records that nobody can read. */
  unreadable: number;
}

/**
 * Tables that belong to the processes and minutes of the backup. Clients of the change feed read everything anew. A program
 * of the backup must not be ended by its number, which may be another program's now.
 */
const passingTables: ReadonlySet<unknown> = new Set([
  keys.restoring.parts[0],
  keys.migrationLock.parts[0],
  keys.storageProbe.parts[0],
  keys.lastTick.parts[0],
  keys.heartbeat.parts[0],
  keys.changeHead.parts[0],
  keys.changePast.parts[0],
  keys.change.lanes.prefix[0],
  keys.change.allOf("").prefix[0],
  keys.pulse.all.prefix[0],
  keys.program.allOf("").prefix[0],
  keys.allFailedLogIns.prefix[0],
  keys.failedLogInsTold(0).parts[0],
  "backup_mark",
]);

/** Writes the records of a backup into a database. The caller has verified the backup. */
export async function loadRows(
  db: Database,
  stream: ReadableStream<Uint8Array>,
  now: Instant,
): Promise<Loaded> {
  const loaded: Loaded = { written: 0, passing: 0, expired: 0, unreadable: 0 };
  const batch = new Batch(db);
  for await (const part of readBackup(stream)) {
    if (!("rows" in part)) continue;
    for (const row of part.rows) {
      const entry = readable(row);
      if (entry === undefined) loaded.unreadable++;
      else if (passingTables.has(entry.key[0])) loaded.passing++;
      else if (row.expiresAt >= 0 && row.expiresAt <= now) loaded.expired++;
      else {
        const expireIn = row.expiresAt < 0 ? undefined : row.expiresAt - now;
        await batch.set({ ...entry, expireIn }, row);
        loaded.written++;
      }
    }
  }
  await batch.write();
  return loaded;
}

function readable(row: Row): ReturnType<typeof entryOf> | undefined {
  try {
    return entryOf(row);
  } catch {
    return undefined;
  }
}

interface Write {
  readonly key: Deno.KvKey;
  readonly value: unknown;
  readonly expireIn: number | undefined;
}

/** Writes entries many at a time, while the next ones are read. Nobody else writes into the database. */
class Batch {
  readonly #db: Database;
  #writes: Write[] = [];
  #bytes = 0;
  #keyBytes = 0;
  #onTheWay: Promise<void> = Promise.resolve();

  constructor(db: Database) {
    this.#db = db;
  }

  async set(write: Write, { key, value }: Row): Promise<void> {
    const { mutations, bytes, keyBytes } = this.#db.limits;
    const isFull = this.#writes.length >= mutations ||
      this.#bytes + key.length + value.length > bytes || this.#keyBytes + key.length > keyBytes;
    if (isFull) await this.#start();
    this.#writes.push(write);
    this.#bytes += key.length + value.length;
    this.#keyBytes += key.length;
  }

  /** Writes what is left, and waits for all of it. */
  async write(): Promise<void> {
    await this.#start();
    await this.#onTheWay;
  }

  /** Waits for the operation before, so that one is on its way. */
  async #start(): Promise<void> {
    await this.#onTheWay;
    const writes = this.#writes;
    this.#writes = [];
    this.#bytes = 0;
    this.#keyBytes = 0;
    if (writes.length === 0) return;
    this.#onTheWay = writeAll(this.#db, writes);
    this.#onTheWay.catch(() => {}); // whoever waits for it gets the error
  }
}

async function writeAll(db: Database, writes: readonly Write[]): Promise<void> {
  // The same once more does no harm where an answer got lost.
  await db.persist(async () => {
    const operation = db.kv.atomic();
    for (const { key, value, expireIn } of writes) {
      operation.set(key, value, expireIn === undefined ? {} : { expireIn });
    }
    await operation.commit();
  });
}

/** The longest keys have some 150 bytes, and an operation takes 80 KiB of keys. */
const emptiedAtOnce = 400;

/** Removes all records but the one that says that a backup is being restored. */
export async function emptyDatabase(db: Database): Promise<void> {
  const kept = keys.restoring.parts[0];
  for (;;) {
    // The keys alone: what cannot be read goes as well.
    const found: Deno.KvKey[] = [];
    for await (const { key } of db.kv.list({ prefix: [] }, { limit: emptiedAtOnce })) {
      if (key[0] !== kept) found.push(key);
    }
    if (found.length === 0) return;
    await db.persist(async () => {
      const operation = db.kv.atomic();
      for (const key of found) operation.delete(key);
      await operation.commit();
    });
  }
}
