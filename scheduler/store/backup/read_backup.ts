import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { BackupHeader, BackupTrailer, blockBytes, firstLine } from "./backup_file.ts";
import { type Row, rowsIn } from "./rows.ts";

/** The file is no backup, or it is not as it was written. The message says where and how. */
export class BrokenBackupError extends Error {
  override readonly name = "BrokenBackupError";
}

/** What is read of a backup, in the order of the file. */
export type BackupPart =
  | { readonly header: BackupHeader }
  | { readonly rows: Iterable<Row>; readonly block: number }
  | { readonly trailer: BackupTrailer };

/** The longest line of a header or trailer. */
const lineBytes = 4096;
/** A block that grows when it is packed is no longer than this. */
const packedBytes = blockBytes + 64 * 1024;

/**
 * Reads a backup part by part. The trailer comes last, and only when the whole file is as it was written.
 * @throws BrokenBackupError
 */
export async function* readBackup(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<BackupPart> {
  const source = new Source(stream);
  try {
    if (await source.line() !== firstLine) {
      throw new BrokenBackupError(
        "This is no backup of Carillon, or it is one of a newer version.",
      );
    }
    yield { header: parsed(BackupHeader, await source.line(), "header") };
    let [rowCount, blocks] = [0, 0];
    for (;;) {
      const length = new DataView((await source.take(4)).buffer).getUint32(0);
      if (length === 0) break;
      if (length > packedBytes) throw new BrokenBackupError(`Block ${blocks + 1} has no length.`);
      const rows = unpacked(await source.take(length), blocks + 1);
      yield { rows, block: ++blocks };
      rowCount += rows.length;
    }
    const sha256 = source.sha256();
    const trailer = parsed(BackupTrailer, await source.line(), "trailer");
    if (trailer.sha256 !== sha256) {
      throw new BrokenBackupError(
        "The checksum differs: the file was changed after it was written.",
      );
    }
    if (trailer.rows !== rowCount || trailer.blocks !== blocks) {
      throw new BrokenBackupError("The file has another number of records than its end says.");
    }
    await source.mustEnd();
    yield { trailer };
  } finally {
    await source.cancel();
  }
}

function unpacked(packed: Uint8Array, block: number): Row[] {
  try {
    const { buffer, byteOffset, length } = gunzipSync(packed, { maxOutputLength: blockBytes + 1 });
    // Not as Node's Buffer, whose slices share its memory.
    return [...rowsIn(new Uint8Array(buffer, byteOffset, length))];
  } catch (cause) {
    throw new BrokenBackupError(`Block ${block} is damaged.`, { cause });
  }
}

function parsed<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  line: string,
  what: string,
): T {
  try {
    const result = schema.safeParse(JSON.parse(line));
    if (result.success) return result.data;
  } catch {
    // No JSON: the same as another form.
  }
  throw new BrokenBackupError(`The ${what} of the file is damaged.`);
}

/** Takes bytes off a stream, and knows the hash of all that was taken. */
class Source {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #hash = createHash("sha256");
  #waiting: Uint8Array[] = [];
  #length = 0;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  async take(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#length < bytes) {
      if (!await this.#more()) throw new BrokenBackupError("The file is torn: its end is missing.");
    }
    const taken = new Uint8Array(bytes);
    for (let at = 0; at < bytes;) {
      const [first = new Uint8Array(), ...rest] = this.#waiting;
      const part = first.subarray(0, bytes - at);
      taken.set(part, at);
      at += part.length;
      this.#waiting = part.length < first.length ? [first.subarray(part.length), ...rest] : rest;
    }
    this.#length -= bytes;
    this.#hash.update(taken);
    return taken;
  }

  /** The text up to the next end of a line. */
  async line(): Promise<string> {
    const bytes: number[] = [];
    for (;;) {
      const [byte = 0] = await this.take(1);
      if (byte === 10) return new TextDecoder().decode(Uint8Array.from(bytes));
      bytes.push(byte);
      if (bytes.length > lineBytes) throw new BrokenBackupError("This is no backup of Carillon.");
    }
  }

  sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  async mustEnd(): Promise<void> {
    if (this.#length > 0 || await this.#more()) {
      throw new BrokenBackupError("The file goes on behind the end of the backup.");
    }
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }

  async #more(): Promise<boolean> {
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return false;
      if (value.length === 0) continue;
      this.#waiting.push(value);
      this.#length += value.length;
      return true;
    }
  }
}
