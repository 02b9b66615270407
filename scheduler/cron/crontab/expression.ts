import { type FieldName, fieldRanges } from "../grammar.ts";

/** The fields a crontab expression has; `week` is not among them. */
export type CrontabFields = Readonly<Record<Exclude<FieldName, "week">, string>>;

export type CrontabResult =
  | { readonly ok: true; readonly fields: CrontabFields }
  | {
    readonly ok: false;
    /** One English sentence for the one who typed the expression, without full stop. */
    readonly reason: string;
    /** The field at fault, if it is one field's. */
    readonly field?: FieldName;
  };

type CrontabField = keyof CrontabFields;

/** Numbers from `first` to `last`, each `step` apart; `starred` if typed with `*`. */
interface Part {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly starred: boolean;
}

const maxLength = 256;
const titles: Readonly<Record<CrontabField, string>> = {
  minute: "minute",
  hour: "hour",
  day: "day",
  month: "month",
  dayOfWeek: "weekday",
};
const ranges: Readonly<Record<CrontabField, { readonly min: number; readonly max: number }>> = {
  ...fieldRanges,
  dayOfWeek: { min: 0, max: 7 }, // 0 and 7 are Sunday
};
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const months = [
  ...["jan", "feb", "mar", "apr", "may", "jun"],
  ...["jul", "aug", "sep", "oct", "nov", "dec"],
];
const macros = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);

/** Why the text is no crontab expression that the fields can say. */
class Misfit extends Error {
  constructor(reason: string, readonly field?: CrontabField) {
    super(reason);
  }
}

/**
 * Translates a crontab expression (five fields or a macro, as cronie reads them) to fields that fire at
 * the same minutes and that parseFields() accepts. What the fields would read otherwise is refused.
 */
export function fromCrontab(text: string): CrontabResult {
  try {
    return { ok: true, fields: translate(text) };
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const { message: reason, field } = error;
    return field === undefined ? { ok: false, reason } : { ok: false, reason, field };
  }
}

function translate(text: string): CrontabFields {
  const [minute, hour, day, month, dayOfWeek] = splitFields(text);
  const parts = {
    minute: readParts("minute", minute),
    hour: readParts("hour", hour),
    day: readParts("day", day),
    month: readParts("month", month),
    dayOfWeek: readParts("dayOfWeek", dayOfWeek),
  };
  return {
    minute: textOf("minute", parts.minute),
    hour: textOf("hour", parts.hour),
    month: textOf("month", parts.month),
    ...joinDays(day, parts.day, dayOfWeek, parts.dayOfWeek),
  };
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

function expandMacro(typed: string): string {
  const [name = ""] = typed.split(/[ \t]/);
  const macro = name.toLowerCase();
  if (macro === "@reboot") {
    throw new Misfit("@reboot is no time; a schedule says at which minutes a job fires");
  }
  const expression = macros.get(macro);
  if (expression === undefined) {
    throw new Misfit(
      `${quote(name)} is not a macro that crontab knows; use ${[...macros.keys()].join(", ")}`,
    );
  }
  if (name !== typed) throw new Misfit(`${name} stands alone; ${quote(typed)} has more than that`);
  return expression;
}

function explainCount(fields: readonly string[]): string {
  if (/^(?:CRON_)?TZ=/i.test(fields[0] ?? "")) {
    return "the time zone is given beside the expression and not in it";
  }
  const five = "a crontab expression has five: minute, hour, day, month, weekday";
  return fields.length < 5
    ? `${quote(fields.join(" "))} is too short: ${five}`
    : `there are ${fields.length} fields, and ${five}; ` +
      "seconds, years, commands and blanks inside a field do not fit";
}

function readParts(field: CrontabField, text: string): readonly Part[] {
  return text.split(",").map((part) => readPart(field, part));
}

const partForm = /^(?:\*|([a-z]+|[0-9]+)(?:-([a-z]+|[0-9]+))?)(?:\/([0-9]+))?$/i;

function readPart(field: CrontabField, part: string): Part {
  const [, firstText, lastText, stepText] = partForm.exec(part) ?? [];
  if (!partForm.test(part)) throw new Misfit(explainMisfit(field, part), field);

  const step = stepText === undefined ? 1 : Number(stepText);
  if (step === 0) throw new Misfit(`the step of ${quote(part)} must be at least 1`, field);

  const { min, max } = ranges[field];
  if (firstText === undefined) return { first: min, last: max, step, starred: true };

  const first = readNumber(field, part, firstText);
  if (lastText === undefined) {
    if (stepText !== undefined) {
      // cronie refuses it, older crons ignore the step, other schedulers count from the number on.
      const range = `${firstText}-${max}/${stepText}`;
      throw new Misfit(
        `${quote(part)} means different things to different crons; write ${range} or ${firstText}`,
        field,
      );
    }
    return { first, last: first, step, starred: false };
  }
  const last = readLast(field, part, first, lastText, stepText);
  return { first, last, step, starred: false };
}

function readLast(
  field: CrontabField,
  part: string,
  first: number,
  lastText: string,
  stepText: string | undefined,
): number {
  const last = readNumber(field, part, lastText);
  if (first <= last) return last;
  // cronie reads `fri-sun` as 5-7, but only without a step: with one it would never fire.
  if (field === "dayOfWeek" && last === 0) {
    if (stepText === undefined) return 7;
    throw new Misfit(
      `${quote(part)} runs backwards, Sunday being 0; write ${first}-7/${stepText}`,
      field,
    );
  }
  throw new Misfit(
    `${quote(part)} runs backwards; write it as two ranges with a comma between`,
    field,
  );
}

function readNumber(field: CrontabField, part: string, text: string): number {
  const { min, max } = ranges[field];
  if (/^[0-9]/.test(text)) {
    const number = Number(text);
    if (number < min) throw new Misfit(`${quote(text)} is below the minimum of ${min}`, field);
    if (number > max) throw new Misfit(`${quote(text)} is above the maximum of ${max}`, field);
    return number;
  }
  const names = field === "month" ? months : field === "dayOfWeek" ? weekdays : [];
  const index = names.indexOf(text.toLowerCase());
  if (index < 0) throw new Misfit(explainMisfit(field, part), field);
  return index + min;
}

/** Forms of other dialects are named, so that one need not guess what is wrong. */
const foreignForms: readonly [form: RegExp, reason: string][] = [
  [/^$/, "there is an empty part before or after a comma"],
  [/\?/, "? belongs to Quartz; write * instead"],
  [/%/, "% belongs to a crontab's command and not to its times"],
  [/~/, "~ would choose a time at random; write the time itself"],
  [/#/, "# belongs to other dialects; the field day takes 2nd fri instead of 5#2"],
  [/^h(?:$|[/(])/i, "H would choose a time by hash, as Jenkins does; write the time itself"],
  [/^(?:\d*|l)w$/i, "W, the nearest working day, is not in crontab's language"],
  [
    /^(?:l(?:-\d+)?|\d+l|(?:sun|mon|tue|wed|thu|fri|sat)l)$/i,
    "L belongs to other dialects; the field day takes last or last fri instead",
  ],
];

function explainMisfit(field: CrontabField, part: string): string {
  const foreign = foreignForms.find(([form]) => form.test(part));
  if (foreign) return foreign[1];
  const { min, max } = ranges[field];
  const names = field === "month"
    ? " or jan..dec"
    : field === "dayOfWeek"
    ? " (0 and 7 are Sunday) or sun..sat"
    : "";
  return `${quote(part)} is not a ${
    titles[field]
  }; use *, */2, lists and ranges of ${min} to ${max}${names}`;
}

/**
 * crontab joins day and weekday by AND if one of them begins with `*`, otherwise by OR; the fields
 * always by AND.
 */
function joinDays(
  dayText: string,
  day: readonly Part[],
  weekdayText: string,
  weekday: readonly Part[],
): { day: string; dayOfWeek: string } {
  const bothMustMatch = day[0]?.starred || weekday[0]?.starred;
  if (bothMustMatch) return { day: textOf("day", day), dayOfWeek: weekdaysText(weekday) };

  const eitherIsAny = new Set(day.flatMap(valuesOf)).size === 31 || weekdaysText(weekday) === "*";
  if (eitherIsAny) return { day: "*", dayOfWeek: "*" };

  throw new Misfit(
    `crontab would fire on day ${cut(dayText)} OR on weekday ${cut(weekdayText)}, ` +
      "and Carillon's fields must both match; make two jobs",
    "dayOfWeek",
  );
}

function textOf(field: Exclude<CrontabField, "dayOfWeek">, parts: readonly Part[]): string {
  const { min, max } = ranges[field];
  return parts.map(({ first, last, step, starred }) => {
    // A step that leads out of the range is an error in a field.
    if (step > last - first) return `${first}`;
    const range = starred && first === min && last === max ? "*" : `${first}-${last}`;
    return step === 1 ? range : `${range}/${step}`;
  }).join(",");
}

/** Always numbers, 0 being Monday: a field takes no steps with names. */
function weekdaysText(parts: readonly Part[]): string {
  const values = [...new Set(parts.flatMap(valuesOf).map((value) => (value + 6) % 7))]
    .toSorted((a, b) => a - b);
  const first = values[0]!;
  const last = values.at(-1)!;
  if (values.length === 7) return "*";
  const isRange = values.length > 2 && last - first === values.length - 1;
  return isRange ? `${first}-${last}` : values.join(",");
}

function valuesOf({ first, last, step }: Part): number[] {
  const values = [];
  for (let value = first; value <= last; value += step) values.push(value);
  return values;
}

function quote(text: string): string {
  return JSON.stringify(cut(text));
}

/** Cut to a length that suits a message. */
function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
