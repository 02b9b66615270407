/** What was read from packed bytes before: a list that is shown again and again reads the same sheets each time. */
interface Remembered<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
  readonly size: number;
}

/** Values by the bytes that they were read from, up to some size. The least recently used ones go first. */
export class ReadBefore<T> {
  readonly #most: number;
  readonly #all = new Map<number, Remembered<T>>();
  #size = 0;

  /** @param most how many bytes the values may take together. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The value of exactly these bytes, if it is remembered. */
  get(bytes: Uint8Array): T | undefined {
    const name = checksumOf(bytes);
    const found = this.#all.get(name);
    if (found === undefined || !isSame(found.bytes, bytes)) return undefined;
    this.#all.delete(name);
    this.#all.set(name, found);
    return found.value;
  }

  /** @param size how many bytes the value takes. */
  add(bytes: Uint8Array, value: T, size: number): void {
    const name = checksumOf(bytes);
    this.#forget(name);
    this.#all.set(name, { bytes, value, size });
    this.#size += size;
    for (const oldest of this.#all.keys()) {
      if (this.#size <= this.#most) break;
      this.#forget(oldest);
    }
  }

  #forget(name: number): void {
    this.#size -= this.#all.get(name)?.size ?? 0;
    this.#all.delete(name);
  }
}

/** A zlib stream ends with a checksum of what is packed. */
function checksumOf(bytes: Uint8Array): number {
  return bytes.slice(-4).reduce((sum, byte) => sum * 256 + byte, 0);
}

/** A loop, because every() takes twenty times as long. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
