import type { Instant } from "../model/time.ts";
import type { Due } from "../store/firing/due.ts";
import { fireAhead, fireDue, type Taker } from "../store/firing/fire.ts";
import { oldestDue } from "../store/firing/ticks.ts";
import { resumeDueJobs } from "../store/jobs/resume_jobs.ts";
import type { Database } from "../store/kv/database.ts";
import { putBack } from "../store/kv/faults/set_aside.ts";
import { forgetEndedPauses } from "../store/pauses/pauses.ts";

export interface RoundDeps {
  readonly db: Database;
  /** The time by which jobs may be fired; `undefined` where this process must not fire. */
  readonly permitted: () => Promise<Instant | undefined>;
  /** The worker of this process; absent where the process does not stay to run what it fires. */
  readonly taker?: (Taker & { prepare(): Promise<void> }) | undefined;
}

/** How a round went. */
export interface Round {
  /** Whether all that was due at this moment is fired. */
  readonly isFired: boolean;
  /** How late the longest due job was, in milliseconds. */
  readonly lagMs: number;
}

/**
 * Fires what is due: first what was read ahead, then all the rest.
 * @param began when the tick began.
 * @throws what fireDue() and resumeDueJobs() throw; what could be fired was fired.
 */
export async function fireRound(
  { db, permitted, taker }: RoundDeps,
  ahead: readonly Due[],
  began: Instant,
): Promise<Round> {
  const aheadNow = ahead.length > 0 ? await permitted() : undefined;
  if (aheadNow !== undefined) await fireAhead(db, ahead, aheadNow, taker);
  await putBack(db, began);
  const [resumed] = await Promise.allSettled([resumeDueJobs(db, began)]);
  const oldest = await oldestDue(db, began);
  if (oldest !== undefined) await taker?.prepare();
  const now = await permitted();
  if (now !== undefined) {
    await fireDue(db, now, taker);
    await forgetEndedPauses(db, now);
  }
  if (resumed.status === "rejected") throw resumed.reason;
  const lagMs = began - Math.min(oldest ?? began, ahead[0]?.entry.at ?? began);
  return { isFired: now !== undefined, lagMs };
}
