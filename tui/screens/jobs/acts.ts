import type { App } from "../../app.ts";
import { duration, momentOf } from "../../texts/format.ts";
import { executionOf } from "../executions/list.ts";
import { isActive } from "../../state/selectors.ts";
import { nothing, type Subject } from "../screen.ts";
import { screenOf } from "../list.ts";
import { currentView } from "../../state/view.ts";
import { emptyField, fieldOf } from "../../terminal/text_field.ts";

/** More than so many jobs are not started by one slip of a finger. */
const mostWithoutAsking = 1;

/** The marked rows of a list of jobs, or the one under the cursor as it was last drawn. */
export function subjectOfList(app: App, name: string): Subject {
  const ids = chosenIds(app, name);
  const { executions } = app.state;
  const running = [...executions.byId.values()].filter((it) =>
    isActive(it) && ids.includes(it.job.job_id)
  );
  return { jobIds: ids, executionIds: running.map(({ execution_id }) => execution_id) };
}

/** What is marked in a list, or under its cursor. Marks that the filter hides do not count. */
export function chosenIds(app: App, name: string): readonly string[] {
  const drawn = app.layout.lists.get(name);
  if (drawn === undefined) return [];
  const marks = app.state.lists[name]?.marks ?? new Set();
  const marked = marks.size === 0 ? [] : drawn.ids.filter((id) => marks.has(id));
  if (marked.length > 0) return marked;
  return drawn.cursor === undefined ? [] : [drawn.cursor];
}

function subjectOf(app: App): Subject {
  return screenOf(currentView(app.state.view).screen).subject?.(app) ?? nothing;
}

function tellNothing(app: App): void {
  app.actions.toast("warn", app.t.refusals.nothing);
}

export async function runJobs(app: App): Promise<void> {
  const { jobIds } = subjectOf(app);
  if (jobIds.length === 0) return tellNothing(app);
  const act = { kind: "run_jobs", jobIds } as const;
  if (jobIds.length <= mostWithoutAsking) {
    await app.actions.perform(act);
    return;
  }
  const { confirm } = app.t.dialogs;
  const lines = [confirm.runJobsEffect];
  showConfirm(app, confirm.runJobs(jobIds.length), lines, act);
}

export function askRunWith(app: App): void {
  const { jobIds } = subjectOf(app);
  const [first] = jobIds;
  const job = first === undefined ? undefined : app.state.jobs.byId.get(first);
  if (job === undefined) return tellNothing(app);
  const { runWith, confirm } = app.t.dialogs;
  app.dispatch({
    type: "overlay_shown",
    overlay: {
      kind: "run_with",
      jobIds,
      title: jobIds.length === 1 ? runWith.title(job.name) : confirm.runJobs(jobIds.length),
      args: fieldOf(JSON.stringify(job.pub_args)),
      reason: emptyField,
      focus: "args",
      error: "",
    },
  });
}

/** Of several, those that go are paused; only when none goes are they resumed. */
export async function pauseOrResume(app: App): Promise<void> {
  const jobs = subjectOf(app).jobIds.flatMap((id) => app.state.jobs.byId.get(id) ?? []);
  if (jobs.length === 0) return tellNothing(app);
  const going = jobs.filter(({ paused }) => !paused);
  const idsOf = (some: typeof jobs) => some.map(({ job_id }) => job_id);
  await app.actions.perform(
    going.length > 0
      ? { kind: "pause_jobs", jobIds: idsOf(going) }
      : { kind: "resume_jobs", jobIds: idsOf(jobs) },
  );
}

export function askDeleteJobs(app: App): void {
  const { jobIds } = subjectOf(app);
  const [first] = jobIds;
  if (first === undefined) return tellNothing(app);
  const { confirm } = app.t.dialogs;
  const name = app.state.jobs.byId.get(first)?.name ?? first;
  const act = { kind: "delete_jobs", jobIds } as const;
  if (jobIds.length === 1) showConfirm(app, confirm.deleteJob(name), [confirm.deleteEffect], act);
  // Many at once: a number that has to be typed is read first.
  else {
    const title = confirm.deleteJobs(jobIds.length);
    showConfirm(app, title, [confirm.deleteManyEffect], act, String(jobIds.length));
  }
}

export function askStopRuns(app: App): void {
  const { executionIds } = subjectOf(app);
  const [first] = executionIds;
  if (first === undefined) return tellNothing(app);
  const { confirm } = app.t.dialogs;
  const execution = executionOf(app.state, first);
  const act = { kind: "stop_executions", executionIds } as const;
  if (executionIds.length > 1 || execution === undefined) {
    return showConfirm(app, confirm.stopRuns(executionIds.length), [confirm.stopManyEffect], act);
  }
  const ran = app.state.now - (momentOf(execution.started_time) ?? app.state.now);
  showConfirm(app, confirm.stopRun(execution.job.name), [confirm.stopEffect(duration(ran))], act);
}

export function showConfirm(
  app: App,
  title: string,
  lines: readonly string[],
  act: Parameters<App["actions"]["perform"]>[0],
  mustType = "",
): void {
  app.dispatch({
    type: "overlay_shown",
    overlay: { kind: "confirm", title, lines, act, focus: "cancel", mustType, typed: emptyField },
  });
}
