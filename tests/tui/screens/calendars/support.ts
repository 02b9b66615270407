import type { Calendar } from "../../../../routes/contract/timing/calendars.ts";
import { iso, start } from "../../support/builders.ts";

export function aCalendar(given: Partial<Calendar> = {}): Calendar {
  return {
    ...{ id: 1, name: "Holidays", description: "", timezone: "UTC" },
    ...{ dates: [], windows: [], times: [], known_until: "" },
    ...{ version: 1, created_at: iso(start), updated_at: iso(start) },
    ...given,
  };
}
