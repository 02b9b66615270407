import { loadingText, unreadText } from "../../components/unread_text.ts";
import type { ApiKey } from "../../../routes/contract/access/api_keys.ts";
import type { App, Screen } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import { chosenIds } from "../../commands/subject.ts";
import type { Canvas } from "../../components/canvas.ts";
import { dateText } from "../../components/date_text.ts";
import { type Column, inOrder, table } from "../../components/table.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { matches, parseFilter } from "../../components/filter.ts";
import { showConfirm } from "../../overlays/confirm.ts";
import { categoryName } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { listOf } from "../../state/lists.ts";
import { type Line, span } from "../../terminal/theme.ts";
import { readApiKeys } from "./reading.ts";
import { readCount } from "../../components/count_text.ts";

const list = "keys";
/** Sorts after every time. */
const never = "~";

export const keysScreen: Screen = {
  id: "keys",
  view,
  entered: readApiKeys,
  refreshed: readApiKeys,
  commands: {
    new_key: (app) => openView(app, "key_form"),
    revoke_key: askRevoke,
  },
};

function isExpired(key: ApiKey, now: number): boolean {
  return key.expires_at !== "" && Date.parse(key.expires_at) <= now;
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t, sym } = canvas;
  const texts = t.keys;
  const { account } = state.session;
  if (account !== undefined && !account.is_admin) {
    return [[span(`  ${sym.late} ${t.admin.forbidden}`, "warn")]];
  }
  const { filter, sort, isReversed } = listOf(state.lists, list);
  const terms = parseFilter(filter);
  const { byId, phase, error } = state.apiKeys;
  const all = [...byId.values()];
  const fieldsOf = (key: ApiKey) => ({
    id: String(key.id),
    name: key.name.toLowerCase(),
    access: key.access,
    category: categoryName(state, key.category_id).toLowerCase(),
    by: key.created_by.toLowerCase(),
  });
  const shown = all.filter((key) => matches(terms, fieldsOf(key)));
  const rows = inOrder(
    shown.map((it) => [String(it.id), it] as const),
    isReversed,
    (it) => sortKey(state, it, sort),
  );
  const said = {
    ready: texts.empty,
    failed: unreadText(canvas) ?? t.admin.cannotRead(error),
    missing: t.admin.notThere,
    none: loadingText(canvas),
  };
  return table(canvas, {
    name: list,
    title: t.tabs.keys,
    rows,
    all: readCount(canvas, phase, byId.size),
    sorts: texts.sorts,
    fields: fieldsOfRows(all, ["name", "access", "category", "by", "id"], fieldsOf),
    empty: said[phase],
    columns: columnsOf(canvas),
  });
}

function columnsOf(canvas: Canvas): Column<ApiKey>[] {
  const { state, t } = canvas;
  const texts = t.keys;
  return [
    { head: t.admin.id, width: 6, align: "right", sort: "id", text: (it) => String(it.id) },
    { head: t.admin.name, width: 0, sort: "name", text: (it) => it.name },
    {
      head: texts.access,
      width: 7,
      sort: "access",
      text: (it) => it.access,
      tone: (it) => it.access === "change" ? "warn" : undefined,
    },
    {
      head: t.admin.category,
      width: 16,
      sort: "category",
      from: 70,
      text: (it) => it.category_id === 0 ? t.admin.all : categoryName(state, it.category_id),
    },
    {
      head: texts.expires,
      width: 20,
      from: 50,
      sort: "expires",
      text: (it) => expiryText(canvas, it),
      tone: (it) => isExpired(it, state.now) ? "bad" : undefined,
    },
    {
      head: texts.lastUsed,
      width: 12,
      from: 80,
      sort: "used",
      text: (it) => it.last_used_at === "" ? texts.neverUsed : dateText(state, it.last_used_at, t),
      tone: (it) => it.last_used_at === "" ? "dim" : undefined,
    },
    {
      head: texts.by,
      width: 14,
      from: 100,
      sort: "maker",
      tone: () => "dim",
      text: (it) => it.created_by,
    },
  ];
}

function expiryText({ state, t, sym }: Canvas, key: ApiKey): string {
  if (key.expires_at === "") return t.admin.never;
  const time = dateText(state, key.expires_at, t);
  return isExpired(key, state.now) ? `${sym.late} ${t.keys.expired(time)}` : time;
}

function sortKey(state: State, key: ApiKey, sort: string): string | number {
  switch (sort) {
    case "name":
      return key.name.toLowerCase();
    case "access":
      return `${key.access} ${key.name.toLowerCase()}`;
    case "category":
      return `${categoryName(state, key.category_id).toLowerCase()} ${key.name.toLowerCase()}`;
    case "maker":
      return `${key.created_by} ${key.name.toLowerCase()}`;
    case "expires":
      return key.expires_at || never;
    case "used":
      return key.last_used_at || never;
    default:
      return key.id;
  }
}

function askRevoke(app: App): void {
  const texts = app.t.keys;
  const ids = chosenIds(app, list);
  const [id] = ids;
  if (ids.length > 1) {
    const title = texts.revokeMany(ids.length);
    return showConfirm(
      app,
      title,
      [texts.revokeEffect],
      { kind: "revoke_keys", ids },
      String(ids.length),
    );
  }
  const key = app.state.apiKeys.byId.get(Number(id ?? -1));
  if (id === undefined || key === undefined) return;
  const used = key.last_used_at === ""
    ? texts.neverUse
    : texts.lastUse(dateText(app.state, key.last_used_at, app.t));
  const lines = [used, texts.revokeEffect];
  showConfirm(app, texts.revoke(key.name), lines, { kind: "revoke_keys", ids: [id] });
}
