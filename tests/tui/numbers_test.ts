import { strict as assert } from "node:assert";
import { draftSchedule } from "../../scheduler/model/schedule.ts";
import { hour, minute, second } from "../../scheduler/model/time.ts";
import { addJob } from "../../scheduler/store/jobs/jobs.ts";
import { Commit, commit } from "../../scheduler/store/kv/commit.ts";
import { frameOf } from "../../tui/frame.ts";
import { Reader } from "../../tui/server/reading.ts";
import { readStats } from "../../tui/screens/home/reading.ts";
import { attentionOf } from "../../tui/screens/home/attention.ts";
import { upcomingMinutes } from "../../tui/screens/home/upcoming.ts";
import { readJobFacts } from "../../tui/screens/job/reading.ts";
import { conditionOf, countsOf } from "../../tui/state/selectors.ts";
import { type TestApi, testApi } from "../support/app.ts";
import { aJob } from "../support/builders.ts";
import { anEnded, aReady, aRunning, aSkipped, storeExecutions } from "../support/executions.ts";
import { broken, done } from "../support/store.ts";
import { aState } from "./support/builders.ts";
import { clientOf } from "./support/real_server.ts";
import { aTestApp } from "./support/test_app.ts";

const [jobCount, runCount] = [2500, 5000];
const stopped = { kind: "stopped", by: "kim" } as const;

/** 2,500 jobs and 5,000 runs: among them skips, stops, failures, and one job that runs for 15 minutes. */
async function seeded(api: TestApi) {
  const now = api.clock.now();
  const jobs = Array.from({ length: jobCount }, (_, i) => {
    const minutes = i % 10 === 0 ? "*" : String(i % 60);
    return aJob(now, {
      name: `job-${String(i).padStart(4, "0")}`,
      schedule: draftSchedule({ minute: minutes }, "UTC"),
    });
  });
  for (let i = 0; i < jobs.length; i += 100) {
    const work = new Commit();
    for (const job of jobs.slice(i, i + 100)) addJob(work, undefined, job);
    await commit(api.db, work, now);
  }
  const [long] = jobs;
  if (long === undefined) throw new Error("there is no job");
  const since = now - 15 * minute;
  const skips = Array.from(
    { length: 14 },
    (_, i) => aSkipped(aReady(long, since + (i + 1) * minute)),
  );
  const others = Array.from({ length: runCount - 15 }, (_, i) => {
    const job = jobs[1 + i % (jobCount - 1)] ?? long;
    const ready = aReady(job, now - 20 * hour + i * 14 * second);
    if (i % 11 === 0) return aSkipped(ready);
    return anEnded(ready, i % 7 === 0 ? broken : i % 13 === 0 ? stopped : done);
  });
  await storeExecutions(api.db, [aRunning(aReady(long, since)), ...skips, ...others], now);
  return long;
}

async function freshDashboard(api: TestApi) {
  const state = aState({ type: "clock_ticked", now: api.clock.now() });
  const { app } = aTestApp(state, clientOf(api, api.admin.token));
  await new Reader(app).readAll();
  await readStats(app);
  return app;
}

Deno.test("a fresh dashboard at 2,500 jobs and 5,000 runs shows the server's numbers", async () => {
  await using api = await testApi();
  const long = await seeded(api);
  const app = await freshDashboard(api);
  const get = async (path: string) => (await api.admin.get(path)).body;
  const failing = (await get("/jobs?state=failing")).jobs;
  const running = (await get("/executions?state=running,stopping")).executions;
  const upcoming = await get("/upcoming");
  const frame = () => {
    const { lines } = frameOf(app.state, app, 140, 40);
    return lines.map((line) => line.map(({ text }) => text).join("")).join("\n");
  };

  const { jobs, failed, paused, late, running: run } = countsOf(app.state);
  assert.deepEqual(
    { jobs, failed, paused, late, run },
    { jobs: jobCount, failed: failing.length, paused: 0, late: 0, run: running.length },
  );
  assert.ok(failing.length > 0);
  assert.match(
    frame(),
    new RegExp(`jobs ${jobCount}  run ${running.length}  fail ${failing.length}  late 0  paused 0`),
  );
  assert.equal(
    attentionOf(app.state).filter(({ kind }) => kind === "failed").length,
    failing.length,
  );
  assert.deepEqual(
    upcomingMinutes(app.state).map(({ id, fires }) => [id, fires]),
    upcoming.minutes.map((
      it: { start_time: string; fires: number },
    ) => [it.start_time.slice(0, 16), it.fires]),
  );
  const shown = app.state.jobs.byId.get(long.id);
  assert.equal(shown && conditionOf(app.state, shown), "running");

  app.dispatch({ type: "view_switched", screen: "jobs" });
  assert.match(frame(), new RegExp(`Jobs ${jobCount}`));

  const { job_id } = failing[0];
  app.dispatch({ type: "view_opened", view: { screen: "job", id: job_id } });
  await readJobFacts(app, job_id);
  const from = new Date(api.clock.now() - 30 * 24 * hour).toISOString();
  const { total } = await get(`/stats?job_id=${job_id}&time_range_start=${from}&bucket=day`);
  const counted = total.succeeded + total.failed + total.timeout;
  assert.ok(frame().includes(`% of ${counted}`));
});
