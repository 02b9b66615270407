import type { View } from "../state/view.ts";
import type { FormKind, FormScreenId } from "./form_kind.ts";
import { categoryForm } from "./category_form.ts";
import { jobForm } from "./job_form.ts";
import { keyForm } from "./key_form.ts";
import { userForm } from "./user_form.ts";

const kinds: { readonly [S in FormScreenId]: FormKind } = {
  job_form: jobForm,
  category_form: categoryForm,
  user_form: userForm,
  key_form: keyForm,
};

/** The kind of a view's form; `undefined` where there is none. */
export function kindOf({ screen }: View): FormKind | undefined {
  return Object.entries(kinds).find(([name]) => name === screen)?.[1];
}
