import type { View } from "../state/view.ts";
import type { FormKind, FormScreenId } from "./form_kind.ts";
import { categoryForm } from "../screens/categories/form.ts";
import { jobForm } from "../screens/job_form/form.ts";
import { keyForm } from "../screens/keys/form.ts";
import { userForm } from "../screens/users/form.ts";

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
