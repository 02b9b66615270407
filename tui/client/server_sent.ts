import { createParser, type EventSourceMessage } from "eventsource-parser";

/** Reads server-sent events. Comments are yielded too: they show that the connection lives. */
export async function* messagesOf(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<EventSourceMessage | "comment", void, undefined> {
  const read: (EventSourceMessage | "comment")[] = [];
  const parser = createParser({
    onEvent: (message) => read.push(message),
    onComment: () => read.push("comment"),
  });
  // Not `for await (… of body)` and not TextDecoderStream: browsers lack the one, older ones the other.
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* read.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
