import { strict as assert } from "node:assert";
import { reduce, type State, type StateEvent } from "../../../../tui/state.ts";
import type { Past } from "../../../../tui/state/server/executions.ts";
import { pastOf } from "../../../../tui/state/server/executions.ts";
import { conditionOf, executionOf, isFailingJob } from "../../../../tui/state/selectors.ts";
import type { ServerEvent } from "../../../../tui/state/server/server_event.ts";
import { readJobFigures } from "../../../../tui/server/job_figures.ts";
import type { Client } from "../../../../tui/server/client.ts";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import {
  after,
  aJob,
  anExecution,
  aState,
  good,
  iso,
  start,
  withJobs,
} from "../../support/builders.ts";
import { aTestApp } from "../../support/test_app.ts";

/** Answers that were read before an event, and that arrive after it. */

const job = aJob({ job_id: "a".repeat(32), name: "nightly", version: 3 });

function toldOf(execution: Execution): ServerEvent {
  const { execution_id, state } = execution;
  return { type: "execution", execution_id, state, execution };
}

function toldGone(execution_id: string): ServerEvent {
  return { type: "execution", execution_id, state: "succeeded", execution: null };
}

const changes = (...events: readonly ServerEvent[]): StateEvent => ({ type: "changes", events });

const ended = anExecution(job, { execution_id: "run-1", updated_time: iso(start) });
const running: Execution = {
  ...ended,
  state: "running",
  ended_time: "",
  duration_ms: null,
  updated_time: iso(start - 5000),
};
const failed: Execution = { ...ended, state: "failed", description: "exit 1" };

function known(state: State): readonly Past[] {
  return state.executions.history.get(job.job_id) ?? [];
}

const histories = (...past: readonly Past[]): StateEvent => ({
  type: "history_known",
  histories: [{ jobId: job.job_id, past }],
});

Deno.test("a history that was read before an end does not make the run run again", () => {
  const state = after(
    aState(...withJobs([job])),
    changes(toldOf(failed)),
    histories(pastOf(running)),
  );

  assert.deepEqual(known(state).map((past) => past.state), ["failed"]);
  assert.equal(known(state)[0]?.description, "exit 1");
  assert.ok(isFailingJob(known(state)));
  assert.equal(conditionOf(state, job), "failed");
});

Deno.test("a history that was read after an end tells of it", () => {
  const state = after(
    aState(...withJobs([job])),
    changes(toldOf(running)),
    histories(pastOf(failed)),
  );

  assert.deepEqual(known(state).map((past) => past.state), ["failed"]);
});

Deno.test("a run that waits for its retry is no end, and its next end is told", () => {
  const waiting: Execution = {
    ...running,
    state: "scheduled",
    attempt: 1,
    updated_time: iso(start),
  };
  const last: Execution = { ...ended, updated_time: iso(start + 9000) };
  const state = after(
    aState(...withJobs([job])),
    changes(toldOf(running)),
    changes(toldOf(waiting)),
    changes(toldOf(last)),
  );

  assert.deepEqual(known(state).map((past) => past.state), ["succeeded"]);
});

Deno.test("a reason that an event told stays when a list tells none", () => {
  const state = after(
    aState(...withJobs([job])),
    changes(toldOf(failed)),
    histories({ ...pastOf(failed), description: "" }),
  );

  assert.equal(known(state)[0]?.description, "exit 1");
});

Deno.test("a reason of another state does not stay", () => {
  const waiting: Past = { ...pastOf(running), state: "scheduled", description: "attempt 1 failed" };
  const state = after(
    aState(...withJobs([job])),
    histories(waiting),
    histories({ ...pastOf(ended), description: "" }),
  );

  assert.equal(known(state)[0]?.description, "");
});

Deno.test("a job that was read before an event changed it does not undo the change", () => {
  const renamed = { ...job, name: "renamed", version: 4 };
  const told: ServerEvent = { type: "job", job_id: job.job_id, job: renamed };
  const state = after(aState(...withJobs([job])), changes(told), { type: "job_read", job });

  assert.equal(state.jobs.byId.get(job.job_id)?.name, "renamed");
});

Deno.test("a job of the same version is taken: its next fire moves without one", () => {
  const moved = { ...job, next_run_time: iso(start + 3_600_000) };
  const state = reduce(aState(...withJobs([job])), { type: "job_read", job: moved });

  assert.equal(state.jobs.byId.get(job.job_id)?.next_run_time, moved.next_run_time);
});

Deno.test("a job that was read before it was deleted does not come back", () => {
  const told: ServerEvent = { type: "job", job_id: job.job_id, job: null };
  const state = after(aState(...withJobs([job])), changes(told), { type: "job_read", job });

  assert.equal(state.jobs.byId.has(job.job_id), false);
});

Deno.test("a job that no list has shown yet is there once it is read alone", () => {
  const state = reduce(aState(), { type: "job_read", job });

  assert.equal(state.jobs.byId.get(job.job_id)?.name, "nightly");
});

Deno.test("of very many deleted jobs the last ones are remembered", () => {
  const gone = Array.from({ length: 1200 }, (_, i) => String(i).padStart(32, "0"));
  const events = gone.map((job_id): ServerEvent => ({ type: "job", job_id, job: null }));
  const state = reduce(aState(), changes(...events));
  const back = (job_id: string) =>
    reduce(state, { type: "job_read", job: { ...job, job_id } }).jobs.byId.has(job_id);

  assert.equal(state.jobs.gone.size, 1000);
  assert.equal(back(gone.at(-1)!), false);
  assert.equal(back(gone[200]!), false);
  assert.equal(back(gone[199]!), true);
});

/** A dashboard whose server answers with the runs of a job when the test says so. */
function readingRuns(state: State, executions: readonly Execution[]) {
  let answer = () => {};
  const client = {
    jobExecutions: () =>
      new Promise((resolve) => {
        answer = () => resolve(good({ executions }));
      }),
  } as unknown as Partial<Client>;
  const { app } = aTestApp(state, client);
  const reading = readJobFigures(app, job.job_id);
  return {
    app,
    runs: () => app.state.facts.get(job.job_id)?.executions ?? [],
    async finish() {
      await Promise.resolve();
      answer();
      await reading;
    },
  };
}

const brief = (runs: readonly Execution[]) =>
  runs.map(({ execution_id, state }) => `${execution_id} ${state}`);

Deno.test("the page of a job shows a run as ended that ended while its runs were read", async () => {
  const it = readingRuns(aState(...withJobs([job], [running])), [running]);

  it.app.dispatch(changes(toldOf(ended)));
  await it.finish();

  assert.deepEqual(brief(it.runs()), ["run-1 succeeded"]);
});

Deno.test("the page of a job shows a run that began while its runs were read", async () => {
  const begun = anExecution(job, {
    execution_id: "run-2",
    state: "running",
    ended_time: "",
    scheduled_time: iso(start),
  });
  const it = readingRuns(aState(...withJobs([job])), [ended]);

  it.app.dispatch(changes(toldOf(begun)));
  await it.finish();

  assert.deepEqual(brief(it.runs()), ["run-2 running", "run-1 succeeded"]);
});

Deno.test("the page of a job shows what was read where that is newer than what was told", async () => {
  const it = readingRuns(aState(...withJobs([job], [running])), [ended]);
  await it.finish();

  assert.deepEqual(brief(it.runs()), ["run-1 succeeded"]);
});

Deno.test("runs of other jobs are not among those of a job", async () => {
  const other = anExecution(aJob(), { execution_id: "run-9", scheduled_time: iso(start) });
  const it = readingRuns(aState(...withJobs([job], [other])), [ended]);
  await it.finish();

  assert.deepEqual(brief(it.runs()), ["run-1 succeeded"]);
});

Deno.test("older runs than those of a full page are not put behind it", async () => {
  const page = Array.from(
    { length: 50 },
    (_, i) =>
      anExecution(job, { execution_id: `page-${i}`, scheduled_time: iso(start - i * 1000) }),
  );
  const old = anExecution(job, { execution_id: "old", scheduled_time: iso(start - 60_000) });
  const fresh = anExecution(job, { execution_id: "fresh", scheduled_time: iso(start + 1000) });
  const it = readingRuns(aState(...withJobs([job], [old, fresh])), page);
  await it.finish();

  const ids = it.runs().map(({ execution_id }) => execution_id);
  assert.equal(ids.length, 50);
  assert.equal(ids[0], "fresh");
  assert.equal(ids.at(-1), "page-48");
  assert.equal(ids.includes("old"), false);
});

Deno.test("a run that is gone leaves the page of its job", () => {
  const [kept, gone] = [ended, { ...ended, execution_id: "run-2" }];
  const facts = { executions: [kept, gone] };
  const other = { executions: [anExecution(aJob(), { execution_id: "run-3" })] };
  const state = after(aState(), { type: "facts_read", jobId: job.job_id, facts }, {
    type: "facts_read",
    jobId: "other",
    facts: other,
  }, changes(toldGone("run-2")));

  assert.deepEqual(brief(state.facts.get(job.job_id)?.executions ?? []), ["run-1 succeeded"]);
  assert.equal(state.facts.get("other")?.executions?.length, 1);
});

Deno.test("a run of which no page knows is gone without a trace", () => {
  const before = reduce(aState(), {
    type: "facts_read",
    jobId: job.job_id,
    facts: { executions: [ended] },
  });

  assert.equal(reduce(before, changes(toldGone("?"))).facts, before.facts);
});

Deno.test("executionOf() gives the newest copy, wherever it is", () => {
  const opened = after(aState(), { type: "execution_opened", id: "run-1" }, {
    type: "execution_read",
    execution: running,
  });

  assert.equal(executionOf(opened, "run-1")?.state, "running");
  const told = reduce(opened, changes(toldOf(ended)));
  assert.equal(executionOf(told, "run-1")?.state, "succeeded");
  assert.equal(executionOf(told, "run-2"), undefined);
});

Deno.test("a list of runs keeps what an event told when an older page comes after it", () => {
  const page = (executions: readonly Execution[]): StateEvent =>
    ({
      ...{ question: "?", isFirst: true, nextCursor: undefined },
      type: "execution_list_page",
      executions,
    }) as const;
  const state = after(
    aState(),
    { type: "execution_list_loading", question: "?" },
    changes(toldOf(ended)),
    page([running]),
  );

  assert.equal(state.executionList.rows.get("run-1")?.state, "succeeded");
});

Deno.test("a page for a question that is not asked any more is dropped", () => {
  const state = after(aState(), { type: "execution_list_loading", question: "new" }, {
    ...{ question: "old", isFirst: true, nextCursor: undefined },
    type: "execution_list_page",
    executions: [ended],
  });

  assert.equal(state.executionList.rows.size, 0);
  assert.equal(state.executionList.phase, "loading");
});
