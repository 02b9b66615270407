/** The records of a KV Connect server in memory: keys and values are bytes, as they come. */

export interface Range {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
  readonly limit: number;
  readonly reverse: boolean;
}

export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly encoding: number;
  readonly versionstamp: Uint8Array;
  /** Milliseconds since 1970; 0: never. */
  readonly expireAt: number;
}

export interface Mutation {
  readonly key: Uint8Array;
  readonly kind: "set" | "delete" | "sum";
  readonly value: Uint8Array;
  readonly encoding: number;
  readonly expireAt: number;
}

export interface Check {
  readonly key: Uint8Array;
  /** Empty: the key must not exist. */
  readonly versionstamp: Uint8Array;
}

/** The encoding of a counter: 64 bits, little-endian. */
const le64 = 2;

export class Records {
  readonly #rows = new Map<string, Row>();
  /** In the order of the bytes. */
  readonly #names: string[] = [];
  #commits = 0n;

  get(key: Uint8Array): Row | undefined {
    return this.#live(hexOf(key));
  }

  list({ start, end, limit, reverse }: Range): Row[] {
    const [from, to] = [this.#placeOf(hexOf(start)), this.#placeOf(hexOf(end))];
    const found: Row[] = [];
    for (let i = 0; i < to - from && found.length < limit; i++) {
      const row = this.#live(this.#names[reverse ? to - 1 - i : from + i] ?? "");
      if (row !== undefined) found.push(row);
    }
    return found;
  }

  /** @returns the versionstamp; `undefined` when a check failed. */
  write(checks: readonly Check[], mutations: readonly Mutation[]): Uint8Array | undefined {
    const holds = ({ key, versionstamp }: Check) =>
      hexOf(this.get(key)?.versionstamp ?? new Uint8Array()) === hexOf(versionstamp);
    if (!checks.every(holds)) return undefined;
    const versionstamp = new Uint8Array(10);
    new DataView(versionstamp.buffer).setBigUint64(0, ++this.#commits);
    for (const mutation of mutations) this.#apply(mutation, versionstamp);
    return versionstamp;
  }

  #apply({ key, kind, value, encoding, expireAt }: Mutation, versionstamp: Uint8Array): void {
    const name = hexOf(key);
    if (kind === "delete") {
      if (this.#rows.delete(name)) this.#names.splice(this.#placeOf(name), 1);
      return;
    }
    const before = this.#live(name);
    if (kind === "sum" && before !== undefined && before.encoding !== le64) {
      throw new TypeError("Failed to perform 'sum' mutation on a non-U64 value in the database");
    }
    const sum = kind === "sum" && before !== undefined ? sumOf(before.value, value) : value;
    if (!this.#rows.has(name)) this.#names.splice(this.#placeOf(name), 0, name);
    this.#rows.set(name, { key, value: sum, encoding, versionstamp, expireAt });
  }

  #live(name: string): Row | undefined {
    const row = this.#rows.get(name);
    return row === undefined || row.expireAt > 0 && row.expireAt <= Date.now() ? undefined : row;
  }

  /** Where the name stands, or would stand. */
  #placeOf(name: string): number {
    let [low, high] = [0, this.#names.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#names[middle] ?? "") < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Strings in hexadecimal have the order of their bytes. */
function hexOf(bytes: Uint8Array): string {
  return bytes.toHex();
}

function sumOf(one: Uint8Array, other: Uint8Array): Uint8Array {
  const [left, right] = [one, other].map((bytes) =>
    new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true)
  );
  const sum = new Uint8Array(8);
  new DataView(sum.buffer).setBigUint64(0, (left ?? 0n) + (right ?? 0n), true);
  return sum;
}
