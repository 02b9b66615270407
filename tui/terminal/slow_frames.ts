/** A frame that took so long that the user notices the delay. */
export interface SlowFrame {
  readonly at: number;
  /** From the change of the state until the frame is written. */
  readonly ms: number;
  readonly screen: string;
  readonly columns: number;
  readonly rows: number;
  /** The type of the event that changed the state. */
  readonly cause: string;
}

export const slowMs = 50;
/** When the log is longer, its older half is dropped. */
export const mostLogBytes = 256 * 1024;

/** `2026-11-22T06:00:00.000Z 73 ms jobs 140x40 changes`. */
export function slowFrameLine({ at, ms, screen, columns, rows, cause }: SlowFrame): string {
  return `${new Date(at).toISOString()} ${
    Math.round(ms)
  } ms ${screen} ${columns}x${rows} ${cause}\n`;
}

let writing: Promise<void> = Promise.resolve();

/** Adds a line to the log, and resolves when it is written. Ignores a log that cannot be written. */
export function keepSlowFrame(path: string, frame: SlowFrame): Promise<void> {
  writing = writing.then(() => append(path, slowFrameLine(frame))).catch(() => {});
  return writing;
}

async function append(path: string, line: string): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o700 });
  const size = await Deno.stat(path).then((it) => it.size, () => 0);
  if (size + line.length > mostLogBytes) await dropOlderHalf(path);
  await Deno.writeTextFile(path, line, { append: true, mode: 0o600 });
}

async function dropOlderHalf(path: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  const half = text.slice(-mostLogBytes / 2);
  const draft = `${path}.${Deno.pid}.new`;
  await Deno.writeTextFile(draft, half.slice(half.indexOf("\n") + 1), { mode: 0o600 });
  await Deno.rename(draft, path);
}
