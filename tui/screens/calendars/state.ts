import type { Calendar } from "../../../routes/contract/timing/calendars.ts";
import type { ChangesEvent } from "../../state/server/server_event.ts";
import {
  noRecords,
  readingRecords,
  type ToldRecords,
  withFailure,
  withRead,
  withTold,
} from "../../state/server/told_records.ts";

/** All calendars, by their numbers as text. */
export interface CalendarsState extends ToldRecords<Calendar> {
  /** How many months the page of a calendar lies behind the present one; negative: before it. */
  readonly month: number;
}

export type CalendarsEvent =
  | { readonly type: "calendars_loading" }
  | { readonly type: "calendars_read"; readonly calendars: readonly Calendar[] }
  | { readonly type: "calendars_failed"; readonly error: string; readonly isMissing: boolean }
  | { readonly type: "calendar_gone"; readonly id: string }
  | { readonly type: "calendar_month"; readonly month: number };

export const initialCalendars: CalendarsState = { ...noRecords, month: 0 };

export function reduceCalendars(
  state: CalendarsState,
  event: CalendarsEvent | ChangesEvent,
): CalendarsState {
  switch (event.type) {
    case "calendars_loading":
      return readingRecords(state);
    case "calendars_read":
      return withRead(state, event.calendars.map((calendar) => [String(calendar.id), calendar]));
    case "calendars_failed":
      return withFailure(state, event);
    case "calendar_gone":
      return withTold(state, [[event.id, null]]);
    case "calendar_month":
      return state.month === event.month ? state : { ...state, month: event.month };
    case "changes":
      return withTold(
        state,
        event.events.flatMap((told) =>
          told.type === "calendar" ? [[String(told.id), told.calendar] as const] : []
        ),
      );
    default:
      return state;
  }
}
