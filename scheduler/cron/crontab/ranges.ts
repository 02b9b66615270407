import { type FieldName, fieldRanges } from "../grammar.ts";

/** The fields that a crontab expression has; `week` is not one of them. */
export type CrontabField = Exclude<FieldName, "week">;

export const fieldTitles: Readonly<Record<CrontabField, string>> = {
  minute: "minute",
  hour: "hour",
  day: "day",
  month: "month",
  dayOfWeek: "weekday",
};

/** The numbers of each field in a crontab. */
export const crontabRanges: Readonly<
  Record<CrontabField, { readonly min: number; readonly max: number }>
> = {
  ...fieldRanges,
  dayOfWeek: { min: 0, max: 7 }, // 0 and 7 are Sunday
};

/** Counted from Sunday, as crontab counts. */
export const weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
export const monthNames = [
  ...["jan", "feb", "mar", "apr", "may", "jun"],
  ...["jul", "aug", "sep", "oct", "nov", "dec"],
];
