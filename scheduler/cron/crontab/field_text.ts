import { type Part, valuesOf } from "./parts.ts";
import { type CrontabField, crontabRanges } from "./ranges.ts";

/** The text of a field, in the grammar of fields.ts, that allows the numbers of the parts. */
export function textOf(
  field: Exclude<CrontabField, "dayOfWeek">,
  parts: readonly Part[],
): string {
  const { min, max } = crontabRanges[field];
  return parts.map(({ first, last, step, starred }) => {
    // A step that leads out of the range is an error in a field.
    if (step > last - first) return `${first}`;
    const range = starred && first === min && last === max ? "*" : `${first}-${last}`;
    return step === 1 ? range : `${range}/${step}`;
  }).join(",");
}

/** The same for weekdays that count from Sunday; the text has numbers only, and 0 is Monday. */
export function weekdaysText(parts: readonly Part[]): string {
  const values = [...new Set(parts.flatMap(valuesOf).map((value) => (value + 6) % 7))]
    .toSorted((a, b) => a - b);
  const first = values[0]!;
  const last = values.at(-1)!;
  if (values.length === 7) return "*";
  const isRange = values.length > 2 && last - first === values.length - 1;
  return isRange ? `${first}-${last}` : values.join(",");
}

/** The days of a month that the parts leave out; "" if they leave out none. */
export function otherDaysText(parts: readonly Part[]): string {
  const values = new Set(parts.flatMap(valuesOf));
  const texts: string[] = [];
  for (let day = 1; day <= 31; day++) {
    if (values.has(day)) continue;
    const first = day;
    while (day < 31 && !values.has(day + 1)) day++;
    texts.push(first === day ? `${day}` : `${first}-${day}`);
  }
  return texts.join(",");
}
