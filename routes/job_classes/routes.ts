import type { JobClass } from "../../scheduler/job_classes/mod.ts";
import { answer, apiRoutes, route } from "../http/api_route.ts";
import type { JobClass as JobClassAnswer } from "../contract/job_classes.ts";
import type { JobDeps } from "../deps.ts";

const apiRoute = apiRoutes(() => import("../contract/job_classes.ts"));

const listJobClassesRoute = apiRoute({
  method: "get",
  path: "/job_classes",
  tags: ["job classes"],
  operationId: "listJobClasses",
  summary: "List the job classes",
  permission: "Every user.",
  description: "What jobs can do, with the arguments of each.",
  responses: ({ JobClassList }) => ({ 200: answer(JobClassList, "All job classes, by name.") }),
});

export function jobClassRoutes({ jobClasses }: JobDeps) {
  return [route(
    listJobClassesRoute,
    (c) => c.json({ job_classes: jobClasses.list().map(toWire) }, 200),
  )];
}

function toWire({ name, notes, unavailable, argumentInfo, example }: JobClass): JobClassAnswer {
  return {
    job_class_string: name,
    notes,
    available: unavailable === undefined,
    ...(unavailable === undefined ? {} : { unavailable_reason: unavailable }),
    arguments: [...argumentInfo],
    example: [...example],
  };
}
