import type { Database } from "./database.ts";

/** A sequence of commits of one process. At most one of them is on its way at any time. */
export interface Lane {
  readonly id: string;
  /** The number of the last commit that was tried in the lane. */
  last: number;
}

/**
 * The lanes of a process: as many as it has commits on their way at once. A lane whose last commit got no answer
 * is not given back, because that commit may still land behind those that would follow it.
 */
export class Lanes {
  readonly #free: Lane[] = [];

  /** The lane that was used last, with its next number. So only few lanes are in use. */
  take(): Lane {
    const lane = this.#free.pop() ?? { id: crypto.randomUUID().replaceAll("-", ""), last: 0 };
    lane.last++;
    return lane;
  }

  giveBack(lane: Lane): void {
    this.#free.push(lane);
  }
}

const lanesOfDatabases = new WeakMap<Database, Lanes>();

export function lanesOf(db: Database): Lanes {
  let lanes = lanesOfDatabases.get(db);
  if (lanes === undefined) {
    lanes = new Lanes();
    lanesOfDatabases.set(db, lanes);
  }
  return lanes;
}
