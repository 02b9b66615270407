/** A server-sent event, as it came. */
export interface SseMessage {
  readonly event: string;
  readonly id?: string;
  readonly data: string;
}

/** Reads a stream as the HTML standard has it. Comments are told too: they show that the connection lives. */
export async function* readSse(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<SseMessage | "comment"> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  let fields: { event?: string; id?: string; data: string[] } = { data: [] };
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const lines = text.split(/\r\n|\n|\r(?!$)/);
      text = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "") {
          const { event = "message", id, data } = fields;
          if (data.length > 0) {
            yield { event, ...(id === undefined ? {} : { id }), data: data.join("\n") };
          }
          fields = { data: [] };
        } else if (line.startsWith(":")) yield "comment";
        else readField(line, fields);
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function readField(line: string, fields: { event?: string; id?: string; data: string[] }): void {
  const colon = line.indexOf(":");
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (name === "data") fields.data.push(value);
  else if (name === "event") fields.event = value;
  else if (name === "id" && !value.includes("\0")) fields.id = value;
}
