import { createParser, type EventSourceMessage } from "eventsource-parser";

/**
 * Reads server-sent events until the signal aborts. Comments are yielded too: they show that the connection lives. The signal of a
 * fetch does not do: some runtimes let go of it once the answer has begun, and an abort between two reads is lost.
 */
export async function* messagesOf(
  body: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<EventSourceMessage | "comment", void, undefined> {
  const read: (EventSourceMessage | "comment")[] = [];
  const parser = createParser({
    onEvent: (message) => read.push(message),
    onComment: () => read.push("comment"),
  });
  // Not `for await (… of body)` and not TextDecoderStream: browsers lack the one, older ones the other.
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const end = () => void reader.cancel().catch(() => {});
  signal?.addEventListener("abort", end);
  if (signal?.aborted) end();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* read.splice(0);
    }
  } finally {
    signal?.removeEventListener("abort", end);
    await reader.cancel().catch(() => {});
  }
}
