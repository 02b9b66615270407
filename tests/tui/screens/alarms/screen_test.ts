import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { Alarm } from "../../../../routes/contract/alarms/alarms.ts";
import type { App } from "../../../../tui/app.ts";
import { runCommand } from "../../../../tui/commands/running.ts";
import { frameOf } from "../../../../tui/frame.ts";
import { alarmRows } from "../../../../tui/screens/alarms/list.ts";
import { inboxRows, rowId } from "../../../../tui/screens/home/attention.ts";
import { asideCount, inboxOf } from "../../../../tui/state/inbox.ts";
import type { StateEvent } from "../../../../tui/state.ts";
import { mostClosed } from "../../../../tui/state/server/alarms.ts";
import { currentView } from "../../../../tui/state/view.ts";
import { lineWidth } from "../../../../tui/terminal/theme.ts";
import { anAlarm } from "../../support/alarms.ts";
import { aJob, aState, bad, good, iso, start, withJobs } from "../../support/builders.ts";
import { aTestApp } from "../../support/test_app.ts";
import { sizes, TestTerminal } from "../../support/terminal.tsx";

const minute = 60_000;
const enter = "\r";
const jobs = ["backup", "billing", "reports"].map((name) => aJob({ name }));
const open = jobs.map((job, i) =>
  anAlarm(job, {
    kind: i === 0 ? "failed" : i === 1 ? "late" : "missed",
    opened_time: iso(start - (i + 1) * minute),
    reason: `reason ${"abc"[i]}`,
    count: i + 1,
  })
);
const closed = anAlarm(jobs[0]!, {
  state: "closed",
  closed_time: iso(start - 30 * minute),
  closed_by: "recovery",
  opened_time: iso(start - 60 * minute),
  reason: "it was full",
});

function at(client = {}, ...events: readonly StateEvent[]) {
  const state = aState(
    ...withJobs(jobs),
    { type: "alarms_page", alarms: open, isLast: true },
    ...events,
    {
      type: "view_switched",
      screen: "alarms",
    },
  );
  const alarms = () => good({ alarms: [closed] });
  return { columns: 100, rows: 30, state, client: { alarms, ...client } };
}

Deno.test("the alarms are listed with their kinds, open ones first, and closed ones are read in pages", async () => {
  const asked: unknown[] = [];
  await using terminal = new TestTerminal(at({
    alarms: (query: Record<string, unknown>) => {
      asked.push(query);
      return good({ alarms: [closed] });
    },
  }));

  const screen = await terminal.text();

  assert.match(screen, /Alarms 4/);
  assert.match(
    screen,
    /▸ ✗ backup +failed +1×.*reason a[^]*! billing +late +2×[^]*reports +missed[^]*✓ backup +failed .*it was full/,
  );
  assert.deepEqual(asked, [{ state: "closed", limit: 200, cursor: undefined }]);
});

Deno.test("the filter goes by kind, category, job and state, and the server answers what it can", async () => {
  const asked: unknown[] = [];
  await using terminal = new TestTerminal(at({
    alarms: (query: unknown) => (asked.push(query), good({ alarms: [] })),
  }));

  await terminal.press("/", "kind:late", enter);
  await terminal.timers.advance(300);
  const kind = await terminal.text();
  await terminal.press("/", "\x15", "state:open job:rep", enter);
  await terminal.timers.advance(300);

  assert.match(kind, /Alarms 1 of 3/);
  assert.deepEqual(asked.at(-1), { kind: "late", state: "closed", limit: 200, cursor: undefined });
  assert.equal(asked.length, 2, "for open alarms nothing is asked");
  assert.match(await terminal.text(), /Alarms 1 of 3[^]*reports/);
});

Deno.test("the page of an alarm shows its history; C closes it with a note", async () => {
  const asked: unknown[] = [];
  const step = { time: iso(start), event: "acknowledged", user: "mika", note: "on it" } as const;
  const noted: Alarm = { ...open[0]!, history: [...open[0]!.history, step] };
  await using terminal = new TestTerminal(at({
    alarm: () => good(noted),
    changeAlarm: (id: string, change: string, body: unknown) => {
      asked.push([id, change, body]);
      return good({ ...noted, state: "closed", closed_by: "admin", closed_time: iso(start) });
    },
  }));

  await terminal.press(enter);
  const page = await terminal.text();
  await terminal.press("C", "disk replaced", enter);
  const after = await terminal.text();
  await terminal.press("a");

  assert.match(page, /backup › failed[^]*state +✗ open[^]*acknowledged by mika: on it/);
  assert.deepEqual(asked, [[noted.alarm_id, "close", { note: "disk replaced" }]]);
  assert.match(after, /✓ closed by admin/);
});

Deno.test("the alarm of a channel stands in the list, and leads to the channel", async () => {
  const subject = { kind: "channel", id: "c".repeat(32), name: "On call" } as const;
  const unsent = anAlarm(jobs[0]!, { kind: "unsent", subject, reason: "it answered 503" });
  const event = { type: "alarms_page", alarms: [unsent], isLast: true } as const;
  await using terminal = new TestTerminal(at({}, event));

  const screen = await terminal.text();
  await terminal.press("J");

  assert.match(screen, /▸ \S On call +unsent .*it answered 503/);
  assert.deepEqual(currentView(terminal.app.state.view), { screen: "channel", id: subject.id });
});

Deno.test("marked alarms are acknowledged together, and a refusal of the server is shown", async () => {
  await using terminal = new TestTerminal(at({
    changeAlarm: () => bad(409, "The alarm is closed."),
  }));

  await terminal.press("x", "x", "a");

  assert.match(await terminal.text(), /2 of 2: The alarm is closed/);
});

Deno.test("a user without the right to change gets no further than the words", async () => {
  const account = { id: 2, username: "r", category_id: 1, is_admin: false, is_permission: false };
  await using terminal = new TestTerminal(at({}, { type: "account_known", account }));

  await terminal.press("a");

  assert.match(await terminal.text(), /Your role may not do that/);
});

Deno.test("a server without alarms says so", async () => {
  const missing = { type: "alarms_failed", isMissing: true } as const;
  const state = aState(missing, { type: "view_switched", screen: "alarms" });
  await using terminal = new TestTerminal({ state });

  assert.match(await terminal.text(), /This server does not offer that/);
});

for (const language of ["en", "zh-TW"] as const) {
  Deno.test(`the alarms and their page fit every size, in ${language}`, async () => {
    const { state, client } = at({}, { type: "prefs_set", language });
    await using terminal = new TestTerminal({ state, client });
    for (const screen of ["alarms", "alarm"] as const) {
      terminal.app.dispatch({ type: "view_opened", view: { screen, id: open[0]!.alarm_id } });
      for (const [columns, rows] of sizes) {
        await terminal.resize(columns, rows);
        const { lines } = frameOf(terminal.state, terminal.app, columns, rows);
        for (const line of lines.slice(2, -1)) assert.ok(lineWidth(line) <= columns);
        assert.equal(lines.length, rows);
      }
    }
  });
}

Deno.test("open alarms all stay, however many closed ones are told", () => {
  const many = Array.from(
    { length: mostClosed + 50 },
    (_, i) => anAlarm(jobs[0]!, { state: "closed", opened_time: iso(start - i * minute) }),
  );
  const events = many.map((alarm) => ({ type: "alarm", alarm_id: alarm.alarm_id, alarm }) as const);
  const { state } = at({}, { type: "changes", events });

  assert.equal(state.alarms.byId.size, mostClosed + open.length);
  assert.ok(open.every(({ alarm_id }) => state.alarms.byId.has(alarm_id)));
});

const some = Array.from({ length: 12 }, (_, i) =>
  anAlarm(aJob({ name: `job-${i}` }), {
    opened_time: iso(start - i * minute),
    reason: `error ${"abcdef"[i % 6]}`,
  }));
const happening = fc.record({
  kind: fc.constantFrom("open", "acknowledged", "snoozed", "closed", "gone", "key"),
  at: fc.nat(some.length - 1),
  age: fc.nat(60),
  command: fc.constantFrom("move_down", "move_up", "go_bottom", "go_top", "put_aside"),
});

function changed({ kind, at, age }: { kind: string; at: number; age: number }): Alarm | null {
  const alarm = { ...some[at]!, opened_time: iso(start - age * minute) };
  if (kind === "gone") return null;
  if (kind === "closed") return { ...alarm, state: "closed", closed_by: "recovery" };
  if (kind === "snoozed") return { ...alarm, snoozed_until: "recovery" };
  if (kind === "open") return alarm;
  return { ...alarm, acknowledged: { user: "mika", time: iso(start), note: "" } };
}

/** Draws, and compares the counts with the alarms. */
function draw(app: App, list: string): void {
  app.show(frameOf(app.state, app, 80, 24, app.layout));
  const { state } = app;
  const all = [...state.alarms.byId.values()].filter(({ state }) => state === "open");
  const waiting = all.filter((it) => it.acknowledged === null && it.snoozed_until === "");
  const shown = inboxOf(state).flatMap(({ alarms }) => alarms);
  assert.deepEqual(shown.length, waiting.length);
  assert.equal(asideCount(state), all.length - waiting.length);
  const ids = list === "alarms"
    ? alarmRows(state).map(({ alarm_id }) => alarm_id)
    : inboxRows(state).map(rowId);
  assert.deepEqual(app.layout.lists.get(list)?.ids, ids);
}

for (const [screen, list] of [["home", "home.attention"], ["alarms", "alarms"]] as const) {
  Deno.test(`any sequence of alarm events and keys keeps the cursor's id and the counts on ${screen}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async (happenings) => {
        const page: StateEvent = { type: "alarms_page", alarms: some.slice(0, 6), isLast: true };
        const { app } = aTestApp(aState(page, { type: "view_switched", screen }), {});
        let isFollowing = false;
        draw(app, list);
        for (const it of happenings) {
          const before = app.layout.lists.get(list);
          if (it.kind === "key") {
            await runCommand(app, it.command);
            isFollowing = it.command === "go_top" || (it.command === "put_aside" && isFollowing);
          } else {
            const { alarm_id } = some[it.at]!;
            app.dispatch({
              type: "changes",
              events: [{ type: "alarm", alarm_id, alarm: changed(it) }],
            });
          }
          draw(app, list);
          const after = app.layout.lists.get(list);
          const isThere = before?.cursor !== undefined && after?.ids.includes(before.cursor);
          const isMoved = it.kind === "key" || isFollowing;
          if (isThere && !isMoved) assert.equal(after?.cursor, before?.cursor);
        }
      }),
      { numRuns: 40 },
    );
  });
}
