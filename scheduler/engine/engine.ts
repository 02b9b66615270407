import { setTimeout } from "node:timers/promises";
import type { Held } from "../model/execution.ts";
import { type Instant, minute, second } from "../model/time.ts";
import { releaseAllWaiting } from "../store/firing/waiting.ts";
import { leaseMs, recoverLost } from "../store/running/leases.ts";
import { LeaseWatch } from "../store/running/lease_watch.ts";
import { rebaseWaits } from "../store/running/waits.ts";
import type { Worker as StoredWorker } from "../store/kv/records.ts";
import { startLater } from "../store/firing/run_now.ts";
import type { Taking } from "../store/firing/taking.ts";
import { noteTick } from "../store/firing/ticks.ts";
import { noTracing } from "../tracing.ts";
import { ClockCheck, type ClockCheckDeps, type ClockSkew } from "./checks/clock_check.ts";
import { dutiesOf, timeForDuties } from "./duties/duties.ts";
import type { Duty, DutyDeps } from "./duties/duty.ts";
import { Gathering } from "./duties/gathering.ts";
import { endOrphanedPrograms, endProgramsOf } from "./duties/left_programs.ts";
import { fireRound } from "./fire_round.ts";
import { HeartbeatCall } from "./heartbeat_call.ts";
import { pollMs, rebaseEveryMs, shortestSweepMs, sweepsPerLease } from "./intervals.ts";
import { onQueued } from "./queue_notices.ts";
import { Permit } from "./checks/permit.ts";
import { SchemaCheck } from "./checks/schema_check.ts";
import { WarmUp } from "./warm_up.ts";
import { Worker, type WorkerDeps } from "./worker.ts";

export interface EngineDeps extends WorkerDeps, ClockCheckDeps, DutyDeps {
  /** Whether it is certain that a worker's process has ended; where this is absent, nobody knows. */
  readonly isGone?: (worker: StoredWorker) => Promise<boolean>;
  /** See HeartbeatCall. */
  readonly heartbeatUrl?: string | undefined;
}

/** Fires due jobs, runs ready executions, recovers lost ones, and deletes old ones. */
export class Engine {
  readonly #deps: EngineDeps;
  readonly #worker: Worker;
  readonly #warmUp: WarmUp;
  readonly #check: ClockCheck;
  readonly #permit: Permit;
  readonly #leases: LeaseWatch;
  readonly #elapsed: () => number;
  readonly #leaseMs: number;
  readonly #duties: readonly Duty[];
  readonly #gathering: Gathering;
  readonly #heartbeat: HeartbeatCall;
  #ticking: Promise<void> | undefined;
  #stopped = new AbortController();
  #loops: Promise<unknown>[] = [];
  #isStarted = false;
  #rebasedAt = -Infinity;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#elapsed = deps.elapsed ?? (() => performance.now());
    this.#check = new ClockCheck(deps, deps.processId ?? crypto.randomUUID(), this.#elapsed);
    const schema = new SchemaCheck(deps.db, deps.log, this.#elapsed);
    this.#permit = new Permit(deps.clock, this.#check, schema);
    const mayAct = () => this.#permit.mayAct();
    this.#worker = new Worker(deps, mayAct);
    this.#warmUp = new WarmUp(deps.db, mayAct, () => this.#worker.prepare());
    this.#leaseMs = deps.leaseMs ?? leaseMs;
    this.#leases = new LeaseWatch(this.#elapsed, deps.isGone, () => this.#worker.id);
    this.#duties = dutiesOf({ ...deps, mayAct });
    this.#gathering = new Gathering(deps, mayAct);
    this.#heartbeat = new HeartbeatCall(deps.db, deps.log, deps.heartbeatUrl);
  }

  /** How the clock of this process compares with those of the others. */
  clockSkew(): ClockSkew {
    return this.#check.skew;
  }

  /** Starts the loops of a process that stays up: a tick at the start of each minute, and work as soon as it is ready. */
  start(): void {
    this.#isStarted = true;
    this.#loops = [
      this.#tickLoop(),
      this.#workLoop(),
      this.#laterLoop(),
      this.#sweepLoop(),
      this.#clockLoop(),
      this.#tried("end what was left here", () => endOrphanedPrograms(this.#deps)),
    ];
  }

  /**
   * Fires due jobs and recovers lost executions. Safe to call several times at once, in one process or in
   * many. Never rejects: Deno runs a cron handler that throws again, and the next minute is missed.
   */
  tick(): Promise<void> {
    return this.#ticking ??= this.#tick();
  }

  /** A place for a run that somebody asks for now; `undefined` where this process has none. Never rejects. */
  async takePlace(): Promise<Taking | undefined> {
    return this.#isStarted ? await this.#worker.takePlace() : undefined;
  }

  /** Runs ready executions until none is left, for a host that lives only while a cron handler runs. Never rejects. */
  async drain(): Promise<void> {
    await this.#tried("work", async () => {
      if (await this.#check.settle()) await this.#worker.drain();
    });
  }

  /**
   * Resolves when the loops know of each worker whether it is lost: at once where there is none, otherwise within a
   * lease. For a host that ends the process with its cron handler: no other process watches for long enough. Never rejects.
   */
  async watchWorkers(): Promise<void> {
    const since = this.#elapsed();
    await this.#sweep();
    const longestMs = this.#leases.restMs;
    // A worker that is alive renews its lease, and is watched anew: the first round is enough.
    while (this.#isStarted && this.#elapsed() - since < longestMs && longestMs < Infinity) {
      if (this.#stopped.signal.aborted) return;
      await this.#pause(Math.min(second, longestMs));
    }
    if (longestMs < Infinity) await this.#sweep();
  }

  /** Stops the loops and gives unfinished executions back to the queue. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([this.#worker.stop(), this.#warmUp.over(), ...this.#loops]);
    await Promise.all([this.#ticking, this.#heartbeat.stop()]);
    await this.#tried("leave", () => this.#check.leave());
  }

  async #tick(): Promise<void> {
    const { clock, observer, tracing = noTracing } = this.#deps;
    const [began, startedAt] = [clock.now(), performance.now()];
    let lagMs = 0;
    const span = tracing.start("tick", {});
    const isFired = await span.within(() =>
      this.#tried("fire", async () => {
        if (await this.#permit.settled()) lagMs = await this.#fire(began);
      })
    );
    await this.#tried("after the fires", async () => {
      if (await this.#permit.mayAct()) await this.#afterFire();
      else await this.#worker.renewLease();
    });
    await this.#tried("compare the clocks", async () => {
      await this.#check.beat();
      await this.#check.look();
    });
    observer?.ticked((performance.now() - startedAt) / second, lagMs / second);
    span.end({ "carillon.tick.lag_ms": lagMs }, !isFired);
    this.#ticking = undefined;
  }

  /** @returns how late the longest due job was, in milliseconds. */
  async #fire(began: Instant): Promise<number> {
    const { db } = this.#deps;
    // An engine without loops does not stay to run what it fires.
    const taker = this.#isStarted ? this.#worker : undefined;
    const permitted = () => this.#permit.now();
    const { isFired, lagMs } = await fireRound(
      { db, taker, permitted },
      this.#warmUp.take(),
      began,
    );
    if (isFired) this.#heartbeat.call(began);
    return lagMs;
  }

  async #afterFire(): Promise<void> {
    const { db, clock } = this.#deps;
    await this.#tried("note the tick", () => noteTick(db, clock.now()));
    await this.#shortenWaits();
    await this.#startLater();
    this.#worker.pump();
    await this.#sweep();
    await this.#tried("release", () => releaseAllWaiting(db, clock.now()));
    const isTimeLeft = timeForDuties(this.#stopped.signal);
    if (!this.#isStarted) await this.#tried("gather", () => this.#gathering.gather(isTimeLeft));
    for (const duty of this.#duties) await this.#tried(duty.name, () => duty.act(isTimeLeft));
    // A host may end the process with its cron handler.
    if (!this.#isStarted) await this.#heartbeat.over();
  }

  async #startLater(): Promise<void> {
    const { db } = this.#deps;
    await this.#tried("start what was asked for ahead", async () => {
      const now = await this.#permit.now();
      if (now !== undefined) await startLater(db, now);
    });
  }

  /** Recovers the executions of lost workers. */
  async #sweep(): Promise<void> {
    const { db, clock, log } = this.#deps;
    await this.#worker.renewLease();
    await this.#tried("recover", async () => {
      if (!await this.#permit.settled()) return;
      const endPrograms = (held: Held) => endProgramsOf(this.#deps, held);
      const recovered = await recoverLost(db, this.#leases, clock.now(), endPrograms);
      if (recovered.length === 0) return;
      log.warn("executions of lost workers were recovered", { executions: recovered });
      this.#worker.pump();
    });
  }

  /** Shortens what waits by a clock that was ahead of this one. */
  async #shortenWaits(): Promise<void> {
    const { db, clock, log } = this.#deps;
    this.#rebasedAt = this.#elapsed();
    const isDone = await this.#tried("shorten waits", async () => {
      if (!await this.#check.haveWaitsToShorten()) return;
      const shortened = await rebaseWaits(db, clock.now());
      if (shortened === 0) return;
      log.warn("executions waited by a clock that was ahead; their waits begin anew", {
        executions: shortened,
      });
      this.#worker.pump();
    });
    if (!isDone) this.#check.lookAtWaitsAgain();
  }

  async #tickLoop(): Promise<void> {
    const { clock } = this.#deps;
    for (let ticked: number | undefined; !this.#stopped.signal.aborted;) {
      const now = Math.floor(clock.now() / minute);
      if (now !== ticked) {
        ticked = now;
        await this.tick();
      } else await this.#tried("gather", () => this.#gathering.look());
      this.#warmUp.look(clock.now());
      // The steps are short, so that the loop notices a jump of the clock.
      await this.#pause(Math.min(second, this.#warmUp.restMs(clock.now())));
    }
  }

  async #workLoop(): Promise<void> {
    const { db, log } = this.#deps;
    const unsubscribe = onQueued(db, log, () => void this.#worker.pump());
    await this.#tried("compare the clocks", () => this.#check.settle());
    while (!this.#stopped.signal.aborted) {
      this.#worker.pump();
      await this.#pause(pollMs);
    }
    unsubscribe();
  }

  /** Does what cannot wait for the next tick: runs for later times are not for full minutes. */
  async #laterLoop(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await this.#pause(second);
      if (this.#stopped.signal.aborted) return;
      await this.#startLater();
      for (const { name, look } of this.#duties) if (look) await this.#tried(name, look);
    }
  }

  async #sweepLoop(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      // A worker that is silent is found lost as soon as its lease has run out, and not a sweep later.
      const restMs = Math.max(shortestSweepMs, this.#leases.restMs);
      await this.#pause(Math.min(this.#leaseMs / sweepsPerLease, restMs));
      if (!this.#stopped.signal.aborted) await this.#sweep();
    }
  }

  /** Compares the clocks each second, and answers processes that ask for the time. */
  async #clockLoop(): Promise<void> {
    for (;;) {
      await this.#pause(second);
      if (this.#stopped.signal.aborted) return;
      try {
        await this.#check.settle();
        await this.#check.look();
      } catch {
        // The tick logs what is wrong with the database.
      }
      const isLong = this.#elapsed() - this.#rebasedAt >= rebaseEveryMs;
      if (isLong || this.#check.mayWaitLong) await this.#shortenWaits();
    }
  }

  /** Ends early when the engine stops. */
  async #pause(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.#stopped.signal }).catch(() => {});
  }

  /** @returns whether `act` succeeded. */
  async #tried(what: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.#deps.log.error(`${what}: failed; the next tick tries again`, { error });
      return false;
    }
  }
}
