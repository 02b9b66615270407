/** The sending end of one client's stream. */
export interface EventSink {
  /** @returns `false` once the client has fallen behind or has left; nothing more is sent then. */
  send(event: { readonly event: string; readonly id?: string; readonly data: unknown }): boolean;
  /** Sends the rest, and ends the stream. */
  end(): void;
}

/** The dashboard takes two silent seconds for a lost connection. */
const heartbeatMs = 1000;

/** A client with more unread bytes than this is cut off. */
const backlogBytes = 4 * 1024 * 1024;

export const eventStreamHeaders = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store",
  // Without this header nginx buffers the answer.
  "X-Accel-Buffering": "no",
} as const;

/**
 * Server-sent events, as the HTML standard defines them, with comments as heartbeats.
 * @param start is called once, and returns a function that is called when the stream has ended, on either side.
 */
export function eventStream(start: (sink: EventSink) => () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isOpen = true;
  let stop = () => {};
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(heartbeat);
    stop();
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const put = (text: string) => {
        if (isOpen) controller.enqueue(encoder.encode(text));
      };
      const end = () => {
        if (!isOpen) return;
        close();
        controller.close();
      };
      heartbeat = setInterval(() => put(": heartbeat\n\n"), heartbeatMs);
      put("retry: 500\n\n");
      const stopper = start({
        send({ event, id, data }) {
          if (!isOpen) return false;
          if ((controller.desiredSize ?? 0) < 0) {
            put(eventText("reload", undefined, { reason: "The client fell behind." }));
            end();
            return false;
          }
          put(eventText(event, id, data));
          return true;
        },
        end,
      });
      stop = stopper;
      if (!isOpen) stopper();
    },
    cancel: close,
  }, new ByteLengthQueuingStrategy({ highWaterMark: backlogBytes }));
}

function eventText(event: string, id: string | undefined, data: unknown): string {
  return `event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${
    JSON.stringify(data)
  }\n\n`;
}
