import { z } from "zod";
import { AlarmRules } from "./alarms/alarm_rules.ts";
import { CategoryId } from "./ids.ts";

export const Category = z.object({
  id: CategoryId,
  name: z.string(),
  description: z.string(),
  /** What raises alarms of its jobs; absent: what the server says. */
  alarms: AlarmRules.exactOptional(),
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Category = z.infer<typeof Category>;

/** A user of this category sees the jobs of every category. Only such users, and admins, see a job that lies in it. */
export const allCategories = 0 as CategoryId;
export const defaultCategory = 1 as CategoryId;
