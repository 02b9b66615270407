import { type Raw, readRaw } from "./faults/raw_reads.ts";

/** How many keys Deno KV reads in one call. */
export const mostAtOnce = 10;

/** While so many reads are on their way, further ones wait to be read together. */
const readsAtOnce = 2;

/** A key that is to be read, and the promise of what is there. */
interface Asked {
  readonly parts: Deno.KvKey;
  readonly answer: PromiseWithResolvers<Raw>;
}

/** Lets reads that are asked for at the same time share a call. A read that comes alone is made at once. */
export class ReadGroups {
  readonly #kv: Deno.Kv;
  readonly #asked: Asked[] = [];
  #onTheirWay = 0;

  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  get(parts: Deno.KvKey): Promise<Raw> {
    const answer = Promise.withResolvers<Raw>();
    this.#asked.push({ parts, answer });
    if (this.#onTheirWay < readsAtOnce || this.#asked.length >= mostAtOnce) void this.#readAsked();
    return answer.promise;
  }

  async #readAsked(): Promise<void> {
    const asked = this.#asked.splice(0, mostAtOnce);
    if (asked.length === 0) return;
    this.#onTheirWay++;
    try {
      const entries = await readRaw(this.#kv, asked.map(({ parts }) => parts));
      for (const [i, { answer }] of asked.entries()) {
        const entry = entries[i];
        if (entry !== undefined) answer.resolve(entry);
      }
    } catch (error) {
      for (const { answer } of asked) answer.reject(error);
    }
    this.#onTheirWay--;
    await this.#readAsked();
  }
}
