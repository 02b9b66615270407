import type { Execution } from "../../../routes/contract/executions.ts";
import type { App, Subject } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { perform } from "../../commands/performing.ts";
import { toastNothing } from "../../commands/toasts.ts";
import { showConfirm } from "../../overlays/confirm.ts";
import { withField } from "./query.ts";
import { executionListName } from "./list.ts";
import { emptyField, fieldOf } from "../../terminal/text_field.ts";

/** It has not ended. */
export function canStop({ state }: Execution): boolean {
  return state === "scheduled" || state === "running" || state === "stopping";
}

/** It ended without success. */
export function canRetry(execution: Execution): boolean {
  return !canStop(execution) && execution.state !== "succeeded";
}

export function subjectOfExecutions(executions: readonly Execution[]): Subject {
  return {
    jobIds: [...new Set(executions.map(({ job }) => job.job_id))],
    executionIds: executions.filter(canStop).map(({ execution_id }) => execution_id),
  };
}

/** The same again: what failed is retried, of several only that; any other is run with its arguments. */
export async function runAgain(app: App, executions: readonly Execution[]): Promise<void> {
  const failed = executions.filter(canRetry);
  const [first] = executions;
  if (first !== undefined && executions.length === 1 && failed.length === 0) {
    const { job_id, pub_args } = first.job;
    await perform(app, { kind: "run_jobs", jobIds: [job_id], body: { pub_args } });
    return;
  }
  if (failed.length === 0) return toastNothing(app);
  const executionIds = failed.map(({ execution_id }) => execution_id);
  const act = { kind: "retry_executions", executionIds } as const;
  if (failed.length > 1) {
    const { againTitle, againEffect } = app.t.executions;
    return showConfirm(app, againTitle(failed.length), [againEffect], act);
  }
  await perform(app, act);
}

/** With other arguments than it had. */
export function askRunWithOthers(app: App, execution: Execution | undefined): void {
  if (execution === undefined) return toastNothing(app);
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
  else openView(app, "job", execution.job.job_id);
}

/** To the list, where only the executions of a job are seen. */
export function showExecutionsOf(app: App, jobId: string | undefined): void {
  if (jobId === undefined) return toastNothing(app);
  const { name } = app.state.jobs.byId.get(jobId) ?? {};
  const all = [...app.state.jobs.byId.values()];
  const isOnly = name !== undefined && all.filter((job) => job.name === name).length === 1;
  openView(app, "runs");
  // By its name, where that is enough: it is read more easily than an id.
  const filter = withField("", "job", isOnly ? name : jobId);
  app.dispatch({ type: "list_filtered", list: executionListName, filter });
  app.dispatch({ type: "list_top", list: executionListName });
}
