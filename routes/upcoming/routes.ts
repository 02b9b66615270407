import { createRoute } from "@hono/zod-openapi";
import { chosenCategory } from "../../scheduler/model/caller.ts";
import {
  mostNamed,
  type PlannedJob,
  type Upcoming as UpcomingFires,
  upcomingFires,
} from "../../scheduler/model/figures/upcoming.ts";
import {
  type Closed,
  closedByCalendars,
  closedByPauses,
  mostClosed,
} from "../../scheduler/model/figures/closed.ts";
import type { CategoryId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { day, type Instant, minute } from "../../scheduler/model/time.ts";
import { readBook } from "../../scheduler/store/calendars/book.ts";
import { listPastPauses, listPauses } from "../../scheduler/store/pauses/pauses.ts";
import { listJobPauses } from "../../scheduler/store/history/job_pauses.ts";
import { PlannedJobs } from "../../scheduler/store/jobs/planned_jobs.ts";
import { Upcoming, UpcomingQuery } from "../contract/jobs/upcoming.ts";
import type { AppDeps } from "../deps.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, errors, forReaders, json } from "../http/route_config.ts";
import { isoTime } from "../http/times.ts";

const usualMs = 10 * minute;
const mostMs = day;
/** The longest range in which all jobs of a minute may be named. */
const mostNamedMs = 10 * minute;

const upcomingRoute = createRoute({
  method: "get",
  path: "/",
  tags: ["stats"],
  operationId: "getUpcoming",
  summary: "Count the fires of a time range",
  description:
    "How often jobs will fire in each minute of the range, and which jobs fire most often, by " +
    "their schedules of now. Paused jobs do not count.",
  security: bearer,
  "x-permission": forReaders,
  request: { query: UpcomingQuery },
  responses: { 200: json(Upcoming, "The fires."), ...errors(404, 422) },
});

export function upcomingRoutes({ db, clock }: AppDeps) {
  const planned = new PlannedJobs(db);
  return newApp().openapi(upcomingRoute, async (c) => {
    const query = c.req.valid("query");
    const category = chosenCategory(c.var.caller, query.category_id);
    const { from, to } = rangeOf(query, clock.now());
    const jobs = [...seenJobs(await planned.read(), category)];
    const names = namesOf(query, to - from);
    const { calendars } = await readBook(db);
    const counted = query.only === "closed" ? [] : jobs;
    const fires = await upcomingFires(counted, from, to, { names, calendars });
    const pauses = [
      ...from < clock.now() ? await listPastPauses(db, from) : [],
      ...await listPauses(db),
    ];
    const closed = [
      ...closedByPauses(pauses, from, to, category),
      ...closedByCalendars(jobs, calendars, from, to),
      ...query.only === "closed" ? await listJobPauses(db, from, to, category) : [],
    ].slice(0, mostClosed);
    return c.json({ ...toWire(fires, from), closed: closed.map(closedToWire) }, 200);
  });
}

/** @throws Refusal `invalid` for a range that is empty, or too long. */
function rangeOf({ from: sent, to: sentEnd }: UpcomingQuery, now: Instant) {
  const from = sent ?? now;
  const to = sentEnd ?? from + usualMs;
  if (to <= from) throw Refusal.invalid([{ field: "to", reason: "is not after the start" }]);
  if (to - from > mostMs) {
    throw Refusal.invalid([{ field: "to", reason: "is more than 24 hours after the start" }]);
  }
  return { from, to };
}

/** @throws Refusal `invalid` for so many names in so long a range that the answer would be very large. */
function namesOf({ names = mostNamed }: UpcomingQuery, rangeMs: number): number {
  if (names > mostNamed && rangeMs > mostNamedMs) {
    throw Refusal.invalid([{ field: "names", reason: "is more than 3 for over 10 minutes" }]);
  }
  return names;
}

function* seenJobs(jobs: Iterable<PlannedJob>, category: CategoryId | undefined) {
  for (const job of jobs) {
    if (category === undefined || job.categoryId === category) yield job;
  }
}

function closedToWire({ kind, name, categoryId, from, to }: Closed) {
  const [start_time, end_time] = [isoTime(from), isoTime(to)];
  return { kind, name, category_id: categoryId, start_time, end_time };
}

function toWire({ until, fires, jobs, minutes, heaviest }: UpcomingFires, from: Instant): Upcoming {
  return {
    time_range_start: isoTime(from),
    time_range_end: isoTime(until),
    fires,
    jobs,
    minutes: minutes.map(({ at, fires, first }) => ({
      start_time: isoTime(at),
      fires,
      jobs: first.map(({ id, name }) => ({ job_id: id, name })),
    })),
    heaviest: heaviest.map(({ job: { id, name, categoryId }, fires }) => ({
      job_id: id,
      name,
      category_id: categoryId,
      fires,
    })),
  };
}
