import { strict as assert } from "node:assert";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import {
  initialExecutions,
  mostExecutions,
  mostPast,
  newestFirst,
  reduceExecutions,
} from "../../../../tui/state/server/executions.ts";
import { initialCounting, reduceCounting } from "../../../../tui/state/server/counting.ts";
import { initialFacts, reduceFacts } from "../../../../tui/state/server/facts.ts";
import { countedIn, endsIn, failuresIn } from "../../../../tui/state/server/figures.ts";
import { initialJobClasses, reduceJobClasses } from "../../../../tui/state/server/job_classes.ts";
import { initialJobs, reduceJobs } from "../../../../tui/state/server/jobs.ts";
import { initialServer, reduceServer } from "../../../../tui/state/server/server.ts";
import type { ServerEvent } from "../../../../tui/state/server/server_event.ts";
import { jobClasses } from "../../support/form_server.ts";
import { aJob, anExecution, iso, start } from "../../support/builders.ts";

const [one, two] = [aJob({ job_id: "1" }), aJob({ job_id: "2" })];
const page = (jobs: readonly typeof one[], isLast = true) =>
  ({ type: "jobs_page", jobs, isLast }) as const;
const changes = (...events: readonly ServerEvent[]) => ({ type: "changes", events }) as const;
const toldOf = (execution: Execution): ServerEvent => {
  const { execution_id, state } = execution;
  return { type: "execution", execution_id, state, execution };
};

Deno.test("a list of jobs that fails is ready where it was read once, and otherwise not", () => {
  const failed = { type: "jobs_failed" } as const;
  const told = changes({ type: "job", job_id: "1", job: one });
  const after = (...events: readonly unknown[]) =>
    (events as never[]).reduce(reduceJobs, initialJobs).phase;

  assert.equal(after(failed), "failed");
  assert.equal(after({ type: "jobs_loading" }, told, failed), "failed");
  assert.equal(after({ type: "jobs_loading" }, page([one], false), failed), "failed");
  assert.equal(after(page([one]), { type: "jobs_loading" }, failed), "ready");
  assert.equal(after(page([]), { type: "jobs_loading" }, failed), "ready");
});

Deno.test("an event between two reads is not taken for one of the next read", () => {
  const renamed = { ...one, name: "told" };
  const state = [
    page([one, two]),
    changes({ type: "job", job_id: "1", job: renamed }),
    { type: "jobs_loading" } as const,
    page([{ ...one, name: "read" }]),
  ].reduce(reduceJobs as never, initialJobs);

  assert.equal(state.byId.get("1")?.name, "read");
  assert.equal(state.byId.has("2"), false);
});

Deno.test("a batch of events counts in its order", () => {
  const there = { type: "job", job_id: "1", job: one } as const;
  const gone = { type: "job", job_id: "1", job: null } as const;

  assert.ok(reduceJobs(initialJobs, changes(gone, there)).byId.has("1"));
  assert.equal(reduceJobs(initialJobs, changes(there, gone)).byId.has("1"), false);
});

Deno.test("executions are ready once a page is read, and a failure leaves what is there", () => {
  const failed = { type: "executions_failed" } as const;
  const read = reduceExecutions(initialExecutions, {
    type: "executions_page",
    executions: [anExecution(one)],
  });

  assert.equal(reduceExecutions(initialExecutions, failed).phase, "failed");
  assert.equal(read.phase, "ready");
  assert.equal(reduceExecutions(read, failed).phase, "ready");
});

Deno.test("running executions are read beside the page, and do not make it ready", () => {
  const running = anExecution(one, { state: "running", ended_time: "" });
  const state = reduceExecutions(initialExecutions, {
    type: "executions_running",
    executions: [running],
  });

  assert.equal(state.phase, "none");
  assert.equal(state.byId.size, 1);
});

Deno.test("when there are too many executions a tenth goes at once, the oldest that have ended", () => {
  const many = Array.from(
    { length: mostExecutions },
    (_, i) => anExecution(one, { execution_id: `e${i}`, scheduled_time: iso(start + i * 1000) }),
  );
  const full = reduceExecutions(initialExecutions, changes(...many.map(toldOf)));
  const over = reduceExecutions(
    full,
    changes(toldOf(anExecution(one, { execution_id: "new", scheduled_time: iso(start + 9e6) }))),
  );

  assert.equal(full.byId.size, mostExecutions);
  assert.equal(over.byId.size, mostExecutions * 0.9);
  assert.equal(over.byId.has("e200"), false);
  assert.ok(over.byId.has("e201"));
  assert.ok(over.byId.has("new"));
});

Deno.test("a history is in the order of the due times, whatever order the events have", () => {
  const at = (execution_id: string, ms: number) =>
    anExecution(one, { execution_id, scheduled_time: iso(start + ms) });
  const events = [at("b", 5), at("a", 9), at("d", 1), at("c", 5)].map(toldOf);
  const state = reduceExecutions(initialExecutions, changes(...events));

  const ids = state.history.get("1")?.map(({ execution_id }) => execution_id);
  assert.deepEqual(ids, ["a", "c", "b", "d"]);
});

Deno.test("an older run than a full history is not put into it", () => {
  const runs = Array.from(
    { length: mostPast },
    (_, i) => anExecution(one, { execution_id: `e${i}`, scheduled_time: iso(start + i) }),
  );
  const old = anExecution(one, { execution_id: "old", scheduled_time: iso(0) });
  const state = reduceExecutions(initialExecutions, changes(...[...runs, old].map(toldOf)));

  const ids = state.history.get("1")?.map(({ execution_id }) => execution_id) ?? [];
  assert.equal(ids.length, mostPast);
  assert.equal(ids.includes("old"), false);
});

Deno.test("newestFirst() orders equal times by their ids, and is consistent", () => {
  const [a, b] = [anExecution(one, { execution_id: "a" }), anExecution(one, { execution_id: "b" })];

  assert.ok(newestFirst(a, b) > 0 && newestFirst(b, a) < 0);
  const late = { ...a, scheduled_time: iso(start) };
  assert.ok(newestFirst(late, b) < 0 && newestFirst(b, late) > 0);
});

Deno.test("a count that is told once stays told", () => {
  const told = reduceCounting(initialCounting, { type: "counted", of: "jobs" });

  assert.deepEqual([...told], ["jobs"]);
  assert.equal(reduceCounting(told, { type: "counted", of: "jobs" }), told);
  assert.deepEqual([...reduceCounting(told, { type: "counted", of: "alarms" })], [
    "jobs",
    "alarms",
  ]);
});

Deno.test("the facts of the jobs that were looked at last are kept", () => {
  const read = (jobId: string) => ({ type: "facts_read", jobId, facts: { logs: [] } }) as const;
  const ids = Array.from({ length: 30 }, (_, i) => String(i));
  const full = ids.map(read).reduce(reduceFacts, initialFacts);
  const again = [read("0"), read("new")].reduce(reduceFacts, full);

  assert.equal(again.size, 30);
  assert.ok(again.has("0") && again.has("new"));
  assert.equal(again.has("1"), false);
});

Deno.test("figures are old once a run of the job has ended, until they are read again", () => {
  const stats = { total: {} } as never;
  const facts = { type: "facts_read", jobId: "1", facts: { stats } } as const;
  const read = reduceFacts(initialFacts, facts);
  const running = anExecution(one, { state: "running", ended_time: "" });
  const isOld = (state: typeof read) => state.get("1")?.isStatsOld;

  assert.equal(reduceFacts(read, changes(toldOf(running))), read);
  const ended = reduceFacts(read, changes(toldOf(anExecution(one))));
  assert.equal(isOld(ended), true);
  assert.equal(isOld(reduceFacts(ended, { ...facts, facts: { logs: [] } })), true);
  assert.equal(isOld(reduceFacts(ended, facts)), undefined);
});

Deno.test("a job that could not be read is known once it is read, or told by its facts", () => {
  const problem = { status: 404, error: "gone" };
  const failed = reduceFacts(initialFacts, { type: "facts_read", jobId: "1", facts: { problem } });

  assert.equal(reduceFacts(failed, { type: "job_read", job: one }).get("1")?.problem, undefined);
  assert.equal(reduceFacts(failed, { type: "job_read", job: two }), failed);
});

Deno.test("the figures of the API are summed by what they mean", () => {
  const figures = {
    succeeded: 1,
    failed: 10,
    timeout: 100,
    stopped: 1000,
    scheduled_error: 10_000,
  };

  assert.equal(endsIn(figures), 11_111);
  assert.equal(failuresIn(figures), 110);
  assert.equal(countedIn(figures), 111);
});

Deno.test("the queue is as the last event of a batch says", () => {
  const queue = (ready: number): ServerEvent => ({
    type: "queue",
    ...{ ready, later: 0, running: 0, waiting: 0, workers: 1 },
  });
  const told = reduceServer(initialServer, changes(queue(1), queue(2)));

  assert.deepEqual(told.queue, { ready: 2, later: 0, running: 0, waiting: 0, workers: 1 });
  assert.equal(reduceServer(told, changes()), told);
});

Deno.test("job classes are those of the last read", () => {
  const read = reduceJobClasses(initialJobClasses, {
    type: "job_classes_read",
    classes: jobClasses,
  });
  const fewer = reduceJobClasses(read, { type: "job_classes_read", classes: jobClasses.slice(1) });

  assert.equal(read.byName.size, jobClasses.length);
  assert.equal(fewer.byName.has(jobClasses[0]!.job_class_string), false);
  assert.equal(reduceJobClasses(fewer, { type: "view_back" } as never), fewer);
});
