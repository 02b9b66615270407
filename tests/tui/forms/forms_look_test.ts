import { reduce } from "../../../tui/state.ts";
import { aJob, aState, good, withJobs } from "../support/builders.ts";
import { aCategory, FormServer } from "../support/form_server.ts";
import { sizes, TestTerminal } from "../support/terminal.tsx";

const job = aJob({ job_id: "01".repeat(16), name: "夜間バックアップ", version: 7 });
const categories = [aCategory({ id: 0, name: "all" }), aCategory()];

/** The form of a job with a changed name and a mistake. */
async function aForm(columns: number, rows: number): Promise<[TestTerminal, FormServer]> {
  const server = new FormServer(job);
  const events = [{ type: "categories_read", categories }, {
    type: "view_switched",
    screen: "jobs",
  }, { type: "prefs_set", timeMode: "utc" }] as const;
  const state = events.reduce(reduce, aState(...withJobs([job])));
  const client = { ...server.client, categories: () => good({ categories }) };
  const terminal = new TestTerminal({ columns, rows, state, client });
  await terminal.settle();
  const view = { screen: "job_form", id: job.job_id } as const;
  terminal.app.dispatch({ type: "view_opened", view });
  await terminal.settle();
  await terminal.press("2", "\t", "\t", "\t", "\t", "\t", "\t", "\t", "\t");
  await terminal.timers.advance(200);
  return [terminal, server];
}

for (const [columns, rows] of sizes) {
  Deno.test(`the job form at ${columns}x${rows} looks as it did`, async (t) => {
    const [terminal] = await aForm(columns, rows);
    await using _ = terminal;
    await terminal.press("x");

    await t.assertSnapshot(await terminal.picture());
  });
}

Deno.test("a lost race looks as it did", async (t) => {
  const [terminal, server] = await aForm(80, 24);
  await using _ = terminal;
  server.job = { ...job, name: "theirs", version: 8, max_retries: 3 };
  await terminal.press("\x13", "\r");

  await t.assertSnapshot(await terminal.picture());
});

Deno.test("the categories look as they did", async (t) => {
  const state = aState(
    ...withJobs([job]),
    { type: "categories_read", categories },
    { type: "prefs_set", timeMode: "utc" },
    { type: "view_switched", screen: "categories" },
  );
  const client = { categories: () => good({ categories }) };
  await using terminal = new TestTerminal({ columns: 80, rows: 24, state, client });

  await t.assertSnapshot(await terminal.picture());
});
