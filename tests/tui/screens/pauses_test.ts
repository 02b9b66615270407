import { strict as assert } from "node:assert";
import type { Pause } from "../../../routes/contract/timing/pauses.ts";
import { untilOf } from "../../../tui/overlays/pausing.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { aJob, aState, good, iso, start, withJobs } from "../support/builders.ts";
import { TestTerminal } from "../support/terminal.tsx";

const [enter, tab, ctrlK] = ["\r", "\t", "\x0b"];
const job = aJob({ name: "backup" });

function aPause(given: Partial<Pause> = {}): Pause {
  return {
    category_id: 0,
    reason: "the database moves",
    fires: "skip",
    started_time: iso(start),
    until: iso(start + 3_600_000),
    username: "mika",
    ...given,
  };
}

function told(pause: Pause | null, category_id = 0): StateEvent {
  return { type: "changes", events: [{ type: "pause", category_id, pause }] };
}

function at(client = {}, ...events: readonly StateEvent[]) {
  const jobs = { type: "view_switched", screen: "jobs" } as const;
  return { columns: 100, rows: 30, state: aState(...withJobs([job]), ...events, jobs), client };
}

Deno.test("untilOf() reads lengths, times of day and moments, and refuses the past", () => {
  assert.equal(untilOf(" 2h ", start), iso(start + 7_200_000));
  assert.equal(untilOf("", start), "");
  assert.equal(untilOf("2026-11-22T08:00Z", start), "2026-11-22T08:00:00.000Z");
  assert.deepEqual(["2026-11-22T05:00Z", "soon", "25:00"].map((it) => untilOf(it, start)), [
    undefined,
    undefined,
    undefined,
  ]);
  const clock = Date.parse(untilOf("08:00", start) ?? "");
  assert.ok(clock > start && clock <= start + 86_400_000);
});

Deno.test("ctrl+k pauses a job with a reason, an end, and what becomes of the fires", async () => {
  const asked: unknown[] = [];
  await using terminal = new TestTerminal(at({
    pauseJob: (id: string, body: unknown) => (asked.push([id, body]), good({ job_id: id })),
  }));

  await terminal.press(ctrlK, enter);
  const refused = await terminal.text();
  await terminal.press("disk is full", tab, "2h", tab, " ", enter);

  assert.match(refused, /Pause backup[^]*A reason is needed/);
  const until = iso(start + 7_200_000);
  assert.deepEqual(asked, [[job.job_id, { reason: "disk is full", fires: "make_up", until }]]);
  assert.match(await terminal.text(), /paused backup.*undo/);
});

Deno.test("a paused job shows the reason on its row and on its page", async () => {
  const paused = aJob({
    ...{ name: "sync", paused: true, paused_scope: "job", paused_by: "mika" },
    ...{ paused_reason: "moving", paused_until: iso(start + 600_000), next_run_time: "" },
  });
  const state = aState(...withJobs([paused]), { type: "view_switched", screen: "jobs" });
  await using terminal = new TestTerminal({ columns: 100, rows: 30, state });

  const list = await terminal.text();
  await terminal.press(enter);

  assert.match(list, /‖ sync .*paused: mo/);
  assert.match(await terminal.text(), /‖ paused: moving · until .* · mika/);
});

for (const [columns, rows] of [[80, 24], [140, 40]] as const) {
  Deno.test(`at ${columns}x${rows} a banner says that maintenance is on, until it ends`, async () => {
    await using terminal = new TestTerminal({ ...at(), columns, rows });

    terminal.app.dispatch(told(aPause()));
    const on = await terminal.screen();
    terminal.app.dispatch(told(aPause({ category_id: 1, reason: "other" }), 1));
    terminal.app.dispatch(told(null));
    const category = await terminal.screen();
    terminal.app.dispatch(told(null, 1));
    const off = await terminal.screen();

    assert.match(on.at(-2) ?? "", /‖ Maintenance · until .* · the database moves · mika/);
    assert.match(on.join("\n"), /‖ backup .*paused: the/);
    assert.match(category.at(-2) ?? "", /Category 1 is paused/);
    assert.equal(off.at(-2), "");
  });
}

Deno.test("maintenance begins with a reason and ends after a question, by commands of the palette", async () => {
  const asked: unknown[] = [];
  await using terminal = new TestTerminal(at({
    beginPause: (body: unknown) => (asked.push(body), good(aPause({ until: "" }))),
    endPause: (id: number) => (asked.push(id), good({ category_id: id })),
  }));

  await terminal.press(":", "begin maintenance", enter, "the database moves", enter);
  const begun = terminal.state.pauses.size;
  await terminal.press(":", "end maintenance", enter, "y");

  assert.deepEqual(asked, [{ reason: "the database moves", fires: "skip", category_id: 0 }, 0]);
  assert.equal(begun, 1);
  assert.equal(terminal.state.pauses.size, 0);
});
