import { deserialize, Serializer } from "node:v8";
import { decodeKey, encodeKey } from "./key_bytes.ts";

/** A row as Deno KV's own storage has it. */
export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** 1: V8's form of a value, 2: a counter of eight bytes, 3: bytes. */
  readonly encoding: number;
  /** When the row goes by itself, in epoch milliseconds; -1: never. */
  readonly expiresAt: number;
}

const v8Form = 1;
const counterForm = 2;
const bytesForm = 3;

/** @throws TypeError for a row whose key or value cannot be read. */
export function entryOf(row: Row): { key: Deno.KvKey; value: unknown } {
  return { key: decodeKey(row.key), value: valueOf(row) };
}

function valueOf({ value, encoding }: Row): unknown {
  switch (encoding) {
    case v8Form:
      try {
        return plainBytes(deserialize(value));
      } catch (cause) {
        throw new TypeError("the bytes of a value cannot be read", { cause });
      }
    case counterForm: {
      if (value.length !== 8) throw new TypeError("a counter has eight bytes");
      const view = new DataView(value.buffer, value.byteOffset, 8);
      return new Deno.KvU64(view.getBigUint64(0, true));
    }
    case bytesForm:
      return Uint8Array.from(value);
    default:
      throw new TypeError(`a value has the unknown form ${encoding}`);
  }
}

/** node:v8 gives bytes as a view of the whole row. */
function plainBytes(value: unknown): unknown {
  return value instanceof Uint8Array ? Uint8Array.from(value) : value;
}

/** The row of an entry whose time of expiry is not known. */
export function rowOf(key: Deno.KvKey, value: unknown): Row {
  return { key: encodeKey(key), expiresAt: -1, ...storedValue(value) };
}

function storedValue(value: unknown): Pick<Row, "value" | "encoding"> {
  if (value instanceof Uint8Array) return { value, encoding: bytesForm };
  if (value instanceof Deno.KvU64) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, value.value, true);
    return { value: bytes, encoding: counterForm };
  }
  // Not serialize(): Node's own form of bytes is not V8's.
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return { value: serializer.releaseBuffer(), encoding: v8Form };
}

/** Lengths of key and value, form, time of expiry. */
const headBytes = 2 + 4 + 1 + 8;

/** Puts rows one behind the other, as a block of a backup has them. */
export class RowBlock {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #length = 0;
  count = 0;

  /** @param mostBytes a row that is longer than that gets a block of its own. */
  constructor(mostBytes: number) {
    this.#bytes = new Uint8Array(mostBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** @returns `false` when the block has no room for the row. */
  add({ key, value, encoding, expiresAt }: Row): boolean {
    const bytes = headBytes + key.length + value.length;
    if (this.#length + bytes > this.#bytes.length) return false;
    this.#view.setUint16(this.#length, key.length);
    this.#view.setUint32(this.#length + 2, value.length);
    this.#view.setUint8(this.#length + 6, encoding);
    this.#view.setFloat64(this.#length + 7, expiresAt);
    this.#bytes.set(key, this.#length + headBytes);
    this.#bytes.set(value, this.#length + headBytes + key.length);
    this.#length += bytes;
    this.count++;
    return true;
  }

  /** What the block holds, until it is emptied. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  empty(): void {
    this.#length = 0;
    this.count = 0;
  }
}

/** The rows of a block. @throws RangeError when the block ends within a row. */
export function* rowsIn(block: Uint8Array): Generator<Row> {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  for (let at = 0; at < block.length;) {
    const keyEnd = at + headBytes + view.getUint16(at);
    const end = keyEnd + view.getUint32(at + 2);
    if (end > block.length) throw new RangeError("a block ends within a row");
    yield {
      key: block.subarray(at + headBytes, keyEnd),
      value: block.subarray(keyEnd, end),
      encoding: view.getUint8(at + 6),
      expiresAt: view.getFloat64(at + 7),
    };
    at = end;
  }
}
