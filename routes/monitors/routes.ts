import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { hashPingKey, newPingKey } from "../../scheduler/auth/ping_key.ts";
import { chosenCategory } from "../../scheduler/model/caller.ts";
import { type MonitorId, newId } from "../../scheduler/model/ids.ts";
import {
  draftMonitor,
  editMonitor,
  type Monitor as StoredMonitor,
  pauseMonitor,
  resumeMonitor,
} from "../../scheduler/model/monitors/monitor.ts";
import type { PageRequest } from "../../scheduler/store/kv/pages.ts";
import { findMonitor, findMonitors } from "../../scheduler/store/monitors/find_monitors.ts";
import {
  changeMonitor,
  createMonitor,
  deleteMonitor,
} from "../../scheduler/store/monitors/monitors.ts";
import { namedChannels } from "../alarms/named_channels.ts";
import { IdempotencyKey, IfMatch, ifNoneMatchHeader } from "../contract/headers.ts";
import {
  Monitor,
  MonitorEdit,
  MonitorKey,
  MonitorList,
  MonitorPath,
  MonitorQuery,
  MonitorRef,
  NewMonitor,
} from "../contract/monitors/monitors.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { jsonBody, noBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { changeBy } from "../http/changes.ts";
import { ifNoneMatch, versionTag } from "../http/etags.ts";
import { given } from "../http/given.ts";
import { once } from "../http/idempotency.ts";
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
  notModified,
  onlyChangers,
  taggedJson,
} from "../http/route_config.ts";
import { isSame } from "../logs/audit.ts";
import { monitorEdits, monitorEntry, monitorText } from "./audit.ts";
import { understandMonitorEdit, understandNewMonitor } from "./fields.ts";
import { monitorKeyRoutes } from "./key_routes.ts";
import { mustChangeMonitor, seenMonitor } from "./rights.ts";
import { monitorTag, monitorToWire } from "./wire.ts";

const all = { tags: ["monitors"], security: bearer };
const reading = { ...all, method: "get", "x-permission": forReaders } as const;
const changing = { ...all, "x-permission": forChangers } as const;

const listRoute = createRoute({
  ...reading,
  path: "/",
  operationId: "listMonitors",
  summary: "List monitors",
  description: "The monitors that the caller sees, by name.",
  request: { query: MonitorQuery },
  responses: { 200: json(MonitorList, "A page of the list."), ...errors(404, 422) },
});

const getRoute = createRoute({
  ...reading,
  path: "/{monitor_id}",
  operationId: "getMonitor",
  summary: "Get one monitor",
  middleware: [ifNoneMatch],
  parameters: [ifNoneMatchHeader],
  request: { params: MonitorPath },
  responses: { 200: taggedJson(Monitor, "The monitor."), 304: notModified, ...errors(404) },
});

const createMonitorRoute = createRoute({
  ...changing,
  method: "post",
  path: "/",
  operationId: "createMonitor",
  summary: "Create a monitor",
  description:
    "A monitor watches a job that runs elsewhere and pings an address of this server. Send `period_seconds`, or " +
    "cron fields. The first ping begins the watch.",
  middleware: [onlyChangers, jsonBody],
  request: { headers: IdempotencyKey, body: body(NewMonitor) },
  responses: { 201: taggedJson(MonitorKey, "Created."), ...errors(403, 409, 415, 422, 507) },
});

const changeRoute = createRoute({
  ...changing,
  method: "put",
  path: "/{monitor_id}",
  operationId: "changeMonitor",
  summary: "Change a monitor",
  description: "A field that is not sent keeps its value; the key of the address stays.",
  middleware: [jsonBody],
  request: { params: MonitorPath, headers: IfMatch, body: body(MonitorEdit) },
  responses: { 200: taggedJson(MonitorRef, "Changed."), ...errors(403, 404, 412, 415, 422, 507) },
});

const deleteRoute = createRoute({
  ...changing,
  method: "delete",
  path: "/{monitor_id}",
  operationId: "deleteMonitor",
  summary: "Delete a monitor",
  description: "Its executions stay. Pings to its address answer 404.",
  middleware: [noBody],
  request: { params: MonitorPath, headers: IfMatch },
  responses: { 200: json(MonitorRef, "Deleted."), ...errors(403, 404, 412, 507) },
});

const pauseRoute = createRoute({
  ...changing,
  method: "post",
  path: "/{monitor_id}/pause",
  operationId: "pauseMonitor",
  summary: "Pause a monitor",
  description: "No ping is missed until it is resumed, by a person or by a ping.",
  middleware: [noBody],
  request: { params: MonitorPath, headers: IfMatch },
  responses: { 200: taggedJson(MonitorRef, "Paused."), ...errors(403, 404, 412, 507) },
});

const resumeRoute = createRoute({
  ...changing,
  method: "post",
  path: "/{monitor_id}/resume",
  operationId: "resumeMonitor",
  summary: "Resume a monitor",
  description: "What was expected during the pause is not missed.",
  middleware: [noBody],
  request: { params: MonitorPath, headers: IfMatch },
  responses: { 200: taggedJson(MonitorRef, "Resumed."), ...errors(403, 404, 412, 507) },
});

export function monitorRoutes(deps: AppDeps) {
  const { db, clock, defaults } = deps;
  const app = newApp();
  app.openapi(listRoute, async (c) => {
    const query = c.req.valid("query");
    const now = clock.now();
    const filter = {
      ...given("categoryId", chosenCategory(c.get("caller"), query.category_id)),
      ...given("text", query.q),
      ...given("conditions", query.state),
    };
    const read = async (request: PageRequest) => {
      const page = await findMonitors(db, filter, request, now);
      return { ...page, items: page.items.map((one) => monitorToWire(one, now)) };
    };
    if (isWhole(query)) return await wholeList<MonitorList>(c, { name: "monitors", read });
    const page = await read(pageRequest(query));
    return c.json({ monitors: page.items, ...nextCursorOf(page) }, 200);
  });
  app.openapi(getRoute, async (c) => {
    const { monitor_id } = c.req.valid("param");
    const now = clock.now();
    const known = found("monitor", await findMonitor(db, monitor_id));
    seenMonitor(c.get("caller"), known.monitor);
    c.header("ETag", monitorTag(known, now));
    return c.json(monitorToWire(known, now), 200);
  });
  app.openapi(createMonitorRoute, async (c) => {
    const [sent, caller, now] = [c.req.valid("json"), c.get("caller"), clock.now()];
    const key = sent.key ?? newPingKey();
    const made = await once(c, deps, {
      make: async (also) => {
        const mustTell = await namedChannels(db, sent.alarms);
        const draft = understandNewMonitor(sent, caller, defaults.timeZone);
        mustTell(draft.categoryId);
        const hash = await hashPingKey(key);
        const monitor = draftMonitor(newId<MonitorId>(now), draft, hash, now);
        const audit = monitorEntry(caller, monitor, "added", "", now);
        return await createMonitor(db, monitor, audit, now, also);
      },
      answerOf: (monitor: StoredMonitor) => ({
        body: { monitor_id: monitor.id, key, ping_path: `/ping/${key}` },
        etag: versionTag(monitor),
      }),
      mayStill: async ({ monitor_id }) => {
        const known = await findMonitor(db, monitor_id as MonitorId);
        if (known !== undefined) mustChangeMonitor(caller, known.monitor);
      },
    });
    return c.json(made, 201);
  });
  app.openapi(changeRoute, async (c) => {
    const { monitor_id } = c.req.valid("param");
    const sent = c.req.valid("json");
    const { caller, now, mustFit } = changeBy(c, clock, mustChangeMonitor);
    const mustTell = await namedChannels(db, sent.alarms);
    const changed = await changeMonitor(db, monitor_id, (monitor) => {
      mustFit(monitor);
      const draft = understandMonitorEdit(sent, monitor, caller);
      mustTell(draft.categoryId);
      const edited = editMonitor(monitor, draft, now);
      const audit = monitorEdits(caller, monitor, edited, now);
      const { version: _, updatedAt: _u, ...after } = edited;
      return isSame({ ...monitor, ...after }, monitor) && isSame(edited.alarms, monitor.alarms)
        ? undefined
        : { monitor: edited, audit };
    }, now);
    c.header("ETag", versionTag(found("monitor", changed)));
    return c.json({ monitor_id }, 200);
  });
  app.openapi(deleteRoute, async (c) => {
    const { monitor_id } = c.req.valid("param");
    const { caller, now, mustFit } = changeBy(c, clock, mustChangeMonitor);
    const isDeleted = await deleteMonitor(db, monitor_id, (monitor) => {
      mustFit(monitor);
      return monitorEntry(caller, monitor, "deleted", monitorText(monitor), now);
    }, now);
    found("monitor", isDeleted || undefined);
    return c.json({ monitor_id }, 200);
  });
  app.openapi(pauseRoute, async (c) => {
    const { monitor_id } = c.req.valid("param");
    c.header("ETag", versionTag(await setPaused(c, deps, monitor_id, true)));
    return c.json({ monitor_id }, 200);
  });
  app.openapi(resumeRoute, async (c) => {
    const { monitor_id } = c.req.valid("param");
    c.header("ETag", versionTag(await setPaused(c, deps, monitor_id, false)));
    return c.json({ monitor_id }, 200);
  });
  app.route("/", monitorKeyRoutes(deps));
  return app;
}

/** Changes nothing where the monitor is in the wanted state already. */
async function setPaused(
  c: Context<AppEnv>,
  { db, clock }: AppDeps,
  id: MonitorId,
  paused: boolean,
): Promise<StoredMonitor> {
  const { caller, now, mustFit } = changeBy(c, clock, mustChangeMonitor);
  const changed = await changeMonitor(db, id, (before) => {
    mustFit(before);
    if (before.paused === paused) return undefined;
    const monitor = paused ? pauseMonitor(before, now) : resumeMonitor(before, now);
    const event = paused ? "paused" : "resumed";
    return { monitor, audit: monitorEntry(caller, before, event, "", now) };
  }, now);
  return found("monitor", changed);
}
