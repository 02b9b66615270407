import type { BoundedOutput } from "./bounded_output.ts";
import { bytesPerTurn, nextTurn, piecesOf } from "./turns.ts";

/** How long the output of an ended program is awaited: a process that it left behind may hold the output open. */
const drainMs = 1000;

/**
 * A flood is read no faster than 64 MB/s: so many bytes in so many milliseconds. Otherwise the program and the server that reads
 * it would use all processors, only to drop what is written.
 */
const flood = { bytes: 256 * 1024, inMs: 4 };

/** Bytes that are read at once. */
const bufferBytes = 64 * 1024;

/** Reads until the stream ends, or until shortly after the program has ended. */
export async function drain(
  stream: ReadableStream<Uint8Array>,
  output: BoundedOutput,
  ended: Promise<unknown>,
): Promise<void> {
  // With a buffer of its own: a new one for each read would make garbage as large as the output.
  const reader = stream.getReader({ mode: "byob" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOpen = true;
  ended.then(() => {
    if (isOpen) timer = setTimeout(() => reader.cancel(), drainMs);
  });
  const rest = { toPass: bytesPerTurn, toDrop: flood.bytes };
  let since = performance.now();
  try {
    for (let buffer = new ArrayBuffer(bufferBytes);;) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done || value === undefined) break;
      for (const piece of piecesOf(value)) {
        const passed = output.push(piece);
        rest.toPass -= passed;
        rest.toDrop -= piece.length - passed;
        if (rest.toPass > 0 && rest.toDrop > 0) continue;
        const leftMs = rest.toDrop > 0 ? 0 : flood.inMs - (performance.now() - since);
        await nextTurn(Math.max(0, leftMs));
        if (rest.toDrop <= 0) {
          rest.toDrop = flood.bytes;
          since = performance.now();
        }
        rest.toPass = bytesPerTurn;
      }
      buffer = value.buffer;
    }
  } finally {
    isOpen = false;
    clearTimeout(timer);
    await output.end();
  }
}
