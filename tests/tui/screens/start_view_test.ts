import { strict as assert } from "node:assert";
import { openNamed, startEvents } from "../../../tui/screens/start_view.ts";
import { initialCounting } from "../../../tui/state/server/counting.ts";
import { reduce } from "../../../tui/state.ts";
import { currentView, type StartView } from "../../../tui/state/view.ts";
import { aJob, aState, withJobs } from "../support/builders.ts";
import { aTestApp } from "../support/test_app.ts";

const job = aJob({ name: "Nightly" });

function opened(view: StartView) {
  const state = startEvents(view).reduce(reduce, { ...aState(), counting: initialCounting });
  const { app } = aTestApp(state, {});
  openNamed(app, view);
  return app;
}

const whole = { type: "counted", of: "jobs" } as const;

Deno.test("a tab is opened with its filter", () => {
  const { state } = opened({ kind: "tab", tab: "runs", filter: "state:failed" });

  assert.deepEqual(state.view.stack, [{ screen: "runs" }]);
  assert.equal(state.lists.runs?.filter, "state:failed");
});

Deno.test("a job is opened by its id at once, an execution too, over their lists", () => {
  const jobs = opened({ kind: "job", job: job.job_id }).state.view.stack;
  const runs = opened({ kind: "run", id: "a" }).state.view.stack;

  assert.deepEqual(jobs, [{ screen: "jobs" }, { screen: "job", id: job.job_id }]);
  assert.deepEqual(runs, [{ screen: "runs" }, { screen: "run", id: "a" }]);
});

Deno.test("a job is opened by its name once the jobs are read", () => {
  const app = opened({ kind: "job", job: "nightly" });

  for (const event of withJobs([job, aJob({ name: "nightly-2" })])) app.dispatch(event);
  const before = currentView(app.state.view).screen;
  app.dispatch(whole);

  assert.equal(before, "jobs");
  assert.deepEqual(currentView(app.state.view), { screen: "job", id: job.job_id });
  assert.equal(app.state.lists.jobs?.filter, "");
});

Deno.test("of several jobs with the name the list shows all, and no job is said", () => {
  const [several, none] = ["nightly", "other"].map((name) => opened({ kind: "job", job: name }));

  for (const app of [several, none]) {
    for (const event of withJobs([job, aJob({ name: "nightly" })])) app?.dispatch(event);
    app?.dispatch(whole);
  }

  assert.equal(currentView(several!.state.view).screen, "jobs");
  assert.equal(several!.state.lists.jobs?.filter, "name:nightly");
  assert.match(none!.state.notices.toast?.text ?? "", /no job with the name other/);
});

Deno.test("a user who has gone elsewhere meanwhile stays there", () => {
  const app = opened({ kind: "job", job: "nightly" });

  app.dispatch({ type: "view_switched", screen: "home" });
  for (const event of [...withJobs([job]), whole]) app.dispatch(event);

  assert.equal(currentView(app.state.view).screen, "home");
});
