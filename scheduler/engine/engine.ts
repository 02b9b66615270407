import { type Clock, day, minute, second } from "../model/time.ts";
import { ChangeRetention } from "../store/feed/change_retention.ts";
import { fireDue, releaseAllWaiting } from "../store/firing/fire.ts";
import {
  forgetAuditEntries,
  forgetExecutions,
  forgetSecurityEntries,
} from "../store/history/retention.ts";
import { leaseMs, recoverLost } from "../store/running/leases.ts";
import { forgetEndCounts, minuteCountsMs } from "../store/history/end_counts.ts";
import { keys } from "../store/kv/keys.ts";
import { startLater } from "../store/firing/run_now.ts";
import { noteTick, oldestDue } from "../store/firing/ticks.ts";
import { noTracing } from "../tracing.ts";
import { Worker, type WorkerDeps } from "./worker.ts";

export interface EngineDeps extends WorkerDeps {
  readonly executionRetentionDays: number;
  readonly logRetentionDays: number;
  /** Milliseconds that never jump; a test passes its own. */
  readonly elapsed?: () => number;
}

/** How long work that another process made ready may wait, where its commits cannot be seen. */
const pollMs = 250;
const sweepsPerLease = 3;
/** One tick spends no longer than this on clearing up. */
const clearUpMs = 5 * second;

/** What happens by itself: due jobs are fired, ready executions run, lost ones recovered, old ones forgotten. */
export class Engine {
  readonly #deps: EngineDeps;
  readonly #worker: Worker;
  readonly #watch: ClockWatch;
  readonly #leaseMs: number;
  readonly #changes: ChangeRetention;
  #ticking: Promise<void> | undefined;
  #stopped = new AbortController();
  #loops: Promise<unknown>[] = [];
  #isStarted = false;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#worker = new Worker(deps);
    this.#leaseMs = deps.leaseMs ?? leaseMs;
    const elapsed = deps.elapsed ?? (() => performance.now());
    this.#watch = new ClockWatch(deps.clock, elapsed, this.#leaseMs);
    this.#changes = new ChangeRetention(deps.db, deps.clock, elapsed);
  }

  /** Starts the loops of a process that stays up: at each minute's beginning a tick, and work as soon as it is ready. */
  start(): void {
    const loops = [this.#tickLoop, this.#workLoop, this.#laterLoop, this.#sweepLoop];
    this.#isStarted = true;
    this.#loops = loops.map((loop) => loop.call(this));
  }

  /**
   * Fires what is due, and looks after what got lost. Several may call it at once, in one process
   * or in many. Never rejects: a cron handler that throws would be tried again and miss the next minute.
   */
  tick(): Promise<void> {
    return this.#ticking ??= this.#tick();
  }

  /** Runs what is ready until nothing is, for a host that only lives while a cron handler runs. Never rejects. */
  async drain(): Promise<void> {
    await this.#tried("work", () => this.#worker.drain());
  }

  /** Gives back what is not finished. */
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
        const oldest = await oldestDue(db, began);
        lagMs = began - (oldest ?? began);
        // What only ticks does not stay to run it.
        const taker = this.#isStarted ? this.#worker : undefined;
        if (oldest !== undefined) await taker?.prepare();
        await fireDue(db, clock.now(), taker);
      })
    );
    await this.#tried("note the tick", () => noteTick(db, clock.now()));
    await this.#tried("start what was asked for ahead", () => startLater(db, clock.now()));
    this.#worker.pump();
    await this.#sweep();
    await this.#tried("release", () => releaseAllWaiting(db, clock.now()));
    await this.#tried("clear up", () => this.#clearUp());
    observer?.ticked((performance.now() - startedAt) / second, lagMs / second);
    span.end({ "carillon.tick.lag_ms": lagMs }, !isFired);
    this.#ticking = undefined;
  }

  /** Recovers what lost workers had. */
  async #sweep(): Promise<void> {
    const { db, clock, log } = this.#deps;
    await this.#worker.renewLease();
    // After a jump every lease looks as if it had run out: first let all workers renew theirs.
    if (this.#watch.hasJumped()) return;
    await this.#tried("recover", async () => {
      const recovered = await recoverLost(db, clock.now());
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
    while (await this.#changes.forgetChanges() && isTimeLeft());
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
      // Short steps, so that a jump of the clock is seen.
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

  /** Runs that were asked for ahead are not bound to the minute. */
  async #laterLoop(): Promise<void> {
    const { db, clock } = this.#deps;
    while (!this.#stopped.signal.aborted) {
      await this.#pause(second);
      if (this.#stopped.signal.aborted) return;
      await this.#tried("start what was asked for ahead", () => startLater(db, clock.now()));
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

  /** @returns whether it went well. */
  async #tried(what: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.#deps.log.error(`${what}: failed, and is done again at the next tick`, { error });
      return false;
    }
  }
}

/** Notices when the wall clock was set, by comparing it with one that cannot be. */
class ClockWatch {
  readonly #clock: Clock;
  readonly #elapsed: () => number;
  readonly #calmMs: number;
  #offset: number;
  #calmAt = 0;

  /** @param calmMs how long after a jump it counts as one. */
  constructor(clock: Clock, elapsed: () => number, calmMs: number) {
    this.#clock = clock;
    this.#elapsed = elapsed;
    this.#calmMs = calmMs;
    this.#offset = clock.now() - elapsed();
  }

  /** Whether the clock jumped a short while ago. */
  hasJumped(): boolean {
    const offset = this.#clock.now() - this.#elapsed();
    if (Math.abs(offset - this.#offset) > this.#calmMs / 6) {
      this.#calmAt = this.#elapsed() + this.#calmMs;
    }
    this.#offset = offset;
    return this.#elapsed() < this.#calmAt;
  }
}
