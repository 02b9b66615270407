import { type FieldName, fieldNames, fieldRanges, Misfit, type Part, readPart } from "./grammar.ts";

/** The six cron fields as normalised text. parseFields() reads the text back as the same schedule. */
export type CronFields = Readonly<Record<FieldName, string>>;

export interface FieldError {
  readonly field: FieldName;
  /** One English sentence for the person who typed the field, without the field's name and full stop. */
  readonly reason: string;
}

export type ParseResult =
  | { readonly ok: true; readonly fields: CronFields }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Any list of distinct values fits, even with spaces around its commas. */
const maxFieldLength = 512;

/** Checks and normalises the given fields and fills in the others. Reports every bad field. */
export function parseFields(given: Partial<Record<FieldName, string>>): ParseResult {
  const errors: FieldError[] = [];
  const texts: Partial<Record<FieldName, string>> = {};
  for (const field of fieldNames) {
    const text = given[field];
    if (text === undefined) continue;
    const read = readField(field, text);
    if ("reason" in read) errors.push({ field, reason: read.reason });
    else texts[field] = read.parts.map((part) => part.text).join(",");
  }
  if (errors.length > 0) return { ok: false, errors };
  return fillIn(texts);
}

/** The parts of a field between its commas, or the reason why the text is no such field. */
export function readField(
  field: FieldName,
  text: string,
): { readonly parts: readonly Part[] } | { readonly reason: string } {
  if (text.length > maxFieldLength) {
    return { reason: `the text is longer than ${maxFieldLength} characters` };
  }
  const trimmed = text.trim();
  if (trimmed === "") return { reason: "the text is empty; use * to allow every value" };
  try {
    return { parts: trimmed.split(/ *, */).map((part) => readPart(field, part)) };
  } catch (error) {
    if (error instanceof Misfit) return { reason: error.message };
    throw error;
  }
}

/**
 * Fills in missing fields by APScheduler's rule. A missing field above the least significant given field
 * is `*`. A missing field below it takes its minimum, so `hour=6` fires once a day. A missing `week` or
 * `dayOfWeek` is always `*`, because a minimum would be a further condition.
 */
function fillIn(texts: Partial<Record<FieldName, string>>): ParseResult {
  const leastGiven = fieldNames.findLastIndex((field) => texts[field] !== undefined);
  if (leastGiven < 0) {
    const reason = "at least one of the cron fields must be given";
    return { ok: false, errors: [{ field: "minute", reason }] };
  }
  const textOf = (field: FieldName): string => {
    const above = fieldNames.indexOf(field) < leastGiven;
    const any = above || field === "week" || field === "dayOfWeek";
    return texts[field] ?? (any ? "*" : String(fieldRanges[field].min));
  };
  return {
    ok: true,
    fields: {
      month: textOf("month"),
      day: textOf("day"),
      week: textOf("week"),
      dayOfWeek: textOf("dayOfWeek"),
      hour: textOf("hour"),
      minute: textOf("minute"),
    },
  };
}
