import type { BoundedOutput } from "./bounded_output.ts";

/** How long the output of an ended program is awaited: a process that it left behind may hold the output open. */
const drainMs = 1000;

/** The server's other work gets a turn after so many bytes. */
const turnBytes = 256 * 1024;

/** Reads until the stream ends, or until shortly after the program has ended. */
export async function drain(
  stream: ReadableStream<Uint8Array>,
  output: BoundedOutput,
  ended: Promise<unknown>,
): Promise<void> {
  const reader = stream.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOpen = true;
  ended.then(() => {
    if (isOpen) timer = setTimeout(() => reader.cancel(), drainMs);
  });
  let sinceTurn = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      output.push(value);
      sinceTurn += value.length;
      if (sinceTurn < turnBytes) continue;
      sinceTurn = 0;
      await new Promise((done) => setTimeout(done, 0));
    }
  } finally {
    isOpen = false;
    clearTimeout(timer);
    output.end();
  }
}
