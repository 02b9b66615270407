import { createRoute } from "@hono/zod-openapi";
import { Feed } from "../../scheduler/store/feed/feed.ts";
import {
  EventKind,
  eventSchemas,
  EventsHeaders,
  EventsQuery,
  EventStream,
} from "../contract/history/events.ts";
import type { AppDeps } from "../deps.ts";
import { streamAnswer } from "../http/streams/event_stream.ts";
import { newApp } from "../http/new_app.ts";
import { bearer, errors, forReaders } from "../http/route_config.ts";
import { Follower } from "./follower.ts";
import { QueueWatch } from "./queue_watch.ts";
import { ChangeEvents } from "./change_events.ts";

const eventsRoute = createRoute({
  method: "get",
  path: "/",
  tags: ["live"],
  operationId: "followEvents",
  summary: "Follow events",
  description: "Server-sent events about everything that the caller may see: `ready` first, then " +
    "`job`, `execution` (each change of state), `log`, `pause`, `queue`, `alarm`, `monitor` (each " +
    "ping, too), `channel` (for admins), `calendar`, `user` (for admins, and for the user), `api_key` " +
    "(for admins, also when a key is used) and `category`. `reload` comes when missed events are lost " +
    "(the feed reaches back 15 minutes), and before a client that fell behind is cut off. A comment each second shows that the connection lives. " +
    "A caller may follow 20 streams at once.",
  security: bearer,
  "x-permission": forReaders,
  request: { query: EventsQuery, headers: EventsHeaders },
  responses: {
    200: { description: "The stream.", content: { "text/event-stream": { schema: EventStream } } },
    ...errors(422, 429),
  },
});

export function eventRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  const shared = {
    clock,
    feed: new Feed(db),
    queue: new QueueWatch(db, clock),
    changeEvents: new ChangeEvents(db, deps.jobClasses, clock),
  };
  const app = newApp();
  // To OpenAPI the stream is text; the document names the schemas of its events beside it.
  for (const [name, schema] of Object.entries(eventSchemas)) {
    // A copy: the library can name only schemas that were made after it was loaded.
    app.openAPIRegistry.register(name, schema.clone());
  }
  return app.openapi(eventsRoute, (c) => {
    const query = c.req.valid("query");
    const lastEventId = query.last_event_id ?? c.req.valid("header")["last-event-id"];
    const kinds = new Set(query.kinds ?? EventKind.options);
    return streamAnswer(
      c,
      deps,
      (sink, caller) => new Follower({ ...shared, kinds, caller, sink }).start(lastEventId),
    );
  });
}
