import "./warm_up.ts";
import { PassThrough } from "node:stream";
import xterm from "@xterm/headless";
import { render } from "ink";
import type { App } from "../../../tui/app.ts";
import type { Client } from "../../../tui/server/client.ts";
import { Dashboard } from "../../../tui/dashboard.tsx";
import type { State } from "../../../tui/state.ts";
import { startLive } from "../../../tui/server/live.ts";
import type { FakeTimers } from "./fake_timers.ts";
import { type Around, aTestApp, type TestApp } from "./test_app.ts";
import { aState } from "./builders.ts";

/** The sizes at which every screen is tested. */
export const sizes = [[20, 5], [40, 12], [80, 24], [100, 30], [140, 40], [200, 60]] as const;

export interface Given {
  readonly columns?: number;
  readonly rows?: number;
  readonly state?: State;
  /** The answers of the server. Any other request gets a 404. */
  readonly client?: Partial<Client>;
  /** Whether the event stream is followed. */
  readonly isLive?: boolean;
  /** Other servers and kept tokens. */
  readonly around?: Around;
}

/** The dashboard on a terminal emulator: keys in, the screen out. */
export class TestTerminal implements AsyncDisposable {
  readonly #test: TestApp;
  readonly #emulator: InstanceType<typeof xterm.Terminal>;
  readonly #stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => {},
    ref: () => {},
    unref: () => {},
  });
  readonly #stdout;
  readonly #ink: ReturnType<typeof render>;
  readonly #stopLive: () => void;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    { columns = 80, rows = 24, state = aState(), client = {}, isLive = false, around = {} }: Given =
      {},
  ) {
    const emulator = new xterm.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      convertEol: true,
    });
    this.#emulator = emulator;
    this.#stdout = Object.assign(new PassThrough(), { isTTY: true, columns, rows });
    this.#stdout.on("data", (bytes: Uint8Array) => {
      this.#writing = new Promise((resolve) => emulator.write(bytes, resolve));
    });
    this.#test = aTestApp(state, client, around);
    // No wrap, as in start.ts, so that a row that is too wide does not shift the others.
    this.#stdout.write("\x1b[?7l");
    this.#ink = render(<Dashboard app={this.app} />, {
      stdout: this.#stdout as unknown as NodeJS.WriteStream,
      stdin: this.#stdin as unknown as NodeJS.ReadStream,
      interactive: true,
      alternateScreen: true,
      exitOnCtrlC: false,
      patchConsole: false,
    });
    this.#stopLive = isLive ? startLive(this.app) : () => {};
  }

  get app(): App {
    return this.#test.app;
  }

  get state(): State {
    return this.app.state;
  }

  get timers(): FakeTimers {
    return this.#test.timers;
  }

  get written(): readonly string[] {
    return this.#test.written;
  }

  get test(): TestApp {
    return this.#test;
  }

  get hasQuit(): boolean {
    return this.#test.hasQuit;
  }

  /** Types the chunks one by one and waits until the result is drawn. */
  async press(...chunks: readonly string[]): Promise<void> {
    for (const chunk of chunks) {
      this.#stdin.write(chunk);
      await this.settle();
    }
  }

  async resize(columns: number, rows: number): Promise<void> {
    this.#emulator.resize(columns, rows);
    Object.assign(this.#stdout, { columns, rows });
    this.#stdout.emit("resize");
    await this.settle();
  }

  /** Waits until all pending tasks have run and their result is drawn. */
  async settle(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve));
      await this.#ink.waitUntilRenderFlush();
      await this.#writing;
    }
  }

  /** The visible text, without blanks at the ends of rows. */
  async screen(): Promise<string[]> {
    await this.settle();
    const { active } = this.#emulator.buffer;
    return Array.from(
      { length: this.#emulator.rows },
      (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? "",
    );
  }

  async text(): Promise<string> {
    return (await this.screen()).join("\n");
  }

  /**
   * The visible text for a snapshot. The line of the tabs is left out, so that a new tab changes no snapshot;
   * header_test.ts is about that line.
   */
  async picture(): Promise<string> {
    const isTabLine = (row: string, y: number) => y === 1 && /^[ [][1-9] /.test(row);
    return (await this.screen()).map((row, y) => isTabLine(row, y) ? "(tabs)" : row).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopLive();
    this.#ink.unmount();
    await this.#ink.waitUntilExit();
    this.#emulator.dispose();
  }
}
