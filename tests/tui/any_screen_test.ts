import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { App } from "../../tui/app.ts";
import { runCommand } from "../../tui/commands/running.ts";
import { frameOf } from "../../tui/frame.ts";
import { Dispatcher } from "../../tui/dispatcher.ts";
import type { CommandId } from "../../tui/keys/key_table.ts";
import type { ScreenId } from "../../tui/keys/tabs.ts";
import { screens } from "../../tui/screens/list.ts";
import { isRunning } from "../../tui/state/selectors.ts";
import type { StateEvent } from "../../tui/state.ts";
import { listOf } from "../../tui/state/lists.ts";
import { currentView } from "../../tui/state/view.ts";
import type { DrawnList } from "../../tui/terminal/layout.ts";
import { lineWidth } from "../../tui/terminal/theme.ts";
import { start } from "./support/builders.ts";
import { aTestApp } from "./support/test_app.ts";
import { accounts, kinds, nameOf, type Step, World } from "./support/world.ts";

const sizes = [
  ...[[20, 5], [30, 8], [40, 12], [60, 20]] as const,
  ...[[80, 24], [100, 30], [140, 40], [200, 60]] as const,
];
const languages = ["en", "zh-TW"] as const;
const timeModes = ["relative", "local", "job", "utc"] as const;
const ids = Object.values(screens).map(({ id }) => id);

/** Commands of keys that ask the server for nothing. */
const commands: readonly CommandId[] = [
  ...["move_down", "move_up", "page_down", "half_page_up", "go_bottom", "go_top"] as const,
  ...["mark", "mark_range", "mark_all", "clear_marks", "bulk_menu", "help", "palette"] as const,
  ...["sort_next", "sort_reverse", "sort_by_name", "sort_by_last", "sort_by_state"] as const,
  ...["next_pane", "previous_pane", "zoom_in", "zoom_out", "next_tab", "previous_tab"] as const,
  ...[
    "back",
    "last_view",
    "open",
    "put_aside",
    "freeze",
    "more_tabs",
    "columns",
    "filter",
  ] as const,
  ...["wrap_lines", "stamps", "grep", "follow", "run_record", "run_flow", "run_diff"] as const,
  ...["agenda_before", "agenda_after", "agenda_hour_after", "agenda_now", "month_after"] as const,
  ...[
    "search_next",
    "copy_menu",
    "profiles",
    "theme",
    "snooze",
    "delete_job",
    "begin_maintenance",
  ] as const,
];
/** These leave the cursor of each list where it is. */
const calm = /^(mark_range|mark_all|clear_marks|sort_|bulk_menu|help|palette|copy_menu|columns)/;

const step = fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(9), how: fc.nat(20) });
const happening = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("told" as const), step }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("key" as const),
      command: fc.constantFrom(...commands),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("type" as const), to: fc.nat(23) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("size" as const), to: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("look" as const), to: fc.nat(15) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("screen" as const), to: fc.nat(ids.length - 1) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("account" as const), to: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("clock" as const),
      by: fc.integer({ min: -3_600_000, max: 3_600_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("link" as const), isLost: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("output" as const), how: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("filter" as const), to: fc.nat(4) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;
const chunks = [
  ...["a1", "夜", "👩‍💻", "7", " ", "-", "\t", "\r", "\x7f", "\x15", "\x1b[A", "\x1b[B"],
  ...["\x1b[C", "\x1b[D", "\x1b[5~", "\x1b[6~", "\x13", "\x12", "\x1b[<64;9;9M", "\x1b[<65;9;9M"],
  ...["\x1b[<0;5;6M", "\x1b[<0;40;3M", "\x1b[<0;9;20M", paste("0 * * * *\r\n# 夜\t")],
];

const filters = ["", "a", "state:failed", "!x name:夜間", '"two words'];

/** Frames of one dashboard beside a world that changes. */
class Frames {
  readonly world = new World(7);
  readonly app: App;
  size: readonly [number, number] = [80, 24];
  #seen = new Map<string, DrawnList>();

  readonly #dispatcher: Dispatcher;
  readonly #errors: unknown[] = [];

  constructor(screen: ScreenId) {
    const state = this.world.state(
      { type: "view_switched", screen: "jobs" },
      { type: "view_opened", view: viewOf(screen) },
    );
    this.app = aTestApp(state, {}).app;
    this.#dispatcher = new Dispatcher(this.app, (error) => this.#errors.push(error));
    this.draw();
  }

  /** A form has its fields once it has asked the server for its choices. */
  static async on(screen: ScreenId): Promise<Frames> {
    const frames = new Frames(screen);
    if (screen.endsWith("_form")) await screens[screen].entered?.(frames.app, viewOf(screen));
    return frames;
  }

  /** Types into a form, a dialog or a filter; elsewhere these keys move. */
  async #type(chunk: string): Promise<void> {
    const { overlay } = this.app.state.overlay;
    const runsAny = overlay?.kind === "palette" || overlay?.kind === "naming";
    if (chunk === "\r" && runsAny) return;
    this.#dispatcher.take(chunk);
    await Promise.resolve();
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  draw(): void {
    const { app, size: [columns, rows] } = this;
    const frame = frameOf(app.state, app, columns, rows, app.layout);
    app.show(frame);
    assert.equal(frame.lines.length, rows);
    for (const line of frame.lines) {
      const text = line.map((piece) => piece.text).join("");
      assert.ok(lineWidth(line) <= columns, `too wide for ${columns}: ${text}`);
      // deno-lint-ignore no-control-regex -- they would move the cursor of the terminal
      assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f]/);
    }
    for (const drawn of app.layout.lists.values()) this.#checkBounds(drawn);
    this.#checkCounts();
  }

  #checkBounds({ name, ids, height, cursor, place }: DrawnList): void {
    assert.equal(new Set(ids).size, ids.length, `${name} has a row twice`);
    if (ids.length === 0) return assert.deepEqual([cursor, place.cursor], [undefined, -1], name);
    assert.equal(ids[place.cursor], cursor, name);
    assert.ok(place.top >= 0 && place.top <= place.cursor, name);
    assert.ok(place.cursor < place.top + Math.max(1, height), `${name} hides its cursor`);
    assert.ok(place.top <= Math.max(0, ids.length - height), `${name} has room for rows above`);
  }

  /** Without a filter, each list has what the server has. */
  #checkCounts(): void {
    const { state, layout } = this.app;
    const { jobs, executions, alarms, monitors, channels, calendars } = this.world;
    const running = [...executions.values()].filter(isRunning)
      .map(({ execution_id }) => execution_id);
    const all: Readonly<Record<string, Iterable<string>>> = {
      jobs: jobs.keys(),
      runs: executions.keys(),
      alarms: alarms.keys(),
      monitors: monitors.keys(),
      channels: channels.keys(),
      calendars: calendars.keys(),
      "home.running": running,
    };
    for (const [name, wanted] of Object.entries(all)) {
      const drawn = layout.lists.get(name);
      if (drawn === undefined || listOf(state.lists, name).filter !== "") continue;
      const isRecent = name !== "runs" || Math.abs(state.now - start) < 60_000;
      if (isRecent) assert.deepEqual(drawn.ids.toSorted(), [...wanted].toSorted(), name);
    }
    assert.deepEqual([...state.jobs.byId.keys()].toSorted(), [...jobs.keys()].toSorted());
    const paused = [...jobs.values()].filter((job) => job.paused).length;
    const head = ` jobs ${jobs.size}  run ${running.length} `;
    const { language } = state.prefs;
    if (this.size[0] < 100 || language !== "en" || state.connection.phase !== "live") return;
    const text = this.app.frame.lines[0]?.map((piece) => piece.text).join("") ?? "";
    // A dialog may lie over the head.
    if (state.overlay.overlay !== undefined) return;
    assert.ok(text.includes(head) && text.includes(` paused ${paused} `), text);
  }

  /** The cursor of each list that is on the screen before and after stays on its row. */
  checkCursors(it: Happening): void {
    const { state, layout } = this.app;
    const before = this.#seen;
    this.#seen = new Map(layout.lists);
    for (const [name, now] of layout.lists) {
      const was = before.get(name);
      const list = listOf(state.lists, name);
      if (
        was?.cursor === undefined || was.filter !== list.filter || !now.ids.includes(was.cursor)
      ) continue;
      const isFollowing = list.selected === undefined && list.moves > 0 || list.selected === "$";
      // The newest entries of a feed are shown until the user chooses one.
      const isLoose = name === "home.feed" && list.selected === undefined;
      const isMoved = it.kind === "key" && !calm.test(it.command) ||
        it.kind === "filter" || it.kind === "type";
      if (isFollowing || isLoose || isMoved) continue;
      assert.equal(now.cursor, was.cursor, `${name} after ${JSON.stringify(it)}`);
    }
  }

  async happen(it: Happening): Promise<void> {
    const { app } = this;
    switch (it.kind) {
      case "told":
        return app.dispatch({ type: "changes", events: [this.world.step(it.step as Step)] });
      case "key":
        return await runCommand(app, it.command);
      case "type":
        return await this.#type(chunks[it.to]!);
      case "size":
        this.size = sizes[it.to]!;
        return;
      case "screen":
        if (app.state.overlay.overlay !== undefined) app.dispatch({ type: "overlay_closed" });
        return app.dispatch({ type: "view_opened", view: viewOf(ids[it.to]!) });
      case "account":
        return app.dispatch({ type: "account_known", account: accounts[it.to]! });
      case "clock":
        return app.dispatch({ type: "clock_ticked", now: start + it.by });
      case "link":
        return app.dispatch(linkOf(it.isLost));
      case "output":
        return app.dispatch(outputOf(it.how));
      case "look":
        return app.dispatch({
          type: "prefs_set",
          language: languages[it.to % 2]!,
          isAscii: it.to % 4 > 1,
          timeMode: timeModes[it.to % 4]!,
          theme: it.to % 3 === 0 ? "mono" : "dark",
        } as StateEvent);
      case "filter": {
        const list = app.layout.focused;
        if (list === undefined) return;
        return app.dispatch({ type: "list_filtered", list, filter: filters[it.to]! });
      }
    }
  }
}

/** A screen with something to show: the first thing of its kind. */
function viewOf(screen: ScreenId) {
  const [first] = Object.values({
    ...(screen === "job" || screen === "job_form" ? { id: idOfFirst("job") } : {}),
    ...(screen === "run" ? { id: idOfFirst("execution") } : {}),
    ...(screen === "alarm" ? { id: idOfFirst("alarm") } : {}),
    ...(screen === "monitor" ? { id: idOfFirst("monitor") } : {}),
    ...(screen === "channel" ? { id: idOfFirst("channel") } : {}),
    ...(screen === "calendar" ? { id: "1" } : {}),
  });
  return { screen, ...(first === undefined ? {} : { id: first }) };
}

function idOfFirst(kind: string): string {
  return `${kind.charCodeAt(0).toString(16)}0`.padStart(32, "0");
}

function linkOf(isLost: boolean): StateEvent {
  return isLost
    ? {
      type: "connection_lost",
      ...{ heardAt: start, attempt: 2, nextTryAt: start + 900, error: "no route" },
    }
    : { type: "connected", now: start };
}

function outputOf(how: number): StateEvent {
  const id = idOfFirst("execution");
  if (how % 5 === 0) return { type: "execution_opened", id };
  if (how % 5 === 1) return { type: "output_ended", id };
  const isFresh = how % 2 === 0;
  const lines = Array.from({ length: how }, (_, i) => ({
    ...{ time: new Date(start + i).toISOString(), level: "info" as const },
    attempt: isFresh ? 1 + Math.floor(i / 4) : 9,
    message: `${nameOf(i)} ${"=".repeat(i * 9)} \x1b[31m紅\x1b[0m${i % 4 === 0 ? "\r" : ""}`,
  }));
  return { type: "output_read", id, lines, isFresh };
}

for (const group of [ids.slice(0, 7), ids.slice(7, 14), ids.slice(14, 21), ids.slice(21)]) {
  Deno.test(`any sequence of events, keys and sizes keeps cursors, counts and bounds: ${group}`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...group),
        fc.array(happening, { minLength: 5, maxLength: 40 }),
        async (screen, happenings) => {
          const frames = await Frames.on(screen);
          frames.checkCursors({ kind: "size", to: 0 });
          for (const it of happenings) {
            const view = currentView(frames.app.state.view);
            await frames.happen(it);
            frames.draw();
            if (currentView(frames.app.state.view) === view) frames.checkCursors(it);
            else frames.checkCursors({ kind: "filter", to: 0 });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
}

for (const [columns, rows] of sizes) {
  Deno.test(`each screen fits ${columns}x${rows}, in both languages, with and without colours`, async () => {
    for (const screen of ids) {
      const frames = await Frames.on(screen);
      frames.size = [columns, rows];
      for (let to = 0; to < 4; to++) {
        void frames.happen({ kind: "look", to });
        frames.draw();
      }
    }
  });
}
