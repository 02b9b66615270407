import { createRoute } from "@hono/zod-openapi";
import { hashPingKey, newPingKey } from "../../scheduler/auth/ping_key.ts";
import { renewKey } from "../../scheduler/model/monitors/monitor.ts";
import type { PageRequest } from "../../scheduler/store/kv/pages.ts";
import { findMonitor } from "../../scheduler/store/monitors/find_monitors.ts";
import { changeMonitor } from "../../scheduler/store/monitors/monitors.ts";
import { listPings } from "../../scheduler/store/monitors/pings.ts";
import { PageQuery } from "../contract/common.ts";
import { IfMatch } from "../contract/headers.ts";
import { MonitorKey, MonitorPath, NewKey, PingList } from "../contract/monitors/monitors.ts";
import type { AppDeps } from "../deps.ts";
import { optionalJsonBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { changeBy } from "../http/changes.ts";
import { versionTag } from "../http/etags.ts";
import { isWhole, nextCursorOf, pageRequest } from "../http/lists/paging.ts";
import { wholeList } from "../http/lists/whole_list.ts";
import { newApp } from "../http/new_app.ts";
import {
  bearer,
  errors,
  forChangers,
  forReaders,
  json,
  optionalBody,
  taggedJson,
} from "../http/route_config.ts";
import { monitorEntry } from "./audit.ts";
import { mustChangeMonitor, seenMonitor } from "./rights.ts";
import { pingToWire } from "./wire.ts";

const all = { tags: ["monitors"], security: bearer };

const renewRoute = createRoute({
  ...all,
  method: "post",
  path: "/{monitor_id}/key",
  operationId: "renewMonitorKey",
  summary: "Give a monitor a new key",
  description: "Pings to the old address answer 404 from now on.",
  "x-permission": forChangers,
  middleware: [optionalJsonBody],
  request: { params: MonitorPath, headers: IfMatch, body: optionalBody(NewKey) },
  responses: {
    200: taggedJson(MonitorKey, "The new key."),
    ...errors(403, 404, 409, 412, 415, 422, 507),
  },
});

const pingsRoute = createRoute({
  ...all,
  method: "get",
  path: "/{monitor_id}/pings",
  operationId: "listPings",
  summary: "List the pings of a monitor",
  description: "Newest first, as long as logs are kept. A page holds at most 100 pings.",
  "x-permission": forReaders,
  request: { params: MonitorPath, query: PageQuery },
  responses: { 200: json(PingList, "A page of the list."), ...errors(404, 422) },
});

/** A ping holds up to 10 KiB. */
const mostPings = 100;

/** What concerns the address of a monitor, and what came there. */
export function monitorKeyRoutes({ db, clock }: AppDeps) {
  return newApp()
    .openapi(renewRoute, async (c) => {
      const { monitor_id } = c.req.valid("param");
      const { caller, now, mustFit } = changeBy(c, clock, mustChangeMonitor);
      const key = c.req.valid("json").key ?? newPingKey();
      const hash = await hashPingKey(key);
      const changed = await changeMonitor(db, monitor_id, (monitor) => {
        mustFit(monitor);
        const audit = monitorEntry(caller, monitor, "key_renewed", "", now);
        return { monitor: renewKey(monitor, hash, now), audit };
      }, now);
      c.header("ETag", versionTag(found("monitor", changed)));
      return c.json({ monitor_id, key, ping_path: `/ping/${key}` }, 200);
    })
    .openapi(pingsRoute, async (c) => {
      const { monitor_id } = c.req.valid("param");
      const query = c.req.valid("query");
      seenMonitor(c.get("caller"), (await findMonitor(db, monitor_id))?.monitor);
      const read = async (request: PageRequest) => {
        const limit = Math.min(request.limit, mostPings);
        const page = await listPings(db, monitor_id, { ...request, limit });
        return { ...page, items: page.items.map(pingToWire) };
      };
      if (isWhole(query)) return await wholeList<PingList>(c, { name: "pings", read });
      const page = await read(pageRequest(query));
      return c.json({ pings: page.items, ...nextCursorOf(page) }, 200);
    });
}
