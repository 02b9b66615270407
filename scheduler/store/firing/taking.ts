import type { CategoryId, ClaimId } from "../../model/ids.ts";
import type { Lease } from "../running/leases.ts";
import type { Claimed } from "../running/queue.ts";

/**
 * A worker of this process that takes fired executions as far as it has room. Such an execution is written as
 * `running` at once, and never enters the queue.
 */
export interface Taker {
  /**
   * Room for at most `most` executions; `undefined` when the worker takes none.
   * @param isWhole whether they belong together: a worker that knows nothing of how long runs take has room for all of
   * them, once.
   */
  take(most: number, isWhole?: boolean): Taking | undefined;
  /**
   * Resolves when the worker has room for so many, or a little later in any case.
   * @param isWhole whether to wait for as much room as the worker ever has, and not for half of it.
   * @returns whether to ask again: the worker has room, and its runs are short.
   */
  haveRoom?(most: number, isWhole?: boolean): Promise<boolean>;
}

/** Asks a worker of this process for a place in which a run starts at once; `undefined` when it has none. Never rejects. */
export type TakePlace = () => Promise<Taking | undefined>;

/** Room that a worker keeps free until taken() or dropped() is called. */
export interface Taking {
  readonly lease: Lease;
  readonly claimId: ClaimId;
  readonly room: number;
  /** How many of the executions may start at once; absent: all. */
  readonly starting?: number;
  /**
   * Whether an execution of this category may have one of the places; absent: any may.
   * @param more how many of the category come before it and are not noted yet.
   */
  admits?(category: CategoryId, more: number): boolean;
  /** An execution of this category takes one of the places. */
  note?(category: CategoryId): void;
  /** The worker has claimed these. */
  taken(claimed: Claimed): void;
  /** The worker has claimed nothing. With `unknown` the database did not answer: the worker has to look. */
  dropped(why: "unused" | "lost" | "unknown"): void;
}
