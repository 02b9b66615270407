import type { App } from "../app.ts";
import { fieldOf, type TextField } from "../terminal/text_field.ts";
import type { FormField } from "./form_kind.ts";
import { focusedField, type Present } from "./present.ts";
import { textIn } from "./state.ts";

export function setField(app: App, at: Present, field: string, value: TextField): void {
  const { key } = at;
  const isSame = textIn(at.form, field) === value.text;
  const also = isSame ? {} : at.kind.follow?.(at.context, field, value.text) ?? {};
  app.dispatch({ type: "form_typed", key, field, value, also });
  if (!isSame) at.kind.typed?.(app, key, field);
}

export function moveFocus(app: App, at: Present, by: number): void {
  const { fields, key } = at;
  const index = fields.findIndex(({ name }) => name === focusedField(at)?.name);
  const isPage = Math.abs(by) > 1;
  const next = isPage
    ? Math.max(0, Math.min(fields.length - 1, index + by))
    : (index + by + fields.length) % fields.length;
  const field = fields[next]?.name;
  if (field !== undefined) app.dispatch({ type: "form_focused", key, field });
}

/** Sets a choice to its next value, or to the one before. */
export function turnChoice(app: App, at: Present, field: FormField, by: number): void {
  const choices = field.choices ?? [];
  const index = choices.findIndex(({ value }) => value === textIn(at.form, field.name));
  const next = choices[(Math.max(0, index) + by + choices.length) % choices.length];
  if (next !== undefined) setField(app, at, field.name, fieldOf(next.value));
}

export function resetField(app: App, at: Present): void {
  const field = focusedField(at);
  if (field === undefined) return;
  setField(app, at, field.name, fieldOf(at.form.initial[field.name] ?? ""));
}
