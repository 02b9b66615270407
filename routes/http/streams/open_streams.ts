import { type Caller, callerId } from "../../../scheduler/model/caller.ts";
import { Refusal } from "../../../scheduler/model/refusal.ts";

export interface StreamBounds {
  /** The most streams of one user or of one API key. */
  readonly perCaller: number;
  readonly inAll: number;
}

/** A browser's tab or a dashboard takes one or two streams. */
export const streamBounds: StreamBounds = { perCaller: 20, inAll: 1000 };

const retryAfterSeconds = 5;

/** Counts the streams that are open in this process. */
export class OpenStreams {
  readonly #bounds: StreamBounds;
  readonly #ofCallers = new Map<string, number>();
  #count = 0;

  constructor(bounds = streamBounds) {
    this.#bounds = bounds;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws Refusal `too_many_attempts` when the caller has too many streams, `unavailable` when all callers together have. */
  mustHaveRoom(caller: Caller): void {
    const name = nameOf(caller);
    const { perCaller, inAll } = this.#bounds;
    if ((this.#ofCallers.get(name) ?? 0) >= perCaller) {
      const message = `You follow ${perCaller} streams already: end one of them first.`;
      throw new Refusal("too_many_attempts", message, { retryAfterSeconds });
    }
    if (this.#count >= inAll) {
      const message = "The server has as many open streams as it takes.";
      throw new Refusal("unavailable", message, { retryAfterSeconds });
    }
  }

  /**
   * Counts a stream. @returns a function that counts it as closed; a second call does nothing.
   * @throws Refusal as {@link mustHaveRoom} does.
   */
  open(caller: Caller): () => void {
    this.mustHaveRoom(caller);
    const name = nameOf(caller);
    this.#count++;
    this.#ofCallers.set(name, (this.#ofCallers.get(name) ?? 0) + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#count--;
      const left = (this.#ofCallers.get(name) ?? 0) - 1;
      if (left > 0) this.#ofCallers.set(name, left);
      else this.#ofCallers.delete(name);
    };
  }
}

function nameOf(caller: Caller): string {
  return `${caller.kind} ${callerId(caller)}`;
}

const openStreams = new WeakMap<object, OpenStreams>();

/** The open streams of one server, of every kind. The database stands for the server. */
export function openStreamsOf({ db }: { readonly db: object }): OpenStreams {
  let streams = openStreams.get(db);
  if (streams === undefined) {
    streams = new OpenStreams();
    openStreams.set(db, streams);
  }
  return streams;
}
