import { strict as assert } from "node:assert";
import { perform, undo } from "../../../tui/commands/performing.ts";
import type { App } from "../../../tui/app.ts";
import { restore } from "../../../tui/commands/undo/restoring.ts";
import { toast, toastFailure } from "../../../tui/commands/toasts.ts";
import type { Act, FormerJob } from "../../../tui/state/act.ts";
import type { Client } from "../../../tui/server/client.ts";
import { undoOf } from "../../../tui/commands/undo/undo_of.ts";
import { aChannel, anAlarm } from "../support/alarms.ts";
import { aJob, anExecution, aState, bad, good, iso, start, withJobs } from "../support/builders.ts";
import { aCategory, aKey, aUser, refusal } from "../support/form_server.ts";
import { aTestApp } from "../support/test_app.ts";
import { aHoliday, aMonitor } from "../support/world.ts";

const job = aJob({ job_id: "a".repeat(32), name: "nightly" });
const run = anExecution(job, { execution_id: "b".repeat(32), state: "running", ended_time: "" });
const alarm = anAlarm(job, { alarm_id: "al" });
const state = aState(
  ...withJobs([job], [run]),
  { type: "alarms_page", alarms: [alarm], isLast: true },
  { type: "monitors_read", monitors: [aMonitor(0, { monitor_id: "mo", name: "mail" })] },
  { type: "channels_read", channels: [aChannel({ id: "ch", name: "on call" })] },
  { type: "calendars_read", calendars: [aHoliday(0, { name: "假日" })] },
  { type: "categories_read", categories: [aCategory({ id: 3, name: "ops" })] },
  { type: "users_read", users: [aUser({ id: 5, username: "kim" })] },
  { type: "api_keys_read", keys: [aKey({ id: 6, name: "reports" })] },
);

/** A server that does all that it is asked for, and notes it. */
function obliging(asked: string[]): Partial<Client> {
  return new Proxy({}, {
    get: (_, name) => (...given: unknown[]) => {
      if (name === "then" || name === "token") return undefined;
      asked.push(`${String(name)} ${JSON.stringify(given)}`);
      if (name === "changeAlarm") return good({ ...alarm, state: "closed" });
      if (name === "beginPause") return good({ category_id: 3, reason: "moving", until: "" });
      if (name === "jobToEdit") {
        return Promise.resolve({ ok: true, etag: '"v1"', value: { alarms: { late: false } } });
      }
      return good({ ping_path: "/ping/key" });
    },
  }) as Partial<Client>;
}

const acts: readonly (readonly [Act, string, RegExp])[] = [
  [{ kind: "run_jobs", jobIds: [job.job_id] }, `runJob ["${job.job_id}",null]`, /nightly/],
  [{ kind: "pause_jobs", jobIds: [job.job_id] }, `pauseJob ["${job.job_id}",null]`, /nightly/],
  [{ kind: "resume_jobs", jobIds: [job.job_id] }, `resumeJob ["${job.job_id}"]`, /nightly/],
  [{ kind: "delete_jobs", jobIds: [job.job_id] }, `deleteJob ["${job.job_id}"]`, /nightly/],
  [
    { kind: "stop_executions", executionIds: [run.execution_id] },
    `stopExecution ["${run.execution_id}"]`,
    /nightly/,
  ],
  [
    { kind: "retry_executions", executionIds: [run.execution_id] },
    `retryExecution ["${run.execution_id}"]`,
    /nightly/,
  ],
  [
    { kind: "begin_pause", ids: ["3"], body: { reason: "moving" } },
    'beginPause [{"reason":"moving","category_id":3}]',
    /ops/,
  ],
  [{ kind: "end_pause", ids: ["3"] }, "endPause [3]", /ops/],
  [
    { kind: "acknowledge_alarms", ids: ["al"], note: "mine" },
    'changeAlarm ["al","acknowledge",{"note":"mine"}]',
    /nightly/,
  ],
  [{ kind: "acknowledge_alarms", ids: ["al"] }, 'changeAlarm ["al","acknowledge",{}]', /nightly/],
  [
    { kind: "snooze_alarms", ids: ["al"], until: "recovery" },
    'changeAlarm ["al","snooze",{"until":"recovery"}]',
    /nightly/,
  ],
  [{ kind: "close_alarms", ids: ["al"] }, 'changeAlarm ["al","close",{}]', /nightly/],
  [{ kind: "pause_monitors", ids: ["mo"] }, 'pauseMonitor ["mo"]', /mail/],
  [{ kind: "resume_monitors", ids: ["mo"] }, 'resumeMonitor ["mo"]', /mail/],
  [{ kind: "renew_ping_keys", ids: ["mo"] }, 'renewPingKey ["mo"]', /mail/],
  [{ kind: "delete_monitors", ids: ["mo"] }, 'deleteMonitor ["mo"]', /mail/],
  [{ kind: "delete_channels", ids: ["ch"] }, 'deleteChannel ["ch"]', /on call/],
  // What can be made again is read before it is deleted.
  [{ kind: "delete_calendars", ids: ["1"] }, "calendarToEdit [1], deleteCalendar [1]", /假日/],
  [{ kind: "delete_categories", ids: ["3"] }, "categoryToEdit [3], deleteCategory [3]", /ops/],
  [{ kind: "delete_users", ids: ["5"], apiKeys: "keep" }, 'deleteUser [5,"keep"]', /kim/],
  [{ kind: "revoke_keys", ids: ["6"] }, "deleteApiKey [6]", /reports/],
];

for (const [act, call, said] of acts) {
  Deno.test(`perform() of ${act.kind} asks for ${call.match(/\w+(?= \S+$)/)?.[0]}() and names what it was about`, async () => {
    const asked: string[] = [];
    const { app } = aTestApp(state, obliging(asked));

    assert.equal(await perform(app, act), true);

    assert.equal(asked.join(", "), call);
    assert.equal(app.state.notices.toast?.tone, "ok");
    assert.match(app.state.notices.toast?.text ?? "", said);
  });
}

Deno.test("what is deleted leaves its list at once, where the event stream does not tell of it", async () => {
  const { app } = aTestApp(state, obliging([]));
  for (const [act] of acts.filter(([{ kind }]) => /^delete_|^revoke_/.test(kind))) {
    await perform(app, act);
  }

  const { categories, users, apiKeys, channels, monitors, calendars, jobs } = app.state;
  for (const { byId } of [categories, users, apiKeys, channels, monitors, calendars]) {
    assert.equal(byId.size, 0);
  }
  // The server tells of jobs by itself.
  assert.equal(jobs.byId.size, 1);
});

Deno.test("what could not be deleted stays", async () => {
  const no = () => bad(409, "It is in use.");
  const client = {
    ...{ deleteCategory: no, deleteUser: no, deleteApiKey: no, deleteChannel: no },
    ...{ deleteMonitor: no, deleteCalendar: no },
  } as unknown as Partial<Client>;
  const { app } = aTestApp(state, client);
  for (const [act] of acts.filter(([{ kind }]) => /^delete_|^revoke_/.test(kind))) {
    if (act.kind === "delete_jobs") continue;
    assert.equal(await perform(app, act), false);
    assert.equal(app.state.notices.toast?.text, "It is in use.");
  }

  const { categories, users, apiKeys, channels, monitors, calendars } = app.state;
  for (const { byId } of [categories, users, apiKeys, channels, monitors, calendars]) {
    assert.equal(byId.size, 1);
  }
});

Deno.test("the answers to acts are shown before their events come", async () => {
  const { app } = aTestApp(state, obliging([]));

  await perform(app, { kind: "close_alarms", ids: ["al"] });
  await perform(app, { kind: "pause_monitors", ids: ["mo"] });
  await perform(app, { kind: "begin_pause", ids: ["3"], body: {} });
  assert.equal(app.state.alarms.byId.get("al")?.state, "closed");
  assert.equal(app.state.monitors.byId.get("mo")?.state, "paused");
  assert.equal(app.state.pauses.get(3)?.reason, "moving");

  await perform(app, { kind: "resume_monitors", ids: ["mo"] });
  await perform(app, { kind: "end_pause", ids: ["3"] });
  assert.equal(app.state.monitors.byId.get("mo")?.state, "up");
  assert.equal(app.state.pauses.size, 0);
});

Deno.test("to mute an alarm switches off its rule, and leaves the other rules of the job", async () => {
  const asked: string[] = [];
  const { app } = aTestApp(state, obliging(asked));

  assert.equal(await perform(app, { kind: "mute_alarms", ids: ["al"] }), true);

  assert.deepEqual(asked, [
    `jobToEdit ["${job.job_id}"]`,
    `changeJob ["${job.job_id}",{"alarms":{"late":false,"failed":false}},"\\"v1\\""]`,
  ]);
});

Deno.test("an alarm that is not of a job cannot be muted", async () => {
  const subject = { kind: "monitor" as const, id: "mo", name: "mail" };
  const given = aState({
    ...{ type: "alarms_page", isLast: true } as const,
    alarms: [{ ...alarm, subject }],
  });
  const { app } = aTestApp(given, obliging([]));

  assert.equal(await perform(app, { kind: "mute_alarms", ids: ["al"] }), false);
  assert.equal(await perform(app, { kind: "mute_alarms", ids: ["gone"] }), false);
});

Deno.test("perform() runs at most eight requests at once", async () => {
  let [now, most] = [0, 0];
  const client = {
    async resumeJob(id: string) {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve));
      now--;
      return good({ job_id: id });
    },
  } as unknown as Partial<Client>;
  const { app } = aTestApp(state, client);
  const jobIds = Array.from({ length: 30 }, (_, i) => String(i));

  assert.equal(await perform(app, { kind: "resume_jobs", jobIds }), true);

  assert.equal(most, 8);
  assert.match(app.state.notices.toast?.text ?? "", /30/);
});

const keysAsked = refusal(409, "They made keys.", [{ field: "api_keys", reason: "say" }]);

Deno.test("a user who made API keys is asked about, and the others are deleted", async () => {
  const client = {
    deleteUser: (id: number) => id === 5 ? keysAsked : good({ id }),
  } as unknown as Partial<Client>;
  const { app } = aTestApp(state, client);

  assert.equal(await perform(app, { kind: "delete_users", ids: ["5", "6"] }), false);

  const { overlay } = app.state.overlay;
  assert.ok(overlay?.kind === "menu");
  assert.match(overlay.title, /kim/);
  assert.deepEqual(
    overlay.items.map(({ act }) => act && "apiKeys" in act ? act.apiKeys : undefined),
    ["revoke", "keep", undefined],
  );
  // The entry that changes nothing is the chosen one.
  assert.equal(overlay.items[overlay.selected]?.act, undefined);
  assert.equal(app.state.notices.toast?.tone, "ok");
});

Deno.test("several users who made API keys are asked about together, and nothing else is said", async () => {
  const { app } = aTestApp(state, { deleteUser: () => keysAsked } as unknown as Partial<Client>);

  assert.equal(await perform(app, { kind: "delete_users", ids: ["5", "6"] }), false);

  const { overlay } = app.state.overlay;
  assert.ok(overlay?.kind === "menu" && /2/.test(overlay.title));
  assert.equal(app.state.notices.toast, undefined);
});

Deno.test("another conflict of a user is a failure like any other", async () => {
  const client = { deleteUser: () => refusal(409, "It is the last admin.") };
  const { app } = aTestApp(state, client as unknown as Partial<Client>);

  await perform(app, { kind: "delete_users", ids: ["5"] });

  assert.equal(app.state.overlay.overlay, undefined);
  assert.equal(app.state.notices.toast?.text, "It is the last admin.");
});

Deno.test("toastFailure() adds the first field that the server names, unless its text says it", () => {
  const { app } = aTestApp(aState(), {});
  const failure = { status: 422, code: "x", error: "Not valid." };
  const said = () => app.state.notices.toast?.text;

  toastFailure(app, { ...failure, details: [{ field: "until", reason: "must be later" }] });
  assert.equal(said(), "Not valid. until: must be later");
  toastFailure(app, { ...failure, details: [{ field: "until", reason: "valid" }] });
  assert.equal(said(), "Not valid.");
  toastFailure(app, { ...failure, details: [] });
  assert.equal(said(), "Not valid.");
});

Deno.test("an undo of an edit can be taken longer than any other", () => {
  const { app } = aTestApp(aState(), {});
  toast(app, "ok", "paused", { kind: "resume_jobs", jobIds: [] });
  assert.equal(app.state.notices.undo?.until, start + 8000);
  toast(app, "ok", "saved", { kind: "restore_jobs", jobs: [] });
  assert.equal(app.state.notices.undo?.until, start + 30_000);
});

const former = (id: string, given: Partial<FormerJob> = {}): FormerJob => ({
  ...{ id, name: `job ${id}`, etag: '"v2"', body: { minute: "1" } },
  ...given,
});

/** A server that refuses to change some jobs. */
function refusing(statuses: Readonly<Record<string, number>>, asked: string[] = []) {
  const answer = (what: string) => (id: string, ...given: unknown[]) => {
    asked.push(`${what} ${id} ${JSON.stringify(given)}`);
    const status = statuses[id];
    return status === undefined
      ? Promise.resolve({ ok: true, value: {}, etag: '"v3"' })
      : bad(status, `status ${status}`);
  };
  return {
    changeJob: answer("change"),
    pauseJob: answer("pause"),
    resumeJob: answer("resume"),
  } as unknown as Partial<Client>;
}

function restoreJobs(app: App, jobs: readonly FormerJob[]): Promise<void> {
  return restore(app, { kind: "restore_jobs", jobs });
}

Deno.test("restore() of jobs names what was changed since, and offers what failed once more", async () => {
  const { app } = aTestApp(state, refusing({ "2": 412, "3": 404, "4": 500 }));

  await restoreJobs(app, ["1", "2", "3", "4"].map((id) => former(id)));

  const { toast: told, undo: again } = app.state.notices;
  assert.equal(told?.tone, "bad");
  assert.match(told?.text ?? "", /1.*4.*job 2, job 3.*status 500/);
  assert.deepEqual(again?.act, { kind: "restore_jobs", jobs: [former("4")] });
});

Deno.test("restore() of jobs names three of many, and counts the others", async () => {
  const ids = ["1", "2", "3", "4", "5"];
  const { app } = aTestApp(state, refusing(Object.fromEntries(ids.map((id) => [id, 412]))));

  await restoreJobs(app, ids.map((id) => former(id)));

  assert.match(app.state.notices.toast?.text ?? "", /job 1, job 2, job 3 \+2/);
  assert.equal(app.state.notices.toast?.tone, "warn");
  assert.equal(app.state.notices.undo, undefined);
});

Deno.test("restore() of jobs puts the pause back before the fields, each by the version before it", async () => {
  const asked: string[] = [];
  const { app } = aTestApp(state, refusing({}, asked));
  const pause = { reason: "moving", until: iso(start + 60_000), fires: "make_up" };

  await restoreJobs(app, [former("1", { pause })]);

  assert.deepEqual(asked, [
    `pause 1 [${JSON.stringify(pause)},"\\"v2\\""]`,
    'change 1 [{"minute":"1"},"\\"v3\\""]',
  ]);
});

Deno.test("restore() of jobs does not put back a pause whose end has come", async () => {
  const asked: string[] = [];
  const { app } = aTestApp(state, refusing({}, asked));
  const { body: _, ...bare } = former("1", {
    pause: { reason: "x", until: iso(start), fires: "" },
  });

  await restoreJobs(app, [bare]);

  assert.deepEqual(asked, []);
});

Deno.test("restore() of jobs asks for nothing where the account may not", async () => {
  const asked: string[] = [];
  const given = aState({ type: "session_lapsed" });
  const { app } = aTestApp(given, refusing({}, asked));

  await restoreJobs(app, [former("1")]);

  assert.deepEqual(asked, []);
  assert.equal(app.state.notices.toast?.tone, "warn");
});

Deno.test("an undo that fails can be tried again, one that is done cannot", async () => {
  const { app } = aTestApp(state, refusing({ "1": 500 }));
  toast(app, "ok", "saved", { kind: "restore_jobs", jobs: [former("1"), former("2")] });

  await undo(app);
  assert.deepEqual(app.state.notices.undo?.act, { kind: "restore_jobs", jobs: [former("1")] });

  const other = aTestApp(state, refusing({}));
  toast(other.app, "ok", "saved", { kind: "restore_jobs", jobs: [former("1")] });
  await undo(other.app);
  assert.match(other.app.state.notices.toast?.text ?? "", /job 1/);
  assert.equal(other.app.state.notices.undo, undefined);
});

Deno.test("undoOf() of a pause that somebody set before brings that pause back, and not none", () => {
  const paused = {
    ...job,
    ...{ paused: true, paused_scope: "job" as const, paused_reason: "old", next_run_time: "" },
  };
  const before = aState(...withJobs([paused]));
  const done = new Map([[job.job_id, undefined]]);

  assert.deepEqual(undoOf({ kind: "pause_jobs", jobIds: [job.job_id] }, done, before), {
    kind: "restore_jobs",
    jobs: [{ id: job.job_id, name: "nightly", pause: { reason: "old", until: "", fires: "" } }],
  });
});

Deno.test("undoOf() of what cannot be taken back is nothing", () => {
  const done = new Map([["1", undefined]]);
  const undone = (act: Act) => undoOf(act, done, state);

  assert.equal(undone({ kind: "run_jobs", jobIds: ["1"] }), undefined);
  assert.equal(undone({ kind: "stop_executions", executionIds: ["1"] }), undefined);
  assert.equal(undone({ kind: "end_pause", ids: ["9"] }), undefined);
  assert.equal(undone({ kind: "mute_alarms", ids: ["1"] }), undefined);
});
