import { createRoute } from "@hono/zod-openapi";
import { nextFire, type Schedule } from "../../scheduler/model/schedule.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { SchedulePreview, SchedulePreviewRequest } from "../contract/schedules.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBody } from "../http/body.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, body, errors, forUsers, json } from "../http/route_config.ts";
import { understandSchedule } from "./fields.ts";
import { previewToWire } from "./wire.ts";

const usualCount = 5;

const previewRoute = createRoute({
  method: "post",
  path: "/preview",
  tags: ["schedules"],
  operationId: "previewSchedule",
  summary: "Preview a schedule",
  description: "When the schedule fires, and the schedule in words. Nothing is stored.",
  security: bearer,
  "x-permission": forUsers,
  middleware: [jsonBody],
  request: { body: body(SchedulePreviewRequest) },
  responses: {
    200: json(SchedulePreview, "The schedule as it was understood."),
    ...errors(415, 422),
  },
});

export function scheduleRoutes({ clock, defaults }: AppDeps) {
  return newApp().openapi(previewRoute, (c) => {
    const sent = c.req.valid("json");
    const count = sent.count ?? usualCount;
    const schedule = understandSchedule(sent, sent.timezone ?? defaults.timeZone);
    const fires = nextFires(schedule, sent.after ?? clock.now(), count);
    return c.json(previewToWire(schedule, fires, count, sent.locale ?? "en"), 200);
  });
}

function nextFires(schedule: Schedule, after: Instant, count: number): Instant[] {
  const fires: Instant[] = [];
  for (let at = nextFire(schedule, after); at !== undefined; at = nextFire(schedule, at)) {
    fires.push(at);
    if (fires.length === count) break;
  }
  return fires;
}
