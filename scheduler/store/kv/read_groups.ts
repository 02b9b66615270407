/** How many keys Deno KV reads in one call. */
export const mostAtOnce = 10;

/** While so many reads are on their way, further ones wait to be read together. */
const readsAtOnce = 2;

/** A key that is to be read, and the promise of what is there. */
interface Asked {
  readonly parts: Deno.KvKey;
  readonly answer: PromiseWithResolvers<Deno.KvEntryMaybe<unknown>>;
}

/** Lets reads that are asked for at the same time share a call. A read that comes alone is made at once. */
export class ReadGroups {
  readonly #kv: Deno.Kv;
  readonly #asked: Asked[] = [];
  #onTheirWay = 0;

  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  get(parts: Deno.KvKey): Promise<Deno.KvEntryMaybe<unknown>> {
    const answer = Promise.withResolvers<Deno.KvEntryMaybe<unknown>>();
    this.#asked.push({ parts, answer });
    if (this.#onTheirWay < readsAtOnce || this.#asked.length >= mostAtOnce) void this.#readAsked();
    return answer.promise;
  }

  async #readAsked(): Promise<void> {
    const asked = this.#asked.splice(0, mostAtOnce);
    const [first, ...more] = asked;
    if (first === undefined) return;
    this.#onTheirWay++;
    try {
      const entries = more.length === 0
        ? [await this.#kv.get(first.parts)]
        : await this.#kv.getMany(asked.map(({ parts }) => parts));
      for (const [i, { answer }] of asked.entries()) {
        const entry = entries[i];
        if (entry !== undefined) answer.resolve(entry as Deno.KvEntryMaybe<unknown>);
      }
    } catch (error) {
      for (const { answer } of asked) answer.reject(error);
    }
    this.#onTheirWay--;
    await this.#readAsked();
  }
}
