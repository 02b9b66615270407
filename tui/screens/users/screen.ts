import { loadingText, unreadText } from "../../components/unread_text.ts";
import type { User } from "../../../routes/contract/access/users.ts";
import type { App, Screen } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { chosenIds } from "../../commands/subject.ts";
import type { Canvas } from "../../components/canvas.ts";
import { dateText } from "../../components/date_text.ts";
import { type Column, inOrder, table } from "../../components/table.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { matches, parseFilter } from "../../components/filter.ts";
import { showConfirm } from "../../overlays/confirm.ts";
import { formKey } from "../../forms/form_kind.ts";
import { openForm } from "../../forms/opening.ts";
import { userForm } from "./form.ts";
import { readUsers } from "./reading.ts";
import { categoryName } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { listOf } from "../../state/lists.ts";
import { type Line, span } from "../../terminal/theme.ts";
import type { Texts } from "../../texts/mod.ts";
import { readCount } from "../../components/count_text.ts";

const list = "users";

export const usersScreen: Screen = {
  id: "users",
  view,
  entered: readUsers,
  refreshed: readUsers,
  commands: {
    open: edit,
    new_user: (app) => openView(app, "user_form"),
    edit_user: edit,
    set_password: setPassword,
    delete_user: askDelete,
  },
};

function roleOf(user: User, t: Texts): string {
  if (user.is_admin) return t.role.admin;
  return user.is_permission ? t.role.operator : t.role.reader;
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t, sym } = canvas;
  const texts = t.users;
  const { account } = state.session;
  if (account !== undefined && !account.is_admin) {
    return [[span(`  ${sym.late} ${t.admin.forbidden}`, "warn")]];
  }
  const { filter, sort, isReversed } = listOf(state.lists, list);
  const terms = parseFilter(filter);
  const { byId, phase, error } = state.users;
  const all = [...byId.values()];
  const fieldsOf = (user: User) => ({
    id: String(user.id),
    name: user.username.toLowerCase(),
    role: roleOf(user, t).toLowerCase(),
    category: categoryName(state, user.category_id).toLowerCase(),
  });
  const shown = all.filter((user) => matches(terms, fieldsOf(user)));
  const rows = inOrder(
    shown.map((it) => [String(it.id), it] as const),
    isReversed,
    (it) => sortKey(state, it, sort, t),
  );
  return table(canvas, {
    name: list,
    title: t.tabs.users,
    rows,
    all: readCount(canvas, phase, byId.size),
    sorts: texts.sorts,
    fields: fieldsOfRows(all, ["name", "role", "category", "id"], fieldsOf),
    empty: phase === "ready"
      ? texts.empty
      : phase === "failed"
      ? unreadText(canvas) ?? t.admin.cannotRead(error)
      : loadingText(canvas),
    columns: columnsOf(canvas),
  });
}

function columnsOf(canvas: Canvas): Column<User>[] {
  const { state, t } = canvas;
  const texts = t.users;
  const { account } = state.session;
  return [
    { head: t.admin.id, width: 6, align: "right", sort: "id", text: (it) => String(it.id) },
    {
      head: t.admin.name,
      width: 0,
      sort: "name",
      text: (it) => it.id === account?.id ? `${it.username} (${texts.you})` : it.username,
    },
    {
      head: texts.role,
      width: 12,
      sort: "role",
      text: (it) => roleOf(it, t),
      tone: (it) => it.is_admin ? "accent" : undefined,
    },
    {
      head: t.admin.category,
      width: 20,
      from: 60,
      sort: "category",
      text: (it) => it.category_id === 0 ? t.admin.all : categoryName(state, it.category_id),
    },
    {
      head: t.admin.created,
      width: 12,
      sort: "created",
      from: 80,
      tone: () => "dim",
      text: (it) => dateText(state, it.created_at, t),
    },
  ];
}

function sortKey(state: State, user: User, sort: string, t: Texts): string | number {
  switch (sort) {
    case "name":
      return user.username.toLowerCase();
    case "role":
      return `${roleOf(user, t)} ${user.username.toLowerCase()}`;
    case "category":
      return `${
        categoryName(state, user.category_id).toLowerCase()
      } ${user.username.toLowerCase()}`;
    case "created":
      return user.created_at;
    default:
      return user.id;
  }
}

function edit(app: App): void {
  const id = app.layout.lists.get(list)?.cursor;
  if (id !== undefined) openView(app, "user_form", id);
}

/** Opens the form of the user with the cursor on the password. */
async function setPassword(app: App): Promise<void> {
  const id = app.layout.lists.get(list)?.cursor;
  if (id === undefined) return;
  const view = { screen: "user_form", id } as const;
  openView(app, view.screen, id);
  await openForm(app, view, userForm);
  app.dispatch({ type: "form_focused", key: formKey(view), field: "password" });
}

function askDelete(app: App): void {
  const texts = app.t.users;
  const ids = chosenIds(app, list);
  const [id] = ids;
  if (ids.length > 1) {
    const title = app.t.admin.deleteMany(ids.length);
    return showConfirm(
      app,
      title,
      [texts.deleteManyEffect, texts.noUndo],
      { kind: "delete_users", ids },
      String(ids.length),
    );
  }
  const user = app.state.users.byId.get(Number(id ?? -1));
  if (user === undefined || id === undefined) return;
  const isSelf = user.id === app.state.session.account?.id;
  const lines = [texts.deleteEffect, texts.noUndo, ...(isSelf ? [texts.deleteYou] : [])];
  // This cannot be undone, so the user has to type the name.
  showConfirm(
    app,
    texts.delete(user.username),
    lines,
    { kind: "delete_users", ids: [id] },
    user.username,
  );
}
