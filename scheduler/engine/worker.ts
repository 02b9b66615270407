import type { JobClassRegistry } from "../job_classes/mod.ts";
import type { Logger } from "../log.ts";
import { noTracing, type OpenSpan, type Tracing } from "../tracing.ts";
import { finish, giveBack, type Held, type Outcome, type Running } from "../model/execution.ts";
import { type ClaimId, type ExecutionId, newId, type WorkerId } from "../model/ids.ts";
import { type Clock, second } from "../model/time.ts";
import type { Database, Entry } from "../store/database.ts";
import { releaseWaiting, type Taker, type Taking } from "../store/fire.ts";
import type { Claim } from "../store/keys.ts";
import { endLease, giveBackUnknown, type Lease, leaseMs, takeLease } from "../store/leases.ts";
import { type Claimed, claimNext, isAnyReady, recordSteps, type Step } from "../store/queue.ts";
import { stopRequests } from "../store/stops.ts";
import { ExecutionLog } from "./execution_log.ts";
import type { EngineObserver } from "./observer.ts";
import { Pace } from "./pace.ts";
import { type Run, startRun } from "./run.ts";

export interface WorkerDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly jobClasses: JobClassRegistry;
  readonly log: Logger;
  /** Executions at once. */
  readonly concurrency: number;
  readonly hostname: string;
  readonly pid: number;
  readonly leaseMs?: number;
  readonly observer?: EngineObserver;
  readonly tracing?: Tracing;
}

/** Often enough that a lease outlives two renewals which fail. */
const renewalsPerLease = 4;
const lookForStopsEveryMs = second / 2;
/** After so long something may be in the queue of which nobody told. */
const lookAgainMs = 50;
/** One that has not started after so long goes back to the queue, where others find it. */
const mostAheadMs = 200;

/** An execution that this worker has. */
interface Mine {
  readonly claimed: Running;
  readonly claim: OpenClaim;
  /** Absent until it starts. */
  run?: Run;
}

/** Claimed ahead: it starts when there is a place. */
interface Ahead {
  readonly mine: Mine;
  readonly since: number;
}

/** What is not over yet of the executions that were claimed together. */
interface OpenClaim {
  readonly entry: Entry<Claim>;
  left: number;
}

/** Claims executions, runs them, and records how they ended. */
export class Worker implements Taker {
  readonly #deps: WorkerDeps;
  readonly #leaseMs: number;
  #lease: Lease | undefined;
  readonly #held = new Map<ExecutionId, Mine>();
  #running = 0;
  /** How many it is about to claim. */
  #claiming = 0;
  #ahead: Ahead[] = [];
  #aheadTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #pace = new Pace();
  /** What a tick is about to take for this worker. */
  readonly #takings = new Map<ClaimId, { readonly room: number; readonly done: Promise<void> }>();
  #steps: Step[] = [];
  /** Those of them that are on their way to the database. */
  #writing: readonly Step[] = [];
  #recording: Promise<void> | undefined;
  #pumping: Promise<void> | undefined;
  #pumpAgain = false;
  #mayBeReady = true;
  #lookedAt = 0;
  #renewing: Promise<void> | undefined;
  /** A claim was answered with an error: it may have happened all the same. */
  #mayHaveUnknown = false;
  #isLookingForUnknown = false;
  #isStopping = false;
  #timers: ReturnType<typeof setInterval>[] = [];
  /** Absent while nothing is held; else it is resolved when all that was held is over and recorded. */
  #busy: PromiseWithResolvers<void> | undefined;

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
    this.#leaseMs = deps.leaseMs ?? leaseMs;
  }

  /** Claims what is ready, as far as there is room, and goes on as room gets free. Never rejects. */
  pump(): Promise<void> {
    this.#mayBeReady = true;
    this.#pumpAgain = true;
    return this.#pumping ??= this.#claimAll();
  }

  /** There is room again. The queue was empty a moment ago, unless it was left for lack of room. */
  #goOn(): void {
    if (this.#isStopping) return;
    if (this.#mayBeReady || performance.now() - this.#lookedAt > lookAgainMs) this.pump();
  }

  /** Comes back when nothing is ready any more and all that was claimed is over. */
  async drain(): Promise<void> {
    for (;;) {
      await this.pump();
      if (this.#held.size === 0 && this.#recording === undefined) return;
      await this.#busy?.promise;
      await this.#recording;
    }
  }

  /** Claims no more, interrupts what runs, and gives back what does not come to its end by that. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#interruptAll();
    await this.#pumping;
    await Promise.all(Array.from(this.#takings.values(), ({ done }) => done));
    this.#interruptAll();
    await this.#busy?.promise;
    await this.#recording;
    await this.#leave();
  }

  #interruptAll(): void {
    this.#giveBackAhead();
    for (const { run } of this.#held.values()) run?.interrupt({ kind: "leave" });
  }

  /** So that a tick which is about to begin can take for this worker; does nothing where there is no room. */
  async prepare(): Promise<void> {
    if (this.#isStopping || this.#room() <= 0) return;
    try {
      await this.#haveLease();
    } catch (error) {
      this.#deps.log.error("no lease could be taken", { error });
    }
  }

  take(most: number): Taking | undefined {
    const lease = this.#lease;
    const room = Math.min(most, this.#room());
    const isUnsure = this.#mayHaveUnknown || this.#isLookingForUnknown ||
      this.#renewing !== undefined;
    if (lease === undefined || room <= 0 || this.#isStopping || isUnsure) return undefined;
    const claimId = newId<ClaimId>(this.#deps.clock.now());
    const { promise: done, resolve } = Promise.withResolvers<void>();
    this.#takings.set(claimId, { room, done });
    const end = () => {
      this.#takings.delete(claimId);
      resolve();
    };
    return {
      lease,
      claimId,
      room,
      taken: (claimed) => {
        end();
        this.#hold(claimed);
      },
      dropped: (why) => {
        end();
        if (why === "unknown") this.#mayHaveUnknown = true;
        // Unless it was renewed meanwhile, which explains it, the lease may be what was lost.
        if (why === "lost" && this.#lease === lease) void this.renewLease();
      },
    };
  }

  /** How many more may be claimed: as many as may run at once, and some more while runs are short. */
  #room(): number {
    let coming = this.#claiming;
    for (const { room } of this.#takings.values()) coming += room;
    const { concurrency } = this.#deps;
    // Ends on their way count as well: a crash would undo no more than so many.
    const ahead = this.#pace.ahead(concurrency) - this.#steps.length - this.#writing.length;
    // What a lost lease took away may still run.
    const here = Math.max(this.#held.size, this.#running + this.#ahead.length);
    return concurrency + Math.max(0, ahead) - here - coming;
  }

  /** Says that this worker is alive. Before others are looked at for being lost, so that a jump of the clock does not make this one look so. */
  renewLease(): Promise<void> {
    // One at a time: of two, the one that comes second would take the lease for lost.
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
      else if (this.#lease === held) this.#loseLease();
    } catch (error) {
      log.error("the lease could not be renewed", { error });
    }
  }

  async #claimAll(): Promise<void> {
    const { log } = this.#deps;
    // Else it could be through before `pump()` has its promise, which would then stand for ever.
    await Promise.resolve();
    while (this.#pumpAgain && !this.#isStopping) {
      this.#pumpAgain = false;
      const room = this.#room();
      if (room <= 0) break;
      try {
        if (await this.#claim(room)) this.#pumpAgain = true;
      } catch (error) {
        this.#mayHaveUnknown = true;
        log.error("executions could not be claimed", { error });
      }
    }
    // Here and not in a `finally()`: a call that comes a moment later must start anew.
    this.#pumping = undefined;
  }

  /** @returns whether it is worth asking again. */
  async #claim(room: number): Promise<boolean> {
    const { db, clock } = this.#deps;
    // Idle servers look here several times a second: they neither take a lease nor write.
    if (this.#lease === undefined && !await isAnyReady(db, clock.now())) return false;
    const lease = await this.#haveLease();
    if (lease === undefined) return true;
    if (this.#mayHaveUnknown) await this.#lookForUnknown(lease);
    this.#mayBeReady = false;
    this.#lookedAt = performance.now();
    this.#claiming = room;
    const claimed = await claimNext(db, lease, room, clock.now())
      .finally(() => this.#claiming = 0);
    if (claimed === undefined) {
      await new Promise((done) => setTimeout(done, 10 * Math.random()));
      return true;
    }
    this.#hold(claimed);
    if (claimed.executions.length > 0) this.#mayBeReady = true;
    return claimed.executions.length > 0;
  }

  /** While it looks, no tick takes anything, which would be taken for unknown. */
  async #lookForUnknown(lease: Lease): Promise<void> {
    const { db, clock } = this.#deps;
    this.#isLookingForUnknown = true;
    this.#mayHaveUnknown = false;
    try {
      await giveBackUnknown(db, lease, this.#knownClaims(), clock.now());
    } catch (error) {
      this.#mayHaveUnknown = true;
      throw error;
    } finally {
      this.#isLookingForUnknown = false;
    }
  }

  #knownClaims(): Set<ClaimId> {
    const entries = [
      ...Array.from(this.#held.values(), ({ claim }) => claim.entry),
      ...[...this.#steps, ...this.#writing].map(({ claim }) => claim),
    ];
    const ids = entries.map(({ key }) => key.at(-1) as ClaimId);
    return new Set([...ids, ...this.#takings.keys()]);
  }

  /** What was claimed is this worker's from now on: it starts as there are places. */
  #hold({ entry, executions }: Claimed): void {
    if (executions.length === 0) return;
    this.#deps.observer?.claimed(executions.length);
    this.#busy ??= Promise.withResolvers();
    const claim = { entry, left: executions.length };
    const since = performance.now();
    for (const claimed of executions) {
      const mine = { claimed, claim };
      this.#held.set(claimed.id, mine);
      this.#ahead.push({ mine, since });
    }
    if (this.#isStopping) this.#giveBackAhead();
    else this.#startAhead();
  }

  #startAhead(): void {
    const { concurrency } = this.#deps;
    let started = 0;
    for (const { mine } of this.#ahead) {
      if (this.#running >= concurrency) break;
      this.#start(mine);
      started++;
    }
    this.#ahead.splice(0, started);
    if (this.#ahead.length > 0) {
      this.#aheadTimer ??= setTimeout(() => this.#lookAhead(), mostAheadMs);
    }
  }

  /** What was thought to be short is not: others shall have what waits for it. */
  #lookAhead(): void {
    this.#aheadTimer = undefined;
    const [first] = this.#ahead;
    if (first === undefined) return;
    const waited = performance.now() - first.since;
    if (waited < mostAheadMs) {
      this.#aheadTimer = setTimeout(() => this.#lookAhead(), mostAheadMs - waited);
    } else {
      this.#pace.forget();
      this.#giveBackAhead();
    }
  }

  #giveBackAhead(): void {
    clearTimeout(this.#aheadTimer);
    this.#aheadTimer = undefined;
    for (const { mine } of this.#ahead.splice(0)) {
      const now = this.#deps.clock.now();
      this.#letGo(mine, (held) => giveBack(held, now));
    }
  }

  #start(mine: Mine): void {
    const { db, clock, jobClasses } = this.#deps;
    const { claimed } = mine;
    const now = clock.now();
    const execution = now === claimed.startedAt ? claimed : { ...claimed, startedAt: now };
    const startedAt = performance.now();
    const log = new ExecutionLog(db, clock, execution);
    const span = this.#startSpan(execution);
    const run = span.within(() => startRun(execution, jobClasses.get(execution.job.jobClass), log));
    mine.run = run;
    this.#running++;
    run.outcome.then(async (outcome) => {
      const failure = await log.close();
      if (failure !== undefined) {
        this.#deps.log.error("log lines were lost", { execution_id: execution.id, error: failure });
      }
      this.#running--;
      this.#pace.note(performance.now() - startedAt);
      this.#end(mine, execution, outcome, span);
    });
  }

  /** Of the trace in which the execution was made. */
  #startSpan({ id, job, attempt, traceparent }: Running): OpenSpan {
    const { tracing = noTracing } = this.#deps;
    const attributes = {
      "carillon.job.id": job.id,
      "carillon.job.class": job.jobClass,
      "carillon.execution.id": id,
      "carillon.execution.attempt": attempt,
    };
    return tracing.start("execution", attributes, traceparent);
  }

  #end(mine: Mine, execution: Running, outcome: Outcome | undefined, span: OpenSpan): void {
    const now = this.#deps.clock.now();
    const { startedAt } = execution;
    // What is stored says when it was claimed.
    const next = (held: Held) => {
      const started = held.startedAt === startedAt ? held : { ...held, startedAt };
      return outcome === undefined
        ? giveBack(started, now)
        : finish(started, outcome, now, Math.random);
    };
    const { state } = next(execution);
    span.end({ "carillon.execution.state": state }, state === "failed" || state === "timeout");
    const seconds = Math.max(0, now - startedAt) / second;
    this.#deps.observer?.ended(state, execution.job.jobClass, seconds);
    this.#letGo(mine, next);
    if (this.#isStopping) return;
    this.#startAhead();
    this.#goOn();
  }

  /** It is out of this worker's hands as soon as `next` is written. */
  #letGo(mine: Mine, next: Step["next"]): void {
    const { claimed, claim } = mine;
    // A worker that lost its lease has let go of all it held.
    if (this.#held.get(claimed.id) !== mine) return;
    this.#held.delete(claimed.id);
    claim.left--;
    this.#steps.push({ claim: claim.entry, execution: claimed, next, isLast: claim.left === 0 });
    this.#recording ??= this.#recordAll();
  }

  async #recordAll(): Promise<void> {
    // What ends at the same moment is written together; after that, what ended while that was written.
    await new Promise((done) => setTimeout(done, 0));
    while (this.#steps.length > 0) await this.#recordSome();
    this.#recording = undefined;
    if (this.#held.size === 0) this.#rest();
    this.#goOn();
  }

  async #recordSome(): Promise<void> {
    const { db, clock, log } = this.#deps;
    const steps = this.#writing = this.#steps;
    this.#steps = [];
    let refused: Step[];
    try {
      refused = await recordSteps(db, steps, clock.now());
      this.#writing = [];
    } catch (error) {
      log.error("ends of executions could not be written; trying again", { error });
      // Whoever takes them over meanwhile is protected by the claim's check.
      this.#steps = [...steps, ...this.#steps];
      this.#writing = [];
      await new Promise((done) => setTimeout(done, second));
      return;
    }
    for (const { execution } of refused) {
      log.warn("an execution was taken over by another worker; its end here is not written", {
        execution_id: execution.id,
      });
    }
    await this.#releaseWaiting(steps);
  }

  /** An end may be what another execution of the same job waits for. */
  async #releaseWaiting(steps: readonly Step[]): Promise<void> {
    const { db, clock, log } = this.#deps;
    const jobs = new Set(
      steps.filter(({ execution: { job } }) =>
        job.policy.overlap !== "skip" || !job.policy.coalesce
      )
        .map(({ execution }) => execution.job.id),
    );
    for (const job of jobs) {
      try {
        await releaseWaiting(db, job, clock.now());
      } catch (error) {
        log.error("a waiting execution could not be released; the next tick does it", { error });
      }
    }
  }

  async #haveLease(): Promise<Lease | undefined> {
    const { db, clock, hostname, pid } = this.#deps;
    const now = clock.now();
    if (
      this.#lease !== undefined &&
      now < this.#lease.worker.leaseUntil - this.#leaseMs / renewalsPerLease
    ) {
      return this.#lease;
    }
    if (this.#lease !== undefined) {
      await this.renewLease();
      return this.#lease;
    }
    const workerId = newId<WorkerId>(now);
    const startedAt = now;
    const worker = { hostname, pid, startedAt };
    this.#lease = await takeLease(db, workerId, worker, undefined, now, this.#leaseMs);
    this.#timers = [
      setInterval(() => this.#keepLease(), this.#leaseMs / renewalsPerLease),
      setInterval(() => this.#lookForStops(), lookForStopsEveryMs),
    ];
    return this.#lease;
  }

  /** A worker without work holds no lease, so that an idle server writes nothing. */
  async #keepLease(): Promise<void> {
    const isIdle = this.#held.size === 0 && this.#recording === undefined &&
      this.#pumping === undefined && this.#takings.size === 0;
    await (isIdle ? this.#leave() : this.renewLease());
  }

  async #leave(): Promise<void> {
    const { db, clock, log } = this.#deps;
    const lease = this.#lease;
    this.#dropLease();
    if (lease === undefined) return;
    try {
      await endLease(db, lease, clock.now());
    } catch (error) {
      log.warn("the lease could not be ended; it runs out by itself", { error });
    }
  }

  #dropLease(): void {
    this.#lease = undefined;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  /** Others have found this worker lost: what it held is theirs. */
  #loseLease(): void {
    this.#deps.log.warn("the lease was lost; what runs here is left to others", {
      executions: this.#held.size,
    });
    this.#dropLease();
    const held = [...this.#held.values()];
    this.#held.clear();
    this.#steps = [];
    this.#ahead = [];
    for (const { run } of held) run?.interrupt({ kind: "leave" });
    this.#rest();
    this.pump();
  }

  #rest(): void {
    this.#busy?.resolve();
    this.#busy = undefined;
  }

  async #lookForStops(): Promise<void> {
    const { db, log } = this.#deps;
    const lease = this.#lease;
    if (lease === undefined || this.#held.size === 0) return;
    try {
      for (const { id, by } of await stopRequests(db, lease.workerId)) {
        const mine = this.#held.get(id);
        if (mine?.run === undefined) this.#stopAhead(mine, by);
        else mine.run.interrupt({ kind: "stop", by });
      }
    } catch (error) {
      log.error("stop requests could not be read", { error });
    }
  }

  /** It was asked to stop before it started. */
  #stopAhead(mine: Mine | undefined, by: string): void {
    if (mine === undefined) return;
    const now = this.#deps.clock.now();
    this.#ahead = this.#ahead.filter((one) => one.mine !== mine);
    this.#letGo(mine, (held) => finish(held, { kind: "stopped", by }, now, Math.random));
  }
}
