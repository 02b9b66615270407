import { strict as assert } from "node:assert";
import type { StateEvent } from "../../tui/state.ts";
import type { ScreenId } from "../../tui/keys/tabs.ts";
import { HistoryServer } from "./support/history_server.ts";
import { aBusyDay, cursorRow } from "./support/story.ts";
import { type Given, TestTerminal } from "./support/terminal.tsx";

const tiny = { columns: 20, rows: 5 } as const;

function at(screen: ScreenId, ...events: readonly StateEvent[]): Given {
  return { ...tiny, state: aBusyDay({ type: "view_switched", screen }, ...events) };
}

Deno.test("at 20x5 a pointer shows the cursor, and moves", async () => {
  await using terminal = new TestTerminal(at("jobs"));

  const first = cursorRow(await terminal.screen());
  await terminal.press("j", "j");
  const third = cursorRow(await terminal.screen());
  await terminal.press("G");

  assert.match(first, /^▸ ! night/);
  assert.match(third, /^▸ ✗ bill/);
  assert.match(cursorRow(await terminal.screen()), /^▸ ‖ night/);
});

Deno.test("at 20x5 each tab has its own list under the counters", async () => {
  const server = new HistoryServer();
  await using terminal = new TestTerminal({ ...at("runs"), client: server.client });

  const runs = await terminal.screen();
  await terminal.press("4");
  const audit = await terminal.screen();
  await terminal.press("5");
  const categories = await terminal.screen();

  for (const screen of [runs, audit, categories]) assert.match(screen[0] ?? "", /^○66 ●1/);
  assert.match(cursorRow(runs), /^▸ ✗ billing…? +3\.0s/);
  assert.match(cursorRow(audit), /^▸ 05:59/);
  assert.doesNotMatch(categories.join("\n"), /billing|night/);
});

Deno.test("at 20x5 an opened screen shows its name, and esc goes back to the list", async () => {
  await using terminal = new TestTerminal(at("jobs"));

  await terminal.press("\r");
  const job = await terminal.screen();
  await terminal.press("\x1b");
  await terminal.timers.advance(60);

  assert.match(job[0] ?? "", /^─ nightly-sync-s3 ─/);
  assert.match((await terminal.screen())[0] ?? "", /^○66/);
});

Deno.test("at 20x5 a toast takes the last row, and the pointer stays visible", async () => {
  await using terminal = new TestTerminal(at("jobs"));

  await terminal.press("jjj", "z");
  const screen = await terminal.screen();

  assert.match(screen.at(-1) ?? "", /✓ times: local/);
  assert.match(cursorRow(screen), /thum/);
});

Deno.test("at 20x5 a question keeps its buttons, and the log-in its focused field", async () => {
  await using terminal = new TestTerminal(at("jobs"));

  await terminal.press("D");
  const asked = await terminal.text();
  await terminal.press("n", "\x0f");

  assert.match(asked, /▸\[Cancel\] +\[Yes\]/);
  assert.match(await terminal.text(), /▸Password/);
});

Deno.test("at 20x5 a menu scrolls to its cursor", async () => {
  await using terminal = new TestTerminal(at("jobs"));

  await terminal.press("xx", "b", "jjjjj");

  assert.match(await terminal.text(), /▸ y/);
});
