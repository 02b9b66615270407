import type { Canvas } from "../../components/canvas.ts";
import { cells } from "../../terminal/lines.ts";
import { objectOf } from "./list.ts";
import { shortValue } from "../../components/text_rows.ts";
import { localZone, momentOf, wallOf, zoneOf } from "../../texts/format.ts";
import type { AuditRow } from "./state.ts";
import type { Line, Tone } from "../../terminal/theme.ts";

export interface AuditColumns {
  readonly time: number;
  /** 0: the column does not fit. */
  readonly who: number;
  readonly action: number;
  readonly object: number;
  /** 0: the column does not fit. */
  readonly detail: number;
}

/** @param hasObject false on the screen of a job, where all entries are about the job. */
export function auditColumns(width: number, hasObject: boolean): AuditColumns {
  const time = width < 60 ? 5 : 14;
  // In a very narrow terminal the event and its object matter more than the user.
  const who = width < 28 ? 0 : width < 60 ? 7 : width < 100 ? 12 : 16;
  const action = width < 28 ? 4 : width < 60 ? 8 : 13;
  const rest = Math.max(4, width - time - action - (who === 0 ? 2 : who + 3));
  if (!hasObject) return { time, who, action, object: 0, detail: rest };
  const object = rest >= 44 ? Math.min(34, Math.floor(rest * 0.45)) : rest - 1;
  return { time, who, action, object, detail: Math.max(0, rest - object - 2) };
}

/** A change of many fields is shown by the names of the fields. */
export function auditLine(canvas: Canvas, row: AuditRow, columns: AuditColumns): Line {
  const { t, sym } = canvas;
  return cells([
    { text: timeText(canvas, row.at, columns.time), width: columns.time, tone: "dim" },
    ...(columns.who > 0
      ? [{ text: row.who === "" ? t.audit.nobody : row.who, width: columns.who }]
      : []),
    { text: actionText(canvas, row), width: columns.action, tone: toneOf(row) },
    ...(columns.object > 0 ? [{ text: objectText(canvas, row), width: columns.object }] : []),
    ...(columns.detail >= 8
      ? [{
        text: detailText(canvas, row, columns.detail),
        width: columns.detail,
        tone: "dim" as const,
      }]
      : []),
  ], sym);
}

function timeText({ state }: Canvas, iso: string, width: number): string {
  const at = momentOf(iso) ?? 0;
  const zone = zoneOf(state.prefs.timeMode, localZone);
  const [wall, today] = [wallOf(at, zone), wallOf(state.now, zone)];
  if (width < 14) return wall.date === today.date ? wall.time.slice(0, 5) : wall.date.slice(5);
  return wall.date === today.date ? wall.time : `${wall.date.slice(5)} ${wall.time}`;
}

export function actionText({ t }: Pick<Canvas, "t">, row: AuditRow): string {
  return row.kind === "jobs"
    ? t.logEvents[row.entry.event]
    : t.audit.securityEvents[row.entry.event];
}

/** `user reader`; the object of a log-in is its user. */
export function objectText({ t }: Pick<Canvas, "t">, row: AuditRow): string {
  if (row.kind === "jobs") return objectOf(row);
  const { kind, subject } = row.entry;
  return kind === "log_in" ? subject : `${t.audit.securityKinds[kind]} ${subject}`;
}

export function toneOf({ entry }: AuditRow): Tone {
  switch (entry.event) {
    case "added":
    case "resumed":
    case "succeeded":
      return "ok";
    case "deleted":
    case "revoked":
    case "failed":
      return "bad";
    case "paused":
    case "stopped":
    case "password_changed":
      return "warn";
    default:
      return "accent";
  }
}

/** A changed field with its old and new value. */
export interface Changed {
  readonly field: string;
  readonly old: unknown;
  readonly now: unknown;
}

/** The changes of a `modified` entry; `undefined`: the description holds no changes. */
export function changesOf({ entry }: AuditRow): readonly Changed[] | undefined {
  if (entry.event !== "modified") return undefined;
  try {
    const { changes } = JSON.parse(entry.description) as { changes?: unknown };
    if (typeof changes !== "object" || changes === null) return undefined;
    return Object.entries(changes).map(([field, change]) => {
      const { old, new: now } = (change ?? {}) as { old?: unknown; new?: unknown };
      return { field, old, now };
    });
  } catch {
    return undefined; // The server cut the description, because it was too long.
  }
}

function detailText({ t, sym }: Canvas, row: AuditRow, width: number): string {
  const changes = changesOf(row);
  const [only] = changes ?? [];
  if (changes !== undefined && only !== undefined) {
    if (changes.length > 1) return changes.map(({ field }) => field).join(", ");
    const most = Math.max(4, Math.floor((width - only.field.length - 4) / 2));
    const [old, now] = [shortValue(only.old, most), shortValue(only.now, most)];
    return `${only.field} ${old} ${sym.right} ${now}`;
  }
  const { entry } = row;
  if (row.kind === "security" && row.entry.address !== "") {
    return `${t.audit.from} ${row.entry.address}`;
  }
  // The list does not show the whole record; the entry's screen does.
  return entry.event === "deleted" || entry.event === "added" && row.kind === "security"
    ? ""
    : shortValue(entry.description, width);
}
