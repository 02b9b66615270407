import type { Context } from "hono";
import type { Caller } from "../../../scheduler/model/caller.ts";
import type { AppEnv } from "../../deps.ts";
import type { CallerDeps } from "../callers/callers.ts";
import { openStreamsOf } from "./open_streams.ts";

/** The sending end of one client's stream. */
export interface EventSink {
  /** @returns whether the client keeps up; once it does not, nothing more is sent. */
  send(event: { readonly event: string; readonly id?: string; readonly data: unknown }): boolean;
  /** Sends what is left, and ends the stream. */
  end(): void;
}

/** Often enough for a client that takes two silent seconds for a lost connection. */
const heartbeatMs = 1000;

/** How many bytes may wait for a client before the server ends its stream. */
const backlogBytes = 4 * 1024 * 1024;

const eventStreamHeaders = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store",
  // Without this header, Nginx holds answers back.
  "X-Accel-Buffering": "no",
} as const;

/**
 * Answers with a stream that counts among the caller's open ones, and that ends with the caller's right to call.
 * @param start as for {@link eventStream}; its second argument tells the caller as the server knows the caller now.
 * @throws Refusal where the caller, or all callers, have too many streams open.
 */
export function streamAnswer(
  c: Context<AppEnv>,
  deps: CallerDeps,
  start: (sink: EventSink, callerNow: () => Caller) => () => void,
) {
  let caller = c.var.caller;
  const streams = openStreamsOf(deps);
  streams.mustHaveRoom(caller);
  const body = eventStream((sink) => {
    // Other streams may have begun between the answer and the client's first read.
    const close = streams.open(caller);
    const stop = start(sink, () => caller);
    const unfollow = c.var.watchCaller((now) => {
      if (now === undefined) sink.end();
      else caller = now;
    });
    return () => {
      unfollow();
      stop();
      close();
    };
  });
  return c.body(body, 200, eventStreamHeaders);
}

/**
 * Server-sent events, as the HTML standard has them, with comments as heartbeats. Nothing runs before somebody reads
 * the stream, since an answer may go without its body: to a HEAD request, or to a client that left.
 * @param start is called once; what it returns is called when the stream has ended, whoever ended it. If it throws, the
 * stream ends.
 */
export function eventStream(start: (sink: EventSink) => () => void): ReadableStream<Uint8Array> {
  let open: OpenEventStream | undefined;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      open ??= new OpenEventStream(controller, start);
    },
    cancel() {
      open?.close();
    },
  }, { highWaterMark: 0, size: ({ byteLength }) => byteLength });
}

class OpenEventStream implements EventSink {
  readonly #encoder = new TextEncoder();
  readonly #controller: ReadableStreamDefaultController<Uint8Array>;
  readonly #heartbeat: ReturnType<typeof setInterval>;
  #stop: (() => void) | undefined;
  #isOpen = true;

  constructor(
    controller: ReadableStreamDefaultController<Uint8Array>,
    start: (sink: EventSink) => () => void,
  ) {
    this.#controller = controller;
    this.#heartbeat = setInterval(() => this.#put(": heartbeat\n\n"), heartbeatMs);
    this.#put("retry: 500\n\n");
    try {
      this.#stop = start(this);
    } catch {
      this.end();
    }
    // It may have ended meanwhile.
    if (!this.#isOpen) this.#stop?.();
  }

  send({ event, id, data }: Parameters<EventSink["send"]>[0]): boolean {
    if (!this.#isOpen) return false;
    if ((this.#controller.desiredSize ?? 0) < -backlogBytes) {
      this.#put(eventText("reload", undefined, { reason: "The client fell behind." }));
      this.end();
      return false;
    }
    this.#put(eventText(event, id, data));
    return true;
  }

  end(): void {
    if (!this.#isOpen) return;
    this.close();
    this.#controller.close();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearInterval(this.#heartbeat);
    this.#stop?.();
  }

  #put(text: string): void {
    if (this.#isOpen) this.#controller.enqueue(this.#encoder.encode(text));
  }
}

function eventText(event: string, id: string | undefined, data: unknown): string {
  return `event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${
    JSON.stringify(data)
  }\n\n`;
}
