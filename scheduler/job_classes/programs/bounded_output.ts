/** What a program writes: its head and its tail kept in bounded memory, its lines passed on as they come. */

const longestLine = 8192;

export interface BoundedOutput {
  push(bytes: Uint8Array): void;
  /** Passes a last line on that has no line break. */
  end(): void;
  /** All of it, or head and tail with a mark between that says how much is missing. */
  text(): string;
}

export function boundedOutput(
  keptBytes: { readonly head: number; readonly tail: number },
  onLine: (line: string) => void,
): BoundedOutput {
  const lines = lineSplitter(onLine);
  let head: Uint8Array = new Uint8Array(0);
  let tail: Uint8Array = new Uint8Array(0);
  let cut = 0;

  return {
    push(bytes) {
      lines.push(bytes);
      const taken = bytes.subarray(0, keptBytes.head - head.length);
      head = joined(head, taken);
      tail = joined(tail, bytes.subarray(taken.length));
      if (tail.length > keptBytes.tail) {
        cut += tail.length - keptBytes.tail;
        tail = tail.slice(-keptBytes.tail);
      }
    },
    end: lines.end,
    text() {
      if (cut === 0) return decode(joined(head, tail));
      return `${decode(head)}\n[cut: ${cut} bytes are not kept]\n${decode(tail)}`;
    },
  };
}

function lineSplitter(
  onLine: (line: string) => void,
): { push(bytes: Uint8Array): void; end(): void } {
  const decoder = new TextDecoder();
  let rest = "";
  return {
    push(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? "";
      lines.forEach(onLine);
      while (rest.length > longestLine) {
        onLine(rest.slice(0, longestLine));
        rest = rest.slice(longestLine);
      }
    },
    end() {
      rest += decoder.decode();
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}

/** Without the parts of a character that a cut left at either end. */
function decode(bytes: Uint8Array): string {
  let start = 0;
  while (start < Math.min(3, bytes.length) && (bytes[start]! & 0xc0) === 0x80) start++;
  return new TextDecoder().decode(bytes.subarray(start), { stream: true });
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
