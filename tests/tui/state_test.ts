import { strict as assert } from "node:assert";
import { initialState, reduce, type State, type StateEvent } from "../../tui/state.ts";
import { mostExecutions } from "../../tui/state/server/executions.ts";
import { listOf, windowOf } from "../../tui/state/lists.ts";
import { currentView } from "../../tui/state/view.ts";
import { aJob, anAccount, anExecution, aState, iso, start, withJobs } from "./support/builders.ts";

function after(state: State, ...events: readonly StateEvent[]): State {
  return events.reduce(reduce, state);
}

Deno.test("an event that comes while the list is read is newer than the list", () => {
  const [old, other, gone] = [aJob({ name: "old" }), aJob(), aJob()];
  const changed = { ...old, name: "new" };

  const state = after(
    aState(...withJobs([old, gone])),
    { type: "jobs_loading" },
    {
      type: "changes",
      events: [
        { type: "job", job_id: old.job_id, job: changed },
        { type: "job", job_id: gone.job_id, job: null },
      ],
    },
    { type: "jobs_page", jobs: [old, gone], isLast: false },
    { type: "jobs_page", jobs: [other], isLast: true },
  );

  assert.deepEqual([...state.jobs.byId.keys()].toSorted(), [old.job_id, other.job_id].toSorted());
  assert.equal(state.jobs.byId.get(old.job_id)?.name, "new");
  assert.equal(state.jobs.phase, "ready");
});

Deno.test("a job that the whole list does not name any more is dropped", () => {
  const [kept, deleted] = [aJob(), aJob()];

  const state = after(
    aState(...withJobs([kept, deleted])),
    { type: "jobs_loading" },
    { type: "jobs_page", jobs: [kept], isLast: true },
  );

  assert.deepEqual([...state.jobs.byId.keys()], [kept.job_id]);
});

Deno.test("a page that was read before an event does not undo it", () => {
  const job = aJob();
  const ended = anExecution(job);
  const running = { ...ended, state: "running", updated_time: iso(start - 90_000) } as const;

  const state = after(
    aState(...withJobs([job])),
    { type: "changes", events: [told(ended)] },
    { type: "executions_page", executions: [running] },
  );

  assert.equal(state.executions.byId.get(ended.execution_id)?.state, "succeeded");
});

function told(execution: ReturnType<typeof anExecution>) {
  const { execution_id, state } = execution;
  return { type: "execution", execution_id, state, execution } as const;
}

Deno.test("a job's history is its last twenty runs, newest first, each once", () => {
  const job = aJob();
  const runs = Array.from(
    { length: 30 },
    (_, i) => anExecution(job, { scheduled_time: iso(start + i * 1000) }),
  );

  const state = after(
    aState(...withJobs([job])),
    { type: "changes", events: [...runs, ...runs].map(told) },
  );

  const history = state.executions.history.get(job.job_id) ?? [];
  assert.deepEqual(
    history.map(({ execution_id }) => execution_id),
    runs.slice(-20).reverse().map(({ execution_id }) => execution_id),
  );
});

Deno.test("at most two thousand executions are kept, and no running one is dropped", () => {
  const job = aJob();
  const old = anExecution(job, { state: "running", ended_time: "", scheduled_time: iso(0) });
  const many = Array.from(
    { length: 3000 },
    (_, i) => anExecution(job, { scheduled_time: iso(start + i) }),
  );

  const state = after(aState(), { type: "changes", events: [old, ...many].map(told) });

  assert.ok(state.executions.byId.size <= mostExecutions);
  assert.ok(state.executions.byId.has(old.execution_id));
  assert.ok(state.executions.byId.has(many.at(-1)!.execution_id));
});

Deno.test("the row under the cursor stays in its place when rows come above it", () => {
  const ids = ["c", "d", "e", "f", "g", "h"];
  const moved = after(initialState, {
    type: "list_moved",
    list: "jobs",
    ids,
    height: 3,
    by: 2,
  });
  const list = listOf(moved.lists, "jobs");

  const before = windowOf(list, ids, 3);
  const later = windowOf(list, ["a", "b", ...ids], 3);

  assert.equal(list.selected, "e");
  assert.equal(before.cursor - before.top, 2);
  assert.equal(later.cursor - later.top, 2);
  assert.equal(["a", "b", ...ids][later.cursor], "e");
});

Deno.test("a row that is gone leaves the cursor where it was", () => {
  const ids = ["a", "b", "c", "d"];
  const state = after(initialState, { type: "list_moved", list: "l", ids, height: 4, by: 1 });
  const list = listOf(state.lists, "l");

  assert.equal(windowOf(list, ["a", "c", "d"], 4).cursor, 1);
  assert.equal(windowOf(list, ["a"], 4).cursor, 0);
  assert.equal(windowOf(list, [], 4).cursor, -1);
});

Deno.test("a window is never beyond its list, and always contains the cursor", () => {
  for (const height of [1, 2, 3, 7, 50]) {
    for (let by = 0; by < 10; by++) {
      const ids = Array.from({ length: 10 }, (_, i) => String(i));
      const state = after(initialState, { type: "list_moved", list: "l", ids, height: 5, by });
      const { top, cursor } = windowOf(listOf(state.lists, "l"), ids, height);

      assert.ok(top >= 0 && top <= Math.max(0, ids.length - height));
      assert.ok(cursor >= top && cursor < top + height);
    }
  }
});

Deno.test("a frozen feed stays, and counts the new entries", () => {
  const job = aJob();
  const [first, second] = [anExecution(job), anExecution(job)];

  const frozen = after(
    aState(),
    { type: "changes", events: [told(first)] },
    { type: "feed_frozen" },
    { type: "changes", events: [told(second), told(second)] },
  );
  const thawed = after(frozen, { type: "feed_thawed" });

  assert.equal(frozen.feed.frozen?.entries.length, 1);
  assert.equal(frozen.feed.frozen?.held, 1);
  assert.equal(thawed.feed.entries.length, 2);
});

Deno.test("views are stacked: back goes to the view before, and one key to the last view", () => {
  const state = after(
    initialState,
    { type: "view_switched", screen: "jobs" },
    { type: "view_opened", view: { screen: "job", id: "1" } },
    { type: "view_opened", view: { screen: "run", id: "2" } },
  );

  assert.deepEqual(currentView(after(state, { type: "view_back" }).view), {
    screen: "job",
    id: "1",
  });
  assert.deepEqual(currentView(after(state, { type: "view_back" }, { type: "view_last" }).view), {
    screen: "run",
    id: "2",
  });
  const bottom = after(state, ...Array.from({ length: 5 }, () => ({ type: "view_back" }) as const));
  assert.deepEqual(currentView(bottom.view), { screen: "jobs" });
});

Deno.test("a toast and its undo end with their time", () => {
  const act = { kind: "resume_jobs", jobIds: ["1"] } as const;
  const state = after(aState(), {
    type: "toasted",
    toast: { text: "paused", tone: "ok", until: start + 8000 },
    undo: act,
  });

  assert.deepEqual(state.notices.undo?.act, act);
  const later = after(state, { type: "clock_ticked", now: start + 8000 });
  assert.deepEqual(later.notices, {});
});

Deno.test("no data of one user is left for the next", () => {
  const state = after(
    aState(...withJobs([aJob()])),
    { type: "list_filtered", list: "jobs", filter: "secret" },
    { type: "logged_out" },
    { type: "logged_in", account: anAccount({ id: 2, username: "b" }), server: "http://x" },
  );

  assert.equal(state.jobs.byId.size, 0);
  assert.deepEqual(state.lists, {});
  assert.equal(state.session.username, "b");
});

Deno.test("a lapsed session keeps the data on the screen", () => {
  const state = after(aState(...withJobs([aJob()])), { type: "session_lapsed" });

  assert.equal(state.session.status, "lapsed");
  assert.equal(state.jobs.byId.size, 1);
});

Deno.test("an event that changes nothing leaves the very same state", () => {
  const state = aState();

  assert.equal(after(state, { type: "overlay_closed", kind: "login" }), state);
  assert.equal(after(state, { type: "changes", events: [] }), state);
});
