import { strict as assert } from "node:assert";
import type { Pause } from "../../../routes/contract/timing/pauses.ts";
import { untilOf } from "../../../tui/overlays/pausing.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { aCategory } from "../support/form_server.ts";
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

const [ctrlT, ctrlX, down, wipe] = ["\x14", "\x18", "\x1b[B", "\x15"];
const categories = [
  aCategory({ id: 0, name: "all" }),
  aCategory({ id: 1, name: "default", description: "what has no other" }),
  aCategory({ id: 2, name: "billing" }),
];

for (const [columns, rows] of [[80, 24], [140, 40]] as const) {
  Deno.test(`at ${columns}x${rows} ctrl+k pauses one category, changes its pause and ends it, and each place says so`, async () => {
    const asked: unknown[] = [];
    const until = iso(start + 7_200_000);
    const answer = aPause({ category_id: 1, reason: "invoices move", fires: "make_up", until });
    await using terminal = new TestTerminal({
      ...at({
        categories: () => good({ categories }),
        beginPause: (body: unknown) => (asked.push(body), good(answer)),
        endPause: (id: number) => (asked.push(id), good({ category_id: id })),
      }, { type: "categories_read", categories }),
      ...{ columns, rows },
    });
    terminal.app.dispatch({ type: "view_switched", screen: "categories" });
    await terminal.settle();

    await terminal.press(down, ctrlK);
    const form = await terminal.text();
    await terminal.press("invoices move", tab, "2h", tab, " ", enter);
    const told = await terminal.text();
    terminal.app.dispatch({ type: "clock_ticked", now: start + 10_000 });
    const row = (await terminal.screen()).find((line) => line.includes(" default ")) ?? "";
    terminal.app.dispatch({ type: "view_switched", screen: "jobs" });
    const jobs = await terminal.text();
    const jobRow = jobs.split("\n").find((line) => /‖ backup /.test(line)) ?? "";
    terminal.app.dispatch({ type: "view_switched", screen: "categories" });
    await terminal.settle();
    await terminal.press(ctrlK);
    const changing = await terminal.text();
    await terminal.press(wipe, "slower", enter, ctrlK, ctrlX);
    const ending = await terminal.text();
    await terminal.press("y");

    assert.match(form, /Pause category default/);
    assert.match(told, /category default is paused/);
    assert.match(row, /‖ +1 default .*paused: inv/);
    assert.match(jobRow, /‖ backup .*paused: /);
    // A job that is paused is not the one that fires next.
    assert.doesNotMatch(jobs, /next backup in/);
    assert.match(changing, /invoices move[^]*2026-11-22T08:00Z[^]*ctrl\+x end it/);
    assert.match(ending, /End the pause of category default\?/);
    const body = { category_id: 1, fires: "make_up", until };
    assert.deepEqual(asked, [
      { ...body, reason: "invoices move" },
      { ...body, reason: "slower" },
      1,
    ]);
    assert.equal(terminal.state.pauses.size, 0);
    assert.match(await terminal.text(), /category default fires again/);
  });
}

Deno.test("ctrl+t begins maintenance from any screen, and every category shows it", async () => {
  const asked: unknown[] = [];
  await using terminal = new TestTerminal(at({
    beginPause: (body: unknown) => (asked.push(body), good(aPause({ until: "" }))),
    categories: () => good({ categories }),
  }, { type: "categories_read", categories }));

  await terminal.press(ctrlT, "the database moves", enter);
  terminal.app.dispatch({ type: "clock_ticked", now: start + 10_000 });
  terminal.app.dispatch({ type: "view_switched", screen: "categories" });

  assert.deepEqual(asked, [{ reason: "the database moves", fires: "skip", category_id: 0 }]);
  const text = await terminal.text();
  assert.match(text, /‖ +0 all .*paused: the database moves · mika/);
  assert.match(text, /‖ +2 billing .*Maintenance · mika/);
  assert.match(text, /‖ Maintenance · the database moves · mika/);
});

Deno.test("a pause that is over is not ended, and a category without one says so", async () => {
  const ended = aPause({ until: iso(start - 1000) });
  await using terminal = new TestTerminal(at({}, { type: "pauses_read", pauses: [ended] }));

  await terminal.press(":", "end maintenance", enter);

  assert.match(await terminal.text(), /There is no maintenance/);
});
