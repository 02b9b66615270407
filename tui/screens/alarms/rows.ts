import type { Canvas } from "../../components/canvas.ts";
import type { AlarmGroup } from "../../state/inbox.ts";
import { stageOf } from "../../state/inbox.ts";
import { cells } from "../../terminal/lines.ts";
import { type Line, span } from "../../terminal/theme.ts";
import { countdown } from "../../texts/format.ts";
import { alarmLooks, stageText } from "./looks.ts";
import { shortReason } from "../../texts/reason.ts";

/** A row of the inbox: the job or the number of jobs, how often, since when, and the last reason. */
export function groupRow(canvas: Canvas, group: AlarmGroup, width: number): Line {
  const { state, t, sym } = canvas;
  const { last, alarms, names } = group;
  const stage = stageOf(last, state.now);
  const { glyph, tone } = alarmLooks(stage, last.kind, sym);
  const name = width < 28
    ? Math.max(4, width - 2)
    : Math.max(8, Math.min(width >= 120 ? 44 : 30, Math.floor(width * 0.4)));
  const who = names.length === 1 ? names[0] ?? "" : severalText(canvas, group);
  const since = t.home.ago(countdown(state.now - Date.parse(group.since)));
  const said = [
    ...(stage === "open" ? [] : [stageText(canvas, alarms[0] ?? last)]),
    t.alarms.kinds[last.kind],
    `${group.count}×`,
    since,
    shortReason(last.reason),
  ].filter((part) => part !== "").join(` ${sym.separator} `);
  return cells([
    [span(glyph, tone)],
    { text: who, width: name, tone: stage === "open" ? tone : undefined },
    { text: said, width: Math.max(0, width - name - 3) },
  ], sym);
}

/** `2 monitors: mail, disk`. */
function severalText({ t }: Canvas, { alarms, names }: AlarmGroup): string {
  const kinds = new Set(alarms.map(({ subject }) => subject.kind));
  const [kind = "job"] = kinds;
  return t.alarms.several[kinds.size > 1 ? "mixed" : kind](names.length, names.join(", "));
}
