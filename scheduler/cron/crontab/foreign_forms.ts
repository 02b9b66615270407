import { quote } from "./misfit.ts";
import { type CrontabField, crontabRanges, fieldTitles } from "./ranges.ts";

/** Forms of other dialects, each with a reason that names it. */
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

/** Why a part fits no form of its field. */
export function explainPart(field: CrontabField, part: string): string {
  const foreign = foreignForms.find(([form]) => form.test(part));
  if (foreign) return foreign[1];
  const { min, max } = crontabRanges[field];
  const names = field === "month"
    ? " or jan..dec"
    : field === "dayOfWeek"
    ? " (0 and 7 are Sunday) or sun..sat"
    : "";
  const title = fieldTitles[field];
  return `${
    quote(part)
  } is not a ${title}; use *, */2, lists and ranges of ${min} to ${max}${names}`;
}
