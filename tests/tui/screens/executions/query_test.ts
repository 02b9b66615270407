import { strict as assert } from "node:assert";
import {
  askOf,
  isAsked,
  queryOf,
  questionOf,
  withField,
} from "../../../../tui/screens/executions/query.ts";
import { aJob, anExecution, iso, start } from "../../support/builders.ts";

const hour = 3_600_000;
const job = aJob({ name: "nightly backup" });
const jobs = new Map([[job.job_id, job]]);
const ops = { id: 2, name: "Ops", created_at: "", updated_at: "", version: 1 };
const categories = new Map([[2, ops as never]]);

function ask(filter: string) {
  return askOf(filter, jobs, categories, "2026-11-22", "UTC");
}

Deno.test("without a filter the question is for the last 24 hours and the future", () => {
  const query = queryOf(ask(""), start);

  assert.equal(query.time_range_start, iso(start - 24 * hour));
  assert.ok(String(query.time_range_end) > iso(start + 300 * 24 * hour));
  assert.equal(query.state, undefined);
});

Deno.test("fields become the parameters of the server, and names become ids", () => {
  const query = queryOf(
    ask('state:failed,error job:"nightly backup" category:ops trigger:manual econnrefused'),
    start,
  );

  assert.equal(query.state, "failed,scheduled_error");
  assert.equal(query.job_id, job.job_id);
  assert.equal(query.category_id, 2);
  assert.equal(query.trigger, "manual");
  assert.equal(query.q, "econnrefused");
  assert.equal(query.time_range_start, iso(0), "a job is looked at as far back as it goes");
});

Deno.test("a state that is not wanted asks for all others", () => {
  const { states } = ask("!state:ok,running");

  assert.equal(states?.has("failed"), true);
  assert.equal(states?.has("succeeded"), false);
  assert.equal(states?.has("running"), false);
});

Deno.test("the beginning of a state is enough", () => {
  assert.deepEqual([...ask("state:fai").states ?? []], ["failed"]);
  assert.deepEqual([...ask("state:scheduled").states ?? []], ["scheduled"]);
});

Deno.test("an hour of the heat map asks for what changed in that hour", () => {
  const query = queryOf(ask("state:failed at:2026-11-22t05"), start);

  assert.equal(query.updated_range_start, "2026-11-22T05:00:00.000Z");
  assert.equal(query.updated_range_end, "2026-11-22T05:59:59.999Z");
});

Deno.test("the dashboard applies the terms that the server cannot", () => {
  const run = anExecution(job, { hostname: "worker-7", scheduled_time: iso(start - hour) });
  const fits = (filter: string) => isAsked(ask(filter), run, start, "Ops");

  assert.equal(fits("host:worker-7"), true);
  assert.equal(fits("host:worker-8"), false);
  assert.equal(fits("!backup"), false);
  assert.equal(fits("~nbkp"), true);
  assert.equal(fits("job:nightly"), true);
  assert.equal(fits("since:30m"), false);
  assert.equal(fits("until:2026-11-22t05:30"), true);
  assert.equal(fits("until:2026-11-22t04:30"), false);
});

Deno.test("a wrong time is taken as text", () => {
  for (const filter of ["since:", "since:x", "at:2026-99-99", "at:now", "until:soon", "state:"]) {
    assert.doesNotThrow(() => queryOf(ask(filter), start), filter);
  }
});

Deno.test("the present time alone makes no new question", () => {
  assert.equal(questionOf(ask("state:failed")), questionOf(ask("state:failed")));
  assert.notEqual(questionOf(ask("state:failed")), questionOf(ask("state:ok")));
});

Deno.test("a chip replaces its field and leaves the rest", () => {
  assert.equal(withField("state:ok !x", "state", "failed"), "state:failed !x");
  assert.equal(withField("!state:ok db", "state"), "db");
  assert.equal(withField("", "job", "two words"), 'job:"two words"');
  assert.equal(withField('job:"two words" db', "job"), "db");
});
