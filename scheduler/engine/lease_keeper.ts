import type { Logger } from "../log.ts";
import { newId, type WorkerId } from "../model/ids.ts";
import type { Clock } from "../model/time.ts";
import type { Database } from "../store/kv/database.ts";
import { endLease, type Lease, leaseMs, takeLease } from "../store/running/leases.ts";

export interface LeaseKeeperDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly hostname: string;
  readonly pid: number;
  readonly leaseMs?: number;
}

/** The worker that a {@link LeaseKeeper} keeps the lease for. */
export interface LeaseHolder {
  /** Whether the worker has nothing that needs a lease. */
  isIdle(): boolean;
  /** Another process has found this worker lost, and has taken what it held. */
  leaseLost(): void;
}

/** A lease survives two failed renewals in a row. */
const renewalsPerLease = 4;

/** Takes the lease of one worker when there is work, renews it, and ends it when the work is over. */
export class LeaseKeeper {
  readonly #deps: LeaseKeeperDeps;
  readonly #holder: LeaseHolder;
  readonly #leaseMs: number;
  #lease: Lease | undefined;
  #renewing: Promise<void> | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(deps: LeaseKeeperDeps, holder: LeaseHolder) {
    this.#deps = deps;
    this.#holder = holder;
    this.#leaseMs = deps.leaseMs ?? leaseMs;
  }

  get lease(): Lease | undefined {
    return this.#lease;
  }

  get isRenewing(): boolean {
    return this.#renewing !== undefined;
  }

  /** @returns a lease that is valid for a while; `undefined` when the lease was lost right now. */
  async have(): Promise<Lease | undefined> {
    const { db, clock, hostname, pid } = this.#deps;
    const now = clock.now();
    if (
      this.#lease !== undefined &&
      now < this.#lease.worker.leaseUntil - this.#leaseMs / renewalsPerLease
    ) {
      return this.#lease;
    }
    if (this.#lease !== undefined) {
      await this.renew();
      return this.#lease;
    }
    const workerId = newId<WorkerId>(now);
    const startedAt = now;
    const worker = { hostname, pid, startedAt };
    this.#lease = await takeLease(db, workerId, worker, undefined, now, this.#leaseMs);
    this.#timer = setInterval(() => this.#keep(), this.#leaseMs / renewalsPerLease);
    return this.#lease;
  }

  /**
   * Renews the lease. A sweep calls this before it looks for lost workers, so that this worker does not look
   * lost after a jump of the clock.
   */
  renew(): Promise<void> {
    // One at a time: the second of two renewals would find a changed record and take the lease for lost.
    return this.#renewing ??= this.#renew().finally(() => this.#renewing = undefined);
  }

  async #renew(): Promise<void> {
    const { db, clock, log } = this.#deps;
    const held = this.#lease;
    if (held === undefined) return;
    try {
      const renewed = await takeLease(
        db,
        held.workerId,
        held.worker,
        held,
        clock.now(),
        this.#leaseMs,
      );
      if (renewed !== undefined) this.#lease = renewed;
      else if (this.#lease === held) {
        this.#drop();
        this.#holder.leaseLost();
      }
    } catch (error) {
      log.error("the lease could not be renewed", { error });
    }
  }

  /** Ends the lease of an idle worker, so that an idle server writes nothing. */
  async #keep(): Promise<void> {
    await (this.#holder.isIdle() ? this.leave() : this.renew());
  }

  async leave(): Promise<void> {
    const { db, clock, log } = this.#deps;
    const lease = this.#lease;
    this.#drop();
    if (lease === undefined) return;
    try {
      await endLease(db, lease, clock.now());
    } catch (error) {
      log.warn("the lease could not be ended; it runs out by itself", { error });
    }
  }

  #drop(): void {
    this.#lease = undefined;
    clearInterval(this.#timer);
  }
}
