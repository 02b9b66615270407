import { loadingText } from "../../../components/unread_text.ts";
import type { Execution } from "../../../../routes/contract/history/executions.ts";
import type { Canvas } from "../../../components/canvas.ts";
import { headRow, plainRows, type TextRow } from "../../../components/text_rows.ts";
import { wrap } from "../../../terminal/text.ts";
import { span, type Tone } from "../../../terminal/theme.ts";
import { momentOf, wallOf, zoneOf } from "../../../texts/format.ts";
import { shortId } from "../list.ts";
import type { RunFacts } from "./facts.ts";
import { diffLines } from "./line_diff.ts";

const looks = {
  same: { mark: " ", tone: "dim" },
  removed: { mark: "-", tone: "bad" },
  added: { mark: "+", tone: "ok" },
} as const satisfies Record<string, { mark: string; tone: Tone }>;

/** The arguments and the result of an execution against those of the last good run before it. */
export function differenceRows(
  canvas: Canvas,
  execution: Execution,
  facts: RunFacts | undefined,
): TextRow[] {
  const { state, t, width } = canvas;
  const texts = t.run;
  if (facts === undefined) return plainRows("loading", loadingText(canvas), width, "dim");
  const { lastGood } = facts;
  if (lastGood === undefined) return plainRows("none", texts.noGood, width, "dim");
  const zone = zoneOf(state.prefs.timeMode, lastGood.job.timezone);
  const at = momentOf(lastGood.scheduled_time) ?? 0;
  const { date, time } = wallOf(at, zone);
  const id = shortId(lastGood.execution_id);
  return [
    ...plainRows("against", texts.against(t.execution.name(id), `${date} ${time}`), width, "dim"),
    headRow("arguments", t.execution.arguments),
    ...partRows(canvas, "args", jsonText(lastGood.job.pub_args), jsonText(execution.job.pub_args)),
    headRow("result", t.execution.result),
    ...(execution.ended_time === ""
      ? plainRows("noresult", texts.notReturned, width, "dim")
      : partRows(canvas, "result", prettyText(lastGood.result), prettyText(execution.result))),
  ];
}

function partRows(canvas: Canvas, id: string, before: string, after: string): TextRow[] {
  const { t, width } = canvas;
  if (before === after) return plainRows(`${id}same`, t.run.same, width, "dim");
  return diffLines(linesOf(before), linesOf(after)).flatMap(({ kind, text }, i) => {
    const { mark, tone } = looks[kind];
    return wrap(text, Math.max(1, width - 4)).map((part, j): TextRow => ({
      id: `${id}${i}.${j}`,
      text: part,
      line: () => [span(` ${j === 0 ? mark : " "} ${part}`, tone)],
    }));
  });
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? "";
}

/** A result that is JSON in one line is compared field by field. */
function prettyText(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? jsonText(value) : text;
  } catch {
    return text;
  }
}
