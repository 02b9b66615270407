import { otherDaysText, textOf, weekdaysText } from "./field_text.ts";
import type { Part } from "./parts.ts";

export interface DayFields {
  readonly day: string;
  readonly dayOfWeek: string;
}

/**
 * crontab joins day and weekday by AND if one of them begins with `*`, otherwise by OR; Carillon's fields
 * always by AND. An OR becomes two schedules: the days, and the weekdays on all other days, so that
 * no day belongs to both.
 */
export function dayFieldsOf(day: readonly Part[], weekday: readonly Part[]): readonly DayFields[] {
  const dayOfWeek = weekdaysText(weekday);
  const bothMustMatch = day[0]?.starred || weekday[0]?.starred;
  if (bothMustMatch) return [{ day: textOf("day", day), dayOfWeek }];

  const others = otherDaysText(day);
  if (others === "" || dayOfWeek === "*") return [{ day: "*", dayOfWeek: "*" }];
  return [{ day: textOf("day", day), dayOfWeek: "*" }, { day: others, dayOfWeek }];
}
