import { strict as assert } from "node:assert";
import { reduce, type StateEvent } from "../../../../tui/state.ts";
import type { ServerEvent } from "../../../../tui/state/server/server_event.ts";
import { aJob, anExecution, aState, iso, start } from "../../support/builders.ts";

const job = aJob();
const { month, day, week, day_of_week, hour, minute, timezone } = job;
const fields = { month, day, week, day_of_week, hour, minute, timezone };
const descriptions = { en: "", "zh-TW": "" };
const timing = { excluded: [], not_on: [], only_on: [], starts_at: "", ends_at: "" };
const preview = { ...fields, ...timing, description: "", descriptions, fires: [], note: "" };

function known(...events: readonly ServerEvent[]) {
  const facts = { executions: [anExecution(job)], logs: [], preview };
  const read: StateEvent = { type: "facts_read", jobId: job.job_id, facts };
  const state = [read, { type: "changes", events } as StateEvent].reduce(reduce, aState());
  return state.facts.get(job.job_id);
}

Deno.test("events join the executions that were read, at most 50, newest first", () => {
  const events = Array.from({ length: 60 }, (_, i): ServerEvent => {
    const execution = anExecution(job, { scheduled_time: iso(start + i * 1000) });
    const { execution_id, state } = execution;
    return { type: "execution", execution_id, state, execution };
  });

  const runs = known(...events)?.executions ?? [];

  assert.equal(runs.length, 50);
  assert.equal(runs[0]?.scheduled_time, iso(start + 59_000));
});

Deno.test("the fires are dropped when the schedule changes, and only then", () => {
  const told = (given: Partial<typeof job>): ServerEvent => ({
    type: "job",
    job_id: job.job_id,
    job: { ...job, ...given },
  });

  assert.notEqual(known(told({ next_run_time: "" }))?.preview, undefined);
  assert.equal(known(told({ minute: "*/20" }))?.preview, undefined);
});

Deno.test("an entry that arrives twice is one entry", () => {
  const log = {
    job_id: job.job_id,
    job_name: job.name,
    event: "paused" as const,
    user: "mika",
    description: "",
    created_time: iso(start),
  };

  assert.equal(known({ type: "log", log }, { type: "log", log })?.logs?.length, 1);
});
