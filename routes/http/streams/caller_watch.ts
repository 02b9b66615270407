import type { Caller } from "../../../scheduler/model/caller.ts";
import type { Database } from "../../../scheduler/store/kv/database.ts";

/** Below a second with the time of the read: rights that end have to end everywhere within a second. */
const lookEveryMs = 750;

/** Reads a caller anew; `undefined` once the caller is gone or the token is void. */
export type ReadCaller = () => Promise<Caller | undefined>;

/** Called with the caller after each look, and with `undefined` when the caller may not call any more. */
export type CallerListener = (caller: Caller | undefined) => void;

/**
 * Looks at the callers of open streams: after each commit of this process that changes who may call, and at
 * regular times for the commits of others. Streams of one caller share a look.
 */
export class CallerWatch {
  readonly #db: Pick<Database, "onCommit">;
  readonly #watched = new Map<string, WatchedCaller>();
  #end: (() => void) | undefined;

  constructor(db: Pick<Database, "onCommit">) {
    this.#db = db;
  }

  /**
   * @param token tells callers apart.
   * @returns a function that ends it.
   */
  follow(token: string, read: ReadCaller, listener: CallerListener): () => void {
    const watched = this.#watched.get(token) ?? new WatchedCaller(read);
    this.#watched.set(token, watched);
    const told: CallerListener = (caller) => listener(caller);
    watched.listeners.add(told);
    this.#end ??= this.#begin();
    // Rights may have ended between the check of the request and the start of its stream.
    void watched.look();
    return () => {
      watched.listeners.delete(told);
      if (watched.listeners.size === 0) this.#watched.delete(token);
      if (this.#watched.size > 0) return;
      this.#end?.();
      this.#end = undefined;
    };
  }

  #begin(): () => void {
    const lookAtAll = () => {
      for (const watched of this.#watched.values()) void watched.look();
    };
    const timer = setInterval(lookAtAll, lookEveryMs);
    const unsubscribe = this.#db.onCommit(({ isAccess }) => isAccess && lookAtAll());
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }
}

class WatchedCaller {
  readonly listeners = new Set<CallerListener>();
  readonly #read: ReadCaller;
  #isLooking = false;
  #mustLookAgain = false;

  constructor(read: ReadCaller) {
    this.#read = read;
  }

  async look(): Promise<void> {
    // A look that has begun may have read what was there before the change.
    this.#mustLookAgain = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    while (this.#mustLookAgain && this.listeners.size > 0) {
      this.#mustLookAgain = false;
      // Without an answer of the database nobody knows the rights. The stream ends; the client can follow again.
      const caller = await this.#read().catch(() => undefined);
      for (const listener of [...this.listeners]) listener(caller);
    }
    this.#isLooking = false;
  }
}

const watches = new WeakMap<object, CallerWatch>();

/** The watch of one server. The database stands for the server. */
export function callerWatchOf(db: Pick<Database, "onCommit">): CallerWatch {
  let watch = watches.get(db);
  if (watch === undefined) {
    watch = new CallerWatch(db);
    watches.set(db, watch);
  }
  return watch;
}
