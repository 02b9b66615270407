import { goneText } from "../../components/unread_text.ts";
import type { Channel } from "../../../routes/contract/access/channels.ts";
import type { Screen } from "../../app.ts";
import { copy, showCopyMenu } from "../../commands/copying.ts";
import { keepUpSearch, textCommands, withheldFromTexts } from "../../commands/searching.ts";
import type { Canvas } from "../../components/canvas.ts";
import { dateText } from "../../components/date_text.ts";
import {
  fieldRows,
  matchText,
  type TextRow,
  textRows,
  widestOf,
} from "../../components/text_rows.ts";
import { managedRows } from "../../forms/by_hand.ts";
import { currentView } from "../../state/view.ts";
import { ruleLine } from "../../terminal/lines.ts";
import { type Line, span, type Tone } from "../../terminal/theme.ts";
import { duration } from "../../texts/format.ts";
import { channelCommands, chosenChannel } from "./acts.ts";
import { readChannels } from "./reading.ts";
import { conditionText, scopeText } from "./screen.ts";

const list = "channel";

/** One channel: what it sends where, and whether it works. */
export const channelScreen: Screen = {
  id: "channel",
  view,
  entered: readChannels,
  refreshed: readChannels,
  attended: keepUpSearch,
  withholds: [...withheldFromTexts, "copy_name"],
  commands: {
    ...textCommands,
    ...channelCommands,
    copy_id: (app) => {
      const channel = chosenChannel(app);
      if (channel !== undefined) copy(app, channel.id, channel.id);
    },
    copy_json: (app) => {
      const channel = chosenChannel(app);
      if (channel !== undefined) copy(app, JSON.stringify(channel, null, 2), "JSON");
    },
    copy_menu: (app) => showCopyMenu(app, ["copy_line", "copy_id", "copy_json"]),
  },
};

function view(canvas: Canvas): readonly Line[] {
  const { state, t, height, width } = canvas;
  const channel = state.channels.byId.get(currentView(state.view).id ?? "");
  if (channel === undefined) {
    return [ruleLine(canvas, t.tabs.channel), [
      span(`  ${goneText(canvas, t.channels.gone)}`, "dim"),
    ]];
  }
  const rows = channelRows({ ...canvas, width: Math.max(10, width - 2) }, channel);
  return [
    ruleLine(canvas, channel.name, matchText(canvas, list, rows), true),
    ...textRows(canvas, { name: list, rows, height: Math.max(1, height - 1), isFocused: true }),
  ];
}

function channelRows(canvas: Canvas, channel: Channel): TextRow[] {
  const { state, t, width } = canvas;
  const { labels } = t.channels;
  const look = { width, labelWidth: widestOf([...Object.values(labels), t.admin.managed]) };
  const row = (name: keyof typeof labels, value: string, tone?: Tone) =>
    value === "" ? [] : fieldRows(name, labels[name], value, { ...look, tone });
  const quiet = channel.quiet_hours;
  const { smtp } = channel;
  const yes = (is: boolean) => is ? t.form.yes : t.form.no;
  return [
    ...row(
      "condition",
      conditionText(canvas, channel),
      channel.failing_since === "" ? undefined : "bad",
    ),
    ...row("test", testText(canvas, channel)),
    ...row("kind", channel.kind),
    ...row("category", scopeText(state, channel, t)),
    ...row("target", channel.target),
    ...row("url", yes(channel.url_set)),
    ...row("secret", yes(channel.secret_set)),
    ...row("language", channel.language),
    ...row("quiet", quiet === null ? "" : `${quiet.from}–${quiet.to} ${quiet.time_zone}`),
    ...row("smtp", smtp === null ? "" : `${smtp.host}:${smtp.port} ${smtp.security}`),
    ...row("from", smtp?.from ?? ""),
    ...row("user", smtp?.username ?? ""),
    ...row("sent", dateText(state, channel.last_sent_at, t)),
    ...managedRows(t, channel, look),
    ...row("created", dateText(state, channel.created_at, t)),
    ...row("id", channel.id),
  ];
}

/** The last test since the start of the dashboard. */
function testText({ state, t }: Canvas, { id }: Channel): string {
  const tested = state.channels.tests.get(id);
  if (tested === undefined) return "";
  const at = dateText(state, new Date(tested.at).toISOString(), t);
  if (tested.answer === undefined) return `${at}: …`;
  const { sent, outcome, duration_ms } = tested.answer;
  return `${at}: ${sent ? t.channels.sent : t.channels.notSent}, ${outcome} (${
    duration(duration_ms)
  })`;
}
