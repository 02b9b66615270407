import { type Raw, readRaw } from "./faults/raw_reads.ts";

/** How many keys Deno KV reads in one call. */
export const mostAtOnce = 10;

/**
 * While so many calls are on their way, further reads wait to be read together. A read may wait behind a commit: with one call at a
 * time, the next one would wait behind the next commit.
 */
const callsAtOnce = 2;

/** A key that is to be read, and the promise of what is there. */
interface Asked {
  readonly parts: Deno.KvKey;
  readonly answer: PromiseWithResolvers<Raw>;
}

/**
 * Lets reads share calls: those that are asked for in one turn, and those that are asked for while a call is on its way. A read
 * that comes alone waits for nothing.
 */
export class ReadGroups {
  readonly #kv: Deno.Kv;
  readonly #asked: Asked[] = [];
  /** The calls that are on their way. */
  #calls = 0;
  /** A call begins at the end of this turn. */
  #isTurnOpen = false;

  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** @param isCommon see {@link Key.isCommon}: all who wait for the key get one answer, whose read begins after they asked. */
  get(parts: Deno.KvKey, isCommon = false): Promise<Raw> {
    if (isCommon) {
      const same = this.#asked.find((one) => isSame(one.parts, parts));
      if (same !== undefined) return same.answer.promise;
    }
    const answer = Promise.withResolvers<Raw>();
    this.#asked.push({ parts, answer });
    if (this.#asked.length >= mostAtOnce) void this.#readAsked();
    else if (this.#calls < callsAtOnce && !this.#isTurnOpen) {
      this.#isTurnOpen = true;
      queueMicrotask(() => {
        this.#isTurnOpen = false;
        void this.#readAsked();
      });
    }
    return answer.promise;
  }

  async #readAsked(): Promise<void> {
    const asked = this.#asked.splice(0, mostAtOnce);
    if (asked.length === 0) return;
    this.#calls++;
    await this.#read(asked);
    this.#calls--;
    if (this.#calls < callsAtOnce) await this.#readAsked();
  }

  async #read(asked: readonly Asked[]): Promise<void> {
    try {
      const entries = await readRaw(this.#kv, asked.map(({ parts }) => parts));
      for (const [i, { answer }] of asked.entries()) {
        const entry = entries[i];
        if (entry !== undefined) answer.resolve(entry);
      }
    } catch (error) {
      for (const { answer } of asked) answer.reject(error);
    }
  }
}

function isSame(one: Deno.KvKey, other: Deno.KvKey): boolean {
  return one.length === other.length && one.every((part, i) => part === other[i]);
}
