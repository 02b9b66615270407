import type { Dates } from "./dates.ts";
import type { Times } from "./times.ts";

/** One language's words. Their order is the language's own, so it gets the whole at once. */
export interface Catalogue {
  /** One sentence without full stop. */
  sentence(times: Times, dates: Dates): string;
}

/** 540 is 09:00. */
export function clockText(minuteOfDay: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

/** Every hour of the day has a fire, so the time needs no `every day` to be understood. */
export function isAllDay(times: Times): boolean {
  return times.kind === "every" ||
    (times.kind === "minutes of hours" && times.hours === undefined);
}

export function hasCondition({ months, weeks, days, weekdays }: Dates): boolean {
  return [months, weeks, days, weekdays].some((condition) => condition !== undefined);
}
