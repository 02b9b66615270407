import type { App } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { toastNothing } from "../../commands/toasts.ts";
import { subjectOf } from "../../commands/subject.ts";
import { editFormText } from "../../forms/editor.ts";
import { openForm } from "../../forms/opening.ts";
import { present } from "../../forms/present.ts";
import { viewIdOf } from "../jobs_form/form.ts";
import { jobForm } from "./form.ts";

function chosenJob(app: App): string | undefined {
  const [id] = subjectOf(app).jobIds;
  if (id === undefined) toastNothing(app);
  return id;
}

export function newJob(app: App): void {
  openView(app, "job_form");
}

/** Edits the job; several marked jobs in one form. */
export function editJob(app: App): void {
  const { jobIds } = subjectOf(app);
  if (jobIds.length > 1) return openView(app, "jobs_form", viewIdOf(jobIds));
  const id = chosenJob(app);
  if (id !== undefined) openView(app, "job_form", id);
}

export function duplicateJob(app: App): void {
  const id = chosenJob(app);
  if (id !== undefined) openView(app, "job_form", `+${id}`);
}

/** Opens the job in the editor at once, then shows the review of the changes. */
export async function editJobAsText(app: App): Promise<void> {
  const id = chosenJob(app);
  if (id === undefined) return;
  const view = { screen: "job_form", id } as const;
  openView(app, view.screen, id);
  await openForm(app, view, jobForm);
  const at = present(app, jobForm);
  if (at === undefined || at.view.id !== id || at.form.phase !== "ready") return;
  if (!await editFormText(app, jobForm)) return;
  const after = present(app, jobForm);
  const isRight = after !== undefined &&
    Object.keys(after.kind.read(after.context).errors).length === 0;
  if (isRight) {
    app.dispatch({ type: "form_step", key: after.key, step: { kind: "review", top: 0 } });
  }
}
