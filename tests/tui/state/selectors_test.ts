import { strict as assert } from "node:assert";
import type { Execution } from "../../../routes/contract/history/executions.ts";
import { mostPast, type Past } from "../../../tui/state/server/executions.ts";
import {
  averageMs,
  calendarNames,
  categoryName,
  conditionOf,
  countsOf,
  isFailingJob,
  isRunning,
  jobsByCalendar,
  lastCountedOf,
  lastEnded,
  newestExecutions,
  runningByJob,
  runningOf,
} from "../../../tui/state/selectors.ts";
import { SharedMap } from "../../../tui/cache/shared_map.ts";
import { aCategory } from "../support/form_server.ts";
import { aHoliday } from "../support/world.ts";
import { after, aJob, anExecution, aState, iso, start, withJobs } from "../support/builders.ts";

const job = aJob({ job_id: "a".repeat(32) });

function past(state: Execution["state"], given: Partial<Past> = {}): Past {
  const at = iso(start - 60_000);
  return {
    execution_id: state,
    state,
    at,
    ended: at,
    duration_ms: 1000,
    description: "",
    ...given,
  };
}

/** The state with a job that has this history, the newest first. */
function withHistory(states: readonly Execution["state"][], given = {}) {
  const told = states.map((state, i) =>
    past(state, { execution_id: String(i), at: iso(start - i * 60_000) })
  );
  return aState(...withJobs([{ ...job, ...given }]), {
    type: "history_known",
    histories: [{ jobId: job.job_id, past: told }],
  });
}

const byId = (executions: readonly Execution[]) =>
  SharedMap.empty<Execution>().changed((draft) => {
    for (const one of executions) draft.set(one.execution_id, one);
  });

Deno.test("isRunning() is about what a worker holds, and not about what waits or has ended", () => {
  const running = (["scheduled", "running", "stopping", "stopped", "succeeded"] as const)
    .filter((state) => isRunning({ state }));

  assert.deepEqual(running, ["running", "stopping"]);
});

Deno.test("runningOf() has the run that began first at the top, and equal ones by their ids", () => {
  const run = (execution_id: string, began: number, state: Execution["state"] = "running") =>
    anExecution(job, { execution_id, state, started_time: iso(start + began) });
  const all = byId([run("c", 0), run("b", 0), run("a", 5), run("d", -5), run("e", -9, "failed")]);

  assert.deepEqual(runningOf(all).map(({ execution_id }) => execution_id), ["d", "b", "c", "a"]);
  assert.deepEqual([...runningByJob(all)].map(([id, runs]) => [id, runs.length]), [[
    job.job_id,
    4,
  ]]);
  assert.equal(runningByJob(byId([])).size, 0);
});

Deno.test("newestExecutions() has what is due last at the top, and equal ones by their ids", () => {
  const due = (execution_id: string, at: number) =>
    anExecution(job, { execution_id, scheduled_time: iso(start + at) });
  const ids = newestExecutions(byId([due("b", 0), due("c", 0), due("a", 9)]));

  assert.deepEqual(ids.map(({ execution_id }) => execution_id), ["a", "c", "b"]);
});

Deno.test("lastEnded() passes by what runs, and lastCountedOf() what neither succeeded nor failed", () => {
  const history = [past("running"), past("scheduled error"), past("stopped"), past("failed")];

  assert.equal(lastEnded(history)?.state, "scheduled error");
  assert.equal(lastCountedOf(history)?.state, "failed");
  assert.equal(lastEnded([past("running")]), undefined);
  assert.equal(lastEnded(undefined), undefined);
  assert.equal(lastCountedOf(undefined), undefined);
});

Deno.test("conditionOf() tells the most important of what is true of a job", () => {
  const of = (states: readonly Execution["state"][], given = {}) => {
    const state = withHistory(states, given);
    return conditionOf(state, state.jobs.byId.get(job.job_id)!);
  };
  const late = { next_run_time: iso(start - 60_000) };
  const paused = { paused: true, paused_scope: "job", next_run_time: "" };

  assert.equal(of([]), "never");
  assert.equal(of(["succeeded"]), "ok");
  assert.equal(of(["failed", "succeeded"]), "failed");
  assert.equal(of(["timeout"]), "failed");
  assert.equal(of(["stopped", "succeeded"]), "stopped");
  assert.equal(of(["failed"], late), "late");
  assert.equal(of(["failed"], paused), "paused");
  assert.equal(of(["scheduled error"]), "never");
});

Deno.test("a job whose whole known history was skipped may have run before it", () => {
  const skips = Array.from({ length: mostPast }, () => "scheduled error" as const);
  const of = (states: typeof skips) => {
    const state = withHistory(states);
    return conditionOf(state, state.jobs.byId.get(job.job_id)!);
  };

  assert.equal(of(skips), "skipped");
  assert.equal(of(skips.slice(1)), "never");
});

Deno.test("a job that runs is running, whatever else is true of it", () => {
  const late = { ...job, next_run_time: iso(start - 60_000) };
  const running = anExecution(late, { state: "running", ended_time: "", duration_ms: null });
  const state = aState(...withJobs([late], [running]));

  assert.equal(conditionOf(state, late), "running");
  assert.equal(countsOf(state).running, 1);
});

Deno.test("isFailingJob() needs a failure that is not overtaken by a success", () => {
  const of = (...states: Execution["state"][]) => isFailingJob(states.map((state) => past(state)));

  assert.equal(of("failed"), true);
  assert.equal(of("succeeded", "failed"), false);
  assert.equal(of("stopped", "failed"), true);
  assert.equal(isFailingJob(undefined), false);
  assert.equal(isFailingJob([]), false);
});

Deno.test("averageMs() is of successes that took a time", () => {
  const took = (state: Execution["state"], duration_ms: number | null) =>
    past(state, { duration_ms });

  assert.equal(averageMs([took("succeeded", 1000), took("succeeded", 3000)]), 2000);
  assert.equal(averageMs([took("failed", 9000), took("succeeded", 1000)]), 1000);
  assert.equal(averageMs([took("succeeded", null), took("succeeded", 1000)]), 1000);
  assert.equal(averageMs([took("succeeded", 0)]), 0);
  assert.equal(averageMs([took("failed", 9000)]), undefined);
  assert.equal(averageMs(undefined), undefined);
});

Deno.test("jobsByCalendar() counts a job once for each calendar, whatever it uses it for", () => {
  const jobs = [
    aJob({ not_on: [1], only_on: [1, 2] }),
    aJob({ not_on: [1] }),
    aJob({}),
  ];
  const uses = jobsByCalendar(aState(...withJobs(jobs)).jobs.byId);

  assert.deepEqual([...uses].sort(), [[1, 2], [2, 1]]);
});

Deno.test("names that are not known are numbers", () => {
  const state = aState(
    { type: "categories_read", categories: [aCategory({ id: 3, name: "帳務" })] },
    { type: "calendars_read", calendars: [aHoliday(0, { name: "Holidays" })] },
  );

  assert.equal(categoryName(state, 3), "帳務");
  assert.equal(categoryName(state, 9), "9");
  assert.equal(calendarNames(state, [1, 7]), "Holidays, 7");
  assert.equal(calendarNames(state, []), "");
});

Deno.test("countsOf() forgets a job that is gone, and counts it again when it comes back", () => {
  const failing = anExecution(job, { state: "failed" });
  const there = aState(...withJobs([{ ...job, paused: true, next_run_time: "" }], [failing]));
  const gone = after(there, {
    type: "changes",
    events: [{ type: "job", job_id: job.job_id, job: null }],
  });
  const counts = (state: typeof there) => {
    const { jobs, failed, paused } = countsOf(state);
    return [jobs, failed, paused];
  };

  assert.deepEqual(counts(there), [1, 1, 1]);
  assert.deepEqual(counts(gone), [0, 0, 0]);
  assert.deepEqual(counts(there), [1, 1, 1]);
});
