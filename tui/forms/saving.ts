import type { App } from "../app.ts";
import { refusalOf } from "../state/rights.ts";
import { toast } from "../commands/toasts.ts";
import type { Failure } from "../server/http.ts";
import { type Body, editedId, type FormKind } from "./form_kind.ts";
import { closeForm } from "./opening.ts";
import { changedParts, chosenParts, differences, oursAtFirst, pick } from "./parts.ts";
import { forgetSent, onceFor } from "./sent_once.ts";
import { basePartsOf, type Present, present } from "./present.ts";

/** Shows the changes first; called again, it sends them to the server. */
export async function saveForm(app: App, kind: FormKind): Promise<void> {
  const at = present(app, kind);
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
  if (changed.length === 0) return toast(app, "warn", app.t.form.nothingToSave);
  if (at.form.step.kind === "edit") {
    return app.dispatch({ type: "form_step", key: at.key, step: { kind: "review", top: 0 } });
  }
  await send(app, at, pick(parts, changed), at.form.base?.etag);
}

async function saveChosen(app: App, at: Present): Promise<void> {
  const { step, base } = at.form;
  if (step.kind !== "conflict" || base === undefined) return;
  const { parts } = at.kind.read(at.context);
  const all = differences(basePartsOf(at), at.kind.partsOf(step.theirs.record), parts);
  const chosen = chosenParts(all, step.ours);
  if (Object.keys(chosen).length > 0) return await send(app, at, chosen, step.theirs.etag);
  toast(app, "warn", app.t.form.nothingToSave);
  closeForm(app, at.key);
}

async function send(app: App, at: Present, parts: Body, etag: string | undefined): Promise<void> {
  const refusal = refusalOf(app.state, "change");
  if (refusal !== undefined) return toast(app, "warn", app.t.refusals[refusal]);
  const { key, kind, view, form } = at;
  const id = editedId(view);
  const body = kind.bodyOf(parts);
  app.dispatch({ type: "form_saving", key });
  const client = await app.client();
  const base = form.step.kind === "conflict" ? form.step.theirs : form.base;
  const answer = await kind.save(client, id, body, { etag, once: onceFor(key, body), base });
  if (!answer.ok) {
    if (answer.partly !== undefined) kind.savedPartly?.(app, answer.partly, id ?? "");
    if (answer.failure.status === 412 && id !== undefined) return await showConflict(app, at, id);
    return refused(app, at, answer.failure);
  }
  forgetSent();
  const before = base === undefined
    ? {}
    : kind.bodyOf(pick(kind.partsOf(base.record), Object.keys(parts)));
  const former = base === undefined ? {} : { former: kind.bodyOf(kind.partsOf(base.record)) };
  const said = parts.name ?? parts.username ?? (form.base?.record as Body | undefined)?.name ??
    (form.base?.record as Body | undefined)?.username;
  closeForm(app, key);
  await kind.saved(app, {
    ...{ id, name: String(said ?? ""), answer: answer.value, before },
    ...{ ...former, changed: Object.keys(parts) },
    ...(answer.etag === undefined ? {} : { etag: answer.etag }),
  });
}

/** Shows a refusal at the field that the server names. The typed text stays. */
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

/** Reads the present record and shows it beside the base and the user's values. Overwrites nothing. */
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
