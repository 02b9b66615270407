import { strict as assert } from "node:assert";
import {
  currentView,
  initialView,
  reduceView,
  type View,
  viewAnew,
  type ViewEvent,
  type ViewState,
} from "../../../tui/state/view.ts";
import { initialOverlay, reduceOverlay } from "../../../tui/state/overlay.ts";
import { initialPrefs, reducePrefs } from "../../../tui/state/prefs.ts";
import {
  entryOf,
  initialSettings,
  reduceSettings,
  withEntry,
} from "../../../tui/state/settings.ts";
import { idsOf } from "../../../tui/state/act.ts";
import { emptyField } from "../../../tui/terminal/text_field.ts";

function after(...events: readonly ViewEvent[]): ViewState {
  return events.reduce(reduceView, initialView);
}

const open = (screen: View["screen"], id?: string): ViewEvent => ({
  type: "view_opened",
  view: { screen, ...(id === undefined ? {} : { id }) },
});
const back: ViewEvent = { type: "view_back" };
const last: ViewEvent = { type: "view_last" };

Deno.test("a view that is there already is not opened a second time, another thing of it is", () => {
  assert.equal(after(open("job", "1"), open("job", "1")).stack.length, 2);
  assert.equal(after(open("job", "1"), open("job", "2")).stack.length, 3);
  assert.equal(after(open("job", "1"), open("run", "1")).stack.length, 3);
});

Deno.test("a stack of views is bounded, and drops the oldest of them", () => {
  const deep = after(...Array.from({ length: 50 }, (_, i) => open("run", String(i))));

  assert.equal(deep.stack.length, 20);
  assert.equal(currentView(deep).id, "49");
  assert.equal(deep.stack[0]?.id, "30");
});

Deno.test("back stops at the first view, and a tab has nothing behind it", () => {
  assert.equal(after(back), initialView);
  assert.deepEqual(after(open("job", "1"), { type: "view_switched", screen: "runs" }, back).stack, [
    { screen: "runs" },
  ]);
});

Deno.test("the last view and the present one take turns", () => {
  const there = after(open("job", "1"), { type: "view_switched", screen: "runs" });

  assert.equal(currentView(reduceView(there, last)).id, "1");
  assert.equal(currentView([last, last].reduce(reduceView, there)).screen, "runs");
  assert.equal(after(last), initialView);
});

Deno.test("another view begins with its first pane and without zoom", () => {
  const zoomed = after({ type: "pane_focused", pane: 2 }, { type: "zoomed", isZoomed: true });
  assert.deepEqual([zoomed.pane, zoomed.isZoomed], [2, true]);

  for (const event of [open("job", "1"), { type: "view_switched", screen: "jobs" } as const]) {
    const { pane, isZoomed } = reduceView(zoomed, event);
    assert.deepEqual([pane, isZoomed], [0, false]);
  }
});

Deno.test("another account sees the same tab, if every user has it", () => {
  const anew = (...events: ViewEvent[]) => viewAnew(after(...events)).stack;

  assert.deepEqual(anew({ type: "view_switched", screen: "agenda" }, open("job", "1")), [
    { screen: "agenda" },
  ]);
  for (const screen of ["users", "keys", "channels"] as const) {
    assert.deepEqual(anew({ type: "view_switched", screen }), [{ screen: "home" }]);
  }
  assert.equal(viewAnew(after(open("job", "1"), back)).last, undefined);
});

Deno.test("an overlay is closed by its kind only, or by anything that closes all", () => {
  const help = { kind: "help", field: emptyField, top: 0 } as const;
  const shown = reduceOverlay(initialOverlay, { type: "overlay_shown", overlay: help });

  assert.equal(reduceOverlay(shown, { type: "overlay_closed", kind: "login" }), shown);
  assert.deepEqual(reduceOverlay(shown, { type: "overlay_closed", kind: "help" }), {});
  assert.deepEqual(reduceOverlay(shown, { type: "overlay_closed" }), {});
});

Deno.test("preferences change one by one", () => {
  const set = reducePrefs(initialPrefs, { type: "prefs_set", language: "zh-TW", isAscii: true });

  assert.deepEqual(set, { ...initialPrefs, language: "zh-TW", isAscii: true });
  assert.equal(reducePrefs(set, { type: "view_back" } as never), set);
});

Deno.test("a name of the settings is set and removed, and others stay", () => {
  const named = (name: string, filter?: string) =>
    ({
      ...{ type: "filter_named", list: "jobs", name },
      ...(filter === undefined ? {} : { filter }),
    }) as const;
  const two = [named("a", "x"), named("b", "y")].reduce(reduceSettings as never, initialSettings);

  assert.deepEqual(two.filters, { jobs: { a: "x", b: "y" }, runs: {} });
  assert.deepEqual(reduceSettings(two, named("a") as never).filters.jobs, { b: "y" });
  const url = "https://one.example.com";
  const prod = reduceSettings(two, { type: "profile_named", name: "prod", profile: { url } });
  assert.deepEqual(prod.profiles, { prod: { url } });
  assert.deepEqual(reduceSettings(prod, { type: "profile_named", name: "prod" }).profiles, {});
});

Deno.test("entryOf() knows no names but those that were set", () => {
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
    assert.equal(entryOf({}, name), undefined, name);
    assert.equal(entryOf(withEntry({}, name, "x"), name), "x", name);
    assert.equal(entryOf(withEntry(withEntry({}, name, "x"), name, undefined), name), undefined);
  }
});

Deno.test("idsOf() has what each kind of act is about", () => {
  assert.deepEqual(idsOf({ kind: "run_jobs", jobIds: ["1"] }), ["1"]);
  assert.deepEqual(idsOf({ kind: "stop_executions", executionIds: ["2"] }), ["2"]);
  assert.deepEqual(idsOf({ kind: "delete_users", ids: ["3"] }), ["3"]);
});
