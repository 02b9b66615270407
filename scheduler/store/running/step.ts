import type { Ended, Held, Running, Scheduled } from "../../model/execution.ts";
import type { HeldClaim } from "./claims.ts";

/**
 * Says that more executions of a claim are about to start. Without the mark, an execution that started and one that
 * never did look the same when their worker is lost.
 */
export interface StartMark {
  readonly claim: HeldClaim;
  /** How many, from the first one on. */
  readonly starting: number;
  /** Called when they may start; not called when the claim is gone. */
  readonly written: () => void;
}

/** How one execution leaves its worker: it ends, or waits for its next attempt. */
export interface Step {
  readonly claim: HeldClaim;
  readonly execution: Running;
  /** The execution afterwards. Called again with the stored one when somebody asked it to stop meanwhile. */
  readonly next: (held: Held) => Ended | Scheduled;
  /** Whether this is the last step of its claim, which is removed with it. */
  readonly isLast: boolean;
}
