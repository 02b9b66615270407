import type { ClaimId } from "../../model/ids.ts";
import type { Lease } from "../running/leases.ts";
import type { Claimed } from "../running/queue.ts";

/**
 * A worker of this process, which takes what is fired as far as it has room: such an execution is written as
 * `running` at once, and never comes into the queue.
 */
export interface Taker {
  /** What it takes with, and how many executions; `undefined` where it takes none. */
  take(most: number): Taking | undefined;
  /**
   * Comes back when it has room for so many, or a little later in any case.
   * @returns whether it is worth asking again: it has some, and its runs are short.
   */
  haveRoom?(most: number): Promise<boolean>;
}

/** Room that a worker keeps free until it is told what became of it. */
export interface Taking {
  readonly lease: Lease;
  readonly claimId: ClaimId;
  readonly room: number;
  /** So many of them may start at once; absent: all. */
  readonly starting?: number;
  /** It has these. */
  taken(claimed: Claimed): void;
  /** It has nothing of it; where the database did not say so (`unknown`), it has to look for itself. */
  dropped(why: "unused" | "lost" | "unknown"): void;
}
