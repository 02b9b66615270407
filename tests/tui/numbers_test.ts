import { strict as assert } from "node:assert";
import { hour } from "../../scheduler/model/time.ts";
import type { App } from "../../tui/app.ts";
import { attentionOf, inboxRows } from "../../tui/screens/home/attention.ts";
import { readStats } from "../../tui/screens/home/reading.ts";
import { failuresByHour, upcomingMinutes } from "../../tui/screens/home/upcoming.ts";
import { readJobFacts } from "../../tui/screens/job/reading.ts";
import { readJobStats } from "../../tui/server/job_figures.ts";
import { Reader } from "../../tui/server/reading.ts";
import { inboxOf } from "../../tui/state/inbox.ts";
import { conditionOf, isFailingJob } from "../../tui/state/selectors.ts";
import { duration } from "../../tui/texts/format.ts";
import { type TestApi, testApi } from "../support/app.ts";
import {
  drawn,
  freshDashboard,
  jobCount,
  openedDashboard,
  seedBusyServer,
} from "./support/busy_server.ts";

const day = 24 * hour;

// deno-lint-ignore no-explicit-any -- what it is, the test says
type Json = any;

/** The API at this moment. */
function apiOf(api: TestApi) {
  const get = async (path: string): Promise<Json> => (await api.admin.get(path)).body;
  const since = (ms: number) => new Date(api.clock.now() - ms).toISOString();
  return {
    get,
    stats: (ms: number, more: string): Promise<Json> =>
      get(`/stats?time_range_start=${since(ms)}&${more}`),
  };
}

const endNames = ["succeeded", "failed", "timeout", "stopped", "scheduled_error"] as const;
const endsOf = (figures: Json) => endNames.reduce((sum, name) => sum + figures[name], 0);

async function assertHome(app: App, { get, stats }: ReturnType<typeof apiOf>): Promise<void> {
  const [failing, running, paused, upcoming] = await Promise.all([
    get("/jobs?state=failing"),
    get("/executions?state=running,stopping"),
    get("/jobs?state=paused"),
    get("/upcoming"),
  ]);
  const [lastHour, week] = [
    await stats(hour, "bucket=minute"),
    await stats(7 * day, "bucket=hour"),
  ];
  const screen = drawn(app, 140, 40);
  const [fail, run, off] = [
    failing.jobs.length,
    running.executions.length,
    paused.jobs.length,
  ] as const;

  assert.ok(fail > 0 && run === 1 && off === 3);
  assert.match(
    screen,
    new RegExp(`jobs ${jobCount}  run ${run}  fail ${fail}  late 0  paused ${off} `),
  );
  assert.match(screen, new RegExp(`Needs attention ${inboxRows(app.state).length} `));
  // A job that fails has an alarm, or else a row of its own.
  const alarmed = inboxOf(app.state).filter(({ last }) => last.kind === "failed")
    .flatMap(({ alarms }) => alarms.map(({ subject }) => subject.id));
  const rows = attentionOf(app.state).filter(({ kind }) => kind === "failed")
    .map(({ job }) => job.job_id);
  const withFailures = [...app.state.executions.history].filter(([, past]) => isFailingJob(past));
  assert.equal(withFailures.length, fail);
  const open = await get("/alarms?state=open&limit=1000");
  const inInbox = inboxOf(app.state).reduce((sum, { alarms }) => sum + alarms.length, 0);
  assert.equal(inInbox, open.alarms.length);
  for (const [id] of withFailures) assert.ok(alarmed.includes(id) !== rows.includes(id));
  assert.match(screen, new RegExp(`Running now ${run} `));
  assert.match(screen, new RegExp(`Next 10 minutes ${upcoming.minutes.length} `));
  assert.deepEqual(
    upcomingMinutes(app.state).map(({ id, fires }) => [id, fires]),
    upcoming.minutes.map((it: Json) => [it.start_time.slice(0, 16), it.fires]),
  );
  // The hour touches 61 minutes; the chart has 60 columns.
  const minutes = lastHour.buckets.slice(-60);
  const failed = minutes.reduce((sum: number, it: Json) => sum + it.failed + it.timeout, 0);
  assert.ok(failed > 0);
  assert.match(screen, new RegExp(`last 60 min.* ${failed} failed `));
  const most = Math.max(...minutes.map(endsOf));
  assert.match(screen, new RegExp(`^ *${most} `, "m"));
  assert.deepEqual(
    failuresByHour(app.state.stats.hours as Json, undefined, "UTC").map(({ failed }) => failed),
    week.buckets.map((it: Json) => it.failed + it.timeout),
  );
}

/** Each job of the list beside the same job in the API. */
async function assertJobs(app: App, { get }: ReturnType<typeof apiOf>): Promise<void> {
  let cursor: string | undefined;
  let count = 0;
  do {
    const page = await get(
      `/jobs?limit=100&include=last_executions:20${
        cursor === undefined ? "" : `&cursor=${cursor}`
      }`,
    );
    cursor = page.next_cursor;
    for (const { job_id, last_executions, next_run_time, paused } of page.jobs) {
      const job = app.state.jobs.byId.get(job_id);
      count++;
      assert.deepEqual([job?.next_run_time, job?.paused], [next_run_time, paused]);
      assert.deepEqual(
        (app.state.executions.history.get(job_id) ?? [])
          .map((it) => [it.execution_id, it.state, it.ended, it.duration_ms]),
        last_executions.map((
          it: Json,
        ) => [it.execution_id, it.state, it.ended_time, it.duration_ms]),
      );
    }
  } while (cursor !== undefined);
  assert.equal(count, jobCount);
}

function share(rate: number): string {
  return (rate * 100).toFixed(rate === 1 ? 0 : 1);
}

/** The tests only read it. */
let api: TestApi;
let seeded: Awaited<ReturnType<typeof seedBusyServer>>;

Deno.test.beforeAll(async () => {
  api = await testApi();
  seeded = await seedBusyServer(api);
});
Deno.test.afterAll(async () => await api[Symbol.asyncDispose]());

Deno.test("a fresh dashboard at 2,500 jobs and 5,000 runs shows the server's numbers", async () => {
  const { long, idle } = seeded;
  const app = await freshDashboard(api);
  const server = apiOf(api);

  await assertHome(app, server);

  app.dispatch({ type: "view_switched", screen: "jobs" });
  assert.match(drawn(app, 140, 40), new RegExp(`Jobs ${jobCount} `));
  await assertJobs(app, server);
  const [running, skipped] = [long, idle].map((id) => app.state.jobs.byId.get(id));
  assert.equal(running && conditionOf(app.state, running), "running");
  assert.equal(skipped && conditionOf(app.state, skipped), "skipped");

  const { job_id } = (await server.get("/jobs?state=failing")).jobs[0];
  const { total } = await server.stats(30 * day, `job_id=${job_id}&bucket=day`);
  const counted = total.succeeded + total.failed + total.timeout;
  const rate = `ok ${share(total.success_rate)} % of ${counted}`;
  app.dispatch({ type: "list_selected", list: "jobs", ids: [], id: job_id });
  assert.match(drawn(app, 140, 40), /~ok \d+ % of \d/);
  await readJobStats(app, job_id);
  assert.ok(drawn(app, 140, 40).includes(` ${rate}`));

  app.dispatch({ type: "view_opened", view: { screen: "job", id: job_id } });
  await readJobFacts(app, job_id);
  const { executions } = await server.get(`/jobs/${job_id}/executions?limit=50`);
  const page = drawn(app, 140, 40);
  const { p50, p95 } = total.duration_ms;
  assert.ok(page.includes(`${rate} · p50 ${duration(p50)} · p95 ${duration(p95)}`));
  assert.ok(page.includes(`last ${executions.length} `));
  assert.ok(page.includes(`Runs ${executions.length} `));
});

Deno.test("counts of which only a part is read are marked", async () => {
  const { app } = openedDashboard(api);
  const opened = drawn(app, 140, 40);
  let partly = "";
  app.store.subscribe(() => {
    const { byId, phase } = app.state.jobs;
    if (partly === "" && byId.size === 1000 && phase === "loading") partly = drawn(app, 140, 40);
  });

  await new Reader(app).readAll();
  await readStats(app);

  assert.match(opened, /jobs … {2}run … {2}fail … {2}late … {2}paused … /);
  assert.match(opened, /Needs attention …[^]*last 60 min[^\n]* … /);
  assert.match(partly, /jobs 1000… /);
  assert.match(drawn(app, 140, 40), new RegExp(`jobs ${jobCount}  run 1  fail \\d+  late 0 `));
});

Deno.test("while the list of jobs comes page by page, the cursor stays on its job", async () => {
  const { app } = openedDashboard(api);
  app.dispatch({ type: "view_switched", screen: "jobs" });
  drawn(app, 80, 24);
  const under: (string | undefined)[] = [];
  app.store.subscribe(() => {
    drawn(app, 80, 24);
    const { cursor } = app.layout.lists.get("jobs") ?? {};
    if (cursor !== undefined) under.push(cursor);
  });

  await new Reader(app).readAll();

  assert.equal(app.state.jobs.byId.size, jobCount);
  assert.equal(new Set(under).size, 1);
});
