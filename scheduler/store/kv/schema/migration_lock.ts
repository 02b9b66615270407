import { type Clock, type Instant, second } from "../../../model/time.ts";
import { Commit, commit } from "../commit.ts";
import type { Database, Entry } from "../database.ts";
import { keys } from "../keys.ts";
import type { MigrationHold } from "../records.ts";

/** How long a process that says nothing keeps the lock. Each commit of a step renews it. */
export const migrationLockMs = 30 * second;

/** Another process has the lock now, because this one kept it for too long without a commit. */
export class LockLostError extends Error {
  override readonly name = "LockLostError";
}

/** Lets one process at a time migrate the database. */
export class MigrationLock {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #holder = crypto.randomUUID();
  readonly #elapsed: () => number;
  #held: Entry<MigrationHold> | undefined;
  /** The lock of another process as this one saw it first. */
  #seen: { readonly versionstamp: string; readonly since: number } | undefined;

  /** @param elapsed milliseconds of a clock that never jumps. */
  constructor(db: Database, clock: Clock, elapsed: () => number) {
    this.#db = db;
    this.#clock = clock;
    this.#elapsed = elapsed;
  }

  /** @returns whether this process has the lock; `false` while another one has it. */
  async take(): Promise<boolean> {
    const entry = await this.#db.get(keys.migrationLock);
    const isMine = entry.value?.holder === this.#holder;
    const isFree = entry.value === undefined || entry.value.until <= this.#clock.now() ||
      this.#isSilent(entry.versionstamp);
    return (isMine || isFree) && await this.#renew(new Commit().check(entry));
  }

  /** Whether nobody renewed the lock for its length: `until` says nothing where a clock was set back. */
  #isSilent(versionstamp: string): boolean {
    if (this.#seen?.versionstamp !== versionstamp) {
      this.#seen = { versionstamp, since: this.#elapsed() };
    }
    return this.#elapsed() - this.#seen.since >= migrationLockMs;
  }

  /**
   * Writes what a step changes, together with the proof that this process still has the lock, which it renews.
   * @returns whether it was written: `false` when one of the work's own checks failed.
   * @throws LockLostError
   */
  async commit(work: Commit): Promise<boolean> {
    if (this.#held === undefined) throw new LockLostError();
    const whole = new Commit().check(this.#held);
    whole.add(work);
    if (await this.#renew(whole)) return true;
    const { versionstamp } = await this.#db.get(keys.migrationLock);
    if (versionstamp !== this.#held.versionstamp) throw new LockLostError();
    return false;
  }

  /** Lets another process have the lock; does nothing where this process does not have it. */
  async release(): Promise<void> {
    if (this.#held === undefined) return;
    const work = new Commit().check(this.#held).delete(keys.migrationLock);
    await commit(this.#db, work, this.#clock.now());
    this.#held = undefined;
  }

  async #renew(work: Commit): Promise<boolean> {
    const now: Instant = this.#clock.now();
    const value = { holder: this.#holder, until: now + migrationLockMs };
    const versionstamp = await commit(this.#db, work.set(keys.migrationLock, value), now);
    if (versionstamp === undefined) return false;
    this.#held = { key: keys.migrationLock.parts, value, versionstamp };
    return true;
  }
}
