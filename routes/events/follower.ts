import { type Change, ChangeId, lowestChangeId } from "../../scheduler/model/change.ts";
import { type Clock, second } from "../../scheduler/model/time.ts";
import type { Caller } from "../../scheduler/model/user.ts";
import type { Stretch } from "../../scheduler/store/feed/changes.ts";
import type { Feed } from "../../scheduler/store/feed/feed.ts";
import type { QueueFigures } from "../../scheduler/store/running/queue_figures.ts";
import type { EventSink } from "../http/event_stream.ts";
import { isoTime } from "../http/wire.ts";
import type { QueueWatch } from "./queue_watch.ts";
import type { Tellings } from "./tellings.ts";

/** So soon a stream ends that belongs to a user who is gone, or to a token that is void. */
const lookAtCallerEveryMs = 5 * second;

export interface Following {
  readonly clock: Clock;
  readonly feed: Feed;
  readonly queue: QueueWatch;
  readonly tellings: Tellings;
  readonly sink: EventSink;
  readonly kinds: ReadonlySet<string>;
  readonly caller: Caller;
  /** Who calls, as the database has him now; `undefined` when he may not any more. */
  readonly callerAgain: () => Promise<Caller | undefined>;
}

/** One client's stream. */
export class Follower {
  readonly #given: Following;
  #caller: Caller;
  #telling: Promise<void>;
  /** The client has been told of all that was changed up to here. */
  #position = lowestChangeId;
  #queueText = "";
  #isStopped = false;

  constructor(given: Following) {
    this.#given = given;
    this.#caller = given.caller;
    this.#telling = Promise.resolve();
  }

  /** @returns how to end it. */
  start(lastEventId: string | undefined): () => void {
    const { feed, queue, kinds } = this.#given;
    this.#later(() => this.#begin(lastEventId));
    // Followed before the past is read, so that nothing falls between the two.
    const ends = [feed.follow((stretch) => this.#later(() => this.#tell(stretch)))];
    if (kinds.has("queue")) {
      ends.push(queue.follow((figures) => this.#later(() => this.#tellQueue(figures))));
    }
    const timer = setInterval(() => this.#later(() => this.#lookAtCaller()), lookAtCallerEveryMs);
    return () => {
      this.#isStopped = true;
      clearInterval(timer);
      for (const end of ends) end();
    };
  }

  /** One after the other; what the database refuses for the moment, the client can ask for again. */
  #later(act: () => Promise<void> | void): void {
    this.#telling = this.#telling
      .then(() => this.#isStopped ? undefined : act())
      .catch(() => this.#given.sink.end());
  }

  async #begin(lastEventId: string | undefined): Promise<void> {
    const { feed, clock, sink } = this.#given;
    const id = ChangeId.safeParse(lastEventId).data;
    const past = id === undefined ? undefined : await feed.since(id);
    const isResumed = past?.isWhole === true;
    // Whoever comes back keeps his own id until he is told of what came behind it.
    this.#position = isResumed && id !== undefined ? id : past?.upTo ?? await feed.position();
    const data = { time: isoTime(clock.now()), resumed: isResumed };
    sink.send({ event: "ready", id: this.#position, data });
    if (isResumed) await this.#tell(past);
    else if (lastEventId !== undefined) {
      this.#tellToReload("The feed does not reach back to the last event seen.");
    }
  }

  async #tell({ changes, upTo, isWhole }: Stretch): Promise<void> {
    // The feed may read on from a place before the one where this client began.
    if (upTo <= this.#position) return;
    if (isWhole) {
      for (const change of changes) {
        if (change.id > this.#position && !await this.#tellChange(change)) return;
      }
      this.#position = upTo;
    } else {
      this.#position = upTo;
      this.#tellToReload("The feed does not reach back to the last event told.");
    }
  }

  /** @returns whether the client keeps up. */
  async #tellChange(change: Change): Promise<boolean> {
    const { tellings, sink, kinds } = this.#given;
    if (change.things.some(({ kind }) => kinds.has(kind))) {
      const events = (await tellings.of(change)).flatMap(({ kind, dataFor }) => {
        const data = kinds.has(kind) ? dataFor(this.#caller) : undefined;
        return data === undefined ? [] : [{ event: kind, data }];
      });
      const last = events.pop();
      // Who is cut off in the midst of a change is told all of it when he comes back.
      for (const event of events) if (!sink.send({ ...event, id: this.#position })) return false;
      if (last !== undefined && !sink.send({ ...last, id: change.id })) return false;
    }
    this.#position = change.id;
    return true;
  }

  #tellToReload(reason: string): void {
    this.#given.sink.send({ event: "reload", id: this.#position, data: { reason } });
  }

  #tellQueue(figures: QueueFigures): void {
    const text = JSON.stringify(figures);
    if (text === this.#queueText) return;
    this.#queueText = text;
    this.#given.sink.send({ event: "queue", id: this.#position, data: figures });
  }

  async #lookAtCaller(): Promise<void> {
    const caller = await this.#given.callerAgain();
    if (caller === undefined) this.#given.sink.end();
    else this.#caller = caller;
  }
}
