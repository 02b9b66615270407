import type { Canvas } from "../../components/canvas.ts";
import {
  fieldRows,
  headRow,
  jsonRows,
  plainRows,
  type TextRow,
  widestOf,
} from "../../components/text_rows.ts";
import { localZone, momentOf, wallOf, zoneOf } from "../../texts/format.ts";
import type { AuditRow } from "./state.ts";
import { widthOf } from "../../terminal/text.ts";
import { span } from "../../terminal/theme.ts";
import { actionText, type Changed, changesOf, objectText, toneOf } from "./rows.ts";

/** All fields of an audit entry; for a change the old and the new values. */
export function entryRows(canvas: Canvas, row: AuditRow): TextRow[] {
  const { state, t, width } = canvas;
  const texts = t.audit;
  const at = momentOf(row.at) ?? 0;
  const { date, time } = wallOf(at, zoneOf(state.prefs.timeMode, localZone));
  // The column heads as words within a line.
  const [when, who, action, object] = [texts.time, texts.who, texts.action, texts.object]
    .map((head) => head.toLowerCase()) as [string, string, string, string];
  const look = { width, labelWidth: widestOf([when, who, action, object, texts.from]) };
  const address = row.kind === "security" ? row.entry.address : "";
  return [
    ...fieldRows("at", when, `${date} ${time}`, look),
    ...fieldRows("who", who, row.who === "" ? texts.nobody : row.who, look),
    ...fieldRows("action", action, actionText(canvas, row), { ...look, tone: toneOf(row) }),
    ...fieldRows("object", object, objectText(canvas, row), look),
    ...(address === "" ? [] : fieldRows("from", texts.from, address, look)),
    ...detailRows(canvas, row),
  ];
}

function detailRows(canvas: Canvas, row: AuditRow): TextRow[] {
  const { t, width } = canvas;
  const { description, event } = row.entry;
  const changes = changesOf(row);
  if (changes !== undefined) {
    return [
      headRow("changes", t.audit.changes(changes.length)),
      ...changes.flatMap((change) => changeRows(canvas, change)),
    ];
  }
  if (description === "" || description === "{}") {
    return plainRows("none", t.audit.noDetail, width, "dim");
  }
  if (executionIn(row) !== undefined) {
    return [
      headRow("execution", t.audit.execution),
      ...plainRows("id", description, width),
    ];
  }
  const head = event === "added" && row.kind === "jobs" ? t.audit.arguments : t.audit.record;
  return [headRow("record", head), ...jsonRows("json", description, width)];
}

/** Short values lie side by side, longer ones below each other. The signs - and + mark old and new. */
function changeRows(canvas: Canvas, { field, old, now }: Changed): TextRow[] {
  const { width, sym } = canvas;
  const [before, after] = [valueText(old), valueText(now)];
  const isShort = widthOf(field) + widthOf(before) + widthOf(after) + 8 <= width &&
    !`${before}${after}`.includes("\n");
  if (isShort) {
    return [{
      id: field,
      text: `${field}: ${before} ${sym.right} ${after}`,
      line: () => [
        span(` ${field}  `, "dim"),
        span(before, "bad"),
        span(` ${sym.right} `, "dim"),
        span(after, "ok"),
      ],
    }];
  }
  const signed = (sign: string, text: string, tone: "bad" | "ok") =>
    plainRows(`${field}${sign}`, text, Math.max(1, width - 4)).map((row): TextRow => ({
      id: row.id,
      text: row.text,
      line: () => [span(`   ${sign} `, tone), span(row.text, tone)],
    }));
  return [
    { id: field, text: field, line: () => [span(` ${field}`, "dim")] },
    ...signed("-", before, "bad"),
    ...signed("+", after, "ok"),
  ];
}

function valueText(value: unknown): string {
  if (typeof value === "string") return value === "" ? '""' : value;
  if (value === undefined) return "-";
  const text = JSON.stringify(value);
  return text.length > 60 ? JSON.stringify(value, null, 2) : text;
}

/** The execution that the entry says was started or stopped. */
export function executionIn({ entry }: AuditRow): string | undefined {
  const isOne = entry.event === "custom_run" || entry.event === "stopped";
  return isOne && /^[0-9a-f]{32}$/.test(entry.description) ? entry.description : undefined;
}
