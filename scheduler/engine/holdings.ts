import type { JobClassRegistry } from "../job_classes/mod.ts";
import type { Logger } from "../log.ts";
import { noTracing, type OpenSpan, type Tracing } from "../tracing.ts";
import { finish, giveBack, type Held, type Outcome, type Running } from "../model/execution.ts";
import type { ExecutionId } from "../model/ids.ts";
import { type Clock, second } from "../model/time.ts";
import type { Database, Entry } from "../store/kv/database.ts";
import type { Claim } from "../store/kv/keys.ts";
import type { Claimed, Step } from "../store/running/queue.ts";
import { stopRequests } from "../store/running/stop_requests.ts";
import { ExecutionLog } from "./execution_log.ts";
import type { EngineObserver } from "./observer.ts";
import { NotedPrograms } from "./noted_programs.ts";
import { Pace } from "./pace.ts";
import type { Recorder } from "./recorder.ts";
import { type Run, startRun } from "./run.ts";

export interface HoldingsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly jobClasses: JobClassRegistry;
  readonly log: Logger;
  /** Executions at once. */
  readonly concurrency: number;
  readonly observer?: EngineObserver;
  readonly tracing?: Tracing;
}

const lookForStopsEveryMs = second / 2;
/** One that has not started after so long goes back to the queue, where others find it. */
const mostAheadMs = 200;

/** An execution that this worker has. */
interface Mine {
  readonly claimed: Running;
  readonly claim: OpenClaim;
  /** Absent until it starts. */
  run?: Run;
}

/** Executions that were claimed together. They start in their order. */
interface OpenClaim {
  readonly entry: Entry<Claim>;
  readonly executions: readonly Running[];
  readonly since: number;
  /** How many are not over yet. */
  left: number;
  /** The first that has not started. */
  next: number;
  /** How many the database knows to be about to start: no other may. */
  starting: number;
  /** How many it is being told of. */
  marked: number;
}

/** What a worker has claimed: as much of it runs as may at once, the rest starts as there are places. */
export class Holdings {
  readonly #deps: HoldingsDeps;
  readonly #recorder: Recorder;
  readonly #onFree: () => void;
  readonly #held = new Map<ExecutionId, Mine>();
  readonly #pace = new Pace();
  #running = 0;
  /** Those of which some have not started, in the order in which they do. */
  #ahead: OpenClaim[] = [];
  #aheadTimer: ReturnType<typeof setTimeout> | undefined;
  #stopsTimer: ReturnType<typeof setInterval> | undefined;
  #isStopping = false;
  /** Absent while nothing is held; else it is resolved when all that was held is over and recorded. */
  #busy: PromiseWithResolvers<void> | undefined;

  /** @param onFree a place got free. */
  constructor(deps: HoldingsDeps, recorder: Recorder, onFree: () => void) {
    this.#deps = deps;
    this.#recorder = recorder;
    this.#onFree = onFree;
  }

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  get size(): number {
    return this.#held.size;
  }

  get claims(): Entry<Claim>[] {
    return Array.from(this.#held.values(), ({ claim }) => claim.entry);
  }

  /** For how many there is room when nothing is held. */
  get mostRoom(): number {
    const { concurrency } = this.#deps;
    return concurrency + this.#pace.ahead(concurrency);
  }

  /** For how many more there is room: as many as may run at once, and some more while runs are short. */
  get room(): number {
    const { concurrency } = this.#deps;
    // Ends on their way count as well: a crash would undo no more than so many.
    const ahead = this.#pace.ahead(concurrency) - this.#recorder.pending;
    // What a lost lease took away may still run.
    const here = Math.max(this.#held.size, this.#running + this.#waiting());
    return concurrency + Math.max(0, ahead) - here;
  }

  /** How many of those that are claimed next may start without being told of once more. */
  get starting(): number {
    let marked = 0;
    for (const claim of this.#ahead) {
      // What waits already has its turn first.
      if (claim.marked < claim.executions.length) return 0;
      marked += claim.executions.length - claim.next;
    }
    return Math.max(0, this.#mostMarked() - marked);
  }

  /** It may be worth waiting for room. */
  get mayBeShort(): boolean {
    return this.#pace.mayBeShort;
  }

  #waiting(): number {
    return this.#ahead.reduce((sum, { executions, next }) => sum + executions.length - next, 0);
  }

  /** How many that have not started the database may know to be about to. */
  #mostMarked(): number {
    const { concurrency } = this.#deps;
    return concurrency - this.#running + this.#pace.starting(concurrency);
  }

  /** Resolved when all that is held is over and recorded. */
  async over(): Promise<void> {
    await this.#busy?.promise;
  }

  /** What was claimed is this worker's from now on: it starts as there are places. */
  hold({ entry, executions }: Claimed): void {
    if (executions.length === 0) return;
    this.#deps.observer?.claimed(executions.length);
    this.#busy ??= this.#beBusy();
    const starting = entry.value.starting ?? executions.length;
    const claim: OpenClaim = {
      entry,
      executions,
      since: performance.now(),
      left: executions.length,
      next: 0,
      starting,
      marked: starting,
    };
    for (const claimed of executions) this.#held.set(claimed.id, { claimed, claim });
    this.#ahead.push(claim);
    if (this.#isStopping) this.#giveBackAhead();
    else this.#startAhead();
  }

  /** Starts nothing more, and interrupts what runs. */
  interrupt(): void {
    this.#isStopping = true;
    this.#giveBackAhead();
    for (const { run } of this.#held.values()) run?.interrupt({ kind: "leave" });
  }

  /** All of it is in other hands. */
  lose(): void {
    const held = [...this.#held.values()];
    this.#held.clear();
    this.#ahead = [];
    for (const { run } of held) run?.interrupt({ kind: "leave" });
    this.#rest();
  }

  /** All that was let go of is recorded. */
  recorded(): void {
    if (this.#held.size === 0) this.#rest();
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

  #startAhead(): void {
    const { concurrency } = this.#deps;
    for (let [claim] = this.#ahead; claim !== undefined; [claim] = this.#ahead) {
      while (claim.next < claim.starting && this.#running < concurrency) {
        const mine = this.#mineOf(claim, claim.next++);
        if (mine !== undefined) this.#start(mine);
      }
      if (claim.next < claim.executions.length) break;
      this.#ahead.shift();
    }
    if (this.#ahead.length === 0) return;
    this.#markAhead();
    this.#aheadTimer ??= setTimeout(() => this.#lookAhead(), mostAheadMs);
  }

  /** `undefined`: it has been let go of, or another claim has it by now. */
  #mineOf(claim: OpenClaim, index: number): Mine | undefined {
    const id = claim.executions[index]?.id;
    const mine = id && this.#held.get(id);
    return mine?.claim === claim ? mine : undefined;
  }

  /** Has the database told which start next, before they run out that may. */
  #markAhead(): void {
    const most = this.#mostMarked();
    let marked = 0;
    for (const claim of this.#ahead) {
      marked += claim.marked - claim.next;
      if (claim.marked === claim.executions.length) continue;
      if (marked >= most / 2) return;
      const starting = Math.min(claim.executions.length, claim.marked + most - marked);
      marked += starting - claim.marked;
      claim.marked = starting;
      const written = () => {
        claim.starting = starting;
        this.#startAhead();
      };
      this.#recorder.mark({ claim: claim.entry, starting, written });
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
    const now = this.#deps.clock.now();
    for (const claim of this.#ahead.splice(0)) {
      while (claim.next < claim.executions.length) {
        const mine = this.#mineOf(claim, claim.next++);
        if (mine !== undefined) this.#letGo(mine, (held) => giveBack(held, now));
      }
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
    const programs = new NotedPrograms(this.#deps, execution);
    const jobClass = jobClasses.get(execution.job.jobClass);
    const run = span.within(() =>
      startRun(execution, jobClass, log, (child) => programs.note(child))
    );
    mine.run = run;
    this.#running++;
    run.outcome.then(async (outcome) => {
      const failure = await log.close();
      await programs.forget();
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
    this.#onFree();
  }

  /** It is out of this worker's hands as soon as `next` is written. */
  #letGo(mine: Mine, next: Step["next"]): void {
    const { claimed, claim } = mine;
    // A worker that lost its lease has let go of all it held.
    if (this.#held.get(claimed.id) !== mine) return;
    this.#held.delete(claimed.id);
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

  /** It was asked to stop before it started. */
  #stopAhead(mine: Mine | undefined, by: string): void {
    if (mine === undefined) return;
    const now = this.#deps.clock.now();
    this.#letGo(mine, (held) => finish(held, { kind: "stopped", by }, now, Math.random));
  }
}
