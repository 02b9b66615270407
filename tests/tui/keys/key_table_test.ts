import { strict as assert } from "node:assert";
import { generalCommands } from "../../../tui/commands/general.ts";
import { offeredBindings } from "../../../tui/commands/running.ts";
import { screens } from "../../../tui/screens/list.ts";
import { bindings, bindingsOn, type CommandBinding } from "../../../tui/keys/key_table.ts";
import { reduce } from "../../../tui/state.ts";
import type { ScreenId } from "../../../tui/keys/tabs.ts";
import { LayoutDraft } from "../../../tui/terminal/layout.ts";
import { textsOf } from "../../../tui/texts/mod.ts";
import { aState } from "../support/builders.ts";

const all: readonly CommandBinding[] = bindings;
const state = aState();
const parts = { screens, commands: generalCommands };
const ids = Object.keys(screens) as ScreenId[];

function on(screen: ScreenId) {
  return reduce(state, { type: "view_opened", view: { screen } });
}

Deno.test("every command of the table does something somewhere", () => {
  const offered = new Set(
    ids.flatMap((screen) => offeredBindings(parts, on(screen), true).map(({ command }) => command)),
  );

  assert.deepEqual(all.map(({ command }) => command).filter((it) => !offered.has(it)), []);
});

Deno.test("a key means one thing on a screen, and the screen's own keys go first", () => {
  for (const screen of ids) {
    // Where the cursor is on an alarm, its commands go before others with the same keys.
    const withheld = screens[screen].withheld?.(on(screen), new LayoutDraft(80, 24)) ?? [];
    for (const group of ["own", "lists", "everywhere"]) {
      const keys = bindingsOn(screen, true)
        .filter(({ command }) => !withheld.includes(command))
        .filter((it) => (typeof it.on === "string" ? it.on : "own") === group)
        .flatMap(({ keys }) => keys);

      assert.deepEqual(keys.filter((key, i) => keys.indexOf(key) !== i), [], `${screen} ${group}`);
    }
  }
});

Deno.test("a terminal can send every key of the table", () => {
  const keys = all.flatMap(({ keys }) => [...keys]);

  assert.deepEqual(keys.filter((key) => /^(f\d+|ctrl\+[imj[h])$/.test(key)), []);
});

Deno.test("a capital deletes, and needs the right", () => {
  const deleting = all.filter(({ command }) => command.startsWith("delete"));

  assert.ok(deleting.length > 0);
  for (const { keys, needs } of deleting) {
    assert.ok(keys.every((key) => key === key.toUpperCase()));
    assert.ok(needs !== undefined);
  }
});

Deno.test("no text of the other language is left in English", () => {
  const [en, zh] = [textsOf("en"), textsOf("zh-TW")];
  const same = all.map(({ command }) => command).filter((command) =>
    en.commands[command][1] === zh.commands[command][1]
  );

  assert.deepEqual(same, []);
});
