/** The most keys of one index. Beyond that the index is not compared. */
const mostKeys = 8_000_000;

/**
 * A set of keys by their hashes of 53 bits, at eight bytes a key. Two of a million keys have the same hash once in 18,000
 * databases; what is found by a hash is read before anything is said about it.
 */
export class KeyHashes {
  #hashes = new Float64Array(1024);
  #count = 0;
  #isSorted = false;

  add(key: Deno.KvKey): void {
    if (this.#count === this.#hashes.length) {
      const wider = new Float64Array(this.#count * 2);
      wider.set(this.#hashes);
      this.#hashes = wider;
    }
    this.#hashes[this.#count++] = hashOf(key);
    this.#isSorted = false;
  }

  get isFull(): boolean {
    return this.#count >= mostKeys;
  }

  sorted(): Float64Array {
    const all = this.#hashes.subarray(0, this.#count);
    if (!this.#isSorted) all.sort();
    this.#isSorted = true;
    return all;
  }
}

/** The hashes that the first set has and the second has not, at most `most`. */
export function onlyInFirst(first: KeyHashes, second: KeyHashes, most: number): Set<number> {
  const [ours, theirs] = [first.sorted(), second.sorted()];
  const found = new Set<number>();
  for (let i = 0, j = 0; i < ours.length && found.size < most; i++) {
    const hash = ours[i] ?? 0;
    while (j < theirs.length && (theirs[j] ?? 0) < hash) j++;
    if (theirs[j] !== hash) found.add(hash);
  }
  return found;
}

/** FNV-1a over the text of the key, twice with other beginnings. */
export function hashOf(key: Deno.KvKey): number {
  const text = JSON.stringify(key);
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code ^ (low >>> 16), 0x85ebca6b);
  }
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}
