import type { App } from "../app.ts";
import type { Failure } from "../server/http.ts";
import { refusalOf } from "../state/selectors.ts";
import { type Form, isChanged, newForm, textIn } from "./state.ts";
import { currentView, type View } from "../state/view.ts";
import { fieldOf, type TextField } from "../terminal/text_field.ts";
import { type Body, editedId, type FormContext, type FormField, formKey } from "./form_kind.ts";
import { kindOf } from "./mod.ts";
import { changedParts, chosenParts, differences, oursAtFirst, pick } from "./parts.ts";

/** Opens the form of a view, unless what was typed there before is still kept. */
export async function openForm(app: App, view: View): Promise<void> {
  const kind = kindOf(view);
  const key = formKey(view);
  const kept = app.state.forms[key];
  if (kind === undefined || kept?.phase === "loading") return;
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
  // Closed, or typed into, while the answer was on its way.
  if (now === undefined || (now.phase !== "loading" && isChanged(now))) return;
  if (answer !== undefined && !answer.ok) {
    app.actions.fail(answer.failure);
    return isThere ? undefined : leave(app, key);
  }
  const values = answer === undefined
    ? kind.blank(app.state)
    : kind.valuesOf(answer.value as Body, app.state);
  const base = answer === undefined || editedId(view) === undefined
    ? undefined
    : { record: answer.value, ...(answer.etag === undefined ? {} : { etag: answer.etag }) };
  const blank = newForm(values, base);
  // What was typed ahead into an empty form is not lost.
  const typed = answer === undefined ? now.values : {};
  const form = { ...blank, values: { ...blank.values, ...typed } };
  const first = kind.fields({ form, state: app.state, t: app.t })[0]?.name ?? "";
  app.dispatch({ type: "form_opened", key, form: { ...form, focus: now.focus || first } });
  kind.typed?.(app, key, "");
}

/** The form one is at, and what it is understood in; `undefined` while there is none. */
export function present(app: App) {
  const view = currentView(app.state.view);
  const key = formKey(view);
  const form = app.state.forms[key];
  const kind = kindOf(view);
  if (form === undefined || kind === undefined) return undefined;
  const context: FormContext = { form, state: app.state, t: app.t };
  return { view, key, form, kind, context, fields: kind.fields(context) };
}

export type Present = NonNullable<ReturnType<typeof present>>;

export function focusedField({ form, fields }: Present): FormField | undefined {
  return fields.find(({ name }) => name === form.focus) ?? fields[0];
}

export function setField(app: App, key: string, field: string, value: TextField): void {
  const at = present(app);
  if (at === undefined || at.key !== key) return;
  const isSame = textIn(at.form, field) === value.text;
  const also = isSame ? {} : at.kind.follow?.(at.context, field, value.text) ?? {};
  app.dispatch({ type: "form_typed", key, field, value, also });
  if (!isSame) at.kind.typed?.(app, key, field);
}

export function moveFocus(app: App, by: number): void {
  const at = present(app);
  if (at === undefined) return;
  const { fields, key } = at;
  const index = fields.findIndex(({ name }) => name === focusedField(at)?.name);
  const isPage = Math.abs(by) > 1;
  const next = isPage
    ? Math.max(0, Math.min(fields.length - 1, index + by))
    : (index + by + fields.length) % fields.length;
  const field = fields[next]?.name;
  if (field !== undefined) app.dispatch({ type: "form_focused", key, field });
}

/** A choice's next value, or the one before. */
export function turnChoice(app: App, at: Present, field: FormField, by: number): void {
  const choices = field.choices ?? [];
  const index = choices.findIndex(({ value }) => value === textIn(at.form, field.name));
  const next = choices[(Math.max(0, index) + by + choices.length) % choices.length];
  if (next !== undefined) setField(app, at.key, field.name, fieldOf(next.value));
}

export function resetField(app: App): void {
  const at = present(app);
  const field = at === undefined ? undefined : focusedField(at);
  if (at === undefined || field === undefined) return;
  setField(app, at.key, field.name, fieldOf(at.form.initial[field.name] ?? ""));
}

/** What would be saved: in words first, and only then to the server. */
export async function saveForm(app: App): Promise<void> {
  const at = present(app);
  if (at === undefined || at.form.phase !== "ready") return;
  if (at.form.step.kind === "conflict") return await saveChosen(app, at);
  const { parts, errors } = at.kind.read(at.context);
  const wrong = Object.keys(errors).filter((name) => at.fields.some((it) => it.name === name));
  const [first] = wrong;
  if (first !== undefined) {
    const message = app.t.form.mustFix(wrong.length);
    return app.dispatch({
      type: "form_refused",
      key: at.key,
      refusals: { [first]: errors[first]! },
      message,
    });
  }
  const changed = changedParts(basePartsOf(at), parts);
  if (changed.length === 0) return app.actions.toast("warn", app.t.form.nothingToSave);
  if (at.form.step.kind === "edit") {
    return app.dispatch({ type: "form_step", key: at.key, step: { kind: "review", top: 0 } });
  }
  await send(app, at, pick(parts, changed), at.form.base?.etag);
}

export function basePartsOf({ form, kind }: Pick<Present, "form" | "kind">) {
  return form.base === undefined ? {} : kind.partsOf(form.base.record);
}

async function saveChosen(app: App, at: Present): Promise<void> {
  const { step, base } = at.form;
  if (step.kind !== "conflict" || base === undefined) return;
  const { parts } = at.kind.read(at.context);
  const all = differences(basePartsOf(at), at.kind.partsOf(step.theirs.record), parts);
  const chosen = chosenParts(all, step.ours);
  if (Object.keys(chosen).length > 0) return await send(app, at, chosen, step.theirs.etag);
  app.actions.toast("warn", app.t.form.nothingToSave);
  leave(app, at.key);
}

/** The same request sent again, after an answer that never came, makes nothing twice. */
const sentOnce = new Map<string, string>();

function onceFor(key: string, body: Body): string {
  const what = `${key} ${JSON.stringify(body)}`;
  const once = sentOnce.get(what) ?? crypto.randomUUID();
  sentOnce.clear();
  sentOnce.set(what, once);
  return once;
}

async function send(app: App, at: Present, parts: Body, etag: string | undefined): Promise<void> {
  const refusal = refusalOf(app.state, "change");
  if (refusal !== undefined) return app.actions.toast("warn", app.t.refusals[refusal]);
  const { key, kind, view, form } = at;
  const id = editedId(view);
  const body = kind.bodyOf(parts);
  app.dispatch({ type: "form_saving", key });
  const client = await app.client();
  const answer = await kind.save(client, id, body, { etag, once: onceFor(key, body) });
  if (!answer.ok) {
    if (answer.failure.status === 412 && id !== undefined) return await showConflict(app, at, id);
    return refused(app, at, answer.failure);
  }
  sentOnce.clear();
  const old = form.step.kind === "conflict" ? form.step.theirs : form.base;
  const before = old === undefined
    ? {}
    : kind.bodyOf(pick(kind.partsOf(old.record), Object.keys(parts)));
  const said = parts.name ?? parts.username ?? (form.base?.record as Body | undefined)?.name ??
    (form.base?.record as Body | undefined)?.username;
  leave(app, key);
  await kind.saved(app, { id, name: String(said ?? ""), answer: answer.value, before });
}

/** At the field that the server names; nothing that was typed is lost. */
function refused(app: App, at: Present, failure: Failure): void {
  const refusals: Record<string, string> = {};
  const others: string[] = [];
  for (const { field, reason } of failure.details) {
    const name = at.kind.fieldOf(field, at.context);
    if (name !== undefined && at.fields.some((it) => it.name === name)) refusals[name] ??= reason;
    else others.push(`${field}: ${reason}`);
  }
  const isSaid = failure.details.length > 0 && others.length === 0;
  const message = isSaid
    ? app.t.form.mustFix(Object.keys(refusals).length)
    : [failure.error, ...others].join(" ");
  app.dispatch({ type: "form_refused", key: at.key, refusals, message });
}

/** Reads what is there now, and shows all three; nothing is overwritten unasked. */
async function showConflict(app: App, at: Present, id: string): Promise<void> {
  const answer = await at.kind.load(await app.client(), id);
  if (!answer.ok) return refused(app, at, answer.failure);
  const theirs = {
    record: answer.value,
    ...(answer.etag === undefined ? {} : { etag: answer.etag }),
  };
  const { parts } = at.kind.read(at.context);
  const all = differences(basePartsOf(at), at.kind.partsOf(theirs.record), parts);
  const step = { kind: "conflict", theirs, cursor: 0, ours: oursAtFirst(all) } as const;
  app.dispatch({ type: "form_step", key: at.key, step });
}

/** From a comparison back to the fields; from those out, and only after a question when something would be lost. */
export function leaveForm(app: App): void {
  const at = present(app);
  if (at === undefined) return app.dispatch({ type: "view_back" });
  if (at.form.phase === "saving") return;
  if (at.form.step.kind !== "edit") {
    return app.dispatch({ type: "form_step", key: at.key, step: { kind: "edit" } });
  }
  if (at.form.phase === "loading" || !isChanged(at.form)) return leave(app, at.key);
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
  leave(app, formKey(currentView(app.state.view)));
}

function leave(app: App, key: string): void {
  const isHere = formKey(currentView(app.state.view)) === key;
  app.dispatch({ type: "form_closed", key });
  sentOnce.clear(); // it may hold a password
  if (!isHere) return;
  // A form may be the only view there is, when its tab was clicked away and come back to.
  if (app.state.view.stack.length > 1) app.dispatch({ type: "view_back" });
  else app.dispatch({ type: "view_switched", screen: "home" });
}

/** Whether a form of that kind holds what is not saved. */
export function hasChanges(forms: Readonly<Record<string, Form>>, screen: string): boolean {
  return Object.entries(forms).some(([key, form]) =>
    key.startsWith(`${screen} `) && isChanged(form)
  );
}
