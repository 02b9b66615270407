import { strict as assert } from "node:assert";
import type { StateEvent } from "../../../../tui/state.ts";
import { anAccount, anExecution, aState, iso, start, withJobs } from "../../support/builders.ts";
import { aHistory, type History, HistoryServer } from "../../support/history_server.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const history = aHistory();

async function onRuns(
  given: Partial<History> = {},
  events: readonly StateEvent[] = [],
  size: { columns?: number; rows?: number } = {},
) {
  const server = new HistoryServer({ ...history, ...given });
  const state = aState(...withJobs(history.jobs), ...events, {
    type: "view_switched",
    screen: "runs",
  });
  const terminal = new TestTerminal({ state, client: server.client, ...size });
  await terminal.timers.advance(500);
  return { terminal, server };
}

Deno.test("the runs show state, start, job, trigger, duration and reason", async () => {
  const { terminal } = await onRuns();
  await using _ = terminal;

  const text = await terminal.text();

  assert.match(text, /Runs 60 › last 24h/);
  assert.match(text, /✗ 05:59:00 +billing-export +cron +3\.0s/);
  assert.match(text, /exit 2:/);
  assert.match(text, /夜間バックアップ/);
});

Deno.test("v f asks the server for failures only, esc for all again", async () => {
  const { terminal, server } = await onRuns();
  await using _ = terminal;

  await terminal.press("v", "f");
  await terminal.timers.advance(500);
  const failed = await terminal.text();
  await terminal.press("\x1b");
  await terminal.timers.advance(500);

  assert.ok(server.asked.some((asked) => asked.includes("state=failed,timeout")));
  assert.match(failed, /Runs 20 › state:failed,timeout › last 24h/);
  assert.match(await terminal.text(), /Runs 60 › last 24h/);
});

Deno.test("a filter without matches says so, and how to clear it", async () => {
  const { terminal } = await onRuns();
  await using _ = terminal;

  await terminal.press("/", "nigth", "\r");
  await terminal.timers.advance(500);

  assert.match(await terminal.text(), /No execution matches \/nigth · esc clears/);
});

Deno.test("further pages are read as the cursor nears the end", async () => {
  const job = history.jobs[1]!;
  const executions = Array.from(
    { length: 500 },
    (_, i) => anExecution(job, { scheduled_time: iso(start - i * 1000), updated_time: iso(start) }),
  );
  const { terminal, server } = await onRuns({ executions });
  await using _ = terminal;
  const before = server.asked.filter((asked) => asked.includes("cursor=")).length;

  await terminal.press("G");
  await terminal.timers.advance(500);
  await terminal.press("G");
  await terminal.timers.advance(500);

  assert.equal(before, 0);
  assert.equal(server.asked.filter((asked) => asked.includes("cursor=")).length, 2);
  assert.match(await terminal.text(), /Runs 500 › /);
});

Deno.test("new executions are counted above the list, and g goes there", async () => {
  const { terminal } = await onRuns();
  await using _ = terminal;
  await terminal.press("j", "j", "j");
  const cursor = (await terminal.screen()).findIndex((row) => row.startsWith("▸"));
  const execution = anExecution(history.jobs[0]!, { scheduled_time: iso(start + 1000) });
  const { execution_id, state } = execution;

  terminal.app.store.tell({ type: "execution", execution_id, state, execution });
  terminal.app.store.flush();
  const screen = await terminal.screen();
  await terminal.press("g");

  assert.match(screen.join("\n"), /↑ 1 new above \(g\)/);
  assert.equal(screen.findIndex((row) => row.startsWith("▸")), cursor);
  assert.doesNotMatch(await terminal.text(), /new above/);
});

Deno.test("r runs a failed one again, and one that succeeded with the arguments it had", async () => {
  const { terminal, server } = await onRuns();
  await using _ = terminal;
  const [failed, succeeded] = history.executions;

  await terminal.press("r");
  await terminal.press("j", "r");

  assert.ok(server.asked.includes(`POST executions/${failed!.execution_id}/retry`));
  const body = JSON.stringify({ pub_args: succeeded!.job.pub_args });
  assert.ok(server.asked.includes(`POST executions/${succeeded!.job.job_id} ${body}`));
});

Deno.test("a runs it with other arguments, those it had to begin with", async () => {
  const { terminal, server } = await onRuns();
  await using _ = terminal;

  await terminal.press("a");
  const asked = await terminal.text();
  await terminal.press("\r");

  assert.match(asked, /\["one","two"\]/);
  const [run] = history.executions;
  const body = JSON.stringify({ pub_args: ["one", "two"] });
  assert.ok(server.asked.includes(`POST executions/${run!.job.job_id} ${body}`));
});

Deno.test("s stops one that runs, after asking", async () => {
  const running = anExecution(history.jobs[0]!, {
    state: "running",
    ended_time: "",
    duration_ms: null,
    scheduled_time: iso(start),
    started_time: iso(start - 5000),
  });
  const { terminal, server } = await onRuns({ executions: [running, ...history.executions] });
  await using _ = terminal;

  await terminal.press("s");
  const asked = await terminal.text();
  await terminal.press("y");

  assert.match(asked, /Stop billing-export\?/);
  assert.ok(server.asked.includes(`DELETE executions/${running.execution_id}`));
});

Deno.test("J opens the job, enter the run, v t all runs of the job", async () => {
  const { terminal, server } = await onRuns();
  await using _ = terminal;

  await terminal.press("J");
  const job = terminal.state.view.stack.at(-1);
  await terminal.press("\x1b");
  await terminal.timers.advance(100);
  await terminal.press("\r");
  const run = terminal.state.view.stack.at(-1);
  await terminal.press("-", "v", "t");
  await terminal.timers.advance(500);

  assert.deepEqual(job, { screen: "job", id: history.jobs[0]!.job_id });
  assert.deepEqual(run, { screen: "run", id: history.executions[0]!.execution_id });
  assert.ok(server.asked.some((asked) => asked.includes(`job_id=${history.jobs[0]!.job_id}`)));
  assert.match(await terminal.text(), /Runs 20 › job:billing-export › ever/);
});

Deno.test("a reader gets a refusal before anything is sent", async () => {
  const account = anAccount({ is_admin: false, is_permission: false });
  const { terminal, server } = await onRuns({}, [{ type: "account_known", account }]);
  await using _ = terminal;

  await terminal.press("r");

  assert.match(await terminal.text(), /Your role may not do that/);
  assert.ok(!server.asked.some((asked) => asked.startsWith("POST")));
});

Deno.test("offline the rows stay, and a change is refused with the reason", async () => {
  const { terminal, server } = await onRuns();
  await using _ = terminal;
  terminal.app.dispatch({
    type: "connection_lost",
    heardAt: start,
    attempt: 1,
    nextTryAt: start + 1000,
    error: "gone",
  });

  await terminal.press("r");

  const text = await terminal.text();
  assert.match(text, /billing-export/);
  assert.match(text, /Not now: the server does not answer/);
  assert.ok(!server.asked.some((asked) => asked.startsWith("POST")));
});

Deno.test("when the list cannot be read, the reason is shown in its place", async () => {
  const { terminal } = await onRuns({ refused: { executions: 500 } });
  await using _ = terminal;

  assert.match(await terminal.text(), /They could not be read: It is not there\. R tries again/);
});

Deno.test("on a wide terminal the run under the cursor is shown beside the list", async () => {
  const { terminal } = await onRuns({}, [], { columns: 140, rows: 40 });
  await using _ = terminal;

  await terminal.press("j", "k");
  await terminal.timers.advance(500);

  const text = await terminal.text();
  assert.match(text, /billing-export › run [0-9a-f]{8}/);
  assert.match(text, /attempts +✗ 3\.0s/);
  assert.match(text, /p95 4\.0s/);
  assert.match(text, /connecting to db:5432/);
  assert.match(text, /last 20 +\S{20}/);
});
