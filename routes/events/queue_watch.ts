import { type Clock, second } from "../../scheduler/model/time.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { type QueueFigures, queueFigures } from "../../scheduler/store/running/queue_figures.ts";

const countEveryMs = second;

export type QueueListener = (figures: QueueFigures) => void;

/** Counts the queue once a second for all listeners together, and only while there are listeners. */
export class QueueWatch {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #listeners = new Set<QueueListener>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #last: QueueFigures | undefined;
  #isCounting = false;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** How many listeners follow. */
  get followers(): number {
    return this.#listeners.size;
  }

  /** Gives the figures as soon as there are some, and then once a second. @returns a function that ends it. */
  follow(listener: QueueListener): () => void {
    const told: QueueListener = (figures) => listener(figures);
    this.#listeners.add(told);
    if (this.#last !== undefined) told(this.#last);
    if (this.#timer === undefined) {
      this.#timer = setInterval(() => void this.#count(), countEveryMs);
      void this.#count();
    }
    return () => {
      this.#listeners.delete(told);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#last = undefined;
    };
  }

  async #count(): Promise<void> {
    if (this.#isCounting) return;
    this.#isCounting = true;
    // After an error of the database, the next count may succeed.
    const figures = await queueFigures(this.#db, this.#clock.now()).catch(() => undefined);
    this.#isCounting = false;
    if (figures === undefined || this.#timer === undefined) return;
    this.#last = figures;
    for (const listener of this.#listeners) listener(figures);
  }
}
