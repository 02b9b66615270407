import type { Category } from "../../scheduler/model/category.ts";
import type { Category as CategoryAnswer } from "../contract/access/categories.ts";
import { alarmRulesToWire } from "../alarms/rules_wire.ts";
import { isoTime } from "../http/times.ts";

export function categoryToWire(
  { id, name, description, alarms, createdAt, updatedAt }: Category,
): CategoryAnswer {
  return {
    id,
    name,
    description,
    ...(alarms === undefined ? {} : { alarms: alarmRulesToWire(alarms) }),
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  };
}
