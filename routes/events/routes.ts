import { Feed } from "../../scheduler/store/feed/feed.ts";
import type { EventKind } from "../contract/events.ts";
import type { AppDeps } from "../deps.ts";
import { apiRoutes, route } from "../http/api_route.ts";
import { streamAnswer } from "../http/event_stream.ts";
import { callerOf } from "../http/guard.ts";
import { openStreamsOf } from "../http/open_streams.ts";
import { Follower } from "./follower.ts";
import { QueueWatch } from "./queue_watch.ts";
import { Tellings } from "./tellings.ts";

const apiRoute = apiRoutes(() => import("../contract/events.ts"));

const allKinds: readonly EventKind[] = ["job", "execution", "log", "queue"];

const eventsRoute = apiRoute({
  method: "get",
  path: "/events",
  tags: ["live"],
  operationId: "followEvents",
  summary: "Follow what happens",
  description:
    "Server-sent events of all that the caller may see: `ready` first, then `job`, `execution` " +
    "(each change of state), `log` and `queue`; `reload` when what was missed cannot be told any " +
    "more (the feed reaches back 15 minutes), or before a client that fell behind is cut off. " +
    "A comment each second shows that the connection lives. A caller may follow 20 streams at once.",
  request: ({ EventsQuery, EventsHeaders }) => ({ query: EventsQuery, headers: EventsHeaders }),
  responses: ({ EventStream }) => ({
    200: {
      description: "The stream.",
      content: { "text/event-stream": { schema: EventStream } },
    },
  }),
  errors: [422, 429],
  // The stream's schema is text to OpenAPI: what its events hold is told beside it.
  alsoNamed: ({ eventSchemas }) => eventSchemas,
});

export function eventRoutes(deps: AppDeps) {
  const { db, clock } = deps;
  const shared = {
    clock,
    feed: new Feed(db),
    queue: new QueueWatch(db, clock),
    tellings: new Tellings(db),
  };
  return [route(eventsRoute, (c) => {
    const query = c.req.valid("query");
    const lastEventId = query.last_event_id ?? c.req.valid("header")["last-event-id"];
    const kinds = new Set(query.kinds ?? allKinds);
    const caller = c.var.user;
    const authorization = c.req.header("Authorization");
    const callerAgain = () => callerOf(deps, authorization);
    return streamAnswer(
      c,
      openStreamsOf(deps),
      (sink) => new Follower({ ...shared, sink, kinds, caller, callerAgain }).start(lastEventId),
    );
  })];
}
