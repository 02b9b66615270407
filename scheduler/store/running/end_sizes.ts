import type { Database } from "../kv/database.ts";

/** The weight of the last end in the moving mean. */
const weight = 0.05;

/** How many bytes ends on sheets take. A fire puts more executions on a sheet while ends are short. */
export class EndSizes {
  #mean: number | undefined;

  note(bytes: number): void {
    this.#mean = this.#mean === undefined ? bytes : this.#mean + (bytes - this.#mean) * weight;
  }

  /** Whether most ends take less than this; not while no end is known. */
  areBelow(bytes: number): boolean {
    return this.#mean !== undefined && this.#mean * 1.5 <= bytes;
  }
}

const sizesOf = new WeakMap<Database, EndSizes>();

export function endSizesOf(db: Database): EndSizes {
  let sizes = sizesOf.get(db);
  if (sizes === undefined) sizesOf.set(db, sizes = new EndSizes());
  return sizes;
}
