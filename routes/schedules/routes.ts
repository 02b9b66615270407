import { wallTime } from "../../scheduler/cron/mod.ts";
import { describeSchedule } from "../../scheduler/cron/words/describe.ts";
import { nextFire, type Schedule } from "../../scheduler/model/schedule.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { answer, apiRoutes, body, route } from "../http/api_route.ts";
import type { SchedulePreview } from "../contract/schedules.ts";
import type { AppDeps } from "../deps.ts";
import { scheduleToWire } from "../jobs/wire.ts";
import { understandSchedule } from "./fields.ts";
import { isoTime } from "../http/wire.ts";

const apiRoute = apiRoutes(() => import("../contract/schedules.ts"));

const usualCount = 5;

const previewRoute = apiRoute({
  method: "post",
  path: "/schedules/preview",
  tags: ["schedules"],
  operationId: "previewSchedule",
  summary: "Preview a schedule",
  description: "When it would fire, and what it says in words. It makes nothing.",
  permission: "Every user.",
  request: ({ SchedulePreviewRequest }) => ({ body: body(SchedulePreviewRequest) }),
  responses: ({ SchedulePreview }) => ({
    200: answer(SchedulePreview, "The schedule, understood."),
  }),
});

export function scheduleRoutes({ clock, defaults }: AppDeps) {
  return [route(previewRoute, (c) => {
    const { count = usualCount, after = clock.now(), ...sent } = c.req.valid("json");
    const schedule = understandSchedule(sent, sent.timezone ?? defaults.timeZone);
    const fires = nextFires(schedule, after, count);
    return c.json(toWire(schedule, fires, count, sent.locale ?? "en"), 200);
  })];
}

function nextFires(schedule: Schedule, after: Instant, count: number): Instant[] {
  const fires: Instant[] = [];
  for (let at = nextFire(schedule, after); at !== undefined; at = nextFire(schedule, at)) {
    fires.push(at);
    if (fires.length === count) break;
  }
  return fires;
}

function toWire(
  schedule: Schedule,
  fires: readonly Instant[],
  count: number,
  locale: "en" | "zh-TW",
): SchedulePreview {
  const descriptions = {
    en: describeSchedule(schedule, "en"),
    "zh-TW": describeSchedule(schedule, "zh-TW"),
  };
  return {
    ...scheduleToWire(schedule),
    description: descriptions[locale],
    descriptions,
    fires: fires.map((at) => ({
      time: isoTime(at),
      local_time: wallTime(schedule.timeZone, at),
    })),
    note: fires.length === count
      ? ""
      : fires.length === 0
      ? "It never fires: there is no such time within 100 years."
      : "It fires no more often: there is no further time within 100 years.",
  };
}
