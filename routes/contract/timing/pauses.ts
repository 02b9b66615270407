import { z } from "zod";
import type { CategoryId } from "../../../scheduler/model/ids.ts";
import {
  CategoryIdField,
  countOf,
  numberInPath,
  textOf,
  Time,
  TimeField,
  TimeOrNothing,
  wholeNumber,
} from "../common.ts";

const mostReason = 200;

const Fires = z.enum(["skip", "make_up"], { error: "must be skip or make_up" }).meta({
  description: "What becomes of the fire times meanwhile: `skip` records them as skipped; " +
    "`make_up` holds them until the pause ends, and then the misfire rule of each job decides.",
  example: "skip",
});

const optional = {
  reason: textOf("Why, for all who see the pause.", mostReason, "the database moves")
    .transform((text) => text.trim())
    .refine((text) => text !== "", "must not be empty"),
  until: TimeField.nullish().meta({
    description: "When the pause ends by itself; without it, when somebody ends it.",
    example: "2026-11-22T08:00:00Z",
  }),
  fires: Fires.nullish(),
};

const example = { reason: "the database moves", until: "2026-11-22T08:00:00Z", fires: "make_up" };

export const JobPauseRequest = z.object(optional).meta({ id: "JobPauseRequest", example });
export type JobPauseRequest = z.output<typeof JobPauseRequest>;

export const PauseRequest = z.object({
  category_id: CategoryIdField.nullish().meta({
    description: "The category to pause; 0, or nothing, is everything.",
    example: 0,
  }),
  ...optional,
}).meta({ id: "PauseRequest", example });
export type PauseRequest = z.output<typeof PauseRequest>;

export const Pause = z.object({
  category_id: countOf("The paused category; 0 is everything.", 0),
  reason: z.string().meta({ description: "Why.", example: "the database moves" }),
  fires: Fires,
  started_time: Time.meta({ description: "Fire times from here on are paused." }),
  until: TimeOrNothing.meta({
    description: 'When the pause ends by itself; "" if somebody has to end it.',
  }),
  username: z.string().meta({ description: "Who began the pause.", example: "admin" }),
}).meta({ id: "Pause" });
export type Pause = z.infer<typeof Pause>;

export const PauseList = z.object({
  pauses: z.array(Pause).meta({ description: "The pauses that are in force." }),
}).meta({ id: "PauseList" });

export const PauseRef = z.object({
  category_id: countOf("The category; 0 is everything.", 0),
}).meta({ id: "PauseRef", example: { category_id: 0 } });

export const PausePath = z.object({
  category_id: numberInPath("There is no such pause.").transform((id) => id as CategoryId)
    .meta({ ...wholeNumber, description: "The category; 0 is everything.", example: 0 }),
});
