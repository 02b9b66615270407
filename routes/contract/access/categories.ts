import { z } from "zod";
import { AlarmRulesAnswer, CategoryAlarmRules } from "../alarms/alarm_rules.ts";
import { countOf, nameOf, ReadOnly, textOf, Time } from "../common.ts";

const Name = nameOf("The name; upper and lower case count as the same.", 200, "Reports");
const Description = textOf("The purpose.", 4000, "Jobs that write reports");
const CategoryNumber = countOf("The category's number.", 2);
const readOnly = { id: ReadOnly, version: ReadOnly, created_at: ReadOnly, updated_at: ReadOnly };
const example = { name: "Reports", description: "Jobs that write reports" };

export const NewCategory = z.object({
  name: Name,
  description: Description.nullish(),
  alarms: CategoryAlarmRules.nullish(),
  ...readOnly,
}).meta({ id: "NewCategory", example });

/** A field that is not sent keeps its value. */
export const CategoryEdit = z.object({
  name: Name.optional(),
  description: Description.nullish(),
  alarms: CategoryAlarmRules.nullish(),
  ...readOnly,
}).meta({ id: "CategoryEdit", example });

export const Category = z.object({
  id: CategoryNumber,
  name: z.string().meta({ description: "The name.", example: "Reports" }),
  description: z.string().meta({
    description: "The purpose.",
    example: "Jobs that write reports",
  }),
  alarms: AlarmRulesAnswer.optional(),
  created_at: Time,
  updated_at: Time,
}).meta({ id: "Category" });
export type Category = z.infer<typeof Category>;

export const CategoryList = z.object({
  categories: z.array(Category).meta({ description: "All categories." }),
})
  .meta({ id: "CategoryList" });
export type CategoryList = z.infer<typeof CategoryList>;

export const CategoryRef = z.object({ id: CategoryNumber })
  .meta({ id: "CategoryRef", example: { id: 2 } });
