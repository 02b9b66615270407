import type { ChangeId } from "../../model/change.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { changesBehind, headOf, type Stretch } from "./changes.ts";

/** How often the feed is read when neither a commit of this process nor a watch reports a change. */
const pollMs = 250;
/** The pause after each round of reading. Under load one round brings many commits. */
const pauseMs = 10;

export type FeedListener = (stretch: Stretch) => void;

/** Follows the change feed for all listeners of this process together, and only while there are any. */
export class Feed {
  readonly #db: Database;
  readonly #listeners = new Set<FeedListener>();
  #reading: Reading | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /** How many listeners follow. */
  get followers(): number {
    return this.#listeners.size;
  }

  /**
   * Gives the listener every change behind the answer of a later {@link position} or {@link since}. The first stretches
   * may begin before that. @returns a function that ends it.
   */
  follow(listener: FeedListener): () => void {
    // A listener of its own for each call, so that one function may follow twice.
    const told: FeedListener = (stretch) => listener(stretch);
    this.#listeners.add(told);
    this.#reading ??= new Reading(this.#db, (stretch) => this.#tell(stretch));
    return () => {
      this.#listeners.delete(told);
      if (this.#listeners.size > 0) return;
      this.#reading?.stop();
      this.#reading = undefined;
    };
  }

  /** The id of the last commit that changed something. */
  async position(): Promise<ChangeId> {
    await this.#reading?.begun;
    return await headOf(this.#db);
  }

  /** The changes behind a commit. */
  async since(id: ChangeId): Promise<Stretch> {
    await this.#reading?.begun;
    return await changesBehind(this.#db, id);
  }

  #tell(stretch: Stretch): void {
    for (const listener of this.#listeners) listener(stretch);
  }
}

/** Reads stretch after stretch, without a gap. */
class Reading {
  /** Rejects when the database did not answer; then no stretch ever comes. */
  readonly begun: Promise<void>;
  readonly #db: Database;
  readonly #tell: FeedListener;
  readonly #ends: (() => void)[];
  #position: ChangeId | undefined;
  #isReading = false;
  #isAsked = false;
  #isStopped = false;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(db: Database, tell: FeedListener) {
    this.#db = db;
    this.#tell = tell;
    this.begun = headOf(db).then((head) => {
      this.#position = head;
    });
    this.begun.catch(() => {});
    const poll = setInterval(() => this.#wake(), pollMs);
    this.#ends = [
      db.onCommit(() => this.#wake()),
      db.watch(keys.changeHead, () => this.#wake(), () => {}),
      () => clearInterval(poll),
      () => clearTimeout(this.#pause),
    ];
  }

  stop(): void {
    this.#isStopped = true;
    for (const end of this.#ends) end();
  }

  #wake(): void {
    this.#isAsked = true;
    if (!this.#isReading && this.#pause === undefined) void this.#read();
  }

  async #read(): Promise<void> {
    if (this.#isStopped || this.#position === undefined) return;
    this.#isReading = true;
    this.#isAsked = false;
    // After an error of the database, the next round begins at the same place.
    const stretch = await changesBehind(this.#db, this.#position).catch(() => undefined);
    this.#isReading = false;
    if (this.#isStopped) return;
    if (stretch !== undefined && stretch.upTo !== this.#position) {
      this.#position = stretch.upTo;
      this.#tell(stretch);
    }
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#isAsked) void this.#read();
    }, pauseMs);
  }
}
