import { z } from "zod";
import type { CalendarId } from "../../../scheduler/model/ids.ts";
import {
  countOf,
  nameOf,
  numberInPath,
  ReadOnly,
  textOf,
  Time,
  TimeField,
  TimeOrNothing,
  wholeNumber,
} from "../common.ts";

const day = 86_400_000;

/** Days of the week, by their numbers in a record. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** The longest ICS text that is read, in UTF-16 code units. */
export const longestIcs = 524_288;

const mostParts = 2000;
const datePattern = "^(19[7-9]\\d|2\\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$";
const notADate = "must be a date such as 2026-12-25, from 1970 on";

/** A date of a body, as a day number. */
const DateField = z.string().transform((text, context): number => {
  const at = new RegExp(datePattern).test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // Date.parse() takes February 30 for March 2.
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return at / day;
  context.addIssue({ code: "custom", message: notADate });
  return z.NEVER;
}).meta({ pattern: datePattern });

const notATime = "must be a time of day from 00:00 to 24:00";

/** A time of day of a body, in minutes. */
const TimeOfDay = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, notATime)
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const PartName = textOf("What the days or times are; may be empty.", 60, "New Year").nullish();

const Dates = z.array(
  z.object({
    from: DateField.meta({ description: "The first day.", example: "2027-01-01" }),
    to: DateField.nullish().meta({
      description: "The last day, included; the first where it is not sent.",
      example: "2027-01-03",
    }),
    name: PartName,
  }).refine(({ from, to }) => (to ?? from) >= from, {
    path: ["to"],
    error: "must not be before the first day",
  }),
).max(mostParts, `must not hold more than ${mostParts} items`).nullish().meta({
  description: "Whole days in the zone of the calendar.",
});

const Windows = z.array(z.object({
  days: z.array(z.enum(weekdays, { error: `must be ${weekdays.join(", ")}` }))
    .min(1, "must name at least one day").max(7, "must not name more than seven days")
    .meta({ description: "The days on which the window begins.", example: ["sat", "sun"] }),
  from: TimeOfDay.meta({ description: "When it begins.", example: "00:00" }),
  to: TimeOfDay.meta({
    description: "When it ends, not included. An end that is not later than the begin is on the " +
      "next day.",
    example: "24:00",
  }),
})).max(100, "must not hold more than 100 items").nullish().meta({
  description: "Stretches of each week, in the zone of the calendar.",
});

const Times = z.array(
  z.object({
    from: TimeField.meta({ description: "When it begins.", example: "2026-12-24T12:00:00Z" }),
    to: TimeField.meta({
      description: "When it ends, not included.",
      example: "2026-12-24T18:00:00Z",
    }),
    name: PartName,
  }).refine(({ from, to }) => to > from, { path: ["to"], error: "must be later than the begin" }),
).max(mostParts, `must not hold more than ${mostParts} items`).nullish().meta({
  description: "Single stretches of time.",
});

const Ics = z.string().max(longestIcs, `must not be longer than ${longestIcs} characters`)
  .nullish().meta({
    description: "An iCalendar text. Its events become dates and times, beside those that are " +
      "sent with it; the text itself is not kept. Repeated events are worked out for ten years.",
    example: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
  });

const Name = nameOf("The name; upper and lower case count as the same.", 200, "Holidays");
const optional = {
  description: textOf("The purpose.", 4000, "Days on which the office is closed").nullish(),
  timezone: z.string().max(100).nullish().meta({
    description: "The IANA zone of the dates and windows.",
    example: "Asia/Taipei",
  }),
  dates: Dates,
  windows: Windows,
  times: Times,
  ics: Ics,
};
const readOnly = {
  id: ReadOnly,
  known_until: ReadOnly,
  version: ReadOnly,
  created_at: ReadOnly,
  updated_at: ReadOnly,
};
const example = {
  name: "Holidays",
  timezone: "Asia/Taipei",
  dates: [{ from: "2027-01-01", name: "New Year" }],
};

export const NewCalendar = z.object({ name: Name, ...optional, ...readOnly })
  .meta({ id: "NewCalendar", example });
export type NewCalendar = z.output<typeof NewCalendar>;

/** A field that is not sent keeps its value. */
export const CalendarEdit = z.object({ name: Name.optional(), ...optional, ...readOnly })
  .meta({ id: "CalendarEdit", example });
export type CalendarEdit = z.output<typeof CalendarEdit>;

const shownName = z.string().meta({
  description: "What the days or times are; may be empty.",
  example: "New Year",
});
const shownDate = (description: string) => z.string().meta({ description, example: "2027-01-01" });
const shownTime = (description: string, example: string) =>
  z.string().meta({ description, example });

export const Calendar = z.object({
  id: countOf("The calendar's number.", 1),
  name: z.string().meta({ description: "The name.", example: "Holidays" }),
  description: z.string().meta({ description: "The purpose.", example: "" }),
  timezone: z.string().meta({
    description: "The IANA zone of the dates and windows.",
    example: "Asia/Taipei",
  }),
  dates: z.array(z.object({
    from: shownDate("The first day."),
    to: shownDate("The last day, included."),
    name: shownName,
  })).meta({ description: "Whole days in the zone of the calendar." }),
  windows: z.array(z.object({
    days: z.array(z.string()).meta({
      description: "The days on which the window begins.",
      example: ["sat", "sun"],
    }),
    from: shownTime("When it begins.", "00:00"),
    to: shownTime("When it ends, not included.", "24:00"),
  })).meta({ description: "Stretches of each week, in the zone of the calendar." }),
  times: z.array(z.object({
    from: Time.meta({ description: "When it begins." }),
    to: Time.meta({ description: "When it ends, not included." }),
    name: shownName,
  })).meta({ description: "Single stretches of time." }),
  known_until: TimeOrNothing.meta({
    description:
      'Repeated events of an iCalendar text are known up to here; "" where none goes on for ever.',
    example: "",
  }),
  version: countOf("The version, which each change raises by one.", 1),
  created_at: Time,
  updated_at: Time,
}).meta({ id: "Calendar" });
export type Calendar = z.infer<typeof Calendar>;

export const CalendarList = z.object({
  calendars: z.array(Calendar).meta({ description: "All calendars." }),
}).meta({ id: "CalendarList" });

export const CalendarRef = z.object({ id: countOf("The calendar's number.", 1) })
  .meta({ id: "CalendarRef", example: { id: 1 } });

export const CalendarPath = z.object({
  calendar_id: numberInPath("There is no such calendar.").transform((id) => id as CalendarId)
    .meta({ ...wholeNumber, description: "The calendar's number.", example: 1 }),
});
