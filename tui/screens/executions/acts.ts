import type { Execution } from "../../../routes/contract/history/executions.ts";
import type { RunAnswer } from "../../../routes/contract/jobs/runs.ts";
import { currentView } from "../../state/view.ts";
import { canRetry, isActive } from "../../../routes/contract/facts.ts";
import type { App, Subject } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { perform } from "../../commands/performing.ts";
import { subjectOf } from "../../commands/subject.ts";
import { toast, toastNothing } from "../../commands/toasts.ts";
import { showConfirm } from "../../overlays/confirm.ts";
import { withField } from "./query.ts";
import { executionListName } from "./list.ts";
import { executionOf } from "../../state/selectors.ts";
import { duration, momentOf } from "../../texts/format.ts";
import { emptyField, fieldOf } from "../../terminal/text_field.ts";

/** What an act on these executions is about: those that are active here can be stopped. */
export function subjectOfExecutions(executions: readonly Execution[]): Subject {
  return {
    jobIds: [...new Set(executions.map(({ job }) => job.job_id))],
    executionIds: executions.filter((one) => isActive(one.state) && !isPing(one))
      .map(({ execution_id }) => execution_id),
  };
}

/** A ping tells of a run on another machine: nothing here can run it, stop it, or give it arguments. */
export function isPing({ trigger }: Execution): boolean {
  return trigger === "ping";
}

/** The page of the new run takes the place of the page of the old one. */
export async function runAgainOnPage(app: App, execution: Execution | undefined): Promise<void> {
  if (execution === undefined) return toastNothing(app);
  let made: string | undefined;
  await runAgain(app, [execution], (value) => made = (value as Partial<RunAnswer>).execution_id);
  const { screen, id } = currentView(app.state.view);
  // The user may have gone on meanwhile.
  if (made === undefined || screen !== "run" || id !== execution.execution_id) return;
  openView(app, "run", made);
}

/** Retries executions that can be retried. A single one that cannot is run again with its arguments. */
export async function runAgain(
  app: App,
  executions: readonly Execution[],
  did?: (value: unknown) => void,
): Promise<void> {
  const [only] = executions;
  if (only !== undefined && executions.every(isPing)) {
    return toast(app, "warn", app.t.executions.isPing(only.job.name));
  }
  const failed = executions.filter(({ state }) => canRetry(state));
  const [first] = executions;
  if (first !== undefined && executions.length === 1 && failed.length === 0) {
    const { job_id, pub_args } = first.job;
    await perform(app, { kind: "run_jobs", jobIds: [job_id], body: { pub_args } }, did);
    return;
  }
  if (failed.length === 0) return toastNothing(app);
  const executionIds = failed.map(({ execution_id }) => execution_id);
  const act = { kind: "retry_executions", executionIds } as const;
  if (failed.length > 1) {
    const { againTitle, againEffect } = app.t.executions;
    return showConfirm(app, againTitle(failed.length), [againEffect], act);
  }
  await perform(app, act, did);
}

/** Asks for other arguments and runs the job with them. */
export function askRunWithOthers(app: App, execution: Execution | undefined): void {
  if (execution === undefined) return toastNothing(app);
  if (isPing(execution)) return toast(app, "warn", app.t.executions.isPing(execution.job.name));
  const { job_id: jobId, name: jobName, pub_args } = execution.job;
  app.dispatch({
    type: "overlay_shown",
    overlay: {
      kind: "run_with",
      jobIds: [jobId],
      title: app.t.dialogs.runWith.title(jobName),
      args: fieldOf(JSON.stringify(pub_args)),
      reason: emptyField,
      focus: "args",
      error: "",
    },
  });
}

export function openJobOf(app: App, execution: Execution | undefined): void {
  if (execution === undefined) toastNothing(app);
  else openView(app, isPing(execution) ? "monitor" : "job", execution.job.job_id);
}

/** Opens the list of executions, filtered by a job. */
export function showExecutionsOf(app: App, jobId: string | undefined): void {
  if (jobId === undefined) return toastNothing(app);
  const { name } = app.state.jobs.byId.get(jobId) ?? {};
  const all = [...app.state.jobs.byId.values()];
  const isOnly = name !== undefined && all.filter((job) => job.name === name).length === 1;
  openView(app, "runs");
  // A name is easier to read than an id. It is used when only one job has it.
  const filter = withField("", "job", isOnly ? name : jobId);
  app.dispatch({ type: "list_filtered", list: executionListName, filter });
  app.dispatch({ type: "list_top", list: executionListName });
}

/** Asks before the active executions of the subject are stopped. */
export function askStop(app: App): void {
  const { executionIds } = subjectOf(app);
  const [first] = executionIds;
  if (first === undefined) return toastNothing(app);
  const { confirm } = app.t.dialogs;
  const execution = executionOf(app.state, first);
  const act = { kind: "stop_executions", executionIds } as const;
  if (executionIds.length > 1 || execution === undefined) {
    return showConfirm(
      app,
      confirm.stopExecutions(executionIds.length),
      [confirm.stopManyEffect],
      act,
    );
  }
  const ran = app.state.now - (momentOf(execution.started_time) ?? app.state.now);
  showConfirm(
    app,
    confirm.stopExecution(execution.job.name),
    [confirm.stopEffect(duration(ran))],
    act,
  );
}
