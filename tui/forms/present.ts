import type { App } from "../app.ts";
import { currentView, type View } from "../state/view.ts";
import { type FormContext, type FormField, formKey, type FormKind } from "./form_kind.ts";
import type { Form } from "./state.ts";

/** The present form with its context. */
export interface Present {
  readonly view: View;
  readonly key: string;
  readonly form: Form;
  readonly kind: FormKind;
  readonly context: FormContext;
  readonly fields: readonly FormField[];
}

/** The form of the present view; `undefined`: none is open. */
export function present(
  { state, t }: Pick<App, "state" | "t">,
  kind: FormKind,
): Present | undefined {
  const view = currentView(state.view);
  const key = formKey(view);
  const form = state.forms[key];
  if (form === undefined) return undefined;
  const context: FormContext = { form, state, t };
  return { view, key, form, kind, context, fields: kind.fields(context) };
}

export function focusedField({ form, fields }: Present): FormField | undefined {
  return fields.find(({ name }) => name === form.focus) ?? fields[0];
}

export function basePartsOf({ form, kind }: Pick<Present, "form" | "kind">) {
  return form.base === undefined ? {} : kind.partsOf(form.base.record);
}
