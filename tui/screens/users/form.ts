import type { User } from "../../../routes/contract/access/users.ts";
import { toastSaved } from "../../forms/saying_saved.ts";
import { readUsers } from "./reading.ts";
import { categoryName } from "../../state/selectors.ts";
import { textIn } from "../../forms/state.ts";
import { categoryChoices } from "../../forms/category_choices.ts";
import {
  type Body,
  editedId,
  type FormContext,
  type FormField,
  type FormKind,
} from "../../forms/form_kind.ts";
import { formScreen } from "../../forms/form_screen.ts";
import type { Reading } from "../../forms/form_kind.ts";
import { yesNo } from "../../forms/yes_no.ts";
import { shownJson, shownText } from "../../forms/shown.ts";

export const userForm: FormKind = {
  title(view, { form, t }) {
    if (editedId(view) === undefined) return t.form.newUser;
    return t.form.editUser(shownText((form.base?.record as User | undefined)?.username ?? ""));
  },
  fields,
  blank: () => ({ category_id: "1", is_admin: "no", is_permission: "no" }),
  valuesOf(record) {
    const yes = (name: string) =>
      typeof record[name] === "boolean" ? { [name]: record[name] ? "yes" : "no" } : {};
    return {
      ...(record.username === undefined ? {} : { username: String(record.username) }),
      ...(record.category_id === undefined ? {} : { category_id: String(record.category_id) }),
      ...yes("is_admin"),
      ...yes("is_permission"),
    };
  },
  partsOf(record) {
    const { username, category_id, is_admin, is_permission } = record as User;
    return { username, category_id, is_admin, is_permission };
  },
  read,
  partText(part, value, { state, t }) {
    // The password is not shown, not even its length.
    if (part === "password") return value === undefined ? "" : "********";
    if (part === "category_id") return categoryName(state, Number(value));
    if (typeof value === "boolean") return value ? t.form.yes : t.form.no;
    return shownJson(value ?? "");
  },
  bodyOf: (parts) => parts as Body,
  fieldOf: (detail) => detail,
  bodyFields: ["username", "category_id", "is_admin", "is_permission"],
  load: (client, id) => client.userToEdit(Number(id)),
  save: (client, id, body, { etag, once }) =>
    id === undefined ? client.createUser(body, once) : client.changeUser(Number(id), body, etag),
  async saved(app, saved) {
    toastSaved(app, "user", saved, ["password"]);
    const made = String((saved.answer as { id: number }).id);
    app.dispatch({ type: "list_selected", list: "users", ids: [], id: made });
    await readUsers(app);
  },
};

export const userFormScreen = formScreen("user_form", userForm);

function fields({ form, state, t }: FormContext): FormField[] {
  const { help } = t.users;
  const { parts } = t.form;
  const isNew = form.base === undefined;
  const isPasswordTyped = textIn(form, "password") !== "";
  return [
    { name: "username", label: parts.username, help: help.username, kind: "text" },
    {
      name: "password",
      label: parts.password,
      help: isNew ? help.password : help.passwordKept,
      kind: "secret",
    },
    ...(isNew || isPasswordTyped
      ? [
        {
          name: "password_again",
          label: t.users.passwordAgain,
          help: help.passwordAgain,
          kind: "secret",
        } as const,
      ]
      : []),
    {
      name: "category_id",
      label: parts.category_id,
      help: help.category_id,
      kind: "choice",
      choices: categoryChoices(state),
    },
    {
      name: "is_permission",
      label: parts.is_permission,
      help: help.is_permission,
      kind: "choice",
      choices: yesNo(t),
    },
    {
      name: "is_admin",
      label: parts.is_admin,
      help: help.is_admin,
      kind: "choice",
      choices: yesNo(t),
    },
  ];
}

function read({ form, t }: FormContext): Reading {
  const username = textIn(form, "username");
  const password = textIn(form, "password");
  const isNew = form.base === undefined;
  return {
    parts: {
      username: username === form.initial.username ? username : username.trim(),
      ...(password === "" ? {} : { password }),
      category_id: Number(textIn(form, "category_id")),
      is_admin: textIn(form, "is_admin") === "yes",
      is_permission: textIn(form, "is_permission") === "yes",
    },
    errors: {
      ...(username.trim() === "" ? { username: t.form.required } : {}),
      ...(isNew && password === "" ? { password: t.form.required } : {}),
      ...(password !== "" && password !== textIn(form, "password_again")
        ? { password_again: t.form.notTheSame }
        : {}),
    },
  };
}
