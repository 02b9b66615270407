import { strict as assert } from "node:assert";
import { tabsOf } from "../../../tui/state/rights.ts";
import { textsOf } from "../../../tui/texts/mod.ts";
import { aState } from "../support/builders.ts";
import { TestTerminal } from "../support/terminal.tsx";

const rows = 12;
const atJobs = aState({ type: "view_switched", screen: "jobs" });
const names = textsOf("en").tabs;
const tabs = tabsOf(atJobs);

/** The line of the tabs, `shown` being the text of one that is not open. */
function lineOf(shown: (tab: typeof tabs[number]) => string): string {
  return tabs.map((tab) => tab.screen === "jobs" ? "[2 Jobs]" : ` ${shown(tab)} `).join("");
}

Deno.test("a wide terminal shows the names of all tabs and who is logged in", async () => {
  await using terminal = new TestTerminal({ columns: 140, rows, state: atJobs });

  const [, line = ""] = await terminal.screen();

  const expected = lineOf(({ screen, number }) => `${number} ${names[screen]}`);
  assert.equal(line, `${expected}${"admin · admin".padStart(139 - expected.length)}`);
});

Deno.test("a narrow terminal shows the name of the open tab, and the numbers of the others", async () => {
  await using terminal = new TestTerminal({ columns: 40, rows, state: atJobs });

  const [, line = ""] = await terminal.screen();

  const expected = lineOf(({ number }) => String(number));
  assert.equal(line, `${expected}${"admin".padStart(39 - expected.length)}`);
});

Deno.test("a screen that is no tab is shown behind the tabs", async () => {
  await using terminal = new TestTerminal({ columns: 140, rows, state: atJobs });

  terminal.app.dispatch({ type: "view_opened", view: { screen: "job_form" } });
  const [, line = ""] = await terminal.screen();

  const expected = lineOf(({ screen, number }) => `${number} ${names[screen]}`);
  assert.ok(line.startsWith(`${expected} › Job form`));
});
