import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Alarm as StoredAlarm } from "../../scheduler/model/alarms/alarm.ts";
import {
  acknowledgeAlarm,
  type AlarmChange,
  closeAlarm,
  snoozeAlarm,
} from "../../scheduler/model/alarms/alarm_steps.ts";
import type { AuditEvent } from "../../scheduler/model/audit_entry.ts";
import {
  type Caller,
  callerName,
  chosenCategory,
  mustChange,
  seen,
} from "../../scheduler/model/caller.ts";
import type { AlarmId, JobId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import { day, type Instant } from "../../scheduler/model/time.ts";
import { findAlarm, findAlarms } from "../../scheduler/store/alarms/find_alarms.ts";
import type { PageRequest } from "../../scheduler/store/kv/pages.ts";
import { actOnAlarm } from "../../scheduler/store/watching/act_on_alarm.ts";
import {
  Alarm,
  AlarmList,
  AlarmNote,
  AlarmPath,
  AlarmQuery,
  SnoozeRequest,
} from "../contract/alarms/alarms.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { jsonBody, optionalJsonBody } from "../http/body.ts";
import { given } from "../http/given.ts";
import { isWhole, nextCursorOf, pageRequest } from "../http/lists/paging.ts";
import { wholeList } from "../http/lists/whole_list.ts";
import { newApp } from "../http/new_app.ts";
import {
  bearer,
  body,
  errors,
  forChangers,
  forReaders,
  json,
  optionalBody,
} from "../http/route_config.ts";
import { auditEntry } from "../logs/audit.ts";
import { alarmToWire } from "./wire.ts";

const all = { tags: ["alarms"], security: bearer };

const listRoute = createRoute({
  ...all,
  method: "get",
  path: "/",
  operationId: "listAlarms",
  summary: "List alarms",
  description:
    "Open and closed ones, the last opened first. A page can be shorter than `limit` and still have a `next_cursor`.",
  "x-permission": forReaders,
  request: { query: AlarmQuery },
  responses: { 200: json(AlarmList, "A page of the list."), ...errors(404, 422) },
});

const getRoute = createRoute({
  ...all,
  method: "get",
  path: "/{alarm_id}",
  operationId: "getAlarm",
  summary: "Get one alarm",
  "x-permission": forReaders,
  request: { params: AlarmPath },
  responses: { 200: json(Alarm, "The alarm."), ...errors(404) },
});

const changing = { ...all, method: "post", "x-permission": forChangers } as const;
const changed = {
  200: json(Alarm, "The alarm as it is now."),
  ...errors(403, 404, 409, 415, 422, 507),
};

const acknowledgeRoute = createRoute({
  ...changing,
  path: "/{alarm_id}/acknowledge",
  operationId: "acknowledgeAlarm",
  summary: "Say that you look after an alarm",
  description: "The alarm stays open, and nobody is told of it again until it closes.",
  middleware: [optionalJsonBody],
  request: { params: AlarmPath, body: optionalBody(AlarmNote) },
  responses: changed,
});

const snoozeRoute = createRoute({
  ...changing,
  path: "/{alarm_id}/snooze",
  operationId: "snoozeAlarm",
  summary: "Silence an alarm for a time",
  description: "Nobody is told of it again until then. If it is still open then, it is told again.",
  middleware: [jsonBody],
  request: { params: AlarmPath, body: body(SnoozeRequest) },
  responses: changed,
});

const closeRoute = createRoute({
  ...changing,
  path: "/{alarm_id}/close",
  operationId: "closeAlarm",
  summary: "Close an alarm",
  description: "The next cause opens a new one.",
  middleware: [optionalJsonBody],
  request: { params: AlarmPath, body: optionalBody(AlarmNote) },
  responses: changed,
});

/** The longest time for which an alarm can be snoozed. */
const longestSnoozeMs = 366 * day;

export function alarmRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  return newApp()
    .openapi(listRoute, async (c) => {
      const query = c.req.valid("query");
      const filter = {
        ...given("state", query.state),
        ...given("subjectId", query.job_id),
        ...given("categoryId", chosenCategory(c.var.caller, query.category_id)),
        ...given("kind", query.kind),
      };
      const read = async (request: PageRequest) => {
        const page = await findAlarms(db, filter, request);
        return { ...page, items: page.items.map(alarmToWire) };
      };
      if (isWhole(query)) return await wholeList<AlarmList>(c, { name: "alarms", read });
      const page = await read(pageRequest(query));
      return c.json({ alarms: page.items, ...nextCursorOf(page) }, 200);
    })
    .openapi(getRoute, async (c) => {
      const { alarm_id } = c.req.valid("param");
      return c.json(alarmToWire(seenAlarm(c.var.caller, await findAlarm(db, alarm_id))), 200);
    })
    .openapi(acknowledgeRoute, async (c) => {
      const { note = "" } = c.req.valid("json");
      const step = (alarm: StoredAlarm, by: string, now: Instant) => (
        { alarm: acknowledgeAlarm(alarm, by, note, now) }
      );
      return c.json(
        await act(c, deps, c.req.valid("param").alarm_id, "alarm_acknowledged", note, step),
        200,
      );
    })
    .openapi(snoozeRoute, async (c) => {
      const { until, note = "" } = c.req.valid("json");
      if (until !== "recovery") mustBeSoon(until, clock.now());
      const step = (alarm: StoredAlarm, by: string, now: Instant) => (
        { alarm: snoozeAlarm(alarm, by, until, note, now) }
      );
      return c.json(
        await act(c, deps, c.req.valid("param").alarm_id, "alarm_snoozed", note, step),
        200,
      );
    })
    .openapi(closeRoute, async (c) => {
      const { note = "" } = c.req.valid("json");
      const step = (alarm: StoredAlarm, person: string, now: Instant) =>
        closeAlarm(alarm, { person }, note, now);
      return c.json(
        await act(c, deps, c.req.valid("param").alarm_id, "alarm_closed", note, step),
        200,
      );
    });
}

type Step = (alarm: StoredAlarm, by: string, now: Instant) => AlarmChange;

/** @throws Refusal `not_found`, `forbidden`, or `conflict` for an alarm that is not open. */
async function act(
  c: Context<AppEnv>,
  { db, clock }: AppDeps,
  id: AlarmId,
  event: AuditEvent,
  note: string,
  step: Step,
) {
  const [caller, now] = [c.var.caller, clock.now()];
  const { subject, categoryId } = seenAlarm(caller, await findAlarm(db, id));
  mustChange(caller);
  const job = { id: subject.id as JobId, name: subject.name, categoryId };
  const audit = auditEntry(caller, job, event, JSON.stringify({ alarm_id: id, note }), now);
  const by = callerName(caller);
  const after = await actOnAlarm(db, id, { step: (alarm) => step(alarm, by, now), audit }, now);
  if (after === undefined) throw new Refusal("conflict", "The alarm is closed.");
  return alarmToWire(after);
}

function seenAlarm(caller: Caller, alarm: StoredAlarm | undefined): StoredAlarm {
  return seen(caller, "alarm", alarm, ({ categoryId }) => categoryId);
}

function mustBeSoon(until: Instant, now: Instant): void {
  if (until > now && until <= now + longestSnoozeMs) return;
  throw Refusal.invalid([{ field: "until", reason: "must be a time of the next 366 days" }]);
}
