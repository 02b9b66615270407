import type { App, Screen } from "../app.ts";
import { allBindings } from "../keys/key_table.ts";
import type { Canvas } from "../components/canvas.ts";
import { show } from "../commands/overlay.ts";
import type { ScreenId } from "../keys/tabs.ts";
import type { KeyPress } from "../terminal/input.ts";
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
import type { FormField, FormKind } from "./form_kind.ts";
import { formView } from "./form_view.ts";
import { discardForm, hasChanges, leaveForm, openForm } from "./opening.ts";
import { focusedField, type Present, present } from "./present.ts";
import { bodyOf, formRows } from "./room.ts";
import { saveForm } from "./saving.ts";
import { textIn } from "./state.ts";
import { moveFocus, resetField, setField, turnChoice } from "./typing.ts";

/** The screen of a kind of form. All kinds have the same keys. */
export function formScreen(id: ScreenId, kind: FormKind): Screen {
  /** Acts on the present form, if it is open. */
  const onForm = (act: (app: App, at: Present) => void) => (app: App) => {
    const at = present(app, kind);
    if (at !== undefined) act(app, at);
  };
  const leave = (app: App) => leaveForm(app, kind);
  return {
    id,
    view: (canvas) => view(canvas, kind),
    onKey: (app, key) => {
      const at = present(app, kind);
      return at !== undefined && onKey(app, at, key);
    },
    onPaste: (app, text) => onForm((app, at) => onPaste(app, at, text))(app),
    onPick: (app, form, field, value) => {
      const at = present(app, kind);
      if (at?.key !== form) return;
      const { picked } = at.fields.find(({ name }) => name === field) ?? {};
      const text = picked?.(textIn(at.form, field), value) ?? value;
      setField(app, at, field, fieldOf(text));
    },
    isTypedIn: () => true,
    entered: (app, view) => openForm(app, view, kind),
    isDirty: (state) => hasChanges(state.forms, id),
    commands: {
      form_save: (app) => saveForm(app, kind),
      form_next: onForm((app, at) => move(app, at, 1)),
      form_previous: onForm((app, at) => move(app, at, -1)),
      form_page_down: onForm((app, at) => move(app, at, formRows(app))),
      form_page_up: onForm((app, at) => move(app, at, -formRows(app))),
      form_choose: onForm(choose),
      form_toggle: onForm(toggle),
      form_text: async (app) => void await editFormText(app, kind),
      form_reset: onForm(resetField),
      form_leave: leave,
      form_discard: discardForm,
      back: leave,
    },
  };
}

function view(canvas: Canvas, kind: FormKind): readonly Line[] {
  const at = present(canvas, kind);
  if (at === undefined) return [];
  const { step } = at.form;
  if (step.kind === "review") return reviewView(canvas, at);
  return step.kind === "conflict" ? conflictView(canvas, at) : formView(canvas, at);
}

/** Whether the key is a command even in a text field: all keys of forms except those that turn a choice. */
function isCommandKey(app: App, name: string): boolean {
  return allBindings(app.state.settings.keys).some(({ command, keys }) =>
    command.startsWith("form_") && command !== "form_toggle" && keys.includes(name)
  );
}

function onKey(app: App, at: Present, key: KeyPress): boolean {
  const { kind } = at;
  const isText = key.text !== undefined || key.name === "backspace";
  if (at.form.phase !== "ready") return isText || key.name === "ctrl+s";
  if (at.form.step.kind === "review") {
    if (key.name === "enter" || key.name === "y") void saveForm(app, kind);
    else if (key.name === "n") leaveForm(app, kind);
    else return isText || key.name === "left" || key.name === "right";
    return true;
  }
  if (at.form.step.kind === "conflict") return isText && key.name !== "space";
  const field = focusedField(at);
  if (field === undefined || isCommandKey(app, key.name)) return false;
  if (field.kind === "choice") return onChoiceKey(app, at, field, key);
  if (field.block?.(textIn(at.form, field.name)) !== undefined) {
    if (removing.includes(key.name)) setField(app, at, field.name, emptyField);
    return isText || removing.includes(key.name);
  }
  const typed = typeKey(at.form.values[field.name] ?? emptyField, key);
  if (typed === undefined) return false;
  setField(app, at, field.name, typed);
  return true;
}

/** The keys that remove a text that is shown as a block. */
const removing = ["backspace", "delete", "ctrl+h", "ctrl+u", "ctrl+w", "ctrl+k"];

function onChoiceKey(app: App, at: Present, field: FormField, key: KeyPress): boolean {
  if (key.name === "left" || key.name === "right" || key.name === "space") {
    turnChoice(app, at, field, key.name === "left" ? -1 : 1);
    return true;
  }
  // Letters search in the choices.
  if (key.text !== undefined) {
    pick(app, at, field, key.text);
    return true;
  }
  return key.name === "backspace";
}

function onPaste(app: App, at: Present, text: string): void {
  const field = focusedField(at);
  if (field === undefined || field.kind === "choice") return;
  if (at.form.step.kind !== "edit" || at.form.phase !== "ready") return;
  // Such a text is kept as it came, because its line ends count.
  if (field.block?.(text) !== undefined) {
    return setField(app, at, field.name, { text, cursor: 0 });
  }
  const value = at.form.values[field.name] ?? emptyField;
  setField(app, at, field.name, insert(value, field.pasted?.(text) ?? text));
}

function choose(app: App, at: Present): void {
  const field = focusedField(at);
  if (field === undefined || at.form.step.kind !== "edit") return;
  if (field.choices === undefined) moveFocus(app, at, 1);
  else pick(app, at, field, "");
}

function pick(app: App, at: Present, field: FormField, typed: string): void {
  const choices = field.choices ?? [];
  const index = choices.findIndex(({ value }) => value === textIn(at.form, field.name));
  show(app, {
    kind: "picker",
    about: { kind: "field", form: at.key, target: field.name },
    title: app.t.form.pickTitle(field.label),
    choices,
    field: fieldOf(typed),
    selected: typed === "" ? Math.max(0, index) : 0,
  });
}

function move(app: App, at: Present, by: number): void {
  if (at.form.phase !== "ready") return;
  const { step } = at.form;
  if (step.kind === "edit") return moveFocus(app, at, by);
  if (step.kind === "review") {
    const body = bodyOf(app);
    const top = clampTop(step.top + by, reviewRows(body, at).length, reviewRoom(body));
    return app.dispatch({ type: "form_step", key: at.key, step: { kind: "review", top } });
  }
  const last = Math.max(0, differencesOf(at).length - 1);
  const cursor = Math.max(0, Math.min(last, step.cursor + Math.sign(by)));
  app.dispatch({ type: "form_step", key: at.key, step: { ...step, cursor } });
}

/** Switches the part under the cursor between their value and the user's. */
function toggle(app: App, at: Present): void {
  if (at.form.step.kind !== "conflict") return;
  const { step } = at.form;
  const part = differencesOf(at)[step.cursor]?.part;
  if (part === undefined) return;
  const ours = new Set(step.ours);
  if (!ours.delete(part)) ours.add(part);
  app.dispatch({ type: "form_step", key: at.key, step: { ...step, ours } });
}
