import type { App } from "./app.ts";
import type { Input, KeyPress } from "./terminal/input.ts";
import { InputStream } from "./terminal/input_stream.ts";
import type { Frame } from "./terminal/layout.ts";
import { frameOf } from "./frame.ts";
import type { CommandId } from "./keys/key_table.ts";
import { overlayClick, overlayKey } from "./overlays/mod.ts";
import { type Click, lineWidth } from "./terminal/theme.ts";
import { stopActs } from "./commands/acts/bulk.ts";
import { sortList } from "./commands/list_commands.ts";
import { quit } from "./commands/quitting.ts";
import { offeredHere, runCommand, screenOf } from "./commands/running.ts";

const wheelRows = 3;
const terminalCommands: readonly CommandId[] = ["redraw", "suspend"];

/** Turns the input of the terminal into commands. */
export class Dispatcher {
  readonly #app: App;
  readonly #input: InputStream;
  /** Called when a handler throws. That is a bug, so the program ends and restores the terminal. */
  readonly #failed: (error: unknown) => void;

  constructor(app: App, failed: (error: unknown) => void) {
    this.#app = app;
    this.#input = new InputStream(app.clock, (inputs) => this.#all(inputs));
    this.#failed = failed;
  }

  /** Takes a chunk of input. It may hold several keys, or a part of one. */
  take(chunk: string): void {
    this.#input.take(chunk);
  }

  stop(): void {
    this.#input.stop();
  }

  #all(inputs: readonly Input[]): void {
    const app = this.#app;
    let { state } = app;
    for (const input of inputs) {
      // A chunk may hold several keys: the second key acts on the frame that the first one leads to.
      if (app.state !== state) app.show(redrawn(app));
      ({ state } = app);
      // Handlers start in order. The next handler does not wait for the promise of the one before.
      try {
        Promise.resolve(this.#handle(input)).then(() => this.#attended()).catch(this.#failed);
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  #attended(): void {
    screenOf(this.#app).attended?.(this.#app);
  }

  #handle(input: Input): void | Promise<void> {
    if (input.kind === "key") return this.#key(input.key);
    // A terminal sends the line ends of a paste as CR; the clipboard may hold LF or CRLF.
    if (input.kind === "paste") return this.#paste(input.text.replace(/\r\n?/g, "\n"));
    return this.#mouse(input);
  }

  #key(key: KeyPress): void | Promise<void> {
    const app = this.#app;
    if (key.name === "ctrl+c") return quit(app);
    const { overlay } = app.state.overlay;
    const binding = offeredHere(app).find(({ keys }) => keys.includes(key.name));
    // What concerns the terminal works from every dialog and text field.
    if (binding !== undefined && terminalCommands.includes(binding.command)) {
      return runCommand(app, binding.command);
    }
    if (overlay !== undefined) return overlayKey(app, key, overlay);
    // An act on many rows that is under way comes before the filter and the way back.
    if (key.name === "esc" && stopActs(app)) return;
    if (screenOf(app).onKey?.(app, key)) return;
    if (binding !== undefined) return runCommand(app, binding.command);
  }

  /** Pasted text goes into a text field or nowhere. It never runs commands. */
  #paste(text: string): void | Promise<void> {
    const app = this.#app;
    const { overlay } = app.state.overlay;
    if (overlay !== undefined) return overlayKey(app, { name: "paste", text }, overlay);
    screenOf(app).onPaste?.(app, text);
  }

  #mouse({ action, x, y }: Extract<Input, { kind: "mouse" }>): void | Promise<void> {
    const app = this.#app;
    const { overlay } = app.state.overlay;
    if (action !== "press") {
      const name = action === "wheel_up" ? "up" : "down";
      if (overlay !== undefined) return overlayKey(app, { name }, overlay);
      return this.#wheel(action === "wheel_up" ? -wheelRows : wheelRows);
    }
    const click = clickAt(app, x, y);
    if (overlay !== undefined && overlay.kind !== "filter") {
      return click === undefined ? undefined : overlayClick(app, click, overlay);
    }
    return click === undefined ? undefined : this.#click(click, y);
  }

  #wheel(by: number): void {
    const drawn = this.#app.layout.focusedList();
    if (drawn === undefined) return;
    const { name: list, ids, height, place } = drawn;
    this.#app.dispatch({ type: "list_moved", list, ids, height, place, by });
  }

  #click(click: Click, y: number): void | Promise<void> {
    const app = this.#app;
    switch (click.kind) {
      case "command":
        return runCommand(app, click.command);
      case "sort": {
        const drawn = app.layout.lists.get(click.list);
        return drawn === undefined ? undefined : sortList(app, drawn, click.column);
      }
      case "row": {
        const drawn = app.layout.lists.get(click.list);
        if (drawn === undefined) return;
        const isCursor = app.layout.focused === click.list && drawn.cursor === click.id;
        // The second click on a row opens it.
        if (isCursor) return runCommand(app, "open");
        const row = y - rowOfFirst(app, click.list);
        const { ids, name: list } = drawn;
        app.dispatch({ type: "list_selected", list, ids, id: click.id, row });
        if (drawn.pane !== undefined) app.dispatch({ type: "pane_focused", pane: drawn.pane });
      }
    }
  }
}

function redrawn(app: App): Frame {
  const { columns, rows } = app.layout;
  return frameOf(app.state, app, columns, rows, app.layout);
}

/** What a click at this place of the last frame does. */
function clickAt(app: App, x: number, y: number): Click | undefined {
  let at = 0;
  for (const piece of app.frame.lines[y] ?? []) {
    at += lineWidth([piece]);
    if (x < at) return piece.click;
  }
  return undefined;
}

/** The row of the screen that shows the first row of a list. */
function rowOfFirst(app: App, list: string): number {
  const row = app.frame.lines.findIndex((line) =>
    line.some(({ click }) => click?.kind === "row" && click.list === list)
  );
  return Math.max(0, row);
}
