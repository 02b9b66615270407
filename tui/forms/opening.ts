import type { App } from "../app.ts";
import { toastFailure } from "../commands/toasts.ts";
import { currentView, type View } from "../state/view.ts";
import { type Body, editedId, formKey, type FormKind } from "./form_kind.ts";
import { forgetSent } from "./sent_once.ts";
import { present } from "./present.ts";
import { type Form, isChanged, newForm } from "./state.ts";

/** Opens the form of a view. A form with unsaved text stays as it is. */
export async function openForm(app: App, view: View, kind: FormKind): Promise<void> {
  const key = formKey(view);
  const kept = app.state.forms[key];
  if (kept?.phase === "loading") return;
  if (kept !== undefined && isChanged(kept)) return;
  const isThere = kept !== undefined;
  if (!isThere) {
    app.dispatch({ type: "form_opened", key, form: { ...newForm({}), phase: "loading" } });
  }
  const client = await app.client();
  const source = editedId(view) ?? view.id?.slice(1);
  const [answer] = await Promise.all([
    source === undefined || source === "" ? undefined : kind.load(client, source),
    kind.prepare?.(app, client),
  ]);
  const now = app.state.forms[key];
  // The user closed the form, or typed into it, while the request was pending.
  if (now === undefined || (now.phase !== "loading" && isChanged(now))) return;
  if (answer !== undefined && !answer.ok) {
    toastFailure(app, answer.failure);
    return isThere ? undefined : closeForm(app, key);
  }
  const values = answer === undefined
    ? kind.blank(app.state)
    : kind.valuesOf(answer.value as Body, app.state);
  const base = answer === undefined || editedId(view) === undefined
    ? undefined
    : { record: answer.value, ...(answer.etag === undefined ? {} : { etag: answer.etag }) };
  const blank = newForm(values, base);
  // Text that the user typed before the form was ready is kept.
  const typed = answer === undefined ? now.values : {};
  const form = { ...blank, values: { ...blank.values, ...typed } };
  const first = kind.fields({ form, state: app.state, t: app.t })[0]?.name ?? "";
  app.dispatch({ type: "form_opened", key, form: { ...form, focus: now.focus || first } });
  kind.typed?.(app, key, "");
}

/** Leads from a comparison back to the fields, and from the fields out of the form. Asks when text would be lost. */
export function leaveForm(app: App, kind: FormKind): void {
  const at = present(app, kind);
  if (at === undefined) return app.dispatch({ type: "view_back" });
  if (at.form.phase === "saving") return;
  if (at.form.step.kind !== "edit") {
    return app.dispatch({ type: "form_step", key: at.key, step: { kind: "edit" } });
  }
  if (at.form.phase === "loading" || !isChanged(at.form)) return closeForm(app, at.key);
  const { keep, discard, discardTitle } = app.t.form;
  app.dispatch({
    type: "overlay_shown",
    overlay: {
      kind: "menu",
      title: discardTitle,
      selected: 0,
      items: [
        { key: "n", label: keep, command: "" },
        { key: "y", label: discard, command: "form_discard" },
      ],
    },
  });
}

export function discardForm(app: App): void {
  closeForm(app, formKey(currentView(app.state.view)));
}

export function closeForm(app: App, key: string): void {
  const isHere = formKey(currentView(app.state.view)) === key;
  app.dispatch({ type: "form_closed", key });
  forgetSent();
  if (!isHere) return;
  // After clicks on tabs a form may be the only view.
  if (app.state.view.stack.length > 1) app.dispatch({ type: "view_back" });
  else app.dispatch({ type: "view_switched", screen: "home" });
}

/** Whether a form of that kind holds unsaved text. */
export function hasChanges(forms: Readonly<Record<string, Form>>, screen: string): boolean {
  return Object.entries(forms).some(([key, form]) =>
    key.startsWith(`${screen} `) && isChanged(form)
  );
}
