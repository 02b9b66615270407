import { strict as assert } from "node:assert";
import { isNumbered } from "../../../tui/keys/tabs.ts";
import { tabsOf } from "../../../tui/state/rights.ts";
import { textsOf } from "../../../tui/texts/mod.ts";
import { aState } from "../support/builders.ts";
import { TestTerminal } from "../support/terminal.tsx";

const rows = 12;
const atJobs = aState({ type: "view_switched", screen: "jobs" });
const names = textsOf("en").tabs;
const tabs = tabsOf(atJobs).filter(isNumbered);
const { more } = textsOf("en").tabMenu;

/** The line of the tabs, `shown` being the text of one that is not open, and `menu` that of the menu of the others. */
function lineOf(shown: (tab: typeof tabs[number]) => string, menu: string): string {
  const line = tabs.map((tab) => tab.screen === "jobs" ? "[2 Jobs]" : ` ${shown(tab)} `).join("");
  return `${line} ${menu} `;
}

Deno.test("a wide terminal shows the names of all tabs and who is logged in", async () => {
  await using terminal = new TestTerminal({ columns: 140, rows, state: atJobs });

  const [, line = ""] = await terminal.screen();

  const expected = lineOf(({ screen, key }) => `${key} ${names[screen]}`, `0 ${more}`);
  assert.equal(line, `${expected}${"admin · admin".padStart(139 - expected.length)}`);
});

Deno.test("a narrow terminal shows the name of the open tab, and the numbers of the others", async () => {
  await using terminal = new TestTerminal({ columns: 44, rows, state: atJobs });

  const [, line = ""] = await terminal.screen();

  const expected = lineOf(({ key }) => key, "0");
  assert.equal(line, `${expected}${"admin".padStart(43 - expected.length)}`);
});

Deno.test("80 columns show that the dashboard is read-only", async () => {
  const { session } = atJobs;
  const state = { ...atJobs, session: { ...session, isReadOnly: true } };
  await using terminal = new TestTerminal({ columns: 80, rows, state });

  const [, line = ""] = await terminal.screen();

  assert.match(line, /\[2 Jobs\].* read-only$/);
});

Deno.test("a screen that is no tab is shown behind the tabs", async () => {
  await using terminal = new TestTerminal({ columns: 140, rows, state: atJobs });

  terminal.app.dispatch({ type: "view_opened", view: { screen: "job_form" } });
  const [, line = ""] = await terminal.screen();

  const expected = lineOf(({ screen, key }) => `${key} ${names[screen]}`, `0 ${more}`);
  assert.ok(line.startsWith(`${expected} › Job form`));
});

Deno.test("at 80 columns the names of the first tabs are shown, and the open one", async () => {
  const state = aState({ type: "view_switched", screen: "channels" });
  await using terminal = new TestTerminal({ columns: 80, rows, state });

  const [, line = ""] = await terminal.screen();

  assert.match(line, /^ 1 Home {2}2 Jobs {2}3 Runs .* 9 \[Channels\] 0 +admin$/);
});

Deno.test("0 shows the tabs that have no number, and a letter goes to one of them", async () => {
  await using terminal = new TestTerminal({ columns: 80, rows: 24, state: atJobs });

  await terminal.press("0");
  const menu = await terminal.text();
  await terminal.press("c");

  assert.match(menu, /c Channels/);
  assert.equal(terminal.state.view.stack[0]?.screen, "channels");
});
