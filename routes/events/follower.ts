import type { Caller } from "../../scheduler/model/caller.ts";
import { type Change, ChangeId, lowestChangeId } from "../../scheduler/model/change.ts";
import { type Clock, second } from "../../scheduler/model/time.ts";
import type { Stretch } from "../../scheduler/store/feed/changes.ts";
import type { Feed } from "../../scheduler/store/feed/feed.ts";
import type { QueueFigures } from "../../scheduler/store/running/queue_figures.ts";
import type { EventSink } from "../http/streams/event_stream.ts";
import { isoTime } from "../http/times.ts";
import type { QueueWatch } from "./queue_watch.ts";
import type { ChangeEvents } from "./change_events.ts";

/** The stream of a user who is gone, or of a void token, ends this soon. */
const checkCallerEveryMs = 5 * second;

export interface Following {
  readonly clock: Clock;
  readonly feed: Feed;
  readonly queue: QueueWatch;
  readonly changeEvents: ChangeEvents;
  readonly sink: EventSink;
  readonly kinds: ReadonlySet<string>;
  readonly caller: Caller;
  /** Reads the caller anew; `undefined` once the caller is gone or the token is void. */
  readonly callerAgain: () => Promise<Caller | undefined>;
}

/** One client's stream. */
export class Follower {
  readonly #given: Following;
  #caller: Caller;
  #sending: Promise<void>;
  /** The client has every change up to this one. */
  #position = lowestChangeId;
  #queueText = "";
  #isStopped = false;

  constructor(given: Following) {
    this.#given = given;
    this.#caller = given.caller;
    this.#sending = Promise.resolve();
  }

  /** Starts the stream. @returns a function that ends the stream. */
  start(lastEventId: string | undefined): () => void {
    const { feed, queue, kinds } = this.#given;
    this.#later(() => this.#begin(lastEventId));
    // The feed is followed before the past is read, so that no change is lost between the two.
    const ends = [feed.follow((stretch) => this.#later(() => this.#send(stretch)))];
    if (kinds.has("queue")) {
      ends.push(queue.follow((figures) => this.#later(() => this.#sendQueue(figures))));
    }
    const timer = setInterval(() => this.#later(() => this.#checkCaller()), checkCallerEveryMs);
    return () => {
      this.#isStopped = true;
      clearInterval(timer);
      for (const end of ends) end();
    };
  }

  /** Acts run one after the other. After an error of the database the stream ends; the client can follow again. */
  #later(act: () => Promise<void> | void): void {
    this.#sending = this.#sending
      .then(() => this.#isStopped ? undefined : act())
      .catch(() => this.#given.sink.end());
  }

  async #begin(lastEventId: string | undefined): Promise<void> {
    const { feed, clock, sink } = this.#given;
    const id = ChangeId.safeParse(lastEventId).data;
    const past = id === undefined ? undefined : await feed.since(id);
    const isResumed = past?.isWhole === true;
    // A client that comes back keeps its own id until it gets the changes behind that id.
    this.#position = isResumed && id !== undefined ? id : past?.upTo ?? await feed.position();
    const data = { time: isoTime(clock.now()), resumed: isResumed };
    sink.send({ event: "ready", id: this.#position, data });
    if (isResumed) await this.#send(past);
    else if (lastEventId !== undefined) {
      this.#askToReload("The feed does not reach back to the last event seen.");
    }
  }

  async #send({ changes, upTo, isWhole }: Stretch): Promise<void> {
    // The feed may have started to read before this client began.
    if (upTo <= this.#position) return;
    if (isWhole) {
      for (const change of changes) {
        if (change.id > this.#position && !await this.#sendChange(change)) return;
      }
      this.#position = upTo;
    } else {
      this.#position = upTo;
      this.#askToReload("The feed does not reach back to the last event sent.");
    }
  }

  /** @returns `false` when the client has fallen behind. */
  async #sendChange(change: Change): Promise<boolean> {
    const { changeEvents, sink, kinds } = this.#given;
    if (change.things.some(({ kind }) => kinds.has(kind))) {
      const events = (await changeEvents.of(change)).flatMap(({ kind, dataFor }) => {
        const data = kinds.has(kind) ? dataFor(this.#caller) : undefined;
        return data === undefined ? [] : [{ event: kind, data }];
      });
      const last = events.pop();
      // A client that is cut off in the middle of a change gets the whole change when it comes back.
      for (const event of events) if (!sink.send({ ...event, id: this.#position })) return false;
      if (last !== undefined && !sink.send({ ...last, id: change.id })) return false;
    }
    this.#position = change.id;
    return true;
  }

  #askToReload(reason: string): void {
    this.#given.sink.send({ event: "reload", id: this.#position, data: { reason } });
  }

  #sendQueue(figures: QueueFigures): void {
    const text = JSON.stringify(figures);
    if (text === this.#queueText) return;
    this.#queueText = text;
    this.#given.sink.send({ event: "queue", id: this.#position, data: figures });
  }

  async #checkCaller(): Promise<void> {
    const caller = await this.#given.callerAgain();
    if (caller === undefined) this.#given.sink.end();
    else this.#caller = caller;
  }
}
