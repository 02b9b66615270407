import { strict as assert } from "node:assert";
import { perform, undo } from "../../../tui/commands/performing.ts";
import type { Act } from "../../../tui/state/act.ts";
import type { Client } from "../../../tui/server/client.ts";
import { aJob, anAccount, aState, bad, good, withJobs } from "../support/builders.ts";
import { aTestApp } from "../support/test_app.ts";

const [one, two, three] = ["one", "two", "three"].map((name) => aJob({ name }));
const ids = [one!.job_id, two!.job_id, three!.job_id];
const state = aState(...withJobs([one!, two!, three!]));

function appWith(client: Partial<Client>, given = state) {
  const { app } = aTestApp(given, client);
  return { app, toast: () => app.state.notices.toast };
}

const pauseAll: Act = { kind: "pause_jobs", jobIds: ids };

Deno.test("perform() tells how many it was about, and undo takes the act back", async () => {
  const asked: string[] = [];
  const { app, toast } = appWith({
    pauseJob: (id: string) => (asked.push(`pause ${id}`), good({ job_id: id })),
    resumeJob: (id: string) => (asked.push(`resume ${id}`), good({ job_id: id })),
  } as Partial<Client>);

  assert.equal(await perform(app, pauseAll), true);
  assert.equal(toast()?.tone, "ok");
  assert.match(toast()?.text ?? "", /3/);
  await undo(app);

  assert.deepEqual(asked.slice(3), ids.map((id) => `resume ${id}`));
});

Deno.test("perform() undoes only what was done, where some failed", async () => {
  const { app, toast } = appWith({
    pauseJob: (id: string) => id === ids[1] ? bad(500, "It broke.") : good({ job_id: id }),
  } as Partial<Client>);

  assert.equal(await perform(app, pauseAll), false);

  assert.equal(toast()?.tone, "bad");
  assert.match(toast()?.text ?? "", /1 of 3.*It broke\./);
  assert.deepEqual(app.state.notices.undo?.act, {
    kind: "resume_jobs",
    jobIds: [ids[0], ids[2]],
  });
});

Deno.test("perform() takes a run that the overlap rule refused as a failure", async () => {
  const description = "skipped: 3 instances are still under way";
  const { app, toast } = appWith({
    runJob: () => good({ execution_id: "1", state: "scheduled error", description }),
  } as Partial<Client>);

  assert.equal(await perform(app, { kind: "run_jobs", jobIds: [ids[0]!] }), false);
  assert.match(toast()?.text ?? "", /3 instances are still under way/);
});

Deno.test("perform() asks the server for nothing where the account may not", async () => {
  const asked: string[] = [];
  const account = anAccount({ is_admin: false, is_permission: false });
  const reader = aState({ type: "logged_in", account, server: "http://127.0.0.1:8888" });
  const client = { deleteJob: (id: string) => (asked.push(id), good({ job_id: id })) };
  const { app, toast } = appWith(client as Partial<Client>, reader);

  assert.equal(await perform(app, { kind: "delete_jobs", jobIds: ids }), false);

  assert.deepEqual(asked, []);
  assert.equal(toast()?.tone, "warn");
});

Deno.test("undo() says so where there is nothing to undo", async () => {
  const { app, toast } = appWith({});

  await undo(app);

  assert.equal(toast()?.tone, "warn");
});

Deno.test("an act that takes long tells each second how far it is", async () => {
  const answers: (() => void)[] = [];
  const client = {
    pauseJob: (id: string) =>
      new Promise<void>((resolve) => answers.push(resolve)).then(() => good({ job_id: id })),
  } as Partial<Client>;
  const { app, timers } = aTestApp(state, client);
  const text = () => app.state.notices.toast?.text;

  const performed = perform(app, pauseAll);
  await timers.advance(10);
  answers[0]?.();
  await timers.advance(1100);
  const early = text();
  answers[1]?.();
  await timers.advance(10);
  const told = text();
  answers[2]?.();

  assert.equal(await performed, true);
  assert.equal(early, undefined);
  assert.equal(told, "2 of 3 are done");
  assert.match(text() ?? "", /paused 3 jobs/);
});
