import { z } from "zod";
import type { CalendarId } from "../../../scheduler/model/ids.ts";
import { TimeField, TimeOrNothing } from "../common.ts";

/** The most calendars that one field names. */
const mostCalendars = 10;

const calendars = (description: string) =>
  z.array(
    z.int({ error: "must be the number of a calendar" })
      .positive("must be the number of a calendar").transform((id) => id as CalendarId),
  ).max(mostCalendars, `must not name more than ${mostCalendars} calendars`).nullish()
    .meta({ description, example: [1] });

const moment = (description: string) =>
  z.union([z.literal(""), TimeField], { error: "is not a time such as 2026-11-22T06:00:00Z" })
    .nullish().meta({ description, example: "2026-11-22T06:00:00Z" });

/** Calendars, start and end of a schedule in a request; null means not sent. */
export const timingRequest = {
  not_on: calendars("Calendars: the job does not fire when any of them covers the time."),
  only_on: calendars(
    "Calendars: the job fires only when one of them covers the time; an empty list allows all.",
  ),
  starts_at: moment('The first moment at which the job may fire; "" takes it away.'),
  ends_at: moment('The job does not fire at this moment or later; "" takes it away.'),
};

/** The same in an answer. Answers of older servers lack the fields. */
export const timingAnswer = {
  not_on: z.array(z.int()).default([]).meta({
    description: "Calendars: the job does not fire when any of them covers the time.",
    example: [1],
  }),
  only_on: z.array(z.int()).default([]).meta({
    description: "Calendars: the job fires only when one of them covers the time.",
    example: [],
  }),
  starts_at: TimeOrNothing.default("").meta({
    description: 'The first moment at which the job may fire; "" where there is none.',
    example: "",
  }),
  ends_at: TimeOrNothing.default("").meta({
    description: 'The job does not fire at this moment or later; "" where there is none.',
    example: "",
  }),
};

/** What an answer tells of the pause that is in force for a job. Answers of older servers lack the fields. */
export const pausedAnswer = {
  paused_scope: z.enum(["", "job", "category", "everything"]).default("").meta({
    description: 'What is paused; "" where no pause is in force for the job.',
    example: "",
  }),
  paused_reason: z.string().default("").meta({ description: "Why; may be empty.", example: "" }),
  paused_until: TimeOrNothing.default("").meta({
    description: 'When the pause ends by itself; "" if somebody has to end it.',
    example: "",
  }),
  paused_by: z.string().default("").meta({
    description: "Who began the pause; may be empty.",
    example: "",
  }),
  paused_fires: z.enum(["", "skip", "make_up"]).default("").meta({
    description: "What becomes of the fire times meanwhile: skipped, or made up for afterwards; " +
      '"" where they leave no trace.',
    example: "",
  }),
};

export const pausedFields = Object.keys(pausedAnswer) as (keyof typeof pausedAnswer)[];
