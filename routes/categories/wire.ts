import type { Category } from "../../scheduler/model/category.ts";
import type { Category as CategoryAnswer } from "../contract/access/categories.ts";
import { alarmRulesToWire } from "../alarms/rules_wire.ts";
import { given } from "../http/given.ts";
import { isoTime } from "../http/times.ts";

export function categoryToWire(
  { id, name, description, alarms, owner, createdAt, updatedAt }: Category,
): CategoryAnswer {
  return {
    id,
    name,
    description,
    ...(alarms === undefined ? {} : { alarms: alarmRulesToWire(alarms) }),
    ...given("managed_by", owner),
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  };
}
