import type { Canvas } from "../../components/canvas.ts";
import { cells } from "../../terminal/lines.ts";
import { stateLooks } from "../../components/state_mark.ts";
import { duration, localZone, wallOf, zoneOf } from "../../texts/format.ts";
import { shownEntries } from "./feed.ts";
import type { FeedEntry } from "./feed_entry.ts";
import { foldOf } from "./feed_folds.ts";
import { type Line, span } from "../../terminal/theme.ts";
import { homePane } from "./pane.ts";
import { shortReason } from "../../texts/reason.ts";

export const feedPane = (pane: number) => (canvas: Canvas): readonly Line[] => {
  const { state, t } = canvas;
  const { frozen } = state.feed;
  return homePane({
    canvas,
    pane,
    list: "home.feed",
    title: t.home.feed,
    isFeed: true,
    items: shownEntries(state),
    empty: t.home.noFeed,
    right: frozen === undefined ? "" : t.home.held(frozen.held),
    id: ({ key }) => key,
    names: ["name", "state", "user"],
    fields: (entry) => ({
      name: entry.jobName.toLowerCase(),
      state: entry.kind === "execution" ? entry.execution.state : entry.log.event,
      user: entry.kind === "log" ? entry.log.user.toLowerCase() : "",
    }),
    row: (entry, width) => feedRow(canvas, entry, width),
  });
};

function feedRow(canvas: Canvas, entry: FeedEntry, width: number): Line {
  const { state, sym } = canvas;
  const { time } = wallOf(Date.parse(entry.at), zoneOf(state.prefs.timeMode, localZone));
  const name = Math.max(6, Math.min(24, Math.floor((width - 11) * 0.45)));
  const { glyph, tone, said } = saidOf(canvas, entry);
  return cells([
    { text: time, width: 8, tone: "dim" },
    [span(glyph, tone)],
    { text: entry.jobName, width: name },
    { text: said, width: Math.max(0, width - name - 12), tone },
  ], sym);
}

function saidOf({ t, sym }: Canvas, entry: FeedEntry) {
  const times = entry.count === undefined ? "" : ` ${entry.count}×`;
  if (entry.kind === "log") {
    const said = t.home.did(t.logEvents[entry.log.event], entry.log.user) + times;
    return { glyph: sym.pointer, tone: "accent", said } as const;
  }
  const { execution } = entry;
  const looks = stateLooks(execution.state, sym, t);
  const took = execution.duration_ms === null ? "" : ` ${duration(execution.duration_ms)}`;
  const reason = execution.description ||
    (foldOf(entry) === undefined ? "" : execution.attempts.at(-1)?.error ?? "");
  const why = reason === "" ? "" : ` ${shortReason(reason)}`;
  return { ...looks, said: `${looks.text}${times}${took}${why}` };
}
