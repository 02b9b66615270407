import { strict as assert } from "node:assert";
import { goToProfile } from "../../../tui/commands/profiles.ts";
import {
  forgetFilter,
  forgetProfile,
  keepUnder,
  namedSo,
  takeFilter,
} from "../../../tui/commands/saved.ts";
import { showTheme, takeTheme } from "../../../tui/commands/theming.ts";
import { askEndOfPause, askMaintenance } from "../../../tui/commands/maintenance.ts";
import { askLogIn } from "../../../tui/commands/logging_in.ts";
import type { App } from "../../../tui/app.ts";
import { listOf } from "../../../tui/state/lists.ts";
import type { Overlay } from "../../../tui/state/overlay.ts";
import { currentView } from "../../../tui/state/view.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { tabsOf } from "../../../tui/state/rights.ts";
import { temporaryFolder } from "../../support/temporary_folder.ts";
import { aJob, anAccount, aState, iso, start, withJobs } from "../support/builders.ts";
import { Desk } from "../support/desk.ts";
import { aCategory } from "../support/form_server.ts";
import { aTestApp } from "../support/test_app.ts";

const jobs = ["alpha", "beta"].map((name, i) =>
  aJob({ name, next_run_time: iso(start + (i + 1) * 60_000) })
);
const onJobs: StateEvent = { type: "view_switched", screen: "jobs" };
const overlayOf = ({ state }: App): Overlay | undefined => state.overlay.overlay;
const screenOf = (desk: Desk) => currentView(desk.state.view).screen;

Deno.test("the keys of the tabs lead to them, and the arrows go round", async () => {
  const desk = await Desk.open();
  for (const tab of tabsOf(desk.state)) {
    if (!/^[1-9]$/.test(tab.key)) continue;
    await desk.press(tab.key);
    assert.equal(screenOf(desk), tab.screen);
  }
  const all = tabsOf(desk.state).map(({ screen }) => screen);
  await desk.press("1", "h");
  assert.equal(screenOf(desk), all.at(-1));
  await desk.press("l", "l");
  assert.equal(screenOf(desk), all[1]);
});

Deno.test("the arrows of a user go by the tabs of the user", async () => {
  const account = anAccount({ is_admin: false });
  const desk = await Desk.open({ state: aState({ type: "account_known", account }) });
  const seen = new Set<string>();
  for (let i = 0; i < 15; i++) {
    await desk.press("l");
    seen.add(screenOf(desk));
  }

  assert.deepEqual([...seen].sort(), tabsOf(desk.state).map(({ screen }) => screen).sort());
  assert.equal(seen.has("users"), false);
});

Deno.test("0 has the tabs that have no number, and their letters lead there", async () => {
  const desk = await Desk.open();
  await desk.press("0", "m");
  assert.equal(screenOf(desk), "monitors");
  await desk.press("0", "d");
  assert.equal(screenOf(desk), "calendars");
  await desk.press("0", "c");
  assert.equal(screenOf(desk), "channels");

  await desk.tell({ type: "account_known", account: anAccount({ is_admin: false }) });
  await desk.press("1", "0", "c");
  assert.notEqual(screenOf(desk), "channels");
});

Deno.test("- goes to the view before, and back again", async () => {
  const desk = await Desk.open({ state: aState(...withJobs(jobs), onJobs) });
  await desk.press("\r");
  assert.equal(screenOf(desk), "job");
  await desk.press("9", "-");
  assert.equal(screenOf(desk), "job");
  await desk.press("-");
  assert.equal(screenOf(desk), "agenda");
});

Deno.test("tab goes round the panes of home, in both directions", async () => {
  const desk = await Desk.open({ columns: 140, rows: 40 });
  const panes: number[] = [];
  for (let i = 0; i < 5; i++) {
    await desk.press("\t");
    panes.push(desk.state.view.pane);
  }
  assert.deepEqual(panes, [1, 2, 3, 4, 0]);
  await desk.press("\x1b[Z");
  assert.equal(desk.state.view.pane, 4);
});

Deno.test("the keys that move go by one row, half a page, a page, and to the ends", async () => {
  const many = Array.from(
    { length: 100 },
    (_, i) =>
      aJob({ name: `job-${String(i).padStart(3, "0")}`, next_run_time: iso(start + i * 60_000) }),
  );
  const desk = await Desk.open({ state: aState(...withJobs(many), onJobs) });
  const at = () => desk.list()?.place.cursor;
  const height = desk.list()?.height ?? 0;
  const steps: readonly (readonly [string, number])[] = [
    ["j", 1],
    ["\x1b[B", 2],
    ["k", 1],
    ["\x1b[6~", 1 + height],
    ["\x04", 1 + height + Math.floor(height / 2)],
    ["\x15", 1 + height],
    ["\x1b[5~", 1],
    ["G", 99],
    ["j", 99],
    ["g", 0],
    ["k", 0],
  ];

  assert.ok(height > 5);
  for (const [key, expected] of steps) {
    await desk.press(key);
    assert.equal(at(), expected, JSON.stringify(key));
  }
});

Deno.test("keys of a list do nothing on a screen without one", async () => {
  const desk = await Desk.open({
    state: aState({ type: "view_opened", view: { screen: "monitor", id: "?" } }),
  });
  const before = desk.state;
  for (const key of ["j", "k", "G", "g", "x", "o", "V"]) await desk.press(key);

  assert.equal(desk.state, before);
});

Deno.test("each preference has its key, is said and saved", async () => {
  // In the first pane of home, z is about alarms.
  const desk = await Desk.open({ state: aState({ type: "view_switched", screen: "jobs" }) });
  const cases: readonly (readonly [string, keyof typeof desk.state.prefs, unknown])[] = [
    ["L", "language", "zh-TW"],
    ["A", "isAscii", true],
    ["m", "isMouseOn", false],
    ["z", "timeMode", "local"],
  ];
  for (const [key, name, value] of cases) {
    await desk.press(key);
    assert.equal(desk.state.prefs[name], value, key);
    assert.deepEqual(desk.test.saved.at(-1), { [name]: value });
    assert.ok(desk.toast);
  }
});

Deno.test("the languages and the times go round", async () => {
  const desk = await Desk.open();
  await desk.press("L", "L");
  assert.equal(desk.state.prefs.language, "en");
  await desk.press("z", "z", "z", "z");
  assert.equal(desk.state.prefs.timeMode, "relative");
});

Deno.test("a theme that is only looked at is not saved, one that nobody knows is not taken", () => {
  const { app, saved } = aTestApp(aState(), {});
  showTheme(app, "light");
  assert.equal(app.state.prefs.theme, "light");
  assert.deepEqual(saved, []);
  takeTheme(app, "mono");
  assert.deepEqual(saved, [{ theme: "mono" }]);
  takeTheme(app, "pink");
  showTheme(app, "pink");
  assert.equal(app.state.prefs.theme, "mono");
});

Deno.test("R reads everything anew, what the screen shows for itself too", async () => {
  const asked: string[] = [];
  const client = {
    monitors:
      () => (asked.push("monitors"), Promise.resolve({ ok: true, value: { monitors: [] } })),
  };
  const state = aState({ type: "view_switched", screen: "monitors" });
  const desk = await Desk.open({ state, client: client as never });
  desk.app.live = { readAll: () => void asked.push("all"), restart() {} };
  await desk.press("R");

  assert.deepEqual(asked, ["monitors", "all", "monitors"]);
});

const filter = { kind: "filter", list: "jobs", filter: "state:failed" } as const;

Deno.test("a filter is kept under a name, taken by it, and forgotten", async () => {
  const { app, saved } = aTestApp(aState(...withJobs(jobs), onJobs), {});
  await keepUnder(app, filter, "broken");
  assert.equal(namedSo(app, filter, "broken"), "state:failed");
  takeFilter(app, "jobs", "broken");
  assert.equal(listOf(app.state.lists, "jobs").filter, "state:failed");
  await forgetFilter(app, "jobs", "broken");

  assert.equal(namedSo(app, filter, "broken"), undefined);
  assert.deepEqual(saved.length, 2);
  await forgetFilter(app, "jobs", "broken");
  assert.deepEqual(saved.length, 2);
});

Deno.test("names of JavaScript are names like others, and nothing has them before", async () => {
  for (const name of ["constructor", "toString", "__proto__"]) {
    const { app } = aTestApp(aState(), {});
    const profile = { kind: "profile", url: "http://x", user: "" } as const;
    assert.equal(namedSo(app, filter, name), undefined, name);
    assert.equal(namedSo(app, profile, name), undefined, name);
    takeFilter(app, "jobs", name);
    goToProfile(app, name);
    await forgetFilter(app, "jobs", name);
    await forgetProfile(app, name);
    assert.equal(listOf(app.state.lists, "jobs").filter, "");
    assert.equal(app.state.session.status, "in");
    assert.equal(app.state.notices.toast, undefined);

    await keepUnder(app, filter, name);
    assert.equal(namedSo(app, filter, name), "state:failed", name);
  }
});

Deno.test("a profile is kept with its user, and one without a user without", async () => {
  const { app } = aTestApp(aState(), {});
  await keepUnder(app, { kind: "profile", url: "http://x", user: "" }, "x");
  await keepUnder(app, { kind: "profile", url: "http://y", user: "kim" }, "y");

  assert.deepEqual(app.state.settings.profiles, {
    x: { url: "http://x" },
    y: { url: "http://y", user: "kim" },
  });
  await forgetProfile(app, "x");
  assert.deepEqual(Object.keys(app.state.settings.profiles), ["y"]);
});

Deno.test("settings that cannot be written are said to be lost with the dashboard", async () => {
  const { app } = aTestApp(aState(), {});
  const broken = { ...app, memory: { ...app.memory, saveFilter: () => Promise.resolve(false) } };
  Object.defineProperty(broken, "state", { get: () => app.state });
  Object.defineProperty(broken, "t", { get: () => app.t });
  await keepUnder(broken, filter, "broken");

  assert.equal(app.state.notices.toast?.tone, "bad");
  assert.equal(app.state.notices.toast?.text, app.t.saved.notWritten);
});

Deno.test("an output is written into a new file that only its owner reads, and over none", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run.log`;
  const { app } = aTestApp(aState(), {});
  const about = { kind: "file", text: "line 1\n" } as const;

  await keepUnder(app, about, path);
  assert.equal(await Deno.readTextFile(path), "line 1\n");
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  assert.equal(app.state.notices.toast?.tone, "ok");

  await keepUnder(app, { ...about, text: "other" }, path);
  assert.equal(await Deno.readTextFile(path), "line 1\n");
  assert.equal(app.state.notices.toast?.text, app.t.saved.fileThere(path));
  await keepUnder(app, about, `${folder.path}/none/run.log`);
  assert.equal(app.state.notices.toast?.tone, "bad");
});

const pause = {
  ...{ category_id: 2, reason: "moving", fires: "make_up", username: "mika" } as const,
  ...{ started_time: iso(start - 1000), until: "2026-11-22T08:00:00.000Z" },
};
const paused: StateEvent = { type: "pauses_read", pauses: [pause] };
const ops: StateEvent = {
  type: "categories_read",
  categories: [aCategory({ id: 2, name: "ops" })],
};

Deno.test("a pause that is in force is shown as it is, to be changed or ended", () => {
  const { app } = aTestApp(aState(ops, paused), {});
  const shown = (id: number) => {
    askMaintenance(app, id);
    const { overlay } = app.state.overlay;
    assert.ok(overlay?.kind === "pausing");
    const { reason, until, fires, isInForce = false } = overlay;
    return [reason.text, until.text, fires, isInForce];
  };

  assert.deepEqual(shown(2), ["moving", "2026-11-22T08:00Z", "make_up", true]);
  assert.deepEqual(shown(3), ["", "", "skip", false]);
  app.dispatch({ type: "clock_ticked", now: Date.parse(pause.until) });
  assert.deepEqual(shown(2), ["", "", "skip", false]);
});

Deno.test("a pause that is not there cannot be ended", () => {
  const { app } = aTestApp(aState(ops, paused), {});
  askEndOfPause(app, 0);
  assert.equal(app.state.notices.toast?.text, app.t.pauses.none);
  askEndOfPause(app, 3);
  assert.equal(app.state.notices.toast?.text, app.t.pauses.notPaused("3"));
  assert.equal(overlayOf(app), undefined);

  askEndOfPause(app, 2);
  const overlay = overlayOf(app);
  assert.ok(overlay?.kind === "confirm");
  assert.deepEqual(overlay.act, { kind: "end_pause", ids: ["2"] });
  assert.ok(overlay.lines.includes("moving"));
  assert.equal(overlay.focus, "cancel");
});

Deno.test("a log-in does not take the place of a secret that nobody can see again", () => {
  const { app } = aTestApp(aState(), {});
  const secret = {
    kind: "secret",
    name: "k",
    secret: "s",
    isCopied: false,
    isWarned: false,
  } as const;
  app.dispatch({ type: "overlay_shown", overlay: secret });
  askLogIn(app, "lapsed");
  assert.equal(overlayOf(app)?.kind, "secret");

  app.dispatch({ type: "overlay_closed" });
  askLogIn(app, "lapsed");
  const overlay = overlayOf(app);
  assert.ok(overlay?.kind === "login");
  assert.equal(overlay.focus, "password");
  assert.notEqual(overlay.cameAt, undefined);
});

Deno.test("keys that were meant for the screen below are not typed into a log-in that came by itself", async () => {
  const desk = await Desk.open();
  askLogIn(desk.app, "lapsed");
  await desk.press("j", "j");
  const typed = () => {
    const { overlay } = desk.state.overlay;
    return overlay?.kind === "login" ? overlay.password.text : "?";
  };
  assert.equal(typed(), "");
  await desk.advance(700);
  await desk.press("s");
  assert.equal(typed(), "s");
});

Deno.test("a clock that is set back does not lock a log-in", async () => {
  const desk = await Desk.open();
  askLogIn(desk.app, "lapsed");
  await desk.advance(-3_600_000);
  await desk.press("s");

  const { overlay } = desk.state.overlay;
  assert.ok(overlay?.kind === "login");
  assert.equal(overlay.password.text, "s");
});
