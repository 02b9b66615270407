import type { JobClassRegistry } from "../job_classes/mod.ts";
import type { Logger } from "../log.ts";
import { noTracing, type OpenSpan, type Tracing } from "../tracing.ts";
import { finish, giveBack, type Outcome, type Running } from "../model/execution.ts";
import { type ClaimId, type ExecutionId, newId, type WorkerId } from "../model/ids.ts";
import { type Clock, second } from "../model/time.ts";
import type { Database, Entry } from "../store/database.ts";
import { releaseWaiting } from "../store/fire.ts";
import type { Claim } from "../store/keys.ts";
import { endLease, giveBackUnknown, type Lease, leaseMs, takeLease } from "../store/leases.ts";
import { claimNext, isAnyReady, recordSteps, type Step } from "../store/queue.ts";
import { stopRequests } from "../store/stops.ts";
import { ExecutionLog } from "./execution_log.ts";
import type { EngineObserver } from "./observer.ts";
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
/** Ends are collected this long, to be written in one commit. */
const collectMs = 2;

interface Held {
  readonly run: Run;
  readonly claim: OpenClaim;
}

/** What is not over yet of the executions that were claimed together. */
interface OpenClaim {
  readonly entry: Entry<Claim>;
  left: number;
}

/** Claims executions, runs them, and records how they ended. */
export class Worker {
  readonly #deps: WorkerDeps;
  readonly #leaseMs: number;
  #lease: Lease | undefined;
  readonly #held = new Map<ExecutionId, Held>();
  #steps: Step[] = [];
  /** Those of them that are on their way to the database. */
  #writing: readonly Step[] = [];
  #recording: Promise<void> | undefined;
  #pumping: Promise<void> | undefined;
  #pumpAgain = false;
  #renewing: Promise<void> | undefined;
  /** A claim was answered with an error: it may have happened all the same. */
  #mayHaveUnknown = false;
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
    this.#pumpAgain = true;
    return this.#pumping ??= this.#claimAll();
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
    for (const { run } of this.#held.values()) run.interrupt({ kind: "leave" });
    await this.#pumping;
    for (const { run } of this.#held.values()) run.interrupt({ kind: "leave" });
    await this.#busy?.promise;
    await this.#recording;
    await this.#leave();
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
    const { concurrency, log } = this.#deps;
    // Else it could be through before `pump()` has its promise, which would then stand for ever.
    await Promise.resolve();
    while (this.#pumpAgain && !this.#isStopping) {
      this.#pumpAgain = false;
      const room = concurrency - this.#held.size;
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
    if (this.#mayHaveUnknown) {
      await giveBackUnknown(db, lease, this.#knownClaims(), clock.now());
      this.#mayHaveUnknown = false;
    }
    const claimed = await claimNext(db, lease, room, clock.now());
    if (claimed === undefined) {
      await new Promise((done) => setTimeout(done, 10 * Math.random()));
      return true;
    }
    this.#deps.observer?.claimed(claimed.executions.length);
    const claim = { entry: claimed.entry, left: claimed.executions.length };
    for (const execution of claimed.executions) this.#start(execution, claim);
    return claimed.executions.length > 0;
  }

  #knownClaims(): Set<ClaimId> {
    const entries = [
      ...Array.from(this.#held.values(), ({ claim }) => claim.entry),
      ...[...this.#steps, ...this.#writing].map(({ claim }) => claim),
    ];
    return new Set(entries.map(({ key }) => key.at(-1) as ClaimId));
  }

  #start(execution: Running, claim: OpenClaim): void {
    const { db, clock, jobClasses } = this.#deps;
    this.#busy ??= Promise.withResolvers();
    const log = new ExecutionLog(db, clock, execution);
    const span = this.#startSpan(execution);
    const run = span.within(() => startRun(execution, jobClasses.get(execution.job.jobClass), log));
    this.#held.set(execution.id, { run, claim });
    if (this.#isStopping) run.interrupt({ kind: "leave" });
    run.outcome.then(async (outcome) => {
      const failure = await log.close();
      if (failure !== undefined) {
        this.#deps.log.error("log lines were lost", { execution_id: execution.id, error: failure });
      }
      this.#end(execution, claim, outcome, span);
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

  #end(
    execution: Running,
    claim: OpenClaim,
    outcome: Outcome | undefined,
    span: OpenSpan,
  ): void {
    const now = this.#deps.clock.now();
    const { state } = outcome === undefined
      ? giveBack(execution, now)
      : finish(execution, outcome, now, Math.random);
    span.end({ "carillon.execution.state": state }, state === "failed" || state === "timeout");
    const seconds = Math.max(0, now - execution.startedAt) / second;
    this.#deps.observer?.ended(state, execution.job.jobClass, seconds);
    // A worker that lost its lease has let go of all it held.
    if (this.#held.get(execution.id)?.claim === claim) {
      this.#held.delete(execution.id);
      claim.left--;
      this.#steps.push({
        claim: claim.entry,
        execution,
        next: (held) =>
          outcome === undefined ? giveBack(held, now) : finish(held, outcome, now, Math.random),
        isLast: claim.left === 0,
      });
      this.#record();
    }
    if (!this.#isStopping) this.pump();
  }

  #record(): void {
    this.#recording ??= this.#recordAll();
  }

  async #recordAll(): Promise<void> {
    while (this.#steps.length > 0) {
      await new Promise((done) => setTimeout(done, collectMs));
      await this.#recordSome();
    }
    this.#recording = undefined;
    if (this.#held.size === 0) this.#rest();
  }

  async #recordSome(): Promise<void> {
    const { db, clock, log } = this.#deps;
    const steps = this.#writing = this.#steps;
    this.#steps = [];
    let refused: Step[];
    try {
      refused = await recordSteps(db, steps, clock.now());
    } catch (error) {
      log.error("ends of executions could not be written; trying again", { error });
      // Whoever takes them over meanwhile is protected by the claim's check.
      this.#steps = [...steps, ...this.#steps];
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
      this.#pumping === undefined;
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
    for (const { run } of held) run.interrupt({ kind: "leave" });
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
        this.#held.get(id)?.run.interrupt({ kind: "stop", by });
      }
    } catch (error) {
      log.error("stop requests could not be read", { error });
    }
  }
}
