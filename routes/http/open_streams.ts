import { Refusal } from "../../scheduler/model/refusal.ts";
import type { SignedIn } from "../../scheduler/model/user.ts";

export interface StreamBounds {
  /** Of one user or API key. */
  readonly perCaller: number;
  readonly inAll: number;
}

/** A browser's tab or a dashboard takes one or two streams. */
export const streamBounds: StreamBounds = { perCaller: 20, inAll: 1000 };

const retryAfterSeconds = 5;

/** Counts the streams that are open in this process. */
export class OpenStreams {
  readonly #bounds: StreamBounds;
  readonly #ofCallers = new Map<number, number>();
  #count = 0;

  constructor(bounds = streamBounds) {
    this.#bounds = bounds;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws Refusal where no more may be opened: `too_many_attempts` for this caller, `unavailable` for all. */
  mustHaveRoom({ id }: Pick<SignedIn, "id">): void {
    const { perCaller, inAll } = this.#bounds;
    if ((this.#ofCallers.get(id) ?? 0) >= perCaller) {
      const message = `You follow ${perCaller} streams already: end one of them first.`;
      throw new Refusal("too_many_attempts", message, { retryAfterSeconds });
    }
    if (this.#count >= inAll) {
      const message = "The server has as many open streams as it takes.";
      throw new Refusal("unavailable", message, { retryAfterSeconds });
    }
  }

  /**
   * @returns how to close it; calling that again does nothing.
   * @throws Refusal as {@link mustHaveRoom} does.
   */
  open(caller: Pick<SignedIn, "id">): () => void {
    this.mustHaveRoom(caller);
    const { id } = caller;
    this.#count++;
    this.#ofCallers.set(id, (this.#ofCallers.get(id) ?? 0) + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#count--;
      const left = (this.#ofCallers.get(id) ?? 0) - 1;
      if (left > 0) this.#ofCallers.set(id, left);
      else this.#ofCallers.delete(id);
    };
  }
}

const openStreams = new WeakMap<object, OpenStreams>();

/** Those of one server, of whatever kind they are: a server is known by its database. */
export function openStreamsOf({ db }: { readonly db: object }): OpenStreams {
  let streams = openStreams.get(db);
  if (streams === undefined) {
    streams = new OpenStreams();
    openStreams.set(db, streams);
  }
  return streams;
}
