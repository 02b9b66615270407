import { strict as assert } from "node:assert";
import { bindingFor, type KeyOverrides } from "../../../tui/keys/key_table.ts";
import { readKeyOverrides } from "../../../tui/settings/key_overrides.ts";
import { screens } from "../../../tui/screens/list.ts";
import { problemText } from "../../../tui/settings/problems.ts";
import { initialSettings } from "../../../tui/state/settings.ts";
import { textsOf } from "../../../tui/texts/mod.ts";
import { aJob, aState, good, withJobs } from "../support/builders.ts";
import { aBusyDay } from "../support/story.ts";
import { TestTerminal } from "../support/terminal.tsx";

const t = textsOf("en");

/** The keys that the settings name, and the problems that are reported. */
function read(keys: unknown): { keys: KeyOverrides; said: string[] } {
  const { keys: overrides, problems } = readKeyOverrides(keys, screens);
  return { keys: overrides, said: problems.map((problem) => problemText(problem, t)) };
}

function withKeys(keys: KeyOverrides) {
  const state = aBusyDay({ type: "view_switched", screen: "jobs" });
  return { ...state, settings: { ...initialSettings, keys } };
}

Deno.test("readKeyOverrides() takes a key or several, and none to free one", () => {
  const { keys, said } = read({ theme: "ctrl+t", mark: ["alt+x", "insert"], columns: [] });

  assert.deepEqual(said, []);
  assert.deepEqual(keys, { theme: ["ctrl+t"], mark: ["alt+x", "insert"], columns: [] });
});

Deno.test("key names are read in any spelling", () => {
  const { keys, said } = read({
    columns: "Ctrl+K",
    theme: "shift+w",
    language: "Ins",
    page_down: "alt+j",
    ascii: "+",
    zoom_in: ["ctrl+Left"],
  });

  assert.deepEqual(said, []);
  assert.deepEqual(keys, {
    columns: ["ctrl+k"],
    theme: ["W"],
    language: ["insert"],
    page_down: ["alt+j"],
    ascii: ["+"],
    zoom_in: ["ctrl+left"],
  });
});

Deno.test("a wrong key is reported with the entry and the reason, and the rest is used", () => {
  const { keys, said } = read({
    reload: "f5",
    mark: "ctrl+i",
    open: "ctrl+m",
    theme: "ctrl+c",
    ascii: "hyper+x",
    language: 7,
    fly: "x",
    form_save: "w",
    mouse: "ctrl+1",
    freeze: "ctrl+f",
  });

  assert.deepEqual(said, [
    "keys.reload: a terminal does not send f5 to programs",
    "keys.mark: a terminal sends tab for ctrl+i",
    "keys.open: a terminal sends enter for ctrl+m",
    "keys.theme: ctrl+c always quits",
    "keys.ascii: there is no key hyper+x",
    "keys.language: must be a key or a list of keys, by command",
    "keys.fly: there is no such command",
    "keys.form_save: w is typed into a form's fields",
    "keys.mouse: a terminal does not send ctrl+1 to programs",
    "keys.freeze: ctrl+f is page_down's in the same view",
  ]);
  assert.deepEqual(keys, {});
});

Deno.test("two commands may swap keys, but not have the same key", () => {
  const swapped = read({ mark: "o", sort_next: "x" });
  const both = read({ theme: "W", language: "W" });
  const half = read({ mark: "o", sort_next: "f9" });

  assert.deepEqual(swapped, { keys: { mark: ["o"], sort_next: ["x"] }, said: [] });
  assert.deepEqual(both.keys, { theme: ["W"] });
  assert.deepEqual(both.said, ["keys.language: W is theme's in the same view"]);
  assert.deepEqual(half.keys, {});
  assert.match(half.said.join("\n"), /keys\.mark: o is sort_next's in the same view/);
});

Deno.test("a key of another view is free, and a command may keep its own key in a list", () => {
  const { keys, said } = read({ wrap_lines: ["w", "W"], set_password: "N", quit: ["Q", "ctrl+c"] });

  assert.deepEqual(said, []);
  assert.deepEqual(keys.set_password, ["N"]);
});

Deno.test("a value that is no object is reported, and no keys change", () => {
  assert.deepEqual(read(["r"]).said, ["keys: must be a key or a list of keys, by command"]);
  assert.deepEqual(read(undefined), { keys: {}, said: [] });
});

Deno.test("the usual keys of every command are valid", () => {
  for (const command of ["move_down", "form_toggle", "back", "next_pane", "quit"] as const) {
    assert.deepEqual(read({ [command]: bindingFor(command)?.keys }).said, [], command);
  }
});

Deno.test("the hints, ?, the palette and the texts show the user's key", async () => {
  const state = withKeys({ pause_job: ["ctrl+k"], undo: ["U"], back: ["Z"] });
  await using terminal = new TestTerminal({
    state,
    client: { pauseJob: () => good({ job_id: "" }) },
  });

  const hints = (await terminal.screen()).at(-1) ?? "";
  await terminal.press("p");
  const untouched = terminal.state.notices;
  await terminal.press("\x0b");
  const told = await terminal.text();
  await terminal.press("?", "resume the job");
  const help = await terminal.text();
  await terminal.press("\x1b");
  await terminal.timers.advance(60);
  await terminal.press(":", "pause");
  const palette = await terminal.text();

  assert.match(hints, /ctrl\+k pause/);
  assert.deepEqual(untouched, {});
  assert.match(told, /U undo \(8 s\)/);
  assert.match(help, /ctrl\+k +Pause or resume the job/);
  assert.match(palette, /pause: Pause or resume the job .*ctrl\+k/);
});

Deno.test("a form's key can be changed too, and works in text fields", async () => {
  const state = withKeys({ form_save: ["ctrl+w"] });
  await using terminal = new TestTerminal({ state });

  await terminal.press("n", "some words", "\x17");

  assert.match((await terminal.screen()).at(-1) ?? "", /ctrl\+w save/);
  assert.match(Object.values(terminal.state.forms)[0]?.values.name?.text ?? "", /some words/);
});

Deno.test("? lists the ignored settings", async () => {
  const { problems } = readKeyOverrides({ reload: "f5" }, screens);
  const state = {
    ...aState(...withJobs([aJob()])),
    settings: { ...initialSettings, problems },
  };
  await using terminal = new TestTerminal({ state });

  await terminal.press("?");

  assert.match(
    await terminal.text(),
    /are ignored[^]*keys\.reload: a terminal does not send f5 to programs/,
  );
});

Deno.test("both languages have a text for every problem", () => {
  const { problems } = readKeyOverrides(
    { reload: "f5", mark: "ctrl+i", fly: "x", theme: "q" },
    screens,
  );

  const [en, zh] = [t, textsOf("zh-TW")].map((it) => problems.map((one) => problemText(one, it)));

  assert.equal(problems.length, 4);
  en!.forEach((text, i) => assert.notEqual(text, zh?.[i]));
});
