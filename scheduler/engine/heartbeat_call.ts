import { setTimeout } from "node:timers/promises";
import type { Logger } from "../log.ts";
import { type Instant, minute, second } from "../model/time.ts";
import { takeHeartbeat } from "../store/firing/ticks.ts";
import type { Database } from "../store/kv/database.ts";

interface Waits {
  /** How long an answer may take, in milliseconds. */
  readonly answerMs: number;
  /** A process whose last call failed waits for this, so that the other processes go first. */
  readonly othersFirst: (signal: AbortSignal) => Promise<unknown>;
}

const usualWaits: Waits = {
  answerMs: 10 * second,
  othersFirst: (signal) => setTimeout(5 * second, undefined, { signal }).catch(() => {}),
};

/**
 * Calls the address by which somebody outside sees that this service fires: once in each minute in which a tick did so. Of the
 * processes of a database, the first that fired in the minute calls.
 */
export class HeartbeatCall {
  readonly #log: Logger;
  readonly #url: string | undefined;
  readonly #stopped = new AbortController();
  readonly #db: Database;
  readonly #waits: Waits;
  #called: number | undefined;
  #calling: Promise<void> | undefined;
  #problem: string | undefined;

  constructor(db: Database, log: Logger, url: string | undefined, waits: Partial<Waits> = {}) {
    this.#db = db;
    this.#log = log;
    this.#url = url;
    this.#waits = { ...usualWaits, ...waits };
  }

  /** Calls, unless this minute had a call. A tick does not wait for the answer. Never throws. */
  call(now: Instant): void {
    const ofMinute = Math.floor(now / minute);
    if (this.#url === undefined || this.#called === ofMinute) return;
    this.#called = ofMinute;
    const before = this.#calling;
    this.#calling = this.#call(this.#url, now).then(() => before);
  }

  /** Resolves when no call is under way. */
  async over(): Promise<void> {
    await this.#calling;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#calling;
  }

  /** Never rejects. The log gets each change of how the calls go, and not each failure. */
  async #call(url: string, now: Instant): Promise<void> {
    const { signal } = this.#stopped;
    if (this.#problem !== undefined) {
      await this.#waits.othersFirst(signal);
      if (signal.aborted) return;
    }
    // Where the database takes no commit, the service fires nothing either: no call.
    if (!await takeHeartbeat(this.#db, now).catch(() => false)) return;
    const problem = await this.#problemOf(url);
    if (this.#stopped.signal.aborted || problem === this.#problem) return;
    this.#problem = problem;
    if (problem === undefined) this.#log.info("HEARTBEAT_URL answers again");
    else this.#log.warn("HEARTBEAT_URL could not be called", { problem });
  }

  /** @returns `undefined` where the call was answered with success. */
  async #problemOf(url: string): Promise<string | undefined> {
    const { answerMs } = this.#waits;
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(answerMs)]);
    try {
      const answer = await fetch(url, { signal });
      await answer.body?.cancel();
      return answer.ok ? undefined : `status ${answer.status}`;
    } catch (error) {
      // The message of fetch() may name the address, which may hold a secret.
      return error instanceof DOMException && error.name === "TimeoutError"
        ? `no answer within ${answerMs / second} s`
        : "no connection";
    }
  }
}
