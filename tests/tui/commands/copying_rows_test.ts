import { strict as assert } from "node:assert";
import { copy } from "../../../tui/commands/copying.ts";
import type { ServerEvent } from "../../../tui/state/server/server_event.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { aChannel, anAlarm } from "../support/alarms.ts";
import { aJob, anExecution, aState, iso, start, withJobs } from "../support/builders.ts";
import { Desk } from "../support/desk.ts";
import { aCategory, aKey, aUser } from "../support/form_server.ts";
import { aTestApp } from "../support/test_app.ts";
import { aHoliday, aMonitor } from "../support/world.ts";

/** The text in the last sequence that asks the terminal to copy. */
function copied({ test }: Pick<Desk, "test">): string {
  // deno-lint-ignore no-control-regex -- sequences begin with it
  const base64 = /\x1b\]52;c;([^\x07]*)\x07$/.exec(test.written.at(-1) ?? "")?.[1] ?? "";
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
}

const job = aJob({ job_id: "a".repeat(32), name: "nightly" });
const run = anExecution(job, { execution_id: "b".repeat(32), scheduled_time: iso(start) });
const switched = (screen: string): StateEvent => ({ type: "view_switched", screen }) as StateEvent;

async function on(screen: string, ...events: readonly StateEvent[]): Promise<Desk> {
  return await Desk.open({
    columns: 140,
    rows: 40,
    state: aState(...withJobs([job]), ...events, switched(screen)),
  });
}

const lists: readonly (readonly [string, StateEvent, string, string])[] = [
  [
    "calendars",
    { type: "calendars_read", calendars: [aHoliday(2, { name: "假日" })] },
    "3",
    "假日",
  ],
  [
    "categories",
    { type: "categories_read", categories: [aCategory({ id: 4, name: "ops" })] },
    "4",
    "ops",
  ],
  ["users", { type: "users_read", users: [aUser({ id: 5, username: "kim" })] }, "5", "kim"],
  ["keys", { type: "api_keys_read", keys: [aKey({ id: 6, name: "reports" })] }, "6", "reports"],
  [
    "channels",
    { type: "channels_read", channels: [aChannel({ id: "7", name: "on call" })] },
    "7",
    "on call",
  ],
  [
    "monitors",
    { type: "monitors_read", monitors: [aMonitor(0, { monitor_id: "8", name: "mail" })] },
    "8",
    "mail",
  ],
  [
    "alarms",
    { type: "alarms_page", alarms: [anAlarm(job, { alarm_id: "9" })], isLast: true },
    "9",
    "nightly",
  ],
];

for (const [screen, event, id, name] of lists) {
  Deno.test(`id, name and record of a row are copied from the list of ${screen}`, async () => {
    const desk = await on(screen, event);

    await desk.press("y");
    assert.equal(copied(desk), id);
    await desk.press("Y", "n");
    assert.equal(copied(desk), name);
    await desk.press("Y", "j");
    const json = JSON.parse(copied(desk));
    assert.ok(Object.values(json).some((value) => String(value) === id), copied(desk));
  });
}

const told = (...events: readonly ServerEvent[]): StateEvent => ({ type: "changes", events });
const toldRun: ServerEvent = {
  type: "execution",
  ...{ execution_id: run.execution_id, state: run.state, execution: run },
};
const log = {
  ...{ job_id: job.job_id, job_name: job.name, event: "paused" as const, user: "mika" },
  ...{ description: "", created_time: iso(start) },
};

Deno.test("a row of the feed copies its execution, and a row about an act the job", async () => {
  const desk = await on("home", told({ type: "log", log }), told(toldRun));
  await desk.tell({ type: "pane_focused", pane: 4 });

  await desk.press("y");
  assert.equal(copied(desk), run.execution_id);
  await desk.press("Y", "j");
  assert.equal(JSON.parse(copied(desk)).execution_id, run.execution_id);
  await desk.press("j", "y");
  assert.equal(copied(desk), job.job_id);
  await desk.press("Y", "n");
  assert.equal(copied(desk), "nightly");
  await desk.press("Y", "j");
  assert.equal(JSON.parse(copied(desk)).user, "mika");
});

Deno.test("a group of alarms copies the alarms that it is made of", async () => {
  const other = { job_id: "c".repeat(32), name: "weekly" };
  const alarms = [
    anAlarm(job, { alarm_id: "1", reason: "exit status 1", opened_time: iso(start - 60_000) }),
    anAlarm(other, { alarm_id: "2", reason: "exit status 2", opened_time: iso(start - 1000) }),
  ];
  const desk = await on("home", { type: "alarms_page", alarms, isLast: true });

  await desk.press("y");
  assert.equal(copied(desk), "2\n1");
  await desk.press("Y", "n");
  assert.equal(copied(desk), "weekly\nnightly");
  await desk.press("Y", "j");
  assert.deepEqual(JSON.parse(copied(desk)).map((it: { alarm_id: string }) => it.alarm_id), [
    "2",
    "1",
  ]);
});

Deno.test("a job that needs attention copies itself, also from beside a group of alarms", async () => {
  const late = { ...job, next_run_time: iso(start - 600_000) };
  const desk = await on("home", told({ type: "job", job_id: job.job_id, job: late }));

  await desk.press("y");
  assert.equal(copied(desk), job.job_id);
});

Deno.test("names of several rows are said as their number", async () => {
  const jobs = ["one", "two", "three"].map((name, i) =>
    aJob({ name, next_run_time: iso(start + (i + 1) * 60_000) })
  );
  const desk = await Desk.open({ state: aState(...withJobs(jobs), switched("jobs")) });
  await desk.press("x", "x", "Y", "n");

  assert.equal(copied(desk), "one\ntwo");
  assert.match(desk.toast ?? "", / 2$/);
});

Deno.test("an empty list copies nothing", async () => {
  const desk = await Desk.open({ state: aState(switched("monitors")) });
  await desk.press("y", "Y", "n");

  assert.deepEqual(desk.test.written, []);
  assert.equal(desk.toast, undefined);
});

Deno.test("a text that is too long is cut, and that is said; at the bound it is whole", () => {
  const { app, written } = aTestApp(aState(), {});
  copy(app, "x".repeat(70_000), "output");
  assert.equal(app.state.notices.toast?.tone, "ok");
  assert.equal(copied({ test: { written } } as never).length, 70_000);

  copy(app, "x".repeat(70_001), "output");
  assert.equal(app.state.notices.toast?.tone, "warn");
  assert.match(app.state.notices.toast?.text ?? "", /70000/);
});

Deno.test("a cut text does not end in half of a character", () => {
  const { app, written } = aTestApp(aState(), {});
  copy(app, `${"x".repeat(69_999)}👩 and more`, "output");

  assert.equal(copied({ test: { written } } as never), "x".repeat(69_999));
});
