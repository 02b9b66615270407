import { explainPart } from "./foreign_forms.ts";
import { Misfit, quote } from "./misfit.ts";
import { type CrontabField, crontabRanges, monthNames, weekdayNames } from "./ranges.ts";

/** The numbers from `first` to `last`, each `step` apart; `starred` if the part begins with `*`. */
export interface Part {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly starred: boolean;
}

const partForm = /^(?:\*|([a-z]+|[0-9]+)(?:-([a-z]+|[0-9]+))?)(?:\/([0-9]+))?$/i;

/** The parts of a field between its commas, as cronie reads them. Throws Misfit. */
export function readParts(field: CrontabField, text: string): readonly Part[] {
  return text.split(",").map((part) => readPart(field, part));
}

/** The numbers of a part, in rising order. */
export function valuesOf({ first, last, step }: Part): number[] {
  const values = [];
  for (let value = first; value <= last; value += step) values.push(value);
  return values;
}

function readPart(field: CrontabField, part: string): Part {
  const [, firstText, lastText, stepText] = partForm.exec(part) ?? [];
  if (!partForm.test(part)) throw new Misfit(explainPart(field, part), field);

  const step = stepText === undefined ? 1 : Number(stepText);
  if (step === 0) throw new Misfit(`the step of ${quote(part)} must be at least 1`, field);

  const { min, max } = crontabRanges[field];
  if (firstText === undefined) return { first: min, last: max, step, starred: true };

  const first = readNumber(field, part, firstText);
  if (lastText !== undefined) {
    const last = readLast(field, part, first, lastText, stepText);
    return { first, last, step, starred: false };
  }
  if (stepText === undefined) return { first, last: first, step, starred: false };
  // cronie refuses this form, older crons ignore the step, other schedulers count from the number on.
  throw new Misfit(
    `${quote(part)} means different things to different crons; ` +
      `write ${firstText}-${max}/${stepText} or ${firstText}`,
    field,
  );
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
  // cronie reads `fri-sun` as 5-7, but only without a step: with a step, the range never fires.
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
  const { min, max } = crontabRanges[field];
  if (/^[0-9]/.test(text)) {
    const number = Number(text);
    if (number < min) throw new Misfit(`${quote(text)} is below the minimum of ${min}`, field);
    if (number > max) throw new Misfit(`${quote(text)} is above the maximum of ${max}`, field);
    return number;
  }
  const names = field === "month" ? monthNames : field === "dayOfWeek" ? weekdayNames : [];
  const index = names.indexOf(text.toLowerCase());
  if (index < 0) throw new Misfit(explainPart(field, part), field);
  return index + min;
}
