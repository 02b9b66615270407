import type { JobClass } from "../../scheduler/job_classes/mod.ts";
import type { JobClass as JobClassAnswer } from "../contract/jobs/job_classes.ts";

export function jobClassToWire(
  { name, notes, unavailable, argumentInfo, example }: JobClass,
): JobClassAnswer {
  return {
    job_class_string: name,
    notes,
    available: unavailable === undefined,
    ...(unavailable === undefined ? {} : { unavailable_reason: unavailable }),
    arguments: [...argumentInfo],
    example: [...example],
  };
}
