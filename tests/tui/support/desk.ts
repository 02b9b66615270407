import { strict as assert } from "node:assert";
import type { App } from "../../../tui/app.ts";
import { enterView } from "../../../tui/commands/navigation.ts";
import { screenOf } from "../../../tui/commands/running.ts";
import { Dispatcher } from "../../../tui/dispatcher.ts";
import { frameOf } from "../../../tui/frame.ts";
import type { Client } from "../../../tui/server/client.ts";
import type { State, StateEvent } from "../../../tui/state.ts";
import { currentView } from "../../../tui/state/view.ts";
import type { DrawnList } from "../../../tui/terminal/layout.ts";
import { lineWidth } from "../../../tui/terminal/theme.ts";
import { aState } from "./builders.ts";
import { type Around, aTestApp, type TestApp } from "./test_app.ts";

interface DeskGiven {
  readonly columns?: number;
  readonly rows?: number;
  readonly state?: State;
  readonly client?: Partial<Client>;
  readonly around?: Around;
}

const escape = "\x1b";
/** After this time a lone escape byte is a key. */
const escapeMs = 60;

/** The output of a run is a stream: one that ends at once, where the test gives none. */
function withoutOutput(client: Partial<Client>): Partial<Client> {
  // The given client stays itself, because a real one uses private members.
  if (client.followLog === undefined) client.followLog = async function* () {};
  return client;
}

/**
 * The dashboard without Ink and without a terminal emulator: keys in, frames out. It is some twenty times faster than a
 * TestTerminal, which is for what the terminal itself does. Each frame is checked: its height, and the width of its rows.
 */
export class Desk {
  readonly test: TestApp;
  readonly #dispatcher: Dispatcher;
  readonly #errors: unknown[] = [];
  #columns: number;
  #rows: number;
  #entered = "";

  constructor({ columns = 80, rows = 24, state = aState(), client = {}, around = {} }: DeskGiven) {
    this.#columns = columns;
    this.#rows = rows;
    this.test = aTestApp(state, withoutOutput(client), around);
    this.#dispatcher = new Dispatcher(this.app, (error) => this.#errors.push(error));
  }

  /** A desk whose first frame is drawn, and whose screen has read what it shows. */
  static async open(given: DeskGiven = {}): Promise<Desk> {
    const desk = new Desk(given);
    await desk.settle();
    return desk;
  }

  get app(): App {
    return this.test.app;
  }

  get state(): State {
    return this.app.state;
  }

  /** Types the chunks one by one, and waits after each until its result is drawn. */
  async press(...chunks: readonly string[]): Promise<void> {
    for (const chunk of chunks) {
      this.#dispatcher.take(chunk);
      if (chunk.endsWith(escape)) await this.test.timers.advance(escapeMs);
      await this.settle();
    }
  }

  async tell(...events: readonly StateEvent[]): Promise<void> {
    for (const event of events) this.app.dispatch(event);
    await this.settle();
  }

  async resize(columns: number, rows: number): Promise<void> {
    this.#columns = columns;
    this.#rows = rows;
    this.draw();
    await this.settle();
  }

  async advance(ms: number): Promise<void> {
    await this.test.timers.advance(ms);
    await this.settle();
  }

  /** Draws until nothing changes any more. */
  async settle(): Promise<void> {
    let before: State | undefined;
    while (before !== this.state) {
      before = this.state;
      this.draw();
      this.#enter();
      void screenOf(this.app).drawn?.(this.app);
      await new Promise((resolve) => setTimeout(resolve));
    }
    const [error] = this.#errors;
    if (error !== undefined) throw error;
  }

  /** As the dashboard does when the view, the connection or the account is another one. */
  #enter(): void {
    const { view, connection, session } = this.state;
    const { screen, id } = currentView(view);
    const { status, server, username } = session;
    const since = connection.phase === "live" ? connection.since : undefined;
    const now = JSON.stringify([screen, id, status, server, username, since]);
    if (now === this.#entered) return;
    this.#entered = now;
    if (status === "in") void enterView(this.app);
  }

  draw(): string[] {
    const { app } = this;
    const frame = frameOf(app.state, app, this.#columns, this.#rows, app.layout);
    app.show(frame);
    assert.equal(frame.lines.length, this.#rows);
    const rows = frame.lines.map((line) => line.map(({ text }) => text).join(""));
    for (const [y, line] of frame.lines.entries()) {
      assert.ok(lineWidth(line) <= this.#columns, `row ${y} is too wide: ${rows[y]}`);
    }
    return rows.map((row) => row.trimEnd());
  }

  text(): string {
    return this.draw().join("\n");
  }

  /** The row that has the pointer; "" without one. */
  cursorRow(): string {
    return this.draw().find((row) => row.includes("▸")) ?? "";
  }

  list(): DrawnList | undefined {
    return this.app.layout.focusedList();
  }

  get toast(): string | undefined {
    return this.state.notices.toast?.text;
  }
}
