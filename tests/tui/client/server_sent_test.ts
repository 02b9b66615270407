import { strict as assert } from "node:assert";
import { messagesOf } from "../../../tui/client/server_sent.ts";

function aBody(text: string, cancelled: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
    cancel: cancelled,
  });
}

for (const when of ["before it reads", "between two reads", "while it reads"] as const) {
  Deno.test(`messagesOf() ends when its signal aborts ${when}, also where the body never ends`, async () => {
    const ending = new AbortController();
    let isCancelled = false;
    const body = aBody("data: one\n\n", () => isCancelled = true);
    const read: string[] = [];

    if (when === "before it reads") ending.abort();
    for await (const message of messagesOf(body, ending.signal)) {
      if (message !== "comment") read.push(message.data);
      if (when === "between two reads") ending.abort();
      else queueMicrotask(() => queueMicrotask(() => ending.abort()));
    }

    assert.deepEqual(read, when === "before it reads" ? [] : ["one"]);
    assert.ok(isCancelled);
  });
}
