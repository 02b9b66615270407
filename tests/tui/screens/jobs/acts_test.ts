import { strict as assert } from "node:assert";
import { anAccount, aState, good } from "../../support/builders.ts";
import { aBusyDay, onJobs } from "../../support/story.ts";
import { TestTerminal } from "../../support/terminal.tsx";

Deno.test("D asks with the cursor on Cancel: enter does nothing, y deletes", async () => {
  const deleted: string[] = [];
  const client = { deleteJob: (id: string) => (deleted.push(id), good({ job_id: id })) };
  await using terminal = new TestTerminal(onJobs({ client }));

  await terminal.press("D");
  const asked = await terminal.text();
  await terminal.press("\r");
  const none = [...deleted];
  await terminal.press("D", "y");

  assert.match(asked, /Delete job nightly-sync-s3\?/);
  assert.match(asked, /▸\[Cancel\]/);
  assert.deepEqual(none, []);
  assert.equal(deleted.length, 1);
  assert.match(await terminal.text(), /deleted nightly-sync-s3/);
});

Deno.test("marks make one key act on many, and deleting many asks for their number", async () => {
  const deleted: string[] = [];
  const client = { deleteJob: (id: string) => (deleted.push(id), good({ job_id: id })) };
  await using terminal = new TestTerminal(onJobs({ client }));

  await terminal.press("xxx", "D", "\t", "\r");
  const without = [...deleted];
  await terminal.press("3", "\r");

  assert.deepEqual(without, []);
  assert.equal(deleted.length, 3);
});

Deno.test("r runs the job, a with other arguments; what is no array is not sent", async () => {
  const ran: unknown[] = [];
  const client = {
    runJob: (id: string, body?: unknown) => (ran.push(body), good({ execution_id: id })),
  };
  await using terminal = new TestTerminal(onJobs({ client }));

  await terminal.press("r", "a", "\x15", "{", "\r");
  const refused = await terminal.text();
  await terminal.press("\x15", "[7]", "\t", "late", "\r");

  assert.match(refused, /Arguments are a JSON array/);
  assert.deepEqual(ran, [undefined, { pub_args: [7], reason: "late" }]);
});

Deno.test("a run that the overlap rule refused shows the reason", async () => {
  const answer = {
    execution_id: "e",
    state: "scheduled error",
    description: "still running",
  } as const;
  await using terminal = new TestTerminal(onJobs({ client: { runJob: () => good(answer) } }));

  await terminal.press("r");

  assert.match(await terminal.text(), /✗ still running/);
});

Deno.test("a command that the role may not run is refused before it is sent", async () => {
  const reader = anAccount({ is_admin: false, is_permission: false });
  const state = aBusyDay(
    { type: "account_known", account: reader },
    { type: "view_switched", screen: "jobs" },
  );
  await using terminal = new TestTerminal({ columns: 100, state });

  await terminal.press("p");

  assert.match(await terminal.text(), /Your role may not do that/);
  assert.match(await terminal.text(), /admin · reader/);
});

Deno.test("while the server is away acts are refused with the reason, and the data stays", async () => {
  const lost = {
    type: "connection_lost",
    heardAt: aState().now,
    attempt: 2,
    nextTryAt: aState().now + 800,
    error: "refused",
  } as const;
  const state = aBusyDay(lost, { type: "view_switched", screen: "jobs" });
  await using terminal = new TestTerminal({ state });

  await terminal.press("r");

  const text = await terminal.text();
  assert.match(text, /the server does not answer/);
  assert.match(text, /◐ retry 2 in 0\.8s, showing data of/);
  assert.match(text, /nightly-sync-s3/);
});
