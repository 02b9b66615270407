import { day, minute, second } from "../model/time.ts";
import { fireDue } from "../store/firing/fire.ts";
import { releaseAllWaiting } from "../store/firing/waiting.ts";
import {
  forgetAuditEntries,
  forgetExecutions,
  forgetSecurityEntries,
} from "../store/history/retention.ts";
import { leaseMs, recoverLost } from "../store/running/leases.ts";
import { forgetEndCounts, minuteCountsMs } from "../store/history/end_counts.ts";
import { keys } from "../store/kv/keys.ts";
import { putBack } from "../store/kv/faults/set_aside.ts";
import { startLater } from "../store/firing/run_now.ts";
import { noteTick, oldestDue } from "../store/firing/ticks.ts";
import { noTracing } from "../tracing.ts";
import { ClockWatch } from "./clock_watch.ts";
import { endOrphanedPrograms, endProgramsOf } from "./left_programs.ts";
import { SchemaCheck } from "./schema_check.ts";
import { Worker, type WorkerDeps } from "./worker.ts";

export interface EngineDeps extends WorkerDeps {
  readonly executionRetentionDays: number;
  readonly logRetentionDays: number;
  /** Milliseconds of a clock that never jumps; performance.now() by default. */
  readonly elapsed?: () => number;
}

/** How long ready work of another process may wait where its commits cannot be seen. */
const pollMs = 250;
const sweepsPerLease = 3;
/** One tick clears up for this long at most. */
const clearUpMs = 5 * second;

/** Fires due jobs, runs ready executions, recovers lost ones, and deletes old ones. */
export class Engine {
  readonly #deps: EngineDeps;
  readonly #worker: Worker;
  readonly #watch: ClockWatch;
  readonly #schema: SchemaCheck;
  readonly #leaseMs: number;
  #ticking: Promise<void> | undefined;
  #stopped = new AbortController();
  #loops: Promise<unknown>[] = [];
  #isStarted = false;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#leaseMs = deps.leaseMs ?? leaseMs;
    const elapsed = deps.elapsed ?? (() => performance.now());
    this.#watch = new ClockWatch(deps.clock, elapsed, this.#leaseMs);
    this.#schema = new SchemaCheck(deps.db, deps.log, elapsed);
    this.#worker = new Worker(deps, () => this.#schema.mayAct());
  }

  /** Starts the loops of a process that stays up: a tick at the start of each minute, and work as soon as it is ready. */
  start(): void {
    const loops = [this.#tickLoop, this.#workLoop, this.#laterLoop, this.#sweepLoop];
    this.#isStarted = true;
    this.#loops = [
      ...loops.map((loop) => loop.call(this)),
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

  /** Runs ready executions until none is left, for a host that lives only while a cron handler runs. Never rejects. */
  async drain(): Promise<void> {
    await this.#tried("work", () => this.#worker.drain());
  }

  /** Stops the loops and gives unfinished executions back to the queue. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([this.#worker.stop(), ...this.#loops]);
    await this.#ticking;
  }

  async #tick(): Promise<void> {
    const { db, clock, observer, tracing = noTracing } = this.#deps;
    const [began, startedAt] = [clock.now(), performance.now()];
    let lagMs = 0;
    const span = tracing.start("tick", {});
    const isFired = await span.within(() =>
      this.#tried("fire", async () => {
        if (!await this.#schema.mayAct()) return;
        await putBack(db, began);
        const oldest = await oldestDue(db, began);
        lagMs = began - (oldest ?? began);
        // An engine without loops does not stay to run what it fires.
        const taker = this.#isStarted ? this.#worker : undefined;
        if (oldest !== undefined) await taker?.prepare();
        await fireDue(db, clock.now(), taker);
      })
    );
    await this.#tried("note the tick", () => this.#ifKnown(() => noteTick(db, clock.now())));
    await this.#startLater();
    this.#worker.pump();
    await this.#sweep();
    await this.#tried("release", () => this.#ifKnown(() => releaseAllWaiting(db, clock.now())));
    await this.#tried("clear up", () => this.#ifKnown(() => this.#clearUp()));
    observer?.ticked((performance.now() - startedAt) / second, lagMs / second);
    span.end({ "carillon.tick.lag_ms": lagMs }, !isFired);
    this.#ticking = undefined;
  }

  async #startLater(): Promise<void> {
    const { db, clock } = this.#deps;
    await this.#tried(
      "start what was asked for ahead",
      () => this.#ifKnown(() => startLater(db, clock.now())),
    );
  }

  /** Does it unless a newer program has migrated the database. */
  async #ifKnown(act: () => Promise<unknown>): Promise<void> {
    if (await this.#schema.mayAct()) await act();
  }

  /** Recovers the executions of lost workers. */
  async #sweep(): Promise<void> {
    const { db, clock, log } = this.#deps;
    await this.#worker.renewLease();
    // After a jump every lease looks expired: all workers get time to renew theirs first.
    if (this.#watch.hasJumped()) return;
    await this.#tried("recover", async () => {
      if (!await this.#schema.mayAct()) return;
      const recovered = await recoverLost(
        db,
        clock.now(),
        (held) => endProgramsOf(this.#deps, held),
      );
      if (recovered.length === 0) return;
      log.warn("executions of lost workers were recovered", { executions: recovered });
      this.#worker.pump();
    });
  }

  async #clearUp(): Promise<void> {
    const { db, clock, executionRetentionDays, logRetentionDays } = this.#deps;
    const giveUpAt = performance.now() + clearUpMs;
    const now = clock.now();
    const isTimeLeft = () => performance.now() < giveUpAt && !this.#stopped.signal.aborted;
    while (await forgetExecutions(db, now - executionRetentionDays * day) && isTimeLeft());
    while (await forgetEndCounts(db, "minute", now - minuteCountsMs) && isTimeLeft());
    while (await forgetEndCounts(db, "hour", now - executionRetentionDays * day) && isTimeLeft());
    while (await forgetAuditEntries(db, now - logRetentionDays * day) && isTimeLeft());
    while (await forgetSecurityEntries(db, now - logRetentionDays * day) && isTimeLeft());
  }

  async #tickLoop(): Promise<void> {
    const { clock } = this.#deps;
    const minuteOf = () => Math.floor(clock.now() / minute);
    let ticked: number | undefined;
    while (!this.#stopped.signal.aborted) {
      if (minuteOf() !== ticked) {
        ticked = minuteOf();
        await this.tick();
      }
      // The steps are short, so that the loop notices a jump of the clock.
      await this.#pause(Math.min(second, minute - clock.now() % minute));
    }
  }

  async #workLoop(): Promise<void> {
    const { db, log } = this.#deps;
    const pump = () => void this.#worker.pump();
    const unsubscribe = db.onCommit(({ isQueued }) => isQueued && pump());
    const unwatch = db.watch(keys.changeHead, pump, (error) => {
      log.warn("the change feed cannot be watched; the queue is polled", { error });
    });
    while (!this.#stopped.signal.aborted) {
      this.#worker.pump();
      await this.#pause(pollMs);
    }
    unsubscribe();
    unwatch();
  }

  /** Starts runs that someone asked for at a later time. Their times are not full minutes. */
  async #laterLoop(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await this.#pause(second);
      if (this.#stopped.signal.aborted) return;
      await this.#startLater();
    }
  }

  async #sweepLoop(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await this.#pause(this.#leaseMs / sweepsPerLease);
      if (!this.#stopped.signal.aborted) await this.#sweep();
    }
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    const { signal } = this.#stopped;
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    await promise;
    signal.removeEventListener("abort", stop);
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
