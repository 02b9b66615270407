import { strict as assert } from "node:assert";
import type { Alarm } from "../../../../routes/contract/alarms/alarms.ts";
import { asideCount, inboxOf } from "../../../../tui/state/inbox.ts";
import { folded } from "../../../../tui/texts/reason.ts";
import type { StateEvent } from "../../../../tui/state.ts";
import { anAlarm } from "../../support/alarms.ts";
import { aJob, anExecution, aState, good, iso, start, withJobs } from "../../support/builders.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const minute = 60_000;
const [backup, billing, reports] = ["backup", "billing", "reports"].map((name) =>
  aJob({ name, next_run_time: iso(start + 3_600_000) })
) as [ReturnType<typeof aJob>, ReturnType<typeof aJob>, ReturnType<typeof aJob>];
const enter = "\r";

const refused = anAlarm(backup, {
  reason: "connect ECONNREFUSED 10.0.0.5:5432",
  count: 3,
  opened_time: iso(start - 20 * minute),
});
const alsoRefused = anAlarm(billing, {
  reason: "connect ECONNREFUSED 10.0.0.17:5432",
  count: 2,
  opened_time: iso(start - 10 * minute),
});
const late = anAlarm(reports, {
  kind: "late",
  reason: "not started",
  opened_time: iso(start - 5 * minute),
});

function alarms(...all: readonly Alarm[]): StateEvent {
  return { type: "alarms_page", alarms: all, isLast: true };
}

function told(alarm: Alarm): StateEvent {
  const { alarm_id } = alarm;
  return { type: "changes", events: [{ type: "alarm", alarm_id, alarm }] };
}

const jobs = withJobs([backup, billing, reports]);
const busy = () => aState(...jobs, alarms(refused, alsoRefused, late));

/** A server that takes each act, and says what it was asked. */
function takingActs(asked: unknown[]) {
  return {
    changeAlarm: (id: string, change: string, body: { note?: string; until?: string }) => {
      asked.push([id, change, body]);
      const alarm = [refused, alsoRefused, late].find(({ alarm_id }) => alarm_id === id)!;
      const { note = "", until = "" } = body;
      return good<Alarm>(
        change === "snooze"
          ? { ...alarm, snoozed_until: until }
          : change === "close"
          ? { ...alarm, state: "closed", closed_by: "admin", closed_time: iso(start) }
          : { ...alarm, acknowledged: { user: "admin", time: iso(start), note } },
      );
    },
  };
}

Deno.test("folded() makes texts equal that differ in numbers and ids", () => {
  const [a, b] = ["exit 2 after 1.5 s at 10.0.0.5:80", "Exit 17 after 20 s at 10.0.0.6:8080"];

  assert.equal(folded(a), folded(b));
  assert.equal(folded("run 3f2a9c1b8e7d failed"), folded("run 99aa22bb44cc failed"));
  assert.notEqual(folded("no route to host"), folded("no space left"));
});

for (const [columns, rows] of [[80, 24], [140, 40]] as const) {
  Deno.test(`at ${columns}x${rows} home shows open alarms first, grouped by text, the newest on top`, async () => {
    await using terminal = new TestTerminal({ columns, rows, state: busy() });

    const screen = await terminal.screen();
    const at = screen.findIndex((row) => row.includes("Needs attention 2"));

    assert.ok(at > 0, screen.join("\n"));
    assert.match(screen[at + 1] ?? "", /▸ ! reports +late · 1× · 5:00 ago · not started/);
    assert.match(screen[at + 2] ?? "", /✗ 2 jobs: billing, b.* failed · 5× · 20:00 ago/);
  });
}

Deno.test("a acknowledges all alarms of the row, which leaves the pane; i shows what was put aside", async () => {
  const asked: unknown[] = [];
  await using terminal = new TestTerminal({ state: busy(), client: takingActs(asked) });

  await terminal.press("j", "a");
  const after = await terminal.text();
  await terminal.press("i");
  const aside = await terminal.text();
  await terminal.press("i");

  assert.deepEqual(asked, [
    [alsoRefused.alarm_id, "acknowledge", {}],
    [refused.alarm_id, "acknowledge", {}],
  ]);
  assert.match(after, /Needs attention 1 .* 2 put aside \(i\)/);
  assert.doesNotMatch(after, /2 jobs/);
  assert.match(aside, /Put aside 1 [^]*\* 2 jobs: .*admin has it/);
  assert.match(await terminal.text(), /Needs attention 1 /);
});

Deno.test("z offers 1 hour, tomorrow and recovery, and asks for a note on demand", async () => {
  const asked: unknown[][] = [];
  await using terminal = new TestTerminal({ state: busy(), client: takingActs(asked) });

  await terminal.press("z");
  const menu = await terminal.text();
  await terminal.press("h");
  await terminal.timers.advance(400);
  await terminal.press("z", "w", "r", "waits for a disk", enter);

  assert.match(menu, /Snooze reports[^]*h for 1 hour[^]*t until tomorrow, 8:00[^]*m mute/);
  assert.deepEqual(asked[0], [late.alarm_id, "snooze", { until: iso(start + 3_600_000) }]);
  assert.deepEqual(asked[1]?.[2], { until: "recovery", note: "waits for a disk" });
  assert.equal(inboxOf(terminal.state).length, 0);
  assert.equal(asideCount(terminal.state), 3);
});

for (const [columns, rows] of [[40, 12], [80, 24], [140, 40]] as const) {
  Deno.test(`the box of a note says whole how to leave it at ${columns}x${rows}`, async () => {
    await using terminal = new TestTerminal({ columns, rows, state: busy() });

    await terminal.press("w");
    const shown = (await terminal.text()).replace(/[│\s]+/g, " ");

    assert.match(shown, /it may stay empty\. enter does it · esc does not/);
  });
}

Deno.test("an alarm whose snooze is over comes back", () => {
  const state = aState(...jobs, alarms({ ...late, snoozed_until: iso(start + 5 * minute) }));

  assert.equal(inboxOf(state).length, 0);
  assert.equal(inboxOf({ ...state, now: start + 6 * minute }).length, 1);
});

Deno.test("mute switches the rule of the job off after a question, and u takes it back", async () => {
  const bodies: unknown[] = [];
  const job = { ...reports, alarms: { late: { seconds: 60 }, missed: true } };
  await using terminal = new TestTerminal({
    state: aState(...withJobs([job]), alarms(late)),
    client: {
      jobToEdit: () => good(job as never),
      changeJob: (id, body, etag) => (bodies.push([id, body, etag]), good({ job_id: id })),
    },
  });

  await terminal.press("M");
  const question = await terminal.text();
  await terminal.press("y", "u");

  assert.match(question, /Mute reports\?/);
  assert.deepEqual(bodies, [
    [job.job_id, { alarms: { late: false, missed: true } }, undefined],
    [job.job_id, { alarms: job.alarms }, undefined],
  ]);
});

for (const [columns, rows] of [[80, 24], [140, 40]] as const) {
  Deno.test(`at ${columns}x${rows} a, z, w, C and M do nothing on a row without an alarm, and say why`, async () => {
    const paused = aJob({
      name: "old",
      paused: true,
      next_run_time: "",
      updated_at: iso(start - 3 * 86_400_000),
    });
    await using terminal = new TestTerminal({
      columns,
      rows,
      state: aState(...withJobs([paused])),
    });
    const { timeMode } = terminal.state.prefs;

    for (const key of ["a", "z", "w", "C", "M"]) {
      await terminal.press(key);
      assert.equal(terminal.state.overlay.overlay, undefined, key);
      assert.match(await terminal.text(), /old has no alarm: only alarms are acknowledged/, key);
      terminal.app.dispatch({ type: "undone" });
    }

    assert.equal(terminal.state.prefs.timeMode, timeMode);
  });
}

Deno.test("in the other panes of home z changes the times, and a asks for arguments", async () => {
  const execution = anExecution(backup, { state: "running" });
  const state = aState(...jobs, { type: "executions_running", executions: [execution] });
  await using terminal = new TestTerminal({ state });

  await terminal.press("\t", "z");
  const times = await terminal.text();
  await terminal.press("a");

  assert.match(times, /times: local/);
  assert.match(await terminal.text(), /Run backup/);
});

Deno.test("enter opens the page of an alarm, or the list of the alarms of the row", async () => {
  await using terminal = new TestTerminal({
    state: busy(),
    client: { alarms: () => good({ alarms: [] }) },
  });

  await terminal.press(enter);
  const page = await terminal.text();
  await terminal.press("\x1b");
  await terminal.timers.advance(60);
  await terminal.press("j", enter);
  const list = await terminal.text();

  assert.match(page, /reports › late[^]*reason +not started[^]*history/);
  assert.match(list, /Alarms 2 of 3/);
});

Deno.test("a job with an alarm has no second row, also when the alarm is acknowledged", async () => {
  const acknowledged = { user: "mika", time: iso(start), note: "" };
  const overdue = aJob({ name: "overdue", next_run_time: iso(start - minute) });
  const state = aState(
    ...withJobs([overdue]),
    alarms(anAlarm(overdue, { kind: "late", acknowledged })),
  );
  await using terminal = new TestTerminal({ state });

  assert.match(await terminal.text(), /Needs attention .*1 put aside[^]*Nothing needs attention/);
});

Deno.test("events of the stream keep the inbox right, also when they come before the list", () => {
  const fresh = anAlarm(backup, { reason: "no space left" });
  const closed = { ...late, state: "closed", closed_by: "recovery" } as Alarm;
  const state = aState(
    ...jobs,
    { type: "alarms_loading" },
    told(fresh),
    told(closed),
    // The list was read before both.
    alarms(refused, late),
  );

  assert.deepEqual(
    inboxOf(state).map(({ last }) => last.alarm_id),
    [fresh.alarm_id, refused.alarm_id],
  );
});

Deno.test("a row of alarms of monitors names monitors, in both languages", async () => {
  const subject = (name: string) => ({ kind: "monitor" as const, id: name, name });
  const state = aState(
    ...jobs,
    alarms(
      anAlarm(backup, { reason: "no ping", subject: subject("mail") }),
      anAlarm(billing, { reason: "no ping", subject: subject("disk") }),
    ),
  );
  await using terminal = new TestTerminal({ state });

  assert.match(await terminal.text(), /2 monitors: (mail|disk), (mail|disk)/);
  terminal.app.dispatch({ type: "prefs_set", language: "zh-TW" });
  assert.match(await terminal.text(), /2 個監控：/);
});
