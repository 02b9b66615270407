import { strict as assert } from "node:assert";
import { shortId } from "../../../../../tui/screens/executions/list.ts";
import { currentView } from "../../../../../tui/state/view.ts";
import { aJob, anExecution, aState, good, withJobs } from "../../../support/builders.ts";
import { TestTerminal } from "../../../support/terminal.tsx";

const job = aJob({ name: "beat" });
const ping = anExecution(job, { trigger: "ping" });
const failed = anExecution(job, { state: "failed" });
const made = "c".repeat(32);

function on(execution: typeof ping, columns = 80) {
  const client = {
    execution: () => good(execution),
    retryExecution: () => good({ execution_id: made, state: "running", description: "" } as never),
    executionLog: () => good({ logs: [] } as never),
    async *followLog() {},
  };
  const id = execution.execution_id;
  const state = aState(
    ...withJobs([job], [ping, failed]),
    { type: "view_opened", view: { screen: "run", id } },
  );
  return new TestTerminal({ columns, rows: columns > 100 ? 40 : 24, state, client });
}

for (const columns of [80, 140]) {
  for (const language of ["en", "zh-TW"] as const) {
    Deno.test(`the page of a ping offers neither to run nor to stop it, at ${columns} columns in ${language}`, async () => {
      await using terminal = on(ping, columns);
      await using other = on(failed, columns);
      for (const one of [terminal, other]) one.app.dispatch({ type: "prefs_set", language });

      const hints = (await terminal.screen()).at(-1) ?? "";
      const others = (await other.screen()).at(-1) ?? "";

      assert.doesNotMatch(hints, / r /);
      assert.match(others, / r /);
    });
  }
}

Deno.test("after r on the page of a run, the page of the new run is shown", async () => {
  await using terminal = on(failed);

  await terminal.press("r");
  const { id } = currentView(terminal.state.view);
  await terminal.press("\x1b");
  await terminal.timers.advance(60);

  assert.equal(id, made);
  assert.equal(currentView(terminal.state.view).id, failed.execution_id);
});

Deno.test("r on a ping in the list says why nothing runs", async () => {
  const state = aState(...withJobs([job], [ping]), { type: "view_switched", screen: "runs" });
  const client = { executions: () => good({ executions: [ping] } as never) };
  await using terminal = new TestTerminal({ state, client });
  await terminal.press("R");
  await terminal.timers.advance(500);

  await terminal.press("r");

  assert.match(await terminal.text(), /beat runs elsewhere: this is a ping/);
});

Deno.test("shortId() differs for executions that were fired together, and for those of one job", () => {
  const sheet = "019aa8b3c4d581234567890123ab";

  assert.notEqual(shortId(`${sheet}0001`), shortId(`${sheet}0002`));
  assert.equal(shortId(`${sheet}0001`), "a8b3c4d5-0001");
  assert.equal(shortId("019aa8b3c4d57234567890123abcdef0"), "a8b3c4d5");
});
