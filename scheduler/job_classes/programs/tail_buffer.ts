/** The last bytes of a stream, in a ring of fixed size. */
export class TailBuffer {
  readonly #ring: Uint8Array;
  #next = 0;
  #isFull = false;

  constructor(size: number) {
    this.#ring = new Uint8Array(size);
  }

  get length(): number {
    return this.#isFull ? this.#ring.length : this.#next;
  }

  push(bytes: Uint8Array): void {
    const size = this.#ring.length;
    if (bytes.length >= size) {
      this.#ring.set(bytes.subarray(bytes.length - size));
      this.#next = 0;
      this.#isFull = true;
      return;
    }
    const first = bytes.subarray(0, size - this.#next);
    this.#ring.set(first, this.#next);
    this.#ring.set(bytes.subarray(first.length));
    this.#isFull ||= this.#next + bytes.length >= size;
    this.#next = (this.#next + bytes.length) % size;
  }

  /** A copy of the last bytes, at most `length` of them, in their order. */
  last(length: number): Uint8Array {
    const whole = this.#isFull
      ? joined(this.#ring.subarray(this.#next), this.#ring.subarray(0, this.#next))
      : this.#ring.slice(0, this.#next);
    return whole.subarray(Math.max(0, whole.length - length));
  }

  clear(): void {
    this.#next = 0;
    this.#isFull = false;
  }
}

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
