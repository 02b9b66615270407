import { type Caller, sees } from "../../scheduler/model/caller.ts";
import type { Change, ChangedThing } from "../../scheduler/model/change.ts";
import { ChangeId, newId } from "../../scheduler/model/ids.ts";
import { type Clock, second } from "../../scheduler/model/time.ts";
import type { Feed } from "../../scheduler/store/feed/feed.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { queueFigures } from "../../scheduler/store/running/queue_figures.ts";
import type { EventSink } from "../http/event_stream.ts";
import { isoTime } from "../http/times.ts";
import type { ChangeReader } from "./wire.ts";

/** The stream of a user who is gone, or of a void token, ends this soon. */
const checkCallerEveryMs = 5 * second;
const queueEveryMs = second;

interface Following {
  readonly db: Database;
  readonly clock: Clock;
  readonly feed: Feed;
  readonly reader: ChangeReader;
  readonly sink: EventSink;
  readonly kinds: ReadonlySet<string>;
  readonly caller: Caller;
}

/** One client's stream. */
export class Follower {
  readonly #given: Following;
  #caller: Caller;
  #sending = Promise.resolve();
  #queueText = "";
  #isStopped = false;

  constructor(given: Following) {
    this.#given = given;
    this.#caller = given.caller;
  }

  /**
   * Starts the stream.
   * @param callerAgain reads the caller anew; `undefined` once the caller is gone or the token is void.
   * @returns a function that ends the stream.
   */
  start(
    lastEventId: string | undefined,
    callerAgain: () => Promise<Caller | undefined>,
  ): () => void {
    // What the feed brings from now on waits behind the past, so that no change is lost between the two.
    this.#later(() => this.#sendPast(lastEventId));
    const unfollow = this.#given.feed.follow((changes) => this.#later(() => this.#send(changes)));
    const timers = [
      setInterval(() => this.#later(() => this.#checkCaller(callerAgain)), checkCallerEveryMs),
      ...(this.#given.kinds.has("queue")
        ? [setInterval(() => this.#later(() => this.#sendQueue()), queueEveryMs)]
        : []),
    ];
    return () => {
      this.#isStopped = true;
      unfollow();
      for (const timer of timers) clearInterval(timer);
    };
  }

  /** Acts run one after the other. After an error of the database the stream ends; the client can follow again. */
  #later(act: () => Promise<void>): void {
    this.#sending = this.#sending
      .then(() => this.#isStopped ? undefined : act())
      .catch(() => this.#given.sink.end());
  }

  async #sendPast(lastEventId: string | undefined): Promise<void> {
    const { feed, clock, sink } = this.#given;
    const now = clock.now();
    const id = ChangeId.safeParse(lastEventId).data;
    const past = id === undefined ? undefined : await feed.since(id);
    sink.send({
      event: "ready",
      ...(past === undefined ? { id: newId<ChangeId>(now) } : {}),
      data: { time: isoTime(now), resumed: past !== undefined },
    });
    if (past !== undefined) await this.#send(past);
    else if (lastEventId !== undefined) {
      const reason = "The feed does not reach back to the last event seen.";
      sink.send({ event: "reload", data: { reason } });
    }
    if (this.#given.kinds.has("queue")) await this.#sendQueue();
  }

  async #send(changes: readonly Change[]): Promise<void> {
    const { reader, sink, kinds } = this.#given;
    for (const change of changes) {
      const isShown = (thing: ChangedThing) =>
        kinds.has(thing.kind) && sees(this.#caller, thing.categoryId);
      if (!change.things.some(isShown)) continue;
      const data = await reader.eventsOf(change);
      for (const [i, thing] of change.things.entries()) {
        if (data[i] === undefined || !isShown(thing)) continue;
        if (!sink.send({ event: thing.kind, id: change.id, data: data[i] })) return;
      }
    }
  }

  async #sendQueue(): Promise<void> {
    const { db, clock, sink } = this.#given;
    const figures = await queueFigures(db, clock.now());
    const text = JSON.stringify(figures);
    if (text === this.#queueText) return;
    this.#queueText = text;
    sink.send({ event: "queue", data: figures });
  }

  async #checkCaller(callerAgain: () => Promise<Caller | undefined>): Promise<void> {
    const caller = await callerAgain();
    if (caller === undefined) this.#given.sink.end();
    else this.#caller = caller;
  }
}
