import { strict as assert } from "node:assert";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import type { LogEntry } from "../../../../routes/contract/history/logs.ts";
import { initialFeed, reduceFeed, shownEntries } from "../../../../tui/screens/home/feed.ts";
import { initialStats, reduceStats } from "../../../../tui/screens/home/stats.ts";
import {
  executionsPerMinute,
  failuresByHour,
  hoursByWall,
  lastDays,
  upcomingMinutes,
} from "../../../../tui/screens/home/upcoming.ts";
import { factorOf, inboxRows, jobsOfRow, rowId } from "../../../../tui/screens/home/attention.ts";
import type { ServerEvent } from "../../../../tui/state/server/server_event.ts";
import type { Past } from "../../../../tui/state/server/executions.ts";
import { currentView } from "../../../../tui/state/view.ts";
import { listOf } from "../../../../tui/state/lists.ts";
import type { StateEvent } from "../../../../tui/state.ts";
import { anAlarm } from "../../support/alarms.ts";
import { aJob, anExecution, aState, iso, start, withJobs } from "../../support/builders.ts";
import { Desk } from "../../support/desk.ts";

const minute = 60_000;
const job = aJob({ job_id: "a".repeat(32), name: "nightly" });
const run = (execution_id: string, given: Partial<Execution> = {}) =>
  anExecution(job, { execution_id, ...given });
const toldOf = (execution: Execution): ServerEvent => {
  const { execution_id, state } = execution;
  return { type: "execution", execution_id, state, execution };
};
const changes = (...events: readonly ServerEvent[]) => ({ type: "changes", events }) as const;
const anEntry = (given: Partial<LogEntry> = {}): LogEntry => ({
  ...{ job_id: job.job_id, job_name: job.name, event: "paused", user: "mika" },
  ...{ description: "", created_time: iso(start) },
  ...given,
});

Deno.test("the feed has a row for each state of a run once, and one for its further attempts, which counts them", () => {
  const rows = [
    run("1", { state: "running" }),
    run("1", { state: "scheduled", attempt: 1 }),
    run("1", { state: "running", attempt: 2 }),
    run("1", { state: "running", attempt: 2 }),
    run("1", { state: "failed", attempt: 2 }),
  ].map(toldOf);

  const { entries } = reduceFeed(initialFeed, changes(...rows));

  assert.deepEqual(entries.map(({ count = 1 }) => count), [1, 2, 1]);
});

Deno.test("the feed counts two runs that were started by hand in the same millisecond, each once", () => {
  const log = (description: string): ServerEvent => ({
    type: "log",
    log: anEntry({ event: "custom_run", description }),
  });
  const feed = reduceFeed(initialFeed, changes(log("1".repeat(32)), log("2".repeat(32))));

  assert.deepEqual(feed.entries.map(({ count }) => count), [2]);
  assert.equal(reduceFeed(feed, changes(log("2".repeat(32)))), feed);
});

Deno.test("the newest is the first of the feed, and the oldest go", () => {
  const many = Array.from({ length: 310 }, (_, i) => toldOf(run(String(i))));
  const { entries } = reduceFeed(initialFeed, changes(...many));

  assert.equal(entries.length, 300);
  assert.match(entries[0]?.key ?? "", /^309 /);
  assert.match(entries.at(-1)?.key ?? "", /^10 /);
});

Deno.test("the feed begins with what was before, in the order of the changes, and only then", () => {
  const executions = [
    run("old", { updated_time: iso(start - 9000) }),
    run("new", { updated_time: iso(start) }),
  ];
  const page = { type: "executions_page", executions } as const;
  const first = reduceFeed(initialFeed, page);

  assert.deepEqual(first.entries.map(({ key }) => key.split(" ")[0]), ["new", "old"]);
  assert.equal(reduceFeed(first, page), first);
});

Deno.test("what is no run and no act is not in the feed, nor a run that is gone", () => {
  const gone: ServerEvent = {
    type: "execution",
    ...{ execution_id: "1", state: "succeeded", execution: null },
  };
  const told: ServerEvent = { type: "job", job_id: job.job_id, job };

  assert.equal(reduceFeed(initialFeed, changes(gone, told)), initialFeed);
});

Deno.test("a frozen feed shows what it showed, until it is thawed", () => {
  const before = reduceFeed(initialFeed, changes(toldOf(run("1"))));
  const many = Array.from({ length: 400 }, (_, i) => toldOf(run(`n${i}`)));
  const frozen = reduceFeed(reduceFeed(before, { type: "feed_frozen" }), changes(...many));

  assert.deepEqual(shownEntries({ feed: frozen }), before.entries);
  assert.equal(frozen.frozen?.held, 400);
  const thawed = reduceFeed(frozen, { type: "feed_thawed" });
  assert.equal(shownEntries({ feed: thawed }).length, 300);
});

const onFeed: StateEvent = { type: "pane_focused", pane: 4 };

Deno.test("a row of the frozen feed opens its run, however many are new", async () => {
  const desk = await Desk.open({ columns: 140, rows: 40 });
  await desk.tell(changes(toldOf(run("b".repeat(32)))), onFeed);
  await desk.press(" ");
  await desk.tell(changes(...Array.from({ length: 400 }, (_, i) => toldOf(run(`n${i}`)))));
  await desk.press("\r");

  assert.deepEqual(currentView(desk.state.view), { screen: "run", id: "b".repeat(32) });
});

Deno.test("each pane of home opens what its row is about", async () => {
  const running = run("c".repeat(32), {
    ...{ state: "running", ended_time: "", duration_ms: null, started_time: iso(start - 1000) },
  });
  const late = { ...job, next_run_time: iso(start - 10 * minute) };
  const next = aJob({ name: "soon", next_run_time: iso(start + 5 * minute) });
  const failed = run("d", { state: "failed", ended_time: iso(start - 3_600_000) });
  const state = aState(
    ...withJobs([late, next], [running, failed]),
    { type: "upcoming_read", upcoming: "unknown" },
  );
  const opened = async (pane: number) => {
    const desk = await Desk.open({ columns: 140, rows: 40, state });
    await desk.tell({ type: "pane_focused", pane });
    await desk.press("\r");
    const { screen, id } = currentView(desk.state.view);
    const { filter } = listOf(desk.state.lists, screen);
    return [screen, id ?? filter];
  };

  assert.deepEqual(await opened(0), ["job", job.job_id]);
  assert.deepEqual(await opened(1), ["run", running.execution_id]);
  assert.deepEqual(await opened(2), ["jobs", "next:2026-11-22t06:05"]);
  assert.deepEqual(await opened(3), ["runs", "state:failed,timeout at:2026-11-22t05"]);
});

const end = (execution_id: string, at: number, state: Execution["state"] = "succeeded") =>
  toldOf(run(execution_id, { ended_time: iso(at), state }));
const statsOf = (at: number) => ({ time_range_end: iso(at), buckets: [] }) as never;

Deno.test("ends that the figures count already are not kept", () => {
  const told = reduceStats(initialStats, changes(end("1", start), end("2", start + 1)));
  const read = reduceStats(told, { type: "stats_read", of: "minutes", stats: statsOf(start) });

  assert.deepEqual([...read.endsSince.keys()], ["2"]);
  const late = reduceStats(read, changes(end("3", start)));
  assert.deepEqual([...late.endsSince.keys()], ["2"]);
});

Deno.test("the figures of the week leave the ends of the minutes", () => {
  const told = reduceStats(initialStats, changes(end("1", start)));
  const read = reduceStats(told, { type: "stats_read", of: "hours", stats: statsOf(start + 1) });

  assert.equal(read.endsSince.size, 1);
});

Deno.test("ends are kept for five minutes where nobody reads the figures", () => {
  const state = [
    changes(end("1", start)),
    changes(end("2", start + 4 * minute)),
    changes(end("3", start + 6 * minute)),
  ].reduce(reduceStats, initialStats);

  assert.deepEqual([...state.endsSince.keys()].sort(), ["2", "3"]);
});

Deno.test("what runs or is gone is no end", () => {
  const running = toldOf(run("1", { state: "running", ended_time: "" }));
  const gone: ServerEvent = {
    type: "execution",
    ...{ execution_id: "1", state: "succeeded", execution: null },
  };

  assert.equal(reduceStats(initialStats, changes(running, gone)), initialStats);
});

Deno.test("the chart has sixty minutes up to the present one, and no end outside of them", () => {
  const present = Math.floor(start / minute);
  const ends = new Map([-61, -59, 0, 1].map((m) => [
    String(m),
    {
      ended_time: iso(start + m * minute),
      state: m === 0 ? "failed" as const : "succeeded" as const,
    },
  ]));
  const columns = executionsPerMinute(undefined, ends, present);

  assert.equal(columns.length, 60);
  assert.deepEqual(columns[0], { value: 1, bad: 0 });
  assert.deepEqual(columns.at(-1), { value: 1, bad: 1 });
  assert.equal(columns.reduce((sum, { value }) => sum + value, 0), 2);
});

Deno.test("the heat map is by the hours of a zone, and sums what failed", () => {
  const failed = new Map(["05:10", "05:50", "06:00"].map((time, i) => [
    String(i),
    run(String(i), {
      ...{ state: i === 2 ? "timeout" : "failed", ended_time: `2026-11-22T${time}:00.000Z` },
    }),
  ]));
  const skipped = run("s", { state: "scheduled error", ended_time: "2026-11-22T05:10:00.000Z" });
  const hours = failuresByHour(undefined, new Map([...failed, ["s", skipped]]), "Asia/Tokyo");

  assert.deepEqual(hours.map(({ date, hour, failed }) => [date, hour, failed]), [
    ["2026-11-22", 14, 2],
    ["2026-11-22", 15, 1],
  ]);
  assert.equal(hoursByWall(hours).get("2026-11-22 14")?.failed, 2);
});

Deno.test("of the two hours of a clock that is put back the first is shown", () => {
  const bucket = (hour: string) => ({
    start_time: `2026-10-25T${hour}:00:00.000Z`,
    ...{ succeeded: 0, failed: Number(hour) + 1, timeout: 0, stopped: 0, scheduled_error: 0 },
  });
  const stats = { buckets: [bucket("00"), bucket("01")] } as never;
  const hours = failuresByHour(stats, undefined, "Europe/Berlin");

  assert.deepEqual(hours.map(({ hour }) => hour), [2, 2]);
  assert.equal(hoursByWall(hours).get("2026-10-25 2")?.failed, 1);
});

Deno.test("the last seven days are those of a zone, over a change of the clock too", () => {
  assert.deepEqual(lastDays(Date.parse("2026-10-26T23:30:00Z"), "Europe/Berlin").slice(-3), [
    "2026-10-25",
    "2026-10-26",
    "2026-10-27",
  ]);
  assert.equal(lastDays(start, "UTC").length, 7);
});

Deno.test("the next minutes are the server's; minutes that are over are not shown", () => {
  const minutes = [-1, 0, 3].map((m) => ({
    ...{ start_time: iso(start + m * minute), fires: 4, jobs: [{ name: "a" }] },
  }));
  const state = aState({ type: "upcoming_read", upcoming: { minutes } as never });

  assert.deepEqual(upcomingMinutes(state).map(({ id, fires }) => [id, fires]), [
    ["2026-11-22T06:00", 4],
    ["2026-11-22T06:03", 4],
  ]);
});

Deno.test("an older server counts nothing: the next fire of each job within ten minutes is shown", () => {
  const at = (name: string, ms: number, given = {}) =>
    aJob({ name, next_run_time: iso(start + ms), ...given });
  const jobs = [
    at("b", minute),
    at("a", minute + 59_000),
    at("far", 10 * minute),
    at("past", -1),
    at("paused", minute, { paused: true }),
    at("last", 10 * minute - 1),
  ];
  const state = aState(...withJobs(jobs), { type: "upcoming_read", upcoming: "unknown" });

  assert.deepEqual(upcomingMinutes(state).map(({ jobs }) => jobs.map(({ name }) => name)), [
    ["a", "b"],
    ["last"],
  ]);
});

const success: Past = {
  ...{ execution_id: "p", state: "succeeded", at: iso(start), ended: iso(start) },
  ...{ duration_ms: 10_000, description: "" },
};

Deno.test("a run is slow by its usual time, and never in its first five seconds", () => {
  const factor = (ms: number, past: readonly Past[] | undefined) =>
    factorOf(run("r", { started_time: iso(start - ms) }), past, start);

  assert.equal(factor(30_000, [success]), 3);
  assert.equal(factor(4999, [{ ...success, duration_ms: 1 }]), 0);
  assert.equal(factor(5000, [{ ...success, duration_ms: 1000 }]), 5);
  assert.equal(factor(30_000, [{ ...success, duration_ms: 0 }]), 0);
  assert.equal(factor(30_000, []), 0);
  assert.equal(factor(30_000, undefined), 0);
});

Deno.test("each job needs attention once, for the most pressing reason", () => {
  const late = { ...job, next_run_time: iso(start - minute) };
  const failed = run("f", { state: "failed" });
  const state = aState(...withJobs([late], [failed]));

  assert.deepEqual(inboxRows(state).map((row) => row.kind), ["late"]);
});

Deno.test("late jobs come first, then slow runs, retries, failures, and pauses that may be forgotten", () => {
  const old = iso(start - 2 * 86_400_000);
  const [late, slow, retry, failed, paused, fresh] = [
    aJob({ name: "late", next_run_time: iso(start - minute) }),
    aJob({ name: "slow" }),
    aJob({ name: "retry" }),
    aJob({ name: "failed" }),
    aJob({ name: "paused", paused: true, next_run_time: "", updated_at: old }),
    aJob({ name: "fresh", paused: true, next_run_time: "", updated_at: iso(start - minute) }),
  ] as const;
  const running = anExecution(slow, {
    ...{ state: "running", ended_time: "", duration_ms: null },
    started_time: iso(start - 60_000),
  });
  const waiting = anExecution(retry, { state: "scheduled", attempt: 1, ended_time: "" });
  const state = aState(
    ...withJobs([paused, failed, retry, slow, late, fresh], [
      running,
      waiting,
      anExecution(failed, { state: "failed" }),
    ]),
    { type: "history_known", histories: [{ jobId: slow.job_id, past: [success] }] },
  );

  const rows = inboxRows(state);
  assert.deepEqual(rows.map((row) => row.kind), ["late", "slow", "retry", "failed", "paused"]);
});

Deno.test("what has an alarm is not said twice, also while somebody looks after it", () => {
  const failed = run("f", { state: "failed" });
  const alarm = anAlarm(job, { alarm_id: "1" });
  const acknowledged = { user: "mika", time: iso(start), note: "" } as never;
  const kinds = (given: typeof alarm) =>
    inboxRows(aState(...withJobs([job], [failed]), {
      ...{ type: "alarms_page", alarms: [given], isLast: true },
    })).map((row) => row.kind);

  assert.deepEqual(kinds(alarm), ["alarms"]);
  assert.deepEqual(kinds({ ...alarm, acknowledged }), []);
  assert.deepEqual(kinds({ ...alarm, kind: "late" }), ["alarms", "failed"]);
  assert.deepEqual(kinds({ ...alarm, state: "closed" }), ["failed"]);
});

Deno.test("the jobs of a row are those of its alarms, each once, and monitors are none", () => {
  const subject = { kind: "monitor" as const, id: "m", name: "mail" };
  const alarms = [
    anAlarm(job, { alarm_id: "1" }),
    anAlarm(job, { alarm_id: "2" }),
    { ...anAlarm(job, { alarm_id: "3" }), subject },
  ];
  const state = aState({ type: "alarms_page", alarms, isLast: true });
  const [row] = inboxRows(state);

  assert.deepEqual(jobsOfRow(state, rowId(row!)), [job.job_id]);
  assert.deepEqual(jobsOfRow(state, job.job_id), [job.job_id]);
  assert.deepEqual(jobsOfRow(state, "alarm:gone"), []);
});

Deno.test("rows of one kind have an order of their own: the last failure first, then by their ids", () => {
  const old = iso(start - 2 * 86_400_000);
  const named = (job_id: string, given = {}) => aJob({ job_id, name: job_id, ...given });
  const paused = { paused: true, next_run_time: "", updated_at: old };
  const jobs = [
    ...[named("p2", paused), named("p1", paused)],
    ...[named("f2"), named("f1"), named("f3"), named("r2"), named("r1")],
  ];
  const failure = (i: number, at: number) =>
    anExecution(jobs[i]!, { state: "failed", scheduled_time: iso(start - at) });
  const retry = (i: number, execution_id: string) =>
    anExecution(jobs[i]!, { execution_id, state: "scheduled", attempt: 1, ended_time: "" });
  const executions = [
    ...[failure(2, 5000), failure(3, 5000), failure(4, 1000)],
    ...[retry(5, "e2"), retry(6, "e1")],
  ];
  const names = (some: typeof jobs) =>
    inboxRows(aState(...withJobs(some, executions))).map((row) => rowId(row)).join(" ");

  assert.equal(names(jobs), "r1 r2 f3 f1 f2 p1 p2");
  assert.equal(names(jobs.toReversed()), "r1 r2 f3 f1 f2 p1 p2");
});

Deno.test("a run that waits for its first start is no retry, and a run of an unknown job needs nobody", () => {
  const waiting = run("w", { state: "scheduled", attempt: 0, ended_time: "" });
  const unknown = anExecution(aJob(), {
    ...{ state: "running", ended_time: "", duration_ms: null, started_time: iso(0) },
  });

  assert.deepEqual(inboxRows(aState(...withJobs([job], [waiting, unknown]))), []);
});

Deno.test("a run is slow from three times its usual time on", () => {
  const kinds = (ms: number) => {
    const running = run("r", {
      ...{ state: "running", ended_time: "", duration_ms: null, started_time: iso(start - ms) },
    });
    const past = { type: "history_known", histories: [{ jobId: job.job_id, past: [success] }] };
    return inboxRows(aState(...withJobs([job], [running]), past as StateEvent)).map((row) =>
      row.kind
    );
  };

  assert.deepEqual(kinds(29_999), []);
  assert.deepEqual(kinds(30_000), ["slow"]);
});

Deno.test("a late job is said once, whether its alarm is of a late start or of a missed fire", () => {
  const late = { ...job, next_run_time: iso(start - minute) };
  for (const kind of ["late", "missed"] as const) {
    const alarm = anAlarm(late, { kind });
    const rows = inboxRows(
      aState(...withJobs([late]), { type: "alarms_page", alarms: [alarm], isLast: true }),
    );

    assert.deepEqual(rows.map((row) => row.kind), ["alarms"]);
  }
});

Deno.test("figures that were asked for first and come last do not take the place of newer ones", () => {
  const read = (at: number) => ({ type: "stats_read", of: "minutes", stats: statsOf(at) }) as const;
  const told = changes(end("1", start + 500));
  const state = [told, read(start + 1000), read(start)].reduce(reduceStats, initialStats);

  assert.equal((state.minutes as { time_range_end: string }).time_range_end, iso(start + 1000));
  const again = reduceStats(state, read(start + 2000));
  assert.equal((again.minutes as { time_range_end: string }).time_range_end, iso(start + 2000));
});

Deno.test("figures of a server whose clock was set back are taken", () => {
  const read = (at: number) => ({ type: "stats_read", of: "hours", stats: statsOf(at) }) as const;
  const state = [read(start), read(start - 3_600_000)].reduce(reduceStats, initialStats);

  assert.equal((state.hours as { time_range_end: string }).time_range_end, iso(start - 3_600_000));
});
