import { loadingText, unreadText } from "../../components/unread_text.ts";
import type { Channel } from "../../../routes/contract/access/channels.ts";
import type { App, Screen } from "../../app.ts";
import { openView } from "../../commands/navigation.ts";
import type { Canvas } from "../../components/canvas.ts";
import { dateText } from "../../components/date_text.ts";
import { fieldsOfRows } from "../../components/filter_fields.ts";
import { matches, parseFilter } from "../../components/filter.ts";
import { type Column, inOrder, table } from "../../components/table.ts";
import { listOf } from "../../state/lists.ts";
import { categoryName } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { type Line, span } from "../../terminal/theme.ts";
import type { Texts } from "../../texts/mod.ts";
import { channelCommands, channelList, chosenChannel } from "./acts.ts";
import { readChannels } from "./reading.ts";
import { readCount } from "../../components/count_text.ts";

export const channelsScreen: Screen = {
  id: "channels",
  view,
  entered: readChannels,
  refreshed: readChannels,
  commands: { ...channelCommands, open },
};

function open(app: App): void {
  const channel = chosenChannel(app);
  if (channel !== undefined) openView(app, "channel", channel.id);
}

/** Whose alarms a channel tells. */
export function scopeText(state: State, { category_id }: Channel, t: Texts): string {
  return category_id === null ? t.channels.everything : categoryName(state, category_id);
}

function view(canvas: Canvas): readonly Line[] {
  const { state, t, sym } = canvas;
  const texts = t.channels;
  const { account } = state.session;
  if (account !== undefined && !account.is_admin) {
    return [[span(`  ${sym.late} ${t.admin.forbidden}`, "warn")]];
  }
  const { filter, sort, isReversed } = listOf(state.lists, channelList);
  const terms = parseFilter(filter);
  const { byId, phase, error } = state.channels;
  const all = [...byId.values()];
  const fieldsOf = (channel: Channel) => ({
    name: channel.name.toLowerCase(),
    kind: channel.kind,
    category: scopeText(state, channel, t).toLowerCase(),
    target: channel.target.toLowerCase(),
    state: channel.failing_since === "" ? "ok" : "failed",
  });
  const shown = all.filter((channel) => matches(terms, fieldsOf(channel)));
  const rows = inOrder(
    shown.map((it) => [it.id, it] as const),
    isReversed,
    (it) => sortKey(canvas, it, sort),
  );
  const said = {
    ready: texts.empty,
    failed: unreadText(canvas) ?? t.admin.cannotRead(error),
    missing: t.admin.notThere,
    none: loadingText(canvas),
  };
  return table(canvas, {
    name: channelList,
    title: t.tabs.channels,
    rows,
    all: readCount(canvas, phase, byId.size),
    sorts: texts.sorts,
    fields: fieldsOfRows(all, ["name", "kind", "category", "target", "state"], fieldsOf),
    empty: said[phase],
    columns: columnsOf(canvas),
  });
}

function columnsOf(canvas: Canvas): Column<Channel>[] {
  const { state, t, sym, width } = canvas;
  const texts = t.channels;
  const isFailing = (it: Channel) => it.failing_since !== "";
  const tone = (it: Channel) => isFailing(it) ? "bad" as const : "ok" as const;
  return [
    { head: "", width: 1, tone, text: (it) => isFailing(it) ? sym.failed : sym.succeeded },
    {
      head: t.admin.name,
      width: width < 50 ? 0 : width < 76 ? 20 : 26,
      sort: "name",
      text: (it) => it.name,
    },
    { head: texts.kind, width: 9, sort: "kind", from: 40, text: (it) => it.kind },
    {
      head: t.admin.category,
      width: 16,
      from: 110,
      sort: "category",
      text: (it) => scopeText(state, it, t),
    },
    {
      head: texts.target,
      width: 22,
      from: 130,
      sort: "target",
      tone: () => "dim",
      text: (it) => it.target,
    },
    {
      head: texts.lastSent,
      width: 12,
      sort: "sent",
      from: 60,
      text: (it) => it.last_sent_at === "" ? t.admin.never : dateText(state, it.last_sent_at, t),
      tone: (it) => it.last_sent_at === "" ? "dim" : undefined,
    },
    {
      head: texts.condition,
      width: 0,
      sort: "state",
      from: 50,
      text: (it) => conditionText(canvas, it),
      tone: (it) => isFailing(it) ? "bad" : "dim",
    },
  ];
}

/** Whether it works, and if not, since when and why. */
export function conditionText({ state, t, sym }: Canvas, channel: Channel): string {
  const texts = t.channels;
  if (channel.failing_since === "") {
    return channel.last_sent_at === "" ? texts.untried : texts.works;
  }
  const since = texts.failing(dateText(state, channel.failing_since, t));
  return channel.last_error === "" ? since : `${since} ${sym.separator} ${channel.last_error}`;
}

function sortKey({ state, t }: Canvas, channel: Channel, sort: string): string {
  const name = channel.name.toLowerCase();
  if (sort === "kind") return `${channel.kind} ${name}`;
  if (sort === "category") return `${scopeText(state, channel, t).toLowerCase()} ${name}`;
  if (sort === "target") return `${channel.target.toLowerCase()} ${name}`;
  // "~" sorts after every time.
  if (sort === "sent") return channel.last_sent_at || "~";
  if (sort === "state") return `${channel.failing_since || "~"} ${name}`;
  return name;
}
