import type { App } from "../../app.ts";
import { openView } from "../../commands/general.ts";
import { screenOf } from "../list.ts";
import { currentView } from "../../state/view.ts";
import { editFormText } from "../../forms/editor.ts";
import { openForm, present } from "../../forms/form_acts.ts";

function chosenJob(app: App): string | undefined {
  const { screen } = currentView(app.state.view);
  const [id] = screenOf(screen).subject?.(app).jobIds ?? [];
  if (id === undefined) app.actions.toast("warn", app.t.refusals.nothing);
  return id;
}

export function newJob(app: App): void {
  openView(app, "job_form");
}

export function editJob(app: App): void {
  const id = chosenJob(app);
  if (id !== undefined) openView(app, "job_form", id);
}

export function duplicateJob(app: App): void {
  const id = chosenJob(app);
  if (id !== undefined) openView(app, "job_form", `+${id}`);
}

/** Straight into the editor; what comes back is shown as what would be saved. */
export async function editJobAsText(app: App): Promise<void> {
  const id = chosenJob(app);
  if (id === undefined) return;
  const view = { screen: "job_form", id } as const;
  openView(app, view.screen, id);
  await openForm(app, view);
  const at = present(app);
  if (at === undefined || at.view.id !== id || at.form.phase !== "ready") return;
  if (!await editFormText(app)) return;
  const after = present(app);
  const isRight = after !== undefined &&
    Object.keys(after.kind.read(after.context).errors).length === 0;
  if (isRight) {
    app.dispatch({ type: "form_step", key: after.key, step: { kind: "review", top: 0 } });
  }
}
