/** From the most to the least significant field. fillIn() depends on this order. */
export const fieldNames = ["month", "day", "week", "dayOfWeek", "hour", "minute"] as const;
export type FieldName = typeof fieldNames[number];

export interface FieldRange {
  readonly min: number;
  readonly max: number;
}

export const fieldRanges: Readonly<Record<FieldName, FieldRange>> = {
  month: { min: 1, max: 12 },
  day: { min: 1, max: 31 },
  week: { min: 1, max: 53 },
  dayOfWeek: { min: 0, max: 6 }, // 0 is Monday
  hour: { min: 0, max: 23 },
  minute: { min: 0, max: 59 },
};

/** What one part of a field (between two commas) allows, and its normalised text. */
export type Part =
  | { readonly kind: "values"; readonly text: string; readonly values: readonly number[] }
  | {
    readonly kind: "weekday of month";
    readonly text: string;
    /** 1 to 5, or the last one. */
    readonly nth: number | "last";
    readonly weekday: number;
  }
  | { readonly kind: "last day"; readonly text: string };

/** Why a text is not a part of a field; the message is for the writer of the text. */
export class Misfit extends Error {}

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const months = [
  ...["jan", "feb", "mar", "apr", "may", "jun"],
  ...["jul", "aug", "sep", "oct", "nov", "dec"],
];
const positions = ["1st", "2nd", "3rd", "4th", "5th"];

const everyForm = /^\*(?:\/([0-9]+))?$/;
const numberForm = /^([0-9]+)(?:-([0-9]+))?(?:\/([0-9]+))?$/;
// These three forms match the beginning of a part and ignore the rest, as APScheduler does: it reads
// `mon-fri/2` as `mon-fri` and `lastday` as `last`.
const nameForm = /^([a-z]+)(?:-([a-z]+))?/i;
const weekdayOfMonthForm = /^(1st|2nd|3rd|4th|5th|last) +([\p{L}\p{N}_]+)/iu;
const lastDayForm = /^last/i;

/** Reads one part of a field. The text of the result reads back as the same values. Throws Misfit. */
export function readPart(field: FieldName, part: string): Part {
  if (part === "") throw new Misfit("there is an empty part before or after a comma");

  const every = everyForm.exec(part);
  if (every) return readEvery(field, part, every[1]);

  const numbers = numberForm.exec(part);
  if (numbers) return readNumbers(field, part, numbers[1]!, numbers[2], numbers[3]);

  if (field === "day") {
    const position = weekdayOfMonthForm.exec(part);
    if (position) return readWeekdayOfMonth(position[1]!, position[2]!);
    if (lastDayForm.test(part)) return { kind: "last day", text: "last" };
  }
  if (field === "dayOfWeek" || field === "month") {
    const names = nameForm.exec(part);
    if (names) return readNames(field, part, names[1]!, names[2]);
  }
  throw new Misfit(explainMisfit(field, part));
}

function readEvery(field: FieldName, part: string, stepText: string | undefined): Part {
  const { min, max } = fieldRanges[field];
  if (stepText === undefined) return { kind: "values", text: "*", values: count(min, max, 1) };

  const step = readStep(part, stepText);
  if (step > max - min) {
    throw new Misfit(`the step of ${quote(part)} is above the maximum of ${max - min}`);
  }
  return { kind: "values", text: `*/${step}`, values: count(min, max, step) };
}

function readNumbers(
  field: FieldName,
  part: string,
  firstText: string,
  lastText: string | undefined,
  stepText: string | undefined,
): Part {
  const first = readNumber(field, firstText);
  const last = lastText === undefined ? undefined : readNumber(field, lastText);
  if (last !== undefined && first > last) throw new Misfit(explainBackwards(part));

  const range = last === undefined || last === first ? `${first}` : `${first}-${last}`;
  if (stepText === undefined) {
    return { kind: "values", text: range, values: count(first, last ?? first, 1) };
  }

  const { max } = fieldRanges[field];
  const step = readStep(part, stepText);
  // As in APScheduler, an upper end of 0 counts as "not given" here, so `0-0/5` is accepted.
  const distance = (last || max) - first;
  if (step > distance) {
    throw new Misfit(
      distance === 0
        ? `${quote(part)} leaves no room for a step; use ${first}`
        : `the step of ${quote(part)} is above ${distance}, the distance from ${first} to ${
          last || max
        }`,
    );
  }
  // With its step, `0-0/5` would be written `0/5`, which means more than 0.
  const text = last === first ? range : `${range}/${step}`;
  return { kind: "values", text, values: count(first, last ?? max, step) };
}

function readWeekdayOfMonth(positionText: string, weekdayText: string): Part {
  const position = positionText.toLowerCase();
  const weekday = readName(weekdays, weekdayText, "a weekday name; use mon..sun");
  return {
    kind: "weekday of month",
    text: `${position} ${weekdays[weekday]}`,
    nth: position === "last" ? "last" : positions.indexOf(position) + 1,
    weekday,
  };
}

function readNames(
  field: "dayOfWeek" | "month",
  part: string,
  firstText: string,
  lastText: string | undefined,
): Part {
  const names = field === "month" ? months : weekdays;
  const what = field === "month"
    ? "a month name; use jan..dec or 1 to 12"
    : "a weekday name; use mon..sun or 0 (Monday) to 6 (Sunday)";
  const first = readName(names, firstText, what);
  const last = lastText === undefined ? first : readName(names, lastText, what);
  if (first > last) throw new Misfit(explainBackwards(part));

  const { min } = fieldRanges[field];
  return {
    kind: "values",
    text: first === last ? names[first]! : `${names[first]}-${names[last]}`,
    values: count(first + min, last + min, 1),
  };
}

function readName(names: readonly string[], text: string, what: string): number {
  const index = names.indexOf(text.toLowerCase());
  if (index < 0) throw new Misfit(`${quote(text)} is not ${what}`);
  return index;
}

function readNumber(field: FieldName, text: string): number {
  const { min, max } = fieldRanges[field];
  const number = Number(text);
  if (number < min) throw new Misfit(`${quote(text)} is below the minimum of ${min}`);
  if (number > max) throw new Misfit(`${quote(text)} is above the maximum of ${max}`);
  return number;
}

function readStep(part: string, text: string): number {
  const step = Number(text);
  if (step === 0) throw new Misfit(`the step of ${quote(part)} must be at least 1`);
  return step;
}

function count(first: number, last: number, step: number): number[] {
  const values = [];
  for (let value = first; value <= last; value += step) values.push(value);
  return values;
}

function explainBackwards(part: string): string {
  return `${quote(part)} runs backwards; write it as two ranges with a comma between`;
}

function explainMisfit(field: FieldName, part: string): string {
  const extra: Partial<Record<FieldName, string>> = {
    month: " or names such as jan or jan-mar",
    day: ", 1st mon, last fri or last",
    dayOfWeek: " or names such as mon or mon-fri",
  };
  const forms = `*, */2, 1, 1-5, 1-5/2, 1/2${extra[field] ?? ""}`;
  const spaced = /^[\d\s*/-]+$/.test(part) && /\s/.test(part);
  return `${quote(part)} does not fit; use ${forms}${spaced ? ", without spaces" : ""}`;
}

/** The offending text, cut to a length that suits a message. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
