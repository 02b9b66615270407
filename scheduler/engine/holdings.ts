import { finish, giveBack, type Running } from "../model/execution.ts";
import type { ExecutionId } from "../model/ids.ts";
import { second } from "../model/time.ts";
import type { Entry } from "../store/kv/database.ts";
import type { Claim } from "../model/records/claim.ts";
import type { Claimed } from "../store/running/queue.ts";
import type { StartMark, Step } from "../store/running/step.ts";
import { stopRequests } from "../store/running/stop_requests.ts";
import { type AttemptDeps, startAttempt } from "./runs/attempt.ts";
import { type AheadHost, ClaimsAhead } from "./claims_ahead.ts";
import { type OpenClaim, openClaim } from "./open_claim.ts";
import { Pace } from "./pace.ts";
import { Shares } from "./shares.ts";
import type { Recorder } from "./recorder.ts";
import type { Run } from "./runs/run.ts";

export interface HoldingsDeps extends AttemptDeps {
  /** How many executions may run at once. */
  readonly concurrency: number;
}

const lookForStopsEveryMs = second / 2;

/** An execution that this worker holds. */
interface Mine {
  readonly claimed: Running;
  readonly claim: OpenClaim;
  /** Absent until it starts. */
  run?: Run;
}

/**
 * The executions that a worker has claimed. As many run as may run at once; the others start as places get
 * free.
 */
export class Holdings implements AheadHost {
  readonly shares: Shares;
  readonly #deps: HoldingsDeps;
  readonly #recorder: Recorder;
  readonly #onFree: (now: number) => void;
  readonly #held = new Map<ExecutionId, Mine>();
  readonly #pace = new Pace();
  readonly #ahead = new ClaimsAhead(this);
  #running = 0;
  #heldSoFar = 0;
  #endedSoFar = 0;
  #stopsTimer: ReturnType<typeof setInterval> | undefined;
  #isStopping = false;
  /** Absent while nothing is held. Resolves when everything that was held is over and recorded. */
  #busy: PromiseWithResolvers<void> | undefined;

  /** @param onFree called when a place gets free, with the time by performance.now(). */
  constructor(deps: HoldingsDeps, recorder: Recorder, onFree: (now: number) => void) {
    this.#deps = deps;
    this.shares = new Shares(deps.concurrency);
    this.#recorder = recorder;
    this.#onFree = onFree;
  }

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  get size(): number {
    return this.#held.size;
  }

  /** How many executions this worker has ever taken over. */
  get heldSoFar(): number {
    return this.#heldSoFar;
  }

  /** How many runs have ever ended here. */
  get endedSoFar(): number {
    return this.#endedSoFar;
  }

  get claims(): Entry<Claim>[] {
    return Array.from(this.#held.values(), ({ claim }) => claim.entry);
  }

  /** How many executions have room when nothing is held. */
  get mostRoom(): number {
    const { concurrency } = this.#deps;
    return concurrency + this.#pace.ahead(concurrency);
  }

  /** Whether nothing was ever held here, so that nothing is known of how long runs take. */
  get isNew(): boolean {
    return this.#heldSoFar === 0 && this.#pace.isNew;
  }

  /** How many more executions have room: as many as may run at once, and some more while runs are short. */
  get room(): number {
    // Runs that a lost lease took away may still be going on.
    const here = Math.max(this.#held.size, this.#running + this.#ahead.waiting);
    return this.#deps.concurrency + this.roomAhead - here;
  }

  /** How much of the room is for executions that wait for a place. */
  get roomAhead(): number {
    // Ends that are not written yet count as well: a crash undoes no more than the bound.
    return Math.max(0, this.#pace.ahead(this.#deps.concurrency) - this.#recorder.pending);
  }

  /** How many executions of the next claim may start without a mark of their own. */
  get starting(): number {
    return this.#ahead.starting;
  }

  /** Whether it may be worth waiting for room. */
  get mayBeShort(): boolean {
    return this.#pace.mayBeShort;
  }

  /** Resolves when everything that is held is over and recorded. */
  async over(): Promise<void> {
    await this.#busy?.promise;
  }

  /** Takes claimed executions over, and starts them as there are places. */
  hold(claimed: Claimed): void {
    const { executions } = claimed;
    if (executions.length === 0) return;
    this.#deps.observer?.claimed(executions.length);
    this.#heldSoFar += executions.length;
    this.#busy ??= this.#beBusy();
    const claim = openClaim(claimed);
    for (const execution of executions) {
      this.#held.set(execution.id, { claimed: execution, claim });
      this.shares.held(execution.job.categoryId);
    }
    this.#ahead.add(claim);
    if (this.#isStopping) this.#ahead.giveBack();
    else this.#ahead.start();
  }

  /** Starts nothing more, gives back what has not started, and interrupts what runs. */
  interrupt(): void {
    this.#isStopping = true;
    this.#ahead.giveBack();
    for (const { run } of this.#held.values()) run?.interrupt({ kind: "leave" });
  }

  /** Lets go of everything: other workers have it. */
  lose(): void {
    const held = [...this.#held.values()];
    this.#held.clear();
    this.shares.lost();
    this.#ahead.clear();
    for (const { run } of held) run?.interrupt({ kind: "leave" });
    this.#rest();
  }

  /** The recorder has written every step. */
  recorded(): void {
    if (this.#held.size === 0) this.#rest();
  }

  hasPlace({ job: { categoryId } }: Running): boolean {
    return this.#running < this.#deps.concurrency && this.shares.mayStart(categoryId);
  }

  mostMarked(): number {
    const { concurrency } = this.#deps;
    return concurrency - this.#running + this.#pace.starting(concurrency);
  }

  mostWaiting(ms: number): number {
    return this.#pace.within(ms, this.#deps.concurrency);
  }

  /** Somebody waited for room, and no run ended. */
  noneEnded(): void {
    this.#pace.noneEnded();
  }

  mark(mark: StartMark): void {
    this.#recorder.mark(mark);
  }

  waitedTooLong(waiting: readonly Running[]): void {
    this.#pace.forget();
    this.shares.waitedTooLong(waiting.map(({ job: { categoryId } }) => categoryId));
  }

  giveBack(id: ExecutionId, claim: OpenClaim): void {
    const mine = this.#mineOf(id, claim);
    const now = this.#deps.clock.now();
    if (mine !== undefined) this.#letGo(mine, (held) => giveBack(held, now));
  }

  start(id: ExecutionId, claim: OpenClaim, now: number): void {
    const mine = this.#mineOf(id, claim);
    if (mine === undefined) return;
    mine.run = startAttempt(this.#deps, mine.claimed, (next) => this.#end(mine, now, next));
    this.#running++;
    this.shares.started(mine.claimed.job.categoryId);
  }

  #beBusy(): PromiseWithResolvers<void> {
    this.#stopsTimer = setInterval(() => this.#lookForStops(), lookForStopsEveryMs);
    return Promise.withResolvers();
  }

  #rest(): void {
    clearInterval(this.#stopsTimer);
    this.#busy?.resolve();
    this.#busy = undefined;
  }

  /** `undefined` when this worker has let go of it, or holds it by a later claim. */
  #mineOf(id: ExecutionId, claim: OpenClaim): Mine | undefined {
    const mine = this.#held.get(id);
    return mine?.claim === claim ? mine : undefined;
  }

  /** @param startedAt by performance.now(). */
  #end(mine: Mine, startedAt: number, next: Step["next"]): void {
    const now = performance.now();
    this.#running--;
    this.#endedSoFar++;
    this.shares.ended(mine.claimed.job.categoryId);
    this.#pace.note(now - startedAt);
    this.#letGo(mine, next);
    if (this.#isStopping) return;
    this.#ahead.start(now);
    this.#onFree(now);
  }

  /** The recorder writes `next`, and then the execution is not this worker's any more. */
  #letGo(mine: Mine, next: Step["next"]): void {
    const { claimed, claim } = mine;
    // A worker that lost its lease has let go of everything already.
    if (this.#held.get(claimed.id) !== mine) return;
    this.#held.delete(claimed.id);
    this.shares.letGo(claimed.job.categoryId);
    claim.left--;
    this.#recorder.note({ claim: claim.entry, execution: claimed, next, isLast: claim.left === 0 });
  }

  async #lookForStops(): Promise<void> {
    const { db, log } = this.#deps;
    const [first] = this.#held.values();
    if (first === undefined) return;
    try {
      for (const { id, by } of await stopRequests(db, first.claimed.workerId)) {
        const mine = this.#held.get(id);
        if (mine?.run === undefined) this.#stopAhead(mine, by);
        else mine.run.interrupt({ kind: "stop", by });
      }
    } catch (error) {
      log.error("stop requests could not be read", { error });
    }
  }

  /** Someone stopped the execution before it started. */
  #stopAhead(mine: Mine | undefined, by: string): void {
    if (mine === undefined) return;
    const now = this.#deps.clock.now();
    this.#letGo(mine, (held) => finish(held, { kind: "stopped", by }, now, Math.random));
  }
}
