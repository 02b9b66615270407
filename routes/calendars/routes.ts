import { createRoute } from "@hono/zod-openapi";
import type { Calendar as StoredCalendar } from "../../scheduler/model/calendars/calendar.ts";
import { mustAdmin } from "../../scheduler/model/caller.ts";
import {
  changeCalendar,
  createCalendar,
  deleteCalendar,
  findCalendar,
  listCalendars,
} from "../../scheduler/store/calendars/calendars.ts";
import {
  Calendar,
  CalendarEdit,
  CalendarList,
  CalendarPath,
  CalendarRef,
  longestIcs,
  NewCalendar,
} from "../contract/timing/calendars.ts";
import { IdempotencyKey, IfMatch, ifNoneMatchHeader } from "../contract/headers.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBodyUpTo, noBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { ifMatch, ifNoneMatch, versionTag } from "../http/etags.ts";
import { once } from "../http/idempotency.ts";
import { newApp } from "../http/new_app.ts";
import {
  bearer,
  body,
  errors,
  forAdmins,
  forUsers,
  json,
  notModified,
  taggedJson,
} from "../http/route_config.ts";
import { actorOf } from "../logs/security_audit.ts";
import { calendarChangeEntries, calendarEntry } from "../logs/timing_audit.ts";
import { calendarToWire, understandCalendar } from "./wire.ts";

const all = { tags: ["calendars"], security: bearer };

/** JSON may write each UTF-16 code unit of an iCalendar text in six bytes. */
const mostBytes = 6 * longestIcs + 512 * 1024;

const listRoute = createRoute({
  ...all,
  method: "get",
  path: "/",
  operationId: "listCalendars",
  summary: "List all calendars",
  "x-permission": forUsers,
  responses: { 200: json(CalendarList, "All calendars, by number."), ...errors() },
});

const getRoute = createRoute({
  ...all,
  method: "get",
  path: "/{calendar_id}",
  operationId: "getCalendar",
  summary: "Get one calendar",
  "x-permission": forUsers,
  middleware: [ifNoneMatch],
  parameters: [ifNoneMatchHeader],
  request: { params: CalendarPath },
  responses: { 200: taggedJson(Calendar, "The calendar."), 304: notModified, ...errors(404) },
});

const createCalendarRoute = createRoute({
  ...all,
  method: "post",
  path: "/",
  operationId: "createCalendar",
  summary: "Create a calendar",
  "x-permission": forAdmins,
  middleware: [jsonBodyUpTo(mostBytes)],
  request: { headers: IdempotencyKey, body: body(NewCalendar) },
  responses: { 201: taggedJson(CalendarRef, "Created."), ...errors(403, 409, 415, 422, 507) },
});

const changeRoute = createRoute({
  ...all,
  method: "put",
  path: "/{calendar_id}",
  operationId: "changeCalendar",
  summary: "Change a calendar",
  description:
    "A field that is not sent keeps its value. The next fire times of the jobs that use " +
    "the calendar follow within a minute or two; a fire looks at the changed calendar at once.",
  "x-permission": forAdmins,
  middleware: [jsonBodyUpTo(mostBytes)],
  request: { params: CalendarPath, headers: IfMatch, body: body(CalendarEdit) },
  responses: {
    200: taggedJson(CalendarRef, "Changed."),
    ...errors(403, 404, 409, 412, 415, 422, 507),
  },
});

const deleteRoute = createRoute({
  ...all,
  method: "delete",
  path: "/{calendar_id}",
  operationId: "deleteCalendar",
  summary: "Delete a calendar",
  description: "A calendar that jobs use cannot be deleted; the error names the jobs.",
  "x-permission": forAdmins,
  middleware: [noBody],
  request: { params: CalendarPath, headers: IfMatch },
  responses: { 200: json(CalendarRef, "Deleted."), ...errors(403, 404, 409, 412, 507) },
});

export function calendarRoutes(deps: AppDeps) {
  const { db, clock, defaults } = deps;
  return newApp()
    .openapi(listRoute, async (c) => {
      return c.json({ calendars: (await listCalendars(db)).map(calendarToWire) }, 200);
    })
    .openapi(getRoute, async (c) => {
      const { calendar_id } = c.req.valid("param");
      const calendar = found("calendar", await findCalendar(db, calendar_id));
      c.header("ETag", versionTag(calendar));
      return c.json(calendarToWire(calendar), 200);
    })
    .openapi(createCalendarRoute, async (c) => {
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const sent = c.req.valid("json");
      const told = (calendar: StoredCalendar) => [calendarEntry(actor, "added", calendar, now)];
      const made = await once(c, deps, {
        make: async (also) => {
          const draft = await understandCalendar(sent, emptyCalendar(defaults.timeZone), now);
          return await createCalendar(db, draft, now, told, also);
        },
        answerOf: (calendar: StoredCalendar) => (
          { body: { id: calendar.id }, etag: versionTag(calendar) }
        ),
        mayStill: () => mustAdmin(c.var.caller),
      });
      return c.json(made, 201);
    })
    .openapi(changeRoute, async (c) => {
      const { calendar_id } = c.req.valid("param");
      const sent = c.req.valid("json");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (before: StoredCalendar, after: StoredCalendar) =>
        calendarChangeEntries(actor, before, after, now);
      const edit = (before: StoredCalendar) => understandCalendar(sent, before, now);
      const changed = await changeCalendar(db, calendar_id, edit, now, told, ifMatch(c));
      c.header("ETag", versionTag(found("calendar", changed)));
      return c.json({ id: calendar_id }, 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { calendar_id } = c.req.valid("param");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (calendar: StoredCalendar) => [calendarEntry(actor, "deleted", calendar, now)];
      const isDeleted = await deleteCalendar(db, calendar_id, now, told, ifMatch(c));
      found("calendar", isDeleted || undefined);
      return c.json({ id: calendar_id }, 200);
    });
}

function emptyCalendar(timeZone: string) {
  return { name: "", description: "", timeZone, dates: [], windows: [], times: [] };
}
