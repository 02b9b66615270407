import type { Running } from "../model/execution.ts";
import type { ExecutionId } from "../model/ids.ts";
import type { Entry } from "../store/kv/database.ts";
import type { Claim } from "../model/records/claim.ts";
import type { Claimed } from "../store/running/queue.ts";

/** Executions that were claimed in one commit. They start in their order. */
export interface OpenClaim {
  readonly entry: Entry<Claim>;
  readonly executions: readonly Running[];
  /** When it was claimed, by performance.now(). */
  readonly since: number;
  /** How many executions are not over yet. */
  left: number;
  /** The index of the first execution that has not started. */
  next: number;
  /** How many executions may start: their mark is written. */
  starting: number;
  /** Like `starting`, and also the executions whose mark is being written. */
  marked: number;
}

export function openClaim({ entry, executions }: Claimed): OpenClaim {
  const starting = entry.value.starting ?? executions.length;
  return {
    entry,
    executions,
    since: performance.now(),
    left: executions.length,
    next: 0,
    starting,
    marked: starting,
  };
}

/** The next execution that has not started; `undefined` after the last. */
export function nextOf(claim: OpenClaim): Running | undefined {
  return claim.executions[claim.next];
}

/** Takes the next execution that has not started; `undefined` after the last. */
export function takeNext(claim: OpenClaim): ExecutionId | undefined {
  return claim.executions[claim.next++]?.id;
}

/** How many executions have not started. */
export function notStarted({ executions, next }: OpenClaim): number {
  return executions.length - next;
}
