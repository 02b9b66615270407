import type { Logger } from "../log.ts";
import { newId, type WorkerId } from "../model/ids.ts";
import type { Clock } from "../model/time.ts";
import type { Database } from "../store/kv/database.ts";
import { endLease, type Lease, leaseMs, renewLease, takeLease } from "../store/running/leases.ts";

export interface LeaseKeeperDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly hostname: string;
  readonly pid: number;
  /** Where others can find out whether this process lives. */
  readonly processId?: string;
  readonly leaseMs?: number;
  /** Milliseconds of a clock that never jumps; performance.now() by default. */
  readonly elapsed?: () => number;
}

/** The worker that a {@link LeaseKeeper} keeps the lease for. */
export interface LeaseHolder {
  /** Whether the worker has nothing that needs a lease. */
  isIdle(): boolean;
  /** Called when another process has found this worker lost, or may do so from now on. */
  leaseLost(): void;
}

/** A lease survives two failed renewals in a row. */
const renewalsPerLease = 4;
/** The database has this part of the lease left to answer the last renewal. */
const lastTriesPerLease = 8;

/**
 * Takes the lease of one worker when there is work, renews it, and ends it when the work is over. A lease that cannot be
 * renewed for its length is given up: others may have found the worker lost by then.
 */
export class LeaseKeeper {
  readonly #deps: LeaseKeeperDeps;
  readonly #holder: LeaseHolder;
  readonly #leaseMs: number;
  readonly #elapsed: () => number;
  #lease: Lease | undefined;
  /** Until then nobody finds the worker lost, by this process's monotonic clock. */
  #validUntil = 0;
  /** The record may have changed: the last renewal gave no answer. */
  #isUnsure = false;
  #taking: Promise<Lease | undefined> | undefined;
  #renewing: Promise<void> | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: LeaseKeeperDeps, holder: LeaseHolder) {
    this.#deps = deps;
    this.#holder = holder;
    this.#leaseMs = deps.leaseMs ?? leaseMs;
    this.#elapsed = deps.elapsed ?? (() => performance.now());
  }

  get lease(): Lease | undefined {
    return this.#lease;
  }

  /**
   * Whether the stored lease may differ from {@link lease}. A commit that checks it may then fail although the lease is
   * valid.
   */
  get isUnsure(): boolean {
    return this.#isUnsure || this.#renewing !== undefined;
  }

  /** @returns a lease that is valid for a while; `undefined` when the lease was lost right now. */
  async have(): Promise<Lease | undefined> {
    if (this.#lease === undefined) {
      return await (this.#taking ??= this.#take().finally(() => this.#taking = undefined));
    }
    const isFresh = this.#elapsed() < this.#validUntil - this.#leaseMs / renewalsPerLease;
    if (this.#isUnsure || !isFresh) await this.renew();
    return this.#lease;
  }

  async #take(): Promise<Lease | undefined> {
    const { db, clock, hostname, pid, processId } = this.#deps;
    const [now, askedAt] = [clock.now(), this.#elapsed()];
    const process = processId === undefined ? {} : { processId };
    const worker = { hostname, pid, startedAt: now, ...process };
    const lease = await takeLease(db, newId<WorkerId>(now), worker, undefined, now, this.#leaseMs);
    if (lease === undefined) return undefined;
    this.#hold(lease, askedAt);
    this.#timer = setInterval(() => this.#keep(), this.#leaseMs / renewalsPerLease);
    return lease;
  }

  /** Renews the lease. A sweep calls this before it looks for lost workers. */
  renew(): Promise<void> {
    // One at a time: two renewals would only win races against each other.
    return this.#renewing ??= this.#renew().finally(() => this.#renewing = undefined);
  }

  async #renew(): Promise<void> {
    const { db, clock, log } = this.#deps;
    const held = this.#lease;
    if (held === undefined) return;
    const askedAt = this.#elapsed();
    try {
      const renewed = await renewLease(db, held, clock.now(), this.#leaseMs);
      if (this.#lease !== held) return;
      if (renewed !== undefined) this.#hold(renewed, askedAt);
      else this.#lose();
    } catch (error) {
      log.error("the lease could not be renewed", { error });
      if (this.#lease !== held) return;
      this.#isUnsure = true;
      if (this.#elapsed() >= this.#validUntil) this.#lose();
    }
  }

  /** @param askedAt before the commit: a watcher cannot have seen the record any earlier. */
  #hold(lease: Lease, askedAt: number): void {
    this.#lease = lease;
    this.#isUnsure = false;
    this.#validUntil = askedAt + this.#leaseMs;
    this.#setDeadline();
  }

  #setDeadline(): void {
    clearTimeout(this.#deadline);
    const restMs = this.#validUntil - this.#lastTryMs - this.#elapsed();
    this.#deadline = setTimeout(() => this.#tryLast(), Math.max(0, restMs));
  }

  get #lastTryMs(): number {
    return this.#leaseMs / lastTriesPerLease;
  }

  /**
   * Gives the lease up unless a renewal is answered in time. A process that was frozen comes here late: it may go on when
   * nobody has found it lost, which the renewal finds out.
   */
  async #tryLast(): Promise<void> {
    const [held, validUntil] = [this.#lease, this.#validUntil];
    if (held === undefined) return;
    if (this.#elapsed() < validUntil - this.#lastTryMs) return this.#setDeadline();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((done) => timer = setTimeout(done, this.#lastTryMs));
    await Promise.race([this.#renewInTime(), late]);
    clearTimeout(timer);
    if (this.#lease === undefined || this.#validUntil !== validUntil) return;
    if (this.#elapsed() < validUntil) this.#setDeadline();
    else this.#lose();
  }

  /** Again and again: the answer to one renewal may come late, and the next be answered at once. */
  async #renewInTime(): Promise<void> {
    const validUntil = this.#validUntil;
    while (this.#lease !== undefined && this.#validUntil === validUntil) {
      await this.renew();
      if (this.#validUntil !== validUntil || this.#elapsed() >= validUntil) return;
      await new Promise((done) => setTimeout(done, this.#lastTryMs / 10));
    }
  }

  #lose(): void {
    this.#drop();
    this.#holder.leaseLost();
  }

  /** Ends the lease of an idle worker, so that an idle server writes nothing. */
  async #keep(): Promise<void> {
    await (this.#holder.isIdle() ? this.leave() : this.renew());
  }

  async leave(): Promise<void> {
    const { db, clock, log } = this.#deps;
    // A lease can only be ended when it is known to be stored.
    if (this.#isUnsure) await this.renew();
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
    this.#isUnsure = false;
    clearInterval(this.#timer);
    clearTimeout(this.#deadline);
  }
}
