import { createRoute } from "@hono/zod-openapi";
import { programJobClass } from "../../scheduler/cron/crontab/crontab_line.ts";
import { type Caller, shownCategory } from "../../scheduler/model/caller.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { previewFires } from "../../scheduler/model/calendars/preview.ts";
import { mustBeCalendars, readBook } from "../../scheduler/store/calendars/book.ts";
import { findJobs } from "../../scheduler/store/jobs/find_jobs.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { CrontabAnswer, CrontabRequest } from "../contract/jobs/crontabs.ts";
import { longestCrontab } from "../contract/facts.ts";
import { SchedulePreview, SchedulePreviewRequest } from "../contract/jobs/schedules.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBody, jsonBodyUpTo } from "../http/body.ts";
import { given } from "../http/given.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, body, errors, forUsers, json } from "../http/route_config.ts";
import { understandTiming } from "../jobs/timing_wire.ts";
import type { CrontabServer } from "./crontab.ts";
import { understandSchedule } from "./fields.ts";
import { previewToWire } from "./wire.ts";

const usualCount = 5;

const jobsAtOnce = 500;

/** JSON may write each UTF-16 code unit of the text in six bytes. */
const mostCrontabBytes = 6 * longestCrontab + 64 * 1024;

const previewRoute = createRoute({
  method: "post",
  path: "/preview",
  tags: ["schedules"],
  operationId: "previewSchedule",
  summary: "Preview a schedule",
  description: "When the schedule fires, which fire times the calendars exclude or move, and the " +
    "schedule in words. Nothing is stored.",
  security: bearer,
  "x-permission": forUsers,
  middleware: [jsonBody],
  request: { body: body(SchedulePreviewRequest) },
  responses: {
    200: json(SchedulePreview, "The schedule as it was understood."),
    ...errors(415, 422),
  },
});

const crontabRoute = createRoute({
  method: "post",
  path: "/crontab",
  tags: ["schedules"],
  operationId: "readCrontab",
  summary: "Read a crontab",
  description:
    "What each line of a crontab becomes: a job, a reason why not, a variable, or a comment. " +
    "Nothing is stored; POST /api/v1/jobs makes the jobs.",
  security: bearer,
  "x-permission": forUsers,
  middleware: [jsonBodyUpTo(mostCrontabBytes)],
  request: { body: body(CrontabRequest) },
  responses: { 200: json(CrontabAnswer, "Each line of the crontab."), ...errors(415, 422) },
});

export function scheduleRoutes(deps: AppDeps) {
  const { db, clock, defaults, runsAs } = deps;
  const app = newApp();
  app.openapi(crontabRoute, async (c) => {
    const server = {
      now: clock.now(),
      timeZone: defaults.timeZone,
      runsAs: runsAs?.user,
      home: runsAs?.home,
      jobs: await programJobs(db, c.var.caller),
    };
    // Loaded with the first crontab: reading crontabs needs node:crypto, which takes 15 ms to load.
    const { crontabAnswer } = await import("./crontab.ts");
    return c.json(crontabAnswer(c.req.valid("json"), server), 200);
  });
  app.openapi(previewRoute, async (c) => {
    const sent = c.req.valid("json");
    const count = sent.count ?? usualCount;
    const schedule = understandSchedule(sent, sent.timezone ?? defaults.timeZone);
    const { timing } = understandTiming(sent, undefined);
    const { calendars } = await readBook(db);
    mustBeCalendars(timing, calendars);
    const given = {
      schedule,
      policy: { onExcluded: sent.on_excluded ?? "skip" },
      ...(timing === undefined ? {} : { timing }),
    };
    const preview = previewFires(given, calendars, sent.after ?? clock.now(), count);
    return c.json(previewToWire(schedule, preview, count, sent.locale ?? "en"), 200);
  });
  return app;
}

/** The jobs of the class that runs programs, as far as the caller sees them. */
async function programJobs(db: Database, caller: Caller): Promise<CrontabServer["jobs"]> {
  const category = shownCategory(caller);
  const filter = { jobClass: programJobClass, ...given("categoryId", category) };
  const jobs: Pick<Job, "id" | "jobClass" | "pubArgs" | "schedule">[] = [];
  let cursor: string | undefined;
  do {
    const page = await findJobs(db, filter, { limit: jobsAtOnce, ...given("cursor", cursor) });
    for (const { id, jobClass, pubArgs, schedule } of page.items) {
      jobs.push({ id, jobClass, pubArgs, schedule });
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return jobs;
}
