import { draftSchedule } from "../../../scheduler/model/schedule.ts";
import { hour, minute, second } from "../../../scheduler/model/time.ts";
import { addJob } from "../../../scheduler/store/jobs/jobs.ts";
import { Commit, commit } from "../../../scheduler/store/kv/commit.ts";
import { readStats } from "../../../tui/screens/home/reading.ts";
import { Reader } from "../../../tui/server/reading.ts";
import type { App } from "../../../tui/app.ts";
import { frameOf } from "../../../tui/frame.ts";
import type { TestApi } from "../../support/app.ts";
import { aJob } from "../../support/builders.ts";
import { anEnded, aReady, aRunning, aSkipped, storeExecutions } from "../../support/executions.ts";
import { broken, done } from "../../support/store.ts";
import { initialState, reduce } from "../../../tui/state.ts";
import { anAccount } from "./builders.ts";
import { clientOf } from "./real_server.ts";
import { aTestApp, type TestApp } from "./test_app.ts";

export const [jobCount, runCount] = [2500, 5000];
const stopped = { kind: "stopped", by: "kim" } as const;
const skipped = 25;

/**
 * 2,500 jobs and 5,000 runs: among them skips, stops, failures, one job that has run for 15 minutes, one with skipped
 * fires only, and ends in the last hour.
 * @returns the job that runs, and the one whose fires were all skipped.
 */
export async function seedBusyServer(api: TestApi) {
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
  const [long, idle] = jobs;
  if (long === undefined || idle === undefined) throw new Error("there is no job");
  const since = now - 15 * minute;
  const skips = Array.from(
    { length: 14 },
    (_, i) => aSkipped(aReady(long, since + (i + 1) * minute)),
  );
  const idleSkips = Array.from(
    { length: skipped },
    (_, i) => aSkipped(aReady(idle, now - (skipped - i) * hour)),
  );
  const others = Array.from({ length: runCount - 15 - skipped }, (_, i) => {
    const job = jobs[2 + i % (jobCount - 2)] ?? long;
    const ready = aReady(job, now - 19.5 * hour + i * 14 * second);
    if (i % 11 === 0) return aSkipped(ready);
    return anEnded(ready, i % 7 === 0 ? broken : i % 13 === 0 ? stopped : done, 1000 + i);
  });
  await storeExecutions(
    api.db,
    [aRunning(aReady(long, since)), ...skips, ...idleSkips, ...others],
    now,
  );
  for (const job of jobs.slice(100, 103)) {
    await api.admin.send("PATCH", `/jobs/${job.id}`);
  }
  return { long: long.id, idle: idle.id };
}

/** A dashboard that was just opened: nothing is read yet. */
export function openedDashboard(api: TestApi): TestApp {
  const now = api.clock.now();
  const state = [
    { type: "clock_ticked", now } as const,
    { type: "logged_in", account: anAccount(), server: "http://127.0.0.1:8888" } as const,
    { type: "connected", now } as const,
  ].reduce(reduce, { ...initialState });
  return aTestApp(state, clientOf(api, api.admin.token));
}

/** A dashboard that has read what it reads at its start. */
export async function freshDashboard(api: TestApi): Promise<App> {
  const { app } = openedDashboard(api);
  await new Reader(app).readAll();
  await readStats(app);
  return app;
}

/** The text of the next frame, which is then on the screen. */
export function drawn(app: App, columns: number, rows: number): string {
  const frame = frameOf(app.state, app, columns, rows, app.layout);
  app.show(frame);
  return frame.lines.map((line) => line.map(({ text }) => text).join("")).join("\n");
}
