import type { FieldName } from "../grammar.ts";
import { dayFieldsOf } from "./days.ts";
import { textOf } from "./field_text.ts";
import { expandMacro } from "./macros.ts";
import { cut, Misfit, quote } from "./misfit.ts";
import { readParts } from "./parts.ts";
import type { CrontabField } from "./ranges.ts";

/** Field texts that parseFields() accepts; `week` is not among them. */
export type CrontabFields = Readonly<Record<CrontabField, string>>;

export type CrontabResult =
  | { readonly ok: true; readonly fields: CrontabFields }
  | {
    readonly ok: false;
    /** One English sentence for the person who typed the expression, without full stop. */
    readonly reason: string;
    /** The field at fault, if one field is at fault. */
    readonly field?: FieldName;
  };

const maxLength = 256;
const five = "a crontab expression has five: minute, hour, day, month, weekday";

/**
 * Translates a crontab expression (five fields or a macro, as cronie reads them) to fields that fire at
 * the same minutes and that parseFields() accepts. It refuses what the fields would read otherwise, and what
 * needs two schedules.
 */
export function fromCrontab(text: string): CrontabResult {
  try {
    const [fields, ...others] = schedulesOf(text);
    if (fields && others.length === 0) return { ok: true, fields };
    const [, , day = "", , weekday = ""] = splitFields(text);
    throw new Misfit(
      `crontab would fire on day ${cut(day)} OR on weekday ${cut(weekday)}, ` +
        "and Carillon's fields must both match; make two jobs",
      "dayOfWeek",
    );
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const { message: reason, field } = error;
    return field === undefined ? { ok: false, reason } : { ok: false, reason, field };
  }
}

/**
 * The schedules that together fire at the minutes of a crontab expression, never two at the same minute:
 * one, or two where crontab joins day and weekday by OR. Throws Misfit.
 */
export function schedulesOf(text: string): readonly CrontabFields[] {
  const [minute, hour, day, month, dayOfWeek] = splitFields(text);
  const parts = {
    minute: readParts("minute", minute),
    hour: readParts("hour", hour),
    day: readParts("day", day),
    month: readParts("month", month),
    dayOfWeek: readParts("dayOfWeek", dayOfWeek),
  };
  return dayFieldsOf(parts.day, parts.dayOfWeek).map((days) => ({
    minute: textOf("minute", parts.minute),
    hour: textOf("hour", parts.hour),
    month: textOf("month", parts.month),
    ...days,
  }));
}

function splitFields(text: string): [string, string, string, string, string] {
  if (text.length > maxLength) {
    throw new Misfit(`the expression is longer than ${maxLength} characters`);
  }
  const typed = text.trim();
  if (typed === "") throw new Misfit("the expression is empty");
  if (/[^\S \t]/.test(typed)) {
    throw new Misfit("the expression must be one line, with blanks or tabs between its fields");
  }
  const fields = (typed.startsWith("@") ? expandMacro(typed) : typed).split(/[ \t]+/);
  const [minute, hour, day, month, dayOfWeek] = fields;
  if (
    fields.length !== 5 || minute === undefined || hour === undefined || day === undefined ||
    month === undefined || dayOfWeek === undefined
  ) throw new Misfit(explainCount(fields));
  return [minute, hour, day, month, dayOfWeek];
}

function explainCount(fields: readonly string[]): string {
  if (/^(?:CRON_)?TZ=/i.test(fields[0] ?? "")) {
    return "the time zone is given beside the expression and not in it";
  }
  return fields.length < 5
    ? `${quote(fields.join(" "))} is too short: ${five}`
    : `there are ${fields.length} fields, and ${five}; ` +
      "seconds, years, commands and blanks inside a field do not fit";
}
