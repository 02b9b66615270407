import type { Logger } from "../../log.ts";
import { type Clock, clockToleranceMs, minute, second } from "../../model/time.ts";
import { lastTick } from "../../store/firing/ticks.ts";
import type { Database, Entry } from "../../store/kv/database.ts";
import type { Pulse } from "../../store/kv/records.ts";
import { readPulses, removePulse, writePulse } from "../../store/running/pulses.ts";
import { ClockOffsets } from "./clock_offsets.ts";
import { ClockWatch } from "./clock_watch.ts";
import type { EngineObserver } from "../observer.ts";

export interface ClockCheckDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly hostname: string;
  readonly pid: number;
  readonly observer?: EngineObserver;
  /** How long a process that starts waits for the time of others, where its own may be wrong, in milliseconds. */
  readonly answerMs?: number;
}

/** How the clock of this process compares with those of other processes. */
export interface ClockSkew {
  /** How far this clock is ahead of most others, in milliseconds; negative: behind. */
  readonly aheadMs: number;
  /** How many other processes there are. */
  readonly others: number;
  /** This process neither fires nor claims nor recovers, because its clock is too far ahead. */
  readonly isHeld: boolean;
}

/** A process whose clock is further ahead than this acts on nothing. */
const mostAheadMs = minute;
/** A stamp of the database that is older than this may mean that the clock is ahead: ticks come each minute. */
const oldMs = 90 * second;
const usualAnswerMs = 2.5 * second;
const lookAgainMs = 100;
const askAgainMs = 5 * second;
const tellAgainMs = 10 * minute;

/** Compares the clock of this process with those of others, and holds the process back while its clock is far ahead. */
export class ClockCheck {
  readonly #deps: ClockCheckDeps;
  readonly #processId: string;
  readonly #elapsed: () => number;
  readonly #offsets: ClockOffsets;
  readonly #watch: ClockWatch;
  readonly #told = { what: "", at: 0 };
  #settling: Promise<void> | undefined;
  #isSettled = false;
  /** Executions may wait for a time by the clock before it was set. */
  #mayWaitLong = true;
  #setByMs = 0;
  #otherPulses = 0;
  #hasPulse = false;
  #askedAt = -Infinity;

  constructor(deps: ClockCheckDeps, processId: string, elapsed: () => number) {
    this.#deps = deps;
    this.#processId = processId;
    this.#elapsed = elapsed;
    this.#offsets = new ClockOffsets(processId);
    this.#watch = new ClockWatch(deps.clock, elapsed);
  }

  /** Whether this process may fire, claim and recover; `false` until settle() has found out. */
  get mayAct(): boolean {
    this.#noticeJump();
    return this.#isSettled && this.#offsets.newestMs <= mostAheadMs;
  }

  get skew(): ClockSkew {
    const aheadMs = this.#offsets.confirmedMs;
    const isHeld = this.#offsets.newestMs > mostAheadMs;
    return { aheadMs, others: this.#offsets.count, isHeld };
  }

  /** Whether the waits must be checked: the clock was set back, or may have been set back before the process started. */
  get mayWaitLong(): boolean {
    return this.#mayWaitLong;
  }

  /** The waits could not be checked: the next tick tries again. */
  lookAtWaitsAgain(): void {
    this.#mayWaitLong = true;
  }

  /**
   * Whether executions may wait by a clock that is ahead of this one. This is so after a start, after all clocks were
   * set back, and while another clock is ahead. It is not so where only this clock was set back, or where most of
   * several other clocks show that this one is behind.
   */
  async haveWaitsToShorten(): Promise<boolean> {
    if (!this.mayAct) return false;
    if (this.#mayWaitLong) {
      if (this.#setByMs < 0 && this.#otherPulses > 0) await this.#awaitAnswers();
      this.#mayWaitLong = false;
      if (!this.#offsets.isBehind) return true;
      if (this.#setByMs < 0) return false;
    }
    const isOutvoted = this.#offsets.count > 1 && this.#offsets.isBehind;
    return this.#offsets.isAnyAhead && !isOutvoted;
  }

  /**
   * Finds out whether this process may act, once after its start and once after its clock was set forward. Asks other
   * processes for their time when the database's stamps are old: nobody ran for a while, or this clock is ahead.
   */
  async settle(): Promise<boolean> {
    this.#noticeJump();
    if (!this.#isSettled) {
      await (this.#settling ??= this.#settle().finally(() => this.#settling = undefined));
    }
    return this.mayAct;
  }

  /** Compares with what other processes have written since the last look, and answers those that ask. */
  async look(): Promise<readonly Entry<Pulse>[]> {
    this.#noticeJump();
    const before = this.#elapsed();
    const pulses = await readPulses(this.#deps.db);
    const [after, now] = [this.#elapsed(), this.#deps.clock.now()];
    const look = { before, after, now, setByMs: this.#setByMs };
    const isAsked = this.#offsets.see(pulses, look);
    this.#otherPulses = pulses.filter(({ key }) => key.at(-1) !== this.#processId).length;
    this.#tell();
    if (this.#offsets.isInDoubt && after - this.#askedAt > askAgainMs) await this.#ask();
    else if (isAsked) await this.beat();
    return pulses;
  }

  /** Shows the time on this clock to the other processes. */
  beat(): Promise<void> {
    return this.#write(false);
  }

  /** Removes the pulse of this process, which ends. */
  async leave(): Promise<void> {
    const { db, clock } = this.#deps;
    if (this.#hasPulse) await removePulse(db, this.#processId, clock.now());
  }

  #ask(): Promise<void> {
    this.#askedAt = this.#elapsed();
    return this.#write(true);
  }

  async #write(isAsking: boolean): Promise<void> {
    const { db, clock, hostname, pid } = this.#deps;
    this.#hasPulse = true;
    const given = { hostname, pid, setByMs: this.#setByMs, isAsking };
    await writePulse(db, this.#processId, given, clock.now());
  }

  async #settle(): Promise<void> {
    const { db, clock, log } = this.#deps;
    const pulses = await this.look();
    const others = pulses.filter(({ key }) => key.at(-1) !== this.#processId);
    const stamps = [...others.map(({ value }) => value.at), await lastTick(db) ?? clock.now()];
    if (clock.now() - Math.min(...stamps) > oldMs) await this.#awaitAnswers();
    const aheadMs = Math.max(...stamps) - clock.now();
    if (aheadMs > clockToleranceMs) {
      const seconds = Math.round(aheadMs / second);
      log.warn("the database holds times of the future: a clock was set back, or is ahead", {
        seconds,
      });
    }
    this.#isSettled = true;
  }

  async #awaitAnswers(): Promise<void> {
    const { answerMs = usualAnswerMs } = this.#deps;
    await this.#ask();
    const giveUpAt = performance.now() + answerMs;
    const isAnswered = () => this.#offsets.count > 0 && this.#offsets.newestMs <= mostAheadMs;
    do {
      await new Promise((done) => setTimeout(done, Math.min(lookAgainMs, answerMs)));
      await this.look();
    } while (!isAnswered() && performance.now() < giveUpAt);
  }

  #noticeJump(): void {
    const jumpMs = this.#watch.jumpMs();
    if (jumpMs === 0) return;
    const seconds = Math.round(jumpMs / second);
    this.#deps.log.warn("the clock of this server was set", { seconds });
    this.#offsets.forget();
    this.#setByMs += jumpMs;
    if (jumpMs < 0) this.#mayWaitLong = true;
    if (jumpMs > mostAheadMs) this.#isSettled = false;
  }

  /** Logs one line when the clock begins to differ, one when it agrees again, and one now and then in between. */
  #tell(): void {
    const { log, observer } = this.#deps;
    const { aheadMs, others, isHeld } = this.skew;
    if (others > 0) observer?.clockCompared?.(aheadMs / second);
    const differs = Math.abs(aheadMs) > clockToleranceMs;
    const what = isHeld ? "held" : differs ? "differs" : "";
    const isNews = what !== this.#told.what;
    if (!isNews && (what === "" || this.#elapsed() - this.#told.at < tellAgainMs)) return;
    this.#told.what = what;
    this.#told.at = this.#elapsed();
    const given = { seconds_ahead: Math.round(aheadMs / second), others: this.#offsets.names };
    if (isHeld) {
      log.error(
        "the clock of this server is ahead: nothing is fired, run or recovered here",
        given,
      );
    } else if (differs) log.warn("the clocks of this server and of others differ", given);
    else log.info("the clocks of this server and of others agree", given);
  }
}
