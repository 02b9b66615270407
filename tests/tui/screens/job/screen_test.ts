import { strict as assert } from "node:assert";
import { aState, withJobs } from "../../support/builders.ts";
import { aHistory, type History, HistoryServer } from "../../support/history_server.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const history = aHistory();
const [job] = history.jobs;

async function onJob(given: Partial<History> = {}, size: { columns?: number; rows?: number } = {}) {
  const server = new HistoryServer({ ...history, ...given });
  const jobs = given.jobs ?? history.jobs;
  const state = aState(...withJobs(jobs), {
    type: "view_opened",
    view: { screen: "job", id: job!.job_id },
  });
  const terminal = new TestTerminal({ state, client: server.client, ...size });
  await terminal.timers.advance(500);
  return { terminal, server };
}

Deno.test("a job shows its schedule in words, its figures and its last runs as blocks", async () => {
  const { terminal } = await onJob();
  await using _ = terminal;

  const text = await terminal.text();

  assert.match(text, /every 15 minutes · Asia\/Tokyo/);
  assert.match(text, /ok 97\.2 % of 36 · p50 2\.9s · p95 4\.0s/);
  assert.match(text, /last 20 +✗{20}/);
  assert.match(text, /\[Runs\] Next fires +Audit +Config/);
});

Deno.test("the next ten fires are shown in the zone of the job and in the local zone", async () => {
  const { terminal } = await onJob();
  await using _ = terminal;

  await terminal.press("\t");

  const text = await terminal.text();
  assert.match(text, /Sun 11-22 15:15 +\+09:00/);
  assert.equal(text.match(/\+09:00/g)?.length, 10);
});

Deno.test("its audit trail opens the entry, and the entry the execution", async () => {
  const { terminal } = await onJob();
  await using _ = terminal;

  await terminal.press("\t", "\t", "\r");
  const entry = await terminal.text();
  await terminal.press("\x1b");
  await terminal.timers.advance(100);
  await terminal.press("\t", "\t", "j", "\r", "\r");

  assert.match(entry, /minute +\*\/15 → \*\/20/);
  assert.match(entry, /- \[/);
  assert.match(entry, /\+ \[/);
  assert.deepEqual(terminal.state.view.stack.at(-1), {
    screen: "run",
    id: history.executions[0]!.execution_id,
  });
});

Deno.test("its record can be searched", async () => {
  const { terminal } = await onJob();
  await using _ = terminal;

  await terminal.press("h", "/", "tokyo", "\r");

  assert.match(await terminal.text(), /match 1\/1/);
  assert.match((await terminal.screen()).find((row) => row.startsWith("▸")) ?? "", /Asia\/Tokyo/);
});

Deno.test("v shows all its runs, enter the one under the cursor", async () => {
  const { terminal } = await onJob();
  await using _ = terminal;

  await terminal.press("\r");
  const opened = terminal.state.view.stack.at(-1);
  await terminal.press("-", "v");
  await terminal.timers.advance(500);

  assert.equal(opened?.screen, "run");
  assert.match(await terminal.text(), /Runs 20 › job:billing-export › ever/);
});

Deno.test("with an older server, figures and preview are left out", async () => {
  const refused = { stats: 404, schedules: 404, logs: 404 };
  const { terminal } = await onJob({ refused });
  await using _ = terminal;

  await terminal.press("\t");

  const text = await terminal.text();
  assert.match(text, /\*\/5 \* \* \* \*/);
  assert.match(text, /Sun 11-22 15:01/);
});

Deno.test("a job that is gone says so", async () => {
  const { terminal } = await onJob({ jobs: [], executions: [] });
  await using _ = terminal;

  assert.match(await terminal.text(), /There is no such job, or it lies in a category/);
});
