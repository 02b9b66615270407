import type { App } from "../app.ts";
import type { Canvas } from "../terminal/canvas.ts";
import type { KeyPress } from "../terminal/input.ts";
import { allBindings } from "../commands/key_table.ts";
import type { Screen } from "../screens/screen.ts";
import { textIn } from "./state.ts";
import { currentView } from "../state/view.ts";
import { emptyField, fieldOf, insert, typeKey } from "../terminal/text_field.ts";
import type { Line } from "../terminal/theme.ts";
import {
  clampTop,
  conflictView,
  differencesOf,
  reviewRoom,
  reviewRows,
  reviewView,
} from "./compare_view.ts";
import { editFormText } from "./editor.ts";
import {
  discardForm,
  focusedField,
  hasChanges,
  leaveForm,
  moveFocus,
  openForm,
  type Present,
  present,
  resetField,
  saveForm,
  setField,
  turnChoice,
} from "./form_acts.ts";
import { type FormField, formKey, type FormScreenId } from "./form_kind.ts";
import { formView } from "./form_view.ts";
import { kindOf } from "./mod.ts";
import { bodyCanvas, formRows } from "./room.ts";

/** A form as a screen: all kinds have the same keys. */
export function formScreen(id: FormScreenId): Screen {
  return {
    id,
    view,
    onKey,
    onPaste,
    isTypedIn: () => true,
    entered: openForm,
    isDirty: (state) => hasChanges(state.forms, id),
    commands: {
      form_save: saveForm,
      form_next: (app) => move(app, 1),
      form_previous: (app) => move(app, -1),
      form_page_down: (app) => move(app, formRows(app)),
      form_page_up: (app) => move(app, -formRows(app)),
      form_choose: choose,
      form_toggle: toggle,
      form_text: async (app) => void await editFormText(app),
      form_reset: resetField,
      form_leave: leaveForm,
      form_discard: discardForm,
      back: leaveForm,
    },
  };
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t } = canvas;
  const view = currentView(state.view);
  const key = formKey(view);
  const form = state.forms[key];
  const kind = kindOf(view);
  if (form === undefined || kind === undefined) return [];
  const context = { form, state, t };
  const at: Present = { view, key, form, kind, context, fields: kind.fields(context) };
  if (form.step.kind === "review") return reviewView(canvas, at);
  return form.step.kind === "conflict" ? conflictView(canvas, at) : formView(canvas, at);
}

/** A key that is a command even where one types: all of a form's but those that turn a choice. */
function isCommandKey(app: App, name: string): boolean {
  return allBindings(app.state.settings.keys).some(({ command, keys }) =>
    command.startsWith("form_") && command !== "form_toggle" && keys.includes(name)
  );
}

function onKey(app: App, key: KeyPress): boolean {
  const at = present(app);
  if (at === undefined) return false;
  const isText = key.text !== undefined || key.name === "backspace";
  if (at.form.phase !== "ready") return isText || key.name === "ctrl+s";
  if (at.form.step.kind === "review") {
    if (key.name === "enter" || key.name === "y") void saveForm(app);
    else if (key.name === "n") leaveForm(app);
    else return isText || key.name === "left" || key.name === "right";
    return true;
  }
  if (at.form.step.kind === "conflict") return isText && key.name !== "space";
  const field = focusedField(at);
  if (field === undefined || isCommandKey(app, key.name)) return false;
  if (field.kind === "choice") return onChoiceKey(app, at, field, key);
  const typed = typeKey(at.form.values[field.name] ?? emptyField, key);
  if (typed === undefined) return false;
  setField(app, at.key, field.name, typed);
  return true;
}

function onChoiceKey(app: App, at: Present, field: FormField, key: KeyPress): boolean {
  if (key.name === "left" || key.name === "right" || key.name === "space") {
    turnChoice(app, at, field, key.name === "left" ? -1 : 1);
    return true;
  }
  // Letters search among the choices.
  if (key.text !== undefined) {
    pick(app, at, field, key.text);
    return true;
  }
  return key.name === "backspace";
}

function onPaste(app: App, text: string): void {
  const at = present(app);
  const field = at === undefined ? undefined : focusedField(at);
  if (at === undefined || field === undefined || field.kind === "choice") return;
  if (at.form.step.kind !== "edit" || at.form.phase !== "ready") return;
  const value = at.form.values[field.name] ?? emptyField;
  setField(app, at.key, field.name, insert(value, text));
}

function choose(app: App): void {
  const at = present(app);
  const field = at === undefined ? undefined : focusedField(at);
  if (at === undefined || field === undefined || at.form.step.kind !== "edit") return;
  if (field.choices === undefined) moveFocus(app, 1);
  else pick(app, at, field, "");
}

function pick(app: App, at: Present, field: FormField, typed: string): void {
  const choices = field.choices ?? [];
  const index = choices.findIndex(({ value }) => value === textIn(at.form, field.name));
  app.dispatch({
    type: "overlay_shown",
    overlay: {
      kind: "picker",
      about: { kind: "field", form: at.key, target: field.name },
      title: app.t.form.pickTitle(field.label),
      choices,
      field: fieldOf(typed),
      selected: typed === "" ? Math.max(0, index) : 0,
    },
  });
}

function move(app: App, by: number): void {
  const at = present(app);
  if (at === undefined || at.form.phase !== "ready") return;
  const { step } = at.form;
  if (step.kind === "edit") return moveFocus(app, by);
  if (step.kind === "review") {
    const canvas = bodyCanvas(app);
    const rows = reviewRows(canvas, at).length;
    const top = clampTop(step.top + by, rows, reviewRoom(canvas));
    return app.dispatch({ type: "form_step", key: at.key, step: { kind: "review", top } });
  }
  const last = Math.max(0, differencesOf(at).length - 1);
  const cursor = Math.max(0, Math.min(last, step.cursor + Math.sign(by)));
  app.dispatch({ type: "form_step", key: at.key, step: { ...step, cursor } });
}

/** Theirs or ours, of the part under the cursor. */
function toggle(app: App): void {
  const at = present(app);
  if (at === undefined || at.form.step.kind !== "conflict") return;
  const { step } = at.form;
  const part = differencesOf(at)[step.cursor]?.part;
  if (part === undefined) return;
  const ours = new Set(step.ours);
  if (!ours.delete(part)) ours.add(part);
  app.dispatch({ type: "form_step", key: at.key, step: { ...step, ours } });
}
