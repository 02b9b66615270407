import type { Clock } from "../../model/time.ts";
import type { Database } from "../../store/kv/database.ts";

export interface DutyDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** Milliseconds that never jump. */
  readonly elapsed?: () => number;
  readonly executionRetentionDays: number;
  readonly logRetentionDays: number;
  /** Whether the clock of this process is fit to act by. Absent: it is. */
  readonly mayAct?: () => Promise<boolean>;
}

/** What each tick does once its fires are done. Another duty may fail; this one is tried all the same. */
export interface Duty {
  /** What the log calls the duty when it fails. */
  readonly name: string;
  /** @param isTimeLeft asked after each step: a long duty ends when the answer is no, and the next tick goes on. */
  act(isTimeLeft: () => boolean): Promise<unknown>;
  /** Called about once a second in a process that stays up, for what cannot wait for the next tick. */
  readonly look?: () => Promise<unknown>;
}
