/** A dashboard in a pseudo-terminal, and what it costs. */
import { TuiTerminal } from "../../tests/e2e/tui_terminal.ts";
import { begunMark } from "./begun_mark.ts";
import { anAccount } from "../../tests/tui/support/builders.ts";

const frameEnd = "\x1b[?2026l";
/** Of /proc/<pid>/stat. */
const tickMs = 10;

export interface Watching {
  readonly url: string;
  readonly columns: number;
  readonly rows: number;
  /** Whether the process marks the moment at which it begins to run our code. */
  readonly isMarked?: boolean;
}

export class Watched implements AsyncDisposable {
  readonly terminal: TuiTerminal;
  readonly startedAt: number;
  #begunAt: number | undefined;
  readonly #home: string;
  readonly #frames: number[] = [];
  #bytes = 0;
  #waiting: ((at: number) => void) | undefined;

  private constructor(terminal: TuiTerminal, home: string, startedAt: number) {
    this.terminal = terminal;
    this.#home = home;
    this.startedAt = startedAt;
  }

  /** Logged in already, as at every start but the first. */
  static async start({ url, columns, rows, isMarked = false }: Watching): Promise<Watched> {
    const home = await Deno.makeTempDir({ prefix: "carillon-bench-" });
    const kept = { [`admin@${url}`]: { token: "a token of the bench", account: anAccount() } };
    await Deno.mkdir(`${home}/state/carillon`, { recursive: true });
    await Deno.writeTextFile(
      `${home}/state/carillon/sessions.json`,
      JSON.stringify({ last: { server: url, username: "admin" }, kept }),
    );
    const told: { to?: Watched } = {};
    const tap = (text: string, at: number) => told.to?.tap(text, at);
    const startedAt = performance.now();
    const program = isMarked ? { program: "bench/tui/begun.ts" } : {};
    const opening = { args: ["--url", url], home, columns, rows, tap, isBare: true, ...program };
    const terminal = await TuiTerminal.open(opening);
    return told.to = new Watched(terminal, home, startedAt);
  }

  /** When the process began to run our code; the start of the process where it does not mark that. */
  get begunAt(): number {
    return this.#begunAt ?? this.startedAt;
  }

  tap(text: string, at: number): void {
    if (text.includes(begunMark)) this.#begunAt = at;
    this.#bytes += new TextEncoder().encode(text).length;
    for (let i = text.indexOf(frameEnd); i >= 0; i = text.indexOf(frameEnd, i + 1)) {
      this.#frames.push(at);
    }
    if (text.includes(frameEnd)) {
      this.#waiting?.(at);
      this.#waiting = undefined;
    }
  }

  /** Resolves with the time at which the next frame is drawn. */
  nextFrame(): Promise<number> {
    return new Promise((resolve) => this.#waiting = resolve);
  }

  /** The time from a key to the end of the frame that shows its effect. */
  async keyToFrameMs(key: string): Promise<number> {
    const frame = this.nextFrame();
    const pressedAt = performance.now();
    this.terminal.press(key);
    return await frame - pressedAt;
  }

  /** User and system time of all its threads. */
  cpuMs(): number {
    const stat = Deno.readTextFileSync(`/proc/${this.terminal.pid}/stat`);
    const [, , ...fields] = stat.replace(/\(.*\)/, "x").split(" ");
    return (Number(fields[11]) + Number(fields[12])) * tickMs;
  }

  residentMiB(): number {
    const status = Deno.readTextFileSync(`/proc/${this.terminal.pid}/status`);
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  /** The cost of `act`, for each second that it takes. */
  async during(act: () => Promise<void>): Promise<{ cpu: number; frames: number; bytes: number }> {
    const [startedAt, cpu, bytes, frames] = [
      performance.now(),
      this.cpuMs(),
      this.#bytes,
      this.#frames.length,
    ];
    await act();
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      cpu: (this.cpuMs() - cpu) / seconds / 10,
      frames: (this.#frames.length - frames) / seconds,
      bytes: (this.#bytes - bytes) / seconds,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminal[Symbol.asyncDispose]();
    await Deno.remove(this.#home, { recursive: true });
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
