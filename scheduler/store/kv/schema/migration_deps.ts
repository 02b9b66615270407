import type { Instant } from "../../../model/time.ts";
import type { Database } from "../database.ts";
import type { Commit } from "../work.ts";

/** What a step of a migration works with. */
export interface MigrationDeps {
  readonly db: Database;
  readonly now: () => Instant;
  /**
   * Writes a part of the step, if this process still is the one that migrates.
   * @returns `false` when one of the part's checks failed: read again, and try again.
   * @throws LockLostError, which the step must let pass.
   */
  readonly commit: (work: Commit) => Promise<boolean>;
}
