import type { Category } from "../../scheduler/model/category.ts";
import type { Category as CategoryAnswer } from "../contract/access/categories.ts";
import { isoTime } from "../http/times.ts";

export function categoryToWire(
  { id, name, description, createdAt, updatedAt }: Category,
): CategoryAnswer {
  return {
    id,
    name,
    description,
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  };
}
