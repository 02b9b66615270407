import type { Category } from "../../../routes/contract/access/categories.ts";
import { toastSaved } from "../../forms/saying_saved.ts";
import { byHandTitle } from "../../forms/by_hand.ts";
import { textIn } from "../../forms/state.ts";
import { editedId, type FormKind } from "../../forms/form_kind.ts";
import { formScreen } from "../../forms/form_screen.ts";
import { shownJson, shownText } from "../../forms/shown.ts";
import { readCategories } from "../../server/reading.ts";

export const categoryForm: FormKind = {
  title(view, { form, t }) {
    if (editedId(view) === undefined) return t.form.newCategory;
    const category = form.base?.record as Partial<Category> | undefined ?? {};
    return byHandTitle(t.form.editCategory(shownText(category.name ?? "")), [category], t);
  },
  fields: ({ t }) => [
    { name: "name", label: t.form.parts.name, help: t.categories.nameHelp, kind: "text" },
    {
      name: "description",
      label: t.form.parts.description,
      help: t.categories.descriptionHelp,
      kind: "text",
    },
  ],
  blank: () => ({}),
  valuesOf: ({ name, description }) => ({
    ...(name === undefined ? {} : { name: String(name) }),
    ...(description === undefined ? {} : { description: String(description) }),
  }),
  partsOf(record) {
    const { name, description } = record as Category;
    return { name, description };
  },
  read({ form, t }) {
    const name = textIn(form, "name");
    const description = textIn(form, "description");
    const isNew = form.base === undefined;
    return {
      parts: {
        name: name === form.initial.name ? name : name.trim(),
        ...(isNew && description === "" ? {} : { description }),
      },
      errors: name.trim() === "" ? { name: t.form.required } : {},
    };
  },
  partText: (_, value) => shownJson(value ?? ""),
  bodyOf: (parts) => parts,
  bodyFields: ["name", "description"],
  fieldOf: (detail) => detail,
  load: (client, id) => client.categoryToEdit(Number(id)),
  save: (client, id, body, { etag, once }) =>
    id === undefined
      ? client.createCategory(body, once)
      : client.changeCategory(Number(id), body, etag),
  async saved(app, saved) {
    toastSaved(app, "category", saved);
    const made = String((saved.answer as { id: number }).id);
    app.dispatch({ type: "list_selected", list: "categories", ids: [], id: made });
    await readCategories(app);
  },
};

export const categoryFormScreen = formScreen("category_form", categoryForm);
