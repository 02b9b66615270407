import { second } from "../../model/time.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import type { GivenHeader } from "./parts.ts";
import { rangeParts } from "./ranges.ts";

/** A client that takes nothing for this long is gone. Until then the database file keeps what its snapshot needs. */
const stallMs = 60 * second;

/** What the caller may choose of a backup. */
export interface BackupOptions {
  /** The version of the program that makes the backup. */
  readonly program: string;
  readonly stallMs?: number;
  /** Called once when the stream ends, in whatever way. */
  readonly ended?: () => void;
}

/**
 * A backup of all records, as a stream of bytes, while the service works: a snapshot of one moment where the database is a
 * file, and ranges elsewhere. The stream ends with an error when nobody reads it for a minute.
 * @throws an error that names the reason where the file cannot be read.
 */
export async function openBackup(
  db: Database,
  { program, stallMs: mostMs = stallMs, ended = () => {} }: BackupOptions,
): Promise<ReadableStream<Uint8Array>> {
  const stored = (await db.read(keys.schemaVersion)).value ?? 1;
  const parts = partsOf(db, { program, schema_version: stored }, ended);
  return await streamOf(parts, mostMs);
}

async function* partsOf(
  db: Database,
  header: GivenHeader,
  ended: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    if (db.file === undefined) return yield* rangeParts(db, header);
    // Loaded on request: most processes make no backup.
    const { threadParts } = await import("./snapshot_thread.ts");
    yield* threadParts(db.file, header);
  } finally {
    ended();
  }
}

/** The first part is made before the stream is given away: what prevents a backup is thrown to the caller. */
async function streamOf(
  parts: AsyncGenerator<Uint8Array>,
  mostMs: number,
): Promise<ReadableStream<Uint8Array>> {
  let next: IteratorResult<Uint8Array> | undefined = await parts.next();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      controller.error(new Error(`nobody read the backup for ${mostMs / second} s`));
      void parts.return(undefined);
    }, mostMs);
    Deno.unrefTimer(timer);
  };
  return new ReadableStream({
    start: watch,
    async pull(controller) {
      const { value, done } = next ?? await parts.next();
      next = undefined;
      if (done) {
        clearTimeout(timer);
        controller.close();
      } else {
        controller.enqueue(value);
        watch(controller);
      }
    },
    async cancel() {
      clearTimeout(timer);
      await parts.return(undefined);
    },
  }, { highWaterMark: 0 });
}
