import type { Running } from "../model/execution.ts";
import type { ExecutionId } from "../model/ids.ts";
import type { StartMark } from "../store/running/step.ts";
import { nextOf, notStarted, type OpenClaim, takeNext } from "./open_claim.ts";

/** What {@link ClaimsAhead} needs from the worker's holdings. */
export interface AheadHost {
  /** Whether this execution may run now. */
  hasPlace(execution: Running): boolean;
  /** The most executions that may be marked as about to start, and have not started. */
  mostMarked(): number;
  /** How many executions will have started in this time, if runs go on to take as long as they took. */
  mostWaiting(ms: number): number;
  /** @param now by performance.now(). */
  start(id: ExecutionId, claim: OpenClaim, now: number): void;
  giveBack(id: ExecutionId, claim: OpenClaim): void;
  /** Writes the mark and then calls its `written`. */
  mark(mark: StartMark): void;
  /**
   * Called when the oldest claim waited too long: the runs are not as short as they looked.
   * @param waiting the executions that have not started.
   */
  waitedTooLong(waiting: readonly Running[]): void;
}

/** An execution that has not started after this time goes back to the queue, where others find it. */
const mostAheadMs = 200;
/** A timer that is this late says that the process stood still. */
const stoodStillMs = 50;
const lookAgainMs = 50;

/** The claims that have executions which have not started yet, in the order in which they start. */
export class ClaimsAhead {
  readonly #host: AheadHost;
  #claims: OpenClaim[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the last execution started, by performance.now(). */
  #startedAt = -Infinity;

  constructor(host: AheadHost) {
    this.#host = host;
  }

  /** How many executions have not started. */
  get waiting(): number {
    return this.#claims.reduce((sum, claim) => sum + notStarted(claim), 0);
  }

  /** How many executions of the next claim may start without a mark of their own. */
  get starting(): number {
    let marked = 0;
    for (const claim of this.#claims) {
      // The unmarked executions that wait already come first.
      if (claim.marked < claim.executions.length) return 0;
      marked += notStarted(claim);
    }
    return Math.max(0, this.#host.mostMarked() - marked);
  }

  add(claim: OpenClaim): void {
    this.#claims.push(claim);
  }

  /** Forgets all claims: other workers have them. */
  clear(): void {
    this.#claims = [];
  }

  /**
   * Starts as many executions as there are places.
   * @param now by performance.now(), where the caller knows it: it counts among the costs of a short run.
   */
  start(now?: number): void {
    let at = now;
    for (let claim = this.#claims[0]; claim !== undefined; claim = this.#claims[0]) {
      while (claim.next < claim.starting) {
        const next = nextOf(claim);
        if (next === undefined || !this.#host.hasPlace(next)) break;
        takeNext(claim);
        at ??= performance.now();
        this.#startedAt = at;
        this.#host.start(next.id, claim, at);
        // The start of the next one waited for this one.
        at = undefined;
      }
      if (notStarted(claim) > 0) break;
      this.#claims.shift();
    }
    if (this.#claims.length === 0) return;
    this.#mark();
    if (this.#timer === undefined) this.#waitAgain(mostAheadMs);
  }

  /** Whether its next execution has a place, and may not start before the database has the mark. */
  #waitsForMark(claim: OpenClaim): boolean {
    const next = nextOf(claim);
    return next !== undefined && claim.next >= claim.starting && claim.marked > claim.starting &&
      this.#host.hasPlace(next);
  }

  /** Gives back every execution that has not started. */
  giveBack(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const claim of this.#claims.splice(0)) {
      while (notStarted(claim) > 0) {
        const id = takeNext(claim);
        if (id !== undefined) this.#host.giveBack(id, claim);
      }
    }
  }

  /** Marks the executions that start next, before the marked ones run out. */
  #mark(): void {
    const most = this.#host.mostMarked();
    let marked = 0;
    for (const claim of this.#claims) {
      marked += claim.marked - claim.next;
      if (claim.marked === claim.executions.length) continue;
      if (marked >= most / 2) return;
      const starting = Math.min(claim.executions.length, claim.marked + most - marked);
      marked += starting - claim.marked;
      claim.marked = starting;
      this.#markAs(claim, starting);
    }
  }

  #markAs(claim: OpenClaim, starting: number): void {
    const written = () => {
      claim.starting = starting;
      this.start();
    };
    this.#host.mark({ claim: claim.entry, starting, written });
  }

  #waitAgain(ms: number): void {
    const due = performance.now() + ms;
    this.#timer ??= setTimeout(() => this.#checkWait(performance.now() - due), ms);
  }

  /** @param lateMs how late this is called: this process stood still for so long. */
  #checkWait(lateMs: number): void {
    this.#timer = undefined;
    const [first] = this.#claims;
    if (first === undefined) return;
    const now = performance.now();
    const waitedMs = now - first.since;
    if (waitedMs < mostAheadMs) return this.#waitAgain(mostAheadMs - waitedMs);
    // Neither a pause of this process nor a slow commit of the mark says that runs are long.
    if (lateMs > stoodStillMs || this.#waitsForMark(first)) return this.#waitAgain(lookAgainMs);
    const idleMs = now - this.#startedAt;
    if (idleMs < mostAheadMs && this.waiting <= this.#host.mostWaiting(mostAheadMs)) {
      return this.#waitAgain(Math.min(mostAheadMs - idleMs, lookAgainMs));
    }
    this.#host.waitedTooLong(
      this.#claims.flatMap(({ executions, next }) => executions.slice(next)),
    );
    this.giveBack();
  }
}
