/** The lines of a program's output, with bounded work: a flood of output must not stop the server. */
import { TailBuffer } from "./tail_buffer.ts";
import { nextTurn, piecesOf } from "./turns.ts";

export interface LineStream {
  /** @returns how many of the bytes were decoded; the others are dropped, or decoded later. */
  push(bytes: Uint8Array): number;
  /** Passes on what is left, in several turns where it is much. Nothing may be pushed afterwards. */
  end(): Promise<void>;
}

export interface LineStreamOptions {
  /** Milliseconds that never jump; a test passes its own. */
  readonly elapsed?: () => number;
}

const longestLine = 8192;

/** These bytes are passed on at once; further bytes at a rate per second. The rest is dropped without decoding. */
const byteBudget = { most: 160 * 1024, perSecond: 64 * 1024, toGoOn: 32 * 1024 };
/** So many entries hold one line each; the lines of a flood share entries. */
const entryBudget = { most: 500, perSecond: 200 };
/** How much of a flood's end is passed on, however much was dropped before. */
const tailBytes = 160 * 1024;
const tailWhileRunning = 8 * 1024;
/** The length of an entry with several lines. Twice its bytes fit the 4 KiB of a log line. */
const entryLength = 2000;
/** After so long, a progress line and the last lines of a flood are passed on without waiting for more output. */
const flushMs = 250;

/**
 * Passes each line on once. A line that ends with a carriage return alone is a progress line: only the last one of a
 * quarter second is passed on, with the carriage return, because the next line rewrites it. Its last state is passed on
 * once more without it.
 */
export function lineStream(
  onLine: (line: string) => void,
  { elapsed = () => performance.now() }: LineStreamOptions = {},
): LineStream {
  const bytesLeft = budget(byteBudget, elapsed);
  const entries = entryWriter(onLine, budget(entryBudget, elapsed));
  const lines = lineSplitter(entries);
  const dropped = new TailBuffer(tailBytes);
  let droppedBytes = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Tells what is left out. @returns the last dropped bytes, at most `most`. */
  const takeDropped = (most: number): Uint8Array => {
    const tail = fromNewLine(dropped.last(most), droppedBytes);
    lines.cut();
    if (droppedBytes > tail.length) {
      entries.line(`[${droppedBytes - tail.length} bytes of output are left out here]`);
    }
    droppedBytes = 0;
    dropped.clear();
    return tail;
  };
  const goOn = () => {
    if (droppedBytes > 0) lines.push(takeDropped(tailWhileRunning));
  };
  const flush = () => {
    timer = undefined;
    if (droppedBytes > 0 && bytesLeft.now() < byteBudget.toGoOn) return wait();
    goOn();
    entries.flush();
  };
  const wait = () => {
    timer ??= setTimeout(flush, flushMs);
  };

  return {
    push(bytes) {
      if (droppedBytes > 0 && bytesLeft.now() >= byteBudget.toGoOn) goOn();
      const taken = droppedBytes > 0
        ? bytes.subarray(0, 0)
        : bytes.subarray(0, Math.max(0, bytesLeft.now()));
      if (taken.length > 0) {
        bytesLeft.take(taken.length);
        lines.push(taken);
      }
      if (taken.length < bytes.length) {
        droppedBytes += bytes.length - taken.length;
        dropped.push(bytes.subarray(taken.length));
      }
      if (droppedBytes > 0 || entries.isWaiting) wait();
      return taken.length;
    },
    async end() {
      clearTimeout(timer);
      timer = undefined;
      if (droppedBytes > 0) {
        for (const piece of piecesOf(takeDropped(tailBytes))) {
          lines.push(piece);
          await nextTurn();
        }
      }
      lines.cut();
      entries.endProgress();
      entries.flush();
    },
  };
}

/** Without the first line when its begin was dropped. */
function fromNewLine(tail: Uint8Array, droppedBytes: number): Uint8Array {
  if (tail.length === droppedBytes) return tail;
  const at = tail.indexOf(0x0a);
  return at < 0 ? tail : tail.subarray(at + 1);
}

interface Entries {
  line(line: string): void;
  /** Many lines at once, each with its newline, without a look at each. */
  lines(text: string): void;
  /** A line that the program overwrites next. */
  progress(line: string): void;
  /** A newline after a progress line makes it a line. */
  endProgress(): void;
  flush(): void;
  readonly isWaiting: boolean;
  /** Whether lines share entries. */
  readonly isFlooded: boolean;
}

function entryWriter(onLine: (line: string) => void, left: Budget): Entries {
  let batch: string[] = [];
  let length = 0;
  let progress: string | undefined;
  /** The progress line that was passed on, until a line follows. */
  let shown: string | undefined;
  const flushBatch = () => {
    if (batch.length === 0) return;
    left.take(1);
    onLine(batch.join("\n"));
    batch = [];
    length = 0;
  };
  const line = (text: string) => {
    progress = undefined;
    shown = undefined;
    pass(text);
  };
  const pass = (text: string) => {
    if (batch.length === 0 && left.now() >= 1) {
      left.take(1);
      return onLine(text);
    }
    if (length + text.length > entryLength) flushBatch();
    if (batch.at(-1)?.endsWith("\r")) length -= (batch.pop() ?? "").length + 1;
    batch.push(text);
    length += text.length + 1;
  };
  const endProgress = () => {
    const last = progress ?? shown;
    if (last !== undefined) line(last);
  };
  return {
    line,
    lines(text) {
      progress = undefined;
      shown = undefined;
      flushBatch();
      for (let from = 0; from < text.length;) {
        const end = endOfEntry(text, from);
        left.take(1);
        onLine(text.slice(from, end - 1));
        from = end;
      }
    },
    endProgress,
    progress(text) {
      progress = text;
    },
    flush() {
      if (progress !== undefined) {
        [shown, progress] = [progress, undefined];
        pass(`${shown}\r`);
      }
      flushBatch();
    },
    get isWaiting() {
      return progress !== undefined || batch.length > 0;
    },
    get isFlooded() {
      return left.now() < 1;
    },
  };
}

/** The place behind the last line that fits the entry; a line that is too long stands alone. */
function endOfEntry(text: string, from: number): number {
  if (text.length - from <= entryLength) return text.length;
  const fits = text.lastIndexOf("\n", from + entryLength) + 1;
  return fits > from ? fits : text.indexOf("\n", from) + 1;
}

interface Splitter {
  push(bytes: Uint8Array): void;
  /** Passes on a line without end. */
  cut(): void;
}

function lineSplitter(entries: Entries): Splitter {
  let decoder = new TextDecoder();
  let rest = "";
  let isAfterReturn = false;
  const take = (text: string) => {
    const whole = rest + text;
    const ends = /\r\n|\n|\r/g;
    let from = 0;
    if (isAfterReturn && whole !== "") {
      isAfterReturn = false;
      if (whole.startsWith("\n")) {
        entries.endProgress();
        from = ends.lastIndex = 1;
      }
    }
    if (whole.length - from > entryLength && entries.isFlooded && !whole.includes("\r")) {
      const end = whole.lastIndexOf("\n") + 1;
      if (end > from) {
        entries.lines(whole.slice(from, end));
        from = ends.lastIndex = end;
      }
    }
    for (let end = ends.exec(whole); end !== null; end = ends.exec(whole)) {
      const line = whole.slice(from, end.index);
      from = ends.lastIndex;
      if (end[0] !== "\r") entries.line(line);
      else if (line !== "") entries.progress(line);
      isAfterReturn = end[0] === "\r" && from === whole.length;
    }
    rest = whole.slice(from);
    while (rest.length > longestLine) {
      entries.line(rest.slice(0, longestLine));
      rest = rest.slice(longestLine);
    }
  };
  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    cut() {
      take(decoder.decode());
      decoder = new TextDecoder();
      if (rest !== "") entries.line(rest);
      rest = "";
      isAfterReturn = false;
    },
  };
}

interface Budget {
  now(): number;
  /** Below zero is a debt. */
  take(amount: number): void;
}

/** A token bucket. */
function budget(
  { most, perSecond }: { readonly most: number; readonly perSecond: number },
  elapsed: () => number,
): Budget {
  let left = most;
  let at = elapsed();
  const now = () => {
    const time = elapsed();
    left = Math.min(most, left + (time - at) / 1000 * perSecond);
    at = time;
    return left;
  };
  return {
    now,
    take(amount) {
      left = now() - amount;
    },
  };
}
