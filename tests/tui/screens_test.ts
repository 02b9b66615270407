// deno-lint-ignore-file no-control-regex -- colours and control characters are what it looks for
import { strict as assert } from "node:assert";
import { frameOf, painted } from "../../tui/frame.ts";
import { plainText } from "../../tui/terminal/painter.ts";
import { generalCommands } from "../../tui/commands/general.ts";
import { tabsOf } from "../../tui/state/rights.ts";
import { screens } from "../../tui/screens/list.ts";
import type { Overlay } from "../../tui/state/overlay.ts";
import { reduce, type State } from "../../tui/state.ts";
import { emptyField, fieldOf } from "../../tui/terminal/text_field.ts";
import { widthOf } from "../../tui/terminal/text.ts";
import { aState } from "./support/builders.ts";
import { aBusyDay } from "./support/story.ts";
import { sizes, TestTerminal } from "./support/terminal.tsx";

const parts = { screens, commands: generalCommands };
const oddSizes = [[1, 1], [10, 2], [29, 7], [30, 8], [59, 9], [60, 15], [99, 18], [
  120,
  25,
]] as const;

/** The rows without colours. */
function rowsOf(state: State, columns: number, rows: number): string[] {
  const lines = painted(state, frameOf(state, parts, columns, rows).lines, columns);
  return lines.map(plainText);
}

const overlays: readonly Overlay[] = [
  {
    kind: "login",
    server: fieldOf("http://127.0.0.1:8888"),
    username: fieldOf("mika"),
    password: fieldOf("secret"),
    focus: "password",
    isBusy: false,
    error: "Wrong user or password.",
    reason: "lapsed",
  },
  {
    kind: "confirm",
    title: "Delete job 夜間バックアップ?",
    lines: ["It will not run again. Its executions and logs stay."],
    act: { kind: "delete_jobs", jobIds: ["1"] },
    focus: "cancel",
    mustType: "2",
    typed: emptyField,
  },
  { kind: "filter", list: "jobs", field: fieldOf("report"), before: "" },
  { kind: "palette", field: fieldOf("re"), selected: 3 },
  { kind: "help", field: emptyField, top: 0 },
  {
    kind: "run_with",
    jobIds: ["1"],
    title: "Run billing-export now",
    args: fieldOf('["one", 2]'),
    reason: emptyField,
    focus: "args",
    error: "",
  },
  {
    kind: "menu",
    title: "3 marked",
    items: [{ key: "r", label: "Run", command: "run_job" }],
    selected: 0,
  },
  {
    kind: "picker",
    about: { kind: "profile" },
    title: "Go to",
    choices: [
      { value: "prod", label: "prod", note: "jobs.example.com · 夜間", isPresent: true },
      { value: "b", label: "a-name-that-is-rather-long-for-its-place", note: "b.example.com" },
    ],
    field: emptyField,
    selected: 1,
  },
  { kind: "columns", list: "jobs", selected: 6 },
  {
    kind: "naming",
    about: { kind: "filter", list: "jobs", filter: "state:failed 夜間" },
    field: fieldOf("broken"),
  },
];

function* states(): Generator<[string, State]> {
  for (const language of ["en", "zh-TW"] as const) {
    for (const isAscii of [false, true]) {
      const busy = aBusyDay({ type: "prefs_set", language, isAscii });
      for (const state of [busy, reduce(aState(), { type: "prefs_set", language, isAscii })]) {
        for (const { screen: id } of tabsOf(state)) {
          const shown = reduce(state, { type: "view_switched", screen: id });
          const name = `${id} ${language}${isAscii ? " ascii" : ""}`;
          yield [name, shown];
          for (const pane of [1, 2, 3, 4]) {
            yield [`${name} ${pane}`, reduce(shown, { type: "pane_focused", pane })];
          }
          for (const overlay of overlays) {
            yield [`${name} ${overlay.kind}`, reduce(shown, { type: "overlay_shown", overlay })];
          }
        }
      }
    }
  }
}

Deno.test("no frame is taller or wider than the terminal", () => {
  for (const [name, state] of states()) {
    for (const [columns, rows] of [...sizes, ...oddSizes]) {
      const shown = rowsOf(state, columns, rows);

      assert.equal(shown.length, rows, `${name} ${columns}x${rows}`);
      for (const row of shown) {
        assert.ok(widthOf(row) <= columns, `${name} ${columns}x${rows}: ${row}`);
      }
    }
  }
});

Deno.test("with ASCII only, all our texts are ASCII", () => {
  const state = aState({ type: "prefs_set", isAscii: true });
  for (const { screen: id } of tabsOf(state)) {
    const shown = reduce(state, { type: "view_switched", screen: id });

    assert.match(
      rowsOf(shown, 120, 30).join("\n"),
      /^[\x00-\x7f]*$/,
      id,
    );
  }
});

Deno.test("without colours only bold, dim, underline and inverse are used", () => {
  const state = aBusyDay({ type: "prefs_set", theme: "mono" }, {
    type: "view_switched",
    screen: "jobs",
  });

  const codes = painted(state, frameOf(state, parts, 100, 30).lines, 100)
    .flatMap((row) => row.map(({ codes }) => codes));

  assert.ok(codes.includes("1"));
  assert.deepEqual(codes.filter((code) => !/^([1247](;[1247])*)?$/.test(code)), []);
});

Deno.test("states differ by more than their colour", () => {
  const shown = rowsOf(aBusyDay({ type: "view_switched", screen: "jobs" }), 80, 24).join("\n");

  assert.match(shown, /! nightly-sync-s3/);
  assert.match(shown, /✗ billing-export|● billing-export/);
  assert.match(shown, /● thumbnails/);
  assert.match(shown, /late 2:31/);
});

for (const [columns, rows] of sizes) {
  for (const screen of ["home", "jobs"] as const) {
    Deno.test(`${screen} at ${columns}x${rows}`, async (t) => {
      const state = aBusyDay({ type: "prefs_set", timeMode: "utc" }, {
        type: "view_switched",
        screen,
      });
      await using terminal = new TestTerminal({ columns, rows, state });

      await t.step("looks as it did", async (t) => {
        assertSnapshotLines(await terminal.screen(), rows);
        await t.assertSnapshot(await terminal.picture());
      });
    });
  }
}

function assertSnapshotLines(screen: readonly string[], rows: number): void {
  assert.equal(screen.length, rows);
}
