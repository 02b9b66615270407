import { strict as assert } from "node:assert";
import { Reader } from "../../../../tui/server/reading.ts";
import { type TestApi, testApi } from "../../../support/app.ts";
import { anAccount, aState } from "../../support/builders.ts";
import { clientOf } from "../../support/real_server.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const [ctrlA, ctrlS, tab] = ["\x01", "\x13", "\t"];

async function withThreeJobs(api: TestApi) {
  const channel = { name: "ops", kind: "webhook", url: "https://example.com/hook" };
  const { id: ops } = (await api.admin.post("/channels", channel)).body;
  const ids: string[] = [];
  for (const [i, name] of ["one", "two", "three"].entries()) {
    const { body } = await api.admin.post("/jobs", {
      name,
      job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
      pub_args: [],
      minute: "0",
      timeout_seconds: (i + 1) * 10,
      ...(i === 0 ? { alarms: { failed: { after: 3 } } } : {}),
    });
    ids.push(body.job_id);
  }
  return { ops, ids };
}

async function onJobs(api: TestApi): Promise<TestTerminal> {
  const state = aState(
    { type: "clock_ticked", now: api.clock.now() },
    { type: "account_known", account: anAccount() },
    { type: "view_switched", screen: "jobs" },
  );
  const client = clientOf(api, api.admin.token);
  const terminal = new TestTerminal({ columns: 140, rows: 30, state, client });
  await new Reader(terminal.app).readAll();
  return terminal;
}

/** Presses keys until the text is there. */
async function until(terminal: TestTerminal, text: RegExp): Promise<string> {
  for (let i = 0; i < 200; i++) {
    const screen = await terminal.text();
    if (text.test(screen)) return screen;
  }
  throw new Error(`never showed ${text}:\n${await terminal.text()}`);
}

async function jobsOf(api: TestApi, ids: readonly string[]) {
  return await Promise.all(ids.map(async (id) => (await api.admin.get(`/jobs/${id}`)).body));
}

Deno.test("u after a bulk edit puts back what it changed, and names what was changed since", async () => {
  await using api = await testApi();
  const { ids, ops } = await withThreeJobs(api);
  await using terminal = await onJobs(api);

  await terminal.press(ctrlA, "e");
  await until(terminal, /Alarm channels/);
  await terminal.press(tab, "99", tab, tab, tab, "ops", ctrlS);
  const preview = await until(terminal, /To be saved/);
  await terminal.press(ctrlS);
  const saved = await until(terminal, /saved 3 jobs/);
  const edited = await jobsOf(api, ids);
  await api.admin.put(`/jobs/${ids[1]}`, { max_retries: 7 });
  await terminal.press("u");
  const undone = await until(terminal, /put back/);
  const after = await jobsOf(api, ids);

  assert.match(preview, /Timeout[^]*\+ 99[^]*Alarm channels - as the category[^]*\+ ops/);
  assert.match(saved, /saved 3 jobs · u undo \(30 s\)/);
  assert.deepEqual(edited.map((job) => [job.timeout_seconds, job.alarms.channels]), [
    [99, [ops]],
    [99, [ops]],
    [99, [ops]],
  ]);
  assert.deepEqual(edited[0].alarms.failed, { after: 3 });
  assert.match(undone, /put back 2 of 3 jobs · changed or deleted since: two/);
  assert.deepEqual(after.map((job) => [job.timeout_seconds, job.max_retries, job.alarms]), [
    [10, 0, { failed: { after: 3 } }],
    [99, 7, { channels: [ops] }],
    [30, 0, undefined],
  ]);
});

Deno.test("undo of a bulk pause with a reason resumes exactly the jobs that it paused", async () => {
  await using api = await testApi();
  const { ids } = await withThreeJobs(api);
  await api.admin.post(`/jobs/${ids[2]}/pause`, { reason: "moving", fires: "make_up" });
  await using terminal = await onJobs(api);

  await terminal.press(ctrlA, "e");
  await until(terminal, /Alarm channels/);
  await terminal.press(tab, tab, tab, "\x1b[C");
  await until(terminal, /Pause reason/);
  await terminal.press(tab, "disk is full", ctrlS);
  const preview = await until(terminal, /To be saved/);
  await terminal.press(ctrlS);
  await until(terminal, /saved 3 jobs/);
  const paused = await jobsOf(api, ids);
  await terminal.press("u");
  await until(terminal, /put back/);
  const after = await jobsOf(api, ids);

  assert.match(preview, /Paused +- no × 2 · yes × 1[^]*\+ yes[^]*Pause reason[^]*\+ disk is full/);
  assert.deepEqual(paused.map((job) => job.paused_reason), Array(3).fill("disk is full"));
  assert.deepEqual(after.map((job) => [job.paused, job.paused_reason, job.paused_fires]), [
    [false, "", ""],
    [false, "", ""],
    [true, "moving", "make_up"],
  ]);
});

Deno.test("undo of a single edit leaves a job that was changed since, and says so", async () => {
  await using api = await testApi();
  const { ids } = await withThreeJobs(api);
  await using terminal = await onJobs(api);
  terminal.app.dispatch({ type: "view_opened", view: { screen: "job_form", id: ids[0]! } });
  await until(terminal, /Class/);

  await terminal.press("\x15renamed", ctrlS);
  await until(terminal, /To be saved/);
  await terminal.press(ctrlS);
  await until(terminal, /saved renamed/);
  await api.admin.put(`/jobs/${ids[0]}`, { max_retries: 7 });
  await terminal.press("u");
  const undone = await until(terminal, /put back/);

  assert.match(undone, /put back 0 of 1 jobs · changed or deleted since: renamed/);
  assert.equal((await jobsOf(api, ids))[0].name, "renamed");
});

Deno.test("undo of a resume brings the pause back with its reason", async () => {
  await using api = await testApi();
  const { ids } = await withThreeJobs(api);
  for (const id of ids) await api.admin.post(`/jobs/${id}/pause`, { reason: "moving" });
  await using terminal = await onJobs(api);

  await terminal.press(ctrlA, "p");
  await until(terminal, /resumed 3 jobs/);
  const resumed = await jobsOf(api, ids);
  await terminal.press("u");
  await until(terminal, /put back 3 of 3/);

  assert.deepEqual(resumed.map((job) => job.paused), [false, false, false]);
  const after = await jobsOf(api, ids);
  assert.deepEqual(after.map((job) => job.paused_reason), ["moving", "moving", "moving"]);
});

Deno.test("a bulk edit that fails with some jobs can be undone for the others", async () => {
  await using api = await testApi();
  const { ids } = await withThreeJobs(api);
  await using terminal = await onJobs(api);

  await terminal.press(ctrlA, "e");
  await until(terminal, /Alarm channels/);
  await api.admin.delete(`/jobs/${ids[0]}`);
  await terminal.press(tab, "99", ctrlS);
  await until(terminal, /To be saved/);
  await terminal.press(ctrlS);
  const failed = await until(terminal, /1 \/ 3/);
  await terminal.press("\x10", "take the last", "\r");
  await until(terminal, /put back/);

  assert.match(failed, /2 jobs are saved · u undo/);
  const after = await jobsOf(api, ids.slice(1));
  assert.deepEqual(after.map((job) => job.timeout_seconds), [20, 30]);
});

Deno.test("a channel that does not exist is said at its field", async () => {
  await using api = await testApi();
  await withThreeJobs(api);
  await using terminal = await onJobs(api);

  await terminal.press(ctrlA, "e");
  const form = await until(terminal, /Alarm channels/);
  await terminal.press(tab, tab, tab, tab, "nobody", ctrlS);

  assert.match(form, /Alarm channels +as the category or the server says/);
  assert.match(await terminal.text(), /! there is no channel with this name/);
});
