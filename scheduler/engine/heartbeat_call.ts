import type { Logger } from "../log.ts";
import { type Instant, minute, second } from "../model/time.ts";

/** How long an answer may take, in milliseconds. */
const timeoutMs = 10 * second;

/** Calls the address by which somebody outside sees that this service fires: once in each minute in which a tick did so. */
export class HeartbeatCall {
  readonly #log: Logger;
  readonly #url: string | undefined;
  readonly #stopped = new AbortController();
  readonly #timeoutMs: number;
  #called: number | undefined;
  #calling: Promise<void> | undefined;
  #problem: string | undefined;

  constructor(log: Logger, url: string | undefined, waitMs = timeoutMs) {
    this.#log = log;
    this.#url = url;
    this.#timeoutMs = waitMs;
  }

  /** Calls, unless this minute had a call. A tick does not wait for the answer. Never throws. */
  call(now: Instant): void {
    const ofMinute = Math.floor(now / minute);
    if (this.#url === undefined || this.#called === ofMinute) return;
    this.#called = ofMinute;
    const before = this.#calling;
    this.#calling = this.#call(this.#url).then(() => before);
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
  async #call(url: string): Promise<void> {
    const problem = await this.#problemOf(url);
    if (this.#stopped.signal.aborted || problem === this.#problem) return;
    this.#problem = problem;
    if (problem === undefined) this.#log.info("HEARTBEAT_URL answers again");
    else this.#log.warn("HEARTBEAT_URL could not be called", { problem });
  }

  /** @returns `undefined` where the call was answered with success. */
  async #problemOf(url: string): Promise<string | undefined> {
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(this.#timeoutMs)]);
    try {
      const answer = await fetch(url, { signal });
      await answer.body?.cancel();
      return answer.ok ? undefined : `status ${answer.status}`;
    } catch (error) {
      // The message of fetch() may name the address, which may hold a secret.
      return error instanceof DOMException && error.name === "TimeoutError"
        ? `no answer within ${this.#timeoutMs / second} s`
        : "no connection";
    }
  }
}
