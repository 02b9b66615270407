import { strict as assert } from "node:assert";
import { anAccount, aState, withJobs } from "../../support/builders.ts";
import { aHistory, type History, HistoryServer } from "../../support/history_server.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const history = aHistory();

async function onAudit(
  given: Partial<History> = {},
  isAdmin = true,
  size: { columns?: number; rows?: number } = {},
) {
  const server = new HistoryServer({ ...history, ...given });
  const account = anAccount({ is_admin: isAdmin });
  const state = aState(...withJobs(history.jobs), { type: "account_known", account }, {
    type: "view_switched",
    screen: "audit",
  });
  const terminal = new TestTerminal({ state, client: server.client, ...size });
  await terminal.timers.advance(500);
  return { terminal, server };
}

Deno.test("the log shows when who did what to which job", async () => {
  const { terminal } = await onAudit({}, true, { columns: 100, rows: 30 });
  await using _ = terminal;

  const text = await terminal.text();

  assert.match(text, /05:59:00 +mika +changed +billing-export +minute, pub_args/);
  assert.match(text, /11-19 06:00:00 +evil/);
});

Deno.test("enter shows the old and the new value of a field", async () => {
  const { terminal } = await onAudit();
  await using _ = terminal;

  await terminal.press("\r");

  const text = await terminal.text();
  assert.match(text, /billing-export › changed/);
  assert.match(text, /2 changes/);
  assert.match(text, /minute +\*\/15 → \*\/20/);
});

Deno.test("tab leads an admin to the log of access", async () => {
  const { terminal, server } = await onAudit();
  await using _ = terminal;

  await terminal.press("\t");
  await terminal.timers.advance(500);

  assert.match(await terminal.text(), /nobody +log-in failed +evil/);
  assert.ok(server.asked.some((asked) => asked.includes("kind=security")));
});

Deno.test("a user who is no admin gets a refusal and no tab", async () => {
  const { terminal, server } = await onAudit({}, false);
  await using _ = terminal;

  await terminal.press("\t");
  await terminal.timers.advance(500);

  const text = await terminal.text();
  assert.match(text, /Only an admin may do that/);
  assert.doesNotMatch(text, /Access/);
  assert.ok(!server.asked.some((asked) => asked.includes("kind=security")));
});

Deno.test("/ filters by user and event, and the server gets the part that it can filter", async () => {
  const { terminal, server } = await onAudit();
  await using _ = terminal;

  await terminal.press("/", "event:modified user:mi", "\r");
  await terminal.timers.advance(500);

  assert.match(await terminal.text(), /changed +billing-export/);
  assert.ok(server.asked.some((asked) => asked.includes("event=modified")));
});

Deno.test("J opens the job of an entry", async () => {
  const { terminal } = await onAudit();
  await using _ = terminal;

  await terminal.press("J");

  const { job_id: id } = history.jobs[0]!;
  assert.deepEqual(terminal.state.view.stack.at(-1), { screen: "job", id });
});
