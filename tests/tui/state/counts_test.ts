import { strict as assert } from "node:assert";
import fc from "fast-check";
import { isFailing } from "../../../routes/contract/facts.ts";
import { reduce, type State, type StateEvent } from "../../../tui/state.ts";
import { countsOf, isLate, lateBound, lateJobs, nextJob } from "../../../tui/state/selectors.ts";
import { aJob, anExecution, aState, iso, start } from "../support/builders.ts";

const jobs = Array.from({ length: 6 }, (_, i) => aJob({ job_id: `job-${i}` }));
const one = fc.record({
  job: fc.constantFrom(...jobs),
  isGone: fc.boolean(),
  isPaused: fc.boolean(),
  inSeconds: fc.integer({ min: -20, max: 20 }),
  state: fc.constantFrom("succeeded", "failed", "running", "stopped"),
  number: fc.nat(8),
});

function eventsOf(given: typeof one extends fc.Arbitrary<infer T> ? T : never): StateEvent {
  const { job, isGone, isPaused, inSeconds, state, number } = given;
  const at = iso(start + inSeconds * 1000);
  const changed = { ...job, paused: isPaused, next_run_time: isPaused ? "" : at };
  const execution = anExecution(job, {
    execution_id: `run-${job.job_id}-${number}`,
    state: state as "failed",
    scheduled_time: at,
    updated_time: iso(start + number * 1000),
  });
  const { execution_id } = execution;
  const events = [
    { type: "job", job_id: job.job_id, job: isGone ? null : changed },
    { type: "execution", execution_id, state, execution },
  ];
  return { type: "changes", events } as unknown as StateEvent;
}

function countedAnew({ jobs, executions, now }: State) {
  const all = [...jobs.byId.values()];
  const failed = all.filter(({ job_id }) =>
    isFailing((executions.history.get(job_id) ?? []).map(({ state }) => state))
  );
  const late = all.filter((job) => isLate(job, lateBound(now)));
  return {
    jobs: all.length,
    failed: failed.length,
    paused: all.filter(({ paused }) => paused).length,
    late: late.length,
  };
}

Deno.test("countsOf() counts what a count of all jobs counts, after any events", () => {
  fc.assert(fc.property(fc.array(one, { maxLength: 30 }), (given) => {
    let state = aState();
    for (const it of given) {
      state = reduce(state, eventsOf(it));

      const { running: _, ...counts } = countsOf(state);
      assert.deepEqual(counts, countedAnew(state));
    }
  }));
});

Deno.test("nextJob() and lateJobs() give the soonest and the latest first", () => {
  fc.assert(fc.property(fc.array(one, { maxLength: 30 }), (given) => {
    const state = given.map(eventsOf).reduce(reduce, aState());

    const coming = [...state.jobs.byId.values()].map(({ next_run_time }) => next_run_time)
      .filter((at) => at > iso(state.now)).sort();
    assert.equal(nextJob(state.jobs.byId, state.now, state.pauses)?.next_run_time, coming[0]);
    const late = lateJobs(state).map(({ next_run_time }) => next_run_time);
    assert.deepEqual(late, late.toSorted());
  }));
});
