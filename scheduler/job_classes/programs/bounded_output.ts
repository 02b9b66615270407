/** What a program writes: head and tail in bounded memory, and the lines as they come. */
import { lineStream, type LineStreamOptions } from "./line_stream.ts";
import { joined, TailBuffer } from "./tail_buffer.ts";

export interface BoundedOutput {
  /** Copies what it keeps. @returns how many of the bytes were passed on as lines; the others are dropped, or passed on later. */
  push(bytes: Uint8Array): number;
  /** Passes on what is left, with a last line without a line break; in several turns where it is much. */
  end(): Promise<void>;
  /** The whole output, or head and tail of at most `most` bytes each with a mark that counts the missing bytes. */
  text(most?: number): string;
}

/** @param keptBytes how much of the head and of the tail is kept. */
export function boundedOutput(
  keptBytes: { readonly head: number; readonly tail: number },
  onLine: (line: string) => void,
  options: LineStreamOptions = {},
): BoundedOutput {
  const lines = lineStream(onLine, options);
  const head = new Uint8Array(keptBytes.head);
  const tail = new TailBuffer(keptBytes.tail);
  let [headLength, total] = [0, 0];

  return {
    push(bytes) {
      const passed = lines.push(bytes);
      total += bytes.length;
      const taken = bytes.subarray(0, head.length - headLength);
      head.set(taken, headLength);
      headLength += taken.length;
      if (taken.length < bytes.length) tail.push(bytes.subarray(taken.length));
      return passed;
    },
    end: lines.end,
    text(most = Infinity) {
      const kept = head.subarray(0, headLength);
      const end = tail.last(keptBytes.tail);
      const isWhole = total === headLength + end.length;
      if (isWhole && total <= 2 * most) return decode(joined(kept, end));
      // Output without missing bytes may still be longer than `most`, and its last bytes may be in the head.
      const last = isWhole ? joined(kept, end) : end;
      const shownHead = kept.subarray(0, most);
      const shownTail = last.subarray(Math.max(0, last.length - most));
      const cut = total - shownHead.length - shownTail.length;
      return `${decode(shownHead)}\n[cut: ${cut} bytes are not kept]\n${decode(shownTail)}`;
    },
  };
}

/** Leaves out the parts of a character that a cut left at either end. */
function decode(bytes: Uint8Array): string {
  let start = 0;
  while (start < Math.min(3, bytes.length) && (bytes[start]! & 0xc0) === 0x80) start++;
  return new TextDecoder().decode(bytes.subarray(start), { stream: true });
}
