import type { App } from "../app.ts";
import { currentView } from "../state/view.ts";
import { wait } from "../terminal/clock.ts";
import { tellAlarms } from "./telling.ts";
import { readAccount, Reader } from "./reading.ts";

/** The server sends something each second. After two silent seconds the connection counts as lost. */
const silentMs = 2000;
const firstBackoffMs = 250;
const mostBackoffMs = 1000;
const tickMs = 1000;
const minuteMs = 60_000;
/** Rights that were granted show after at most this time. */
const accountEverySeconds = 5;
/** A round trip that took longer says too little about the clock of the server. */
const slowestMs = 500;

/** Follows the events of the server while there is a token, and keeps the clock. @returns a function that stops it. */
export function startLive(app: App): () => void {
  const live = new Live(app);
  live.start();
  const stopTelling = tellAlarms(app);
  return () => {
    stopTelling();
    live.stop();
  };
}

class Live {
  readonly #app: App;
  #reader: Reader;
  #following: AbortController | undefined;
  #cancelTick = () => {};
  #skewMs = 0;
  #lastEventId: string | undefined;
  #heardAt = 0;
  #error = "";

  constructor(app: App) {
    this.#app = app;
    this.#reader = new Reader(app);
  }

  start(): void {
    this.#app.live = {
      readAll: () => void this.#reader.readAll(),
      restart: () => this.#restart(),
    };
    this.#tick();
    if (this.#app.state.session.status === "in") this.#restart();
  }

  stop(): void {
    this.#cancelTick();
    this.#following?.abort();
  }

  /** Ticks at full seconds, so that the clock on the screen skips none. */
  #tick(): void {
    const app = this.#app;
    const now = app.clock.now() + this.#skewMs;
    const isNewMinute = Math.floor(now / minuteMs) !== Math.floor(app.state.now / minuteMs);
    // One frame shows both. Without that, the clock would cost a frame of its own.
    app.store.flush();
    app.dispatch({ type: "clock_ticked", now });
    if (isNewMinute && app.state.connection.phase === "live") {
      void app.screens[currentView(app.state.view).screen].refreshed?.(app);
    }
    if (app.state.connection.phase === "live") {
      if (isNewMinute) void this.#measureClock();
      if (Math.floor(now / tickMs) % accountEverySeconds === 0) void readAccount(app);
    }
    this.#cancelTick = app.clock.after(tickMs - (now % tickMs), () => this.#tick());
  }

  /** Compares the clocks again: one of them may have been set. A slow answer says too little. */
  async #measureClock(): Promise<void> {
    const { clock } = this.#app;
    const client = await this.#app.client();
    const sentAt = clock.now();
    const answer = await client.upcoming();
    const cameAt = clock.now();
    if (!answer.ok || cameAt - sentAt > slowestMs) return;
    this.#skewMs = Date.parse(answer.value.time_range_start) - (sentAt + cameAt) / 2;
  }

  #restart(): void {
    this.#following?.abort();
    this.#lastEventId = undefined;
    this.#heardAt = 0;
    // The previous reader may wait for ever, and its answers belong to the previous session.
    this.#reader = new Reader(this.#app);
    if (this.#app.state.session.status !== "in") {
      return this.#app.dispatch({ type: "disconnected" });
    }
    this.#following = new AbortController();
    this.#app.dispatch({ type: "connecting" });
    void this.#follow(this.#following.signal);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const app = this.#app;
    let attempt = 0;
    while (!signal.aborted) {
      const heardAt = await this.#connection(signal, () => attempt = 0);
      if (signal.aborted || app.state.session.status !== "in") break;
      attempt++;
      const backoff = Math.min(mostBackoffMs, firstBackoffMs * 2 ** (attempt - 1));
      const now = app.clock.now();
      app.dispatch({
        type: "connection_lost",
        heardAt: heardAt + this.#skewMs,
        attempt,
        nextTryAt: now + backoff + this.#skewMs,
        error: this.#error,
      });
      await wait(app.clock, backoff, signal);
    }
    if (!signal.aborted) app.dispatch({ type: "disconnected" });
  }

  /** @param isLate changes of what the present screen reads for itself may be lost: it reads that anew. */
  #readAll(isLate: boolean): void {
    const app = this.#app;
    void this.#reader.readAll();
    if (isLate) void app.screens[currentView(app.state.view).screen].refreshed?.(app);
  }

  /** Follows one connection until it ends. @returns the time of the last message of the server. */
  async #connection(signal: AbortSignal, connected: () => void): Promise<number> {
    const app = this.#app;
    const silence = new AbortController();
    const stop = () => silence.abort();
    signal.addEventListener("abort", stop);
    this.#heardAt ||= app.clock.now();
    let cancelWatch = app.clock.after(silentMs, stop);
    try {
      const client = await app.client();
      for await (const told of client.events(this.#lastEventId, silence.signal)) {
        cancelWatch();
        if (signal.aborted) break;
        if (told.kind === "ended") {
          this.#error = told.failure.error;
          break;
        }
        this.#heardAt = app.clock.now();
        cancelWatch = app.clock.after(silentMs, stop);
        if (told.kind !== "event") continue;
        const isFirst = this.#lastEventId === undefined;
        if (told.id !== undefined) this.#lastEventId = told.id;
        if (told.value.type === "ready") {
          connected();
          this.#skewMs = Date.parse(told.value.time) - app.clock.now();
          app.dispatch({ type: "connected", now: app.clock.now() + this.#skewMs });
          this.#readAll(!isFirst);
        } else if (told.value.type === "reload") this.#readAll(true);
        app.store.tell(told.value);
      }
    } finally {
      cancelWatch();
      signal.removeEventListener("abort", stop);
      silence.abort();
      app.store.flush();
    }
    return this.#heardAt;
  }
}
