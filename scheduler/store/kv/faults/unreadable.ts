/** A record that is there, but does not fit its schema, or whose bytes are nothing that Deno KV can read. */
export interface Unreadable {
  readonly key: Deno.KvKey;
  readonly value: undefined;
  /** Absent where Deno KV cannot read the bytes: no commit can check such a record. */
  readonly versionstamp: string | undefined;
  readonly isUnreadable: true;
}

/** A record that a call needs cannot be read. The message has its key, and nothing of what is stored there. */
export class UnreadableRecordError extends Error {
  override readonly name = "UnreadableRecordError";

  constructor(readonly key: Deno.KvKey) {
    super(`the record at ${textOfKey(key)} cannot be read`);
  }
}

/** The most keys that are remembered, so that a database of garbage does not fill the memory. */
const mostRemembered = 1000;

/** The unreadable records that this process has met. */
export class UnreadableRecords {
  readonly #keys = new Map<string, Deno.KvKey>();
  readonly #onNew: (key: Deno.KvKey) => void;

  /** @param onNew called once for each key. */
  constructor(onNew: (key: Deno.KvKey) => void) {
    this.#onNew = onNew;
  }

  /** How many there are, up to 1000. */
  get count(): number {
    return this.#keys.size;
  }

  /** The keys, for an operator. */
  get keys(): Deno.KvKey[] {
    return [...this.#keys.values()];
  }

  note(key: Deno.KvKey): void {
    const name = textOfKey(key);
    if (this.#keys.has(name) || this.#keys.size >= mostRemembered) return;
    this.#keys.set(name, key);
    this.#onNew(key);
  }

  /** The record at this key was read again and is fine, or gone. */
  forget(key: Deno.KvKey): void {
    if (this.#keys.size > 0) this.#keys.delete(textOfKey(key));
  }
}

/** A key as text: bytes are ids, and shown as ids. Big numbers, which no key of ours has, do not make it fail. */
export function textOfKey(key: Deno.KvKey): string {
  return JSON.stringify(key, (_, part) => {
    if (part instanceof Uint8Array) return part.toHex();
    return typeof part === "bigint" ? String(part) : part;
  });
}
