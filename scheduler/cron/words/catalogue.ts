import type { Dates } from "./dates.ts";
import type { Times } from "./times.ts";

/** The words of one language. Each language has its own word order, so it builds the whole sentence. */
export interface Catalogue {
  /** One sentence without full stop. */
  sentence(times: Times, dates: Dates): string;
}

/** A minute of the day as a clock shows it: 540 is `09:00`. */
export function clockText(minuteOfDay: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

/** Reports whether every hour of the day has a fire; then the sentence needs no `every day`. */
export function isAllDay(times: Times): boolean {
  return times.kind === "every" ||
    (times.kind === "minutes of hours" && times.hours === undefined);
}

export function hasCondition({ months, weeks, days, weekdays }: Dates): boolean {
  return [months, weeks, days, weekdays].some((condition) => condition !== undefined);
}
