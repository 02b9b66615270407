import type { Change, ChangedThing } from "../../scheduler/model/change.ts";
import {
  type AuditEntryId,
  ChangeId,
  type ExecutionId,
  type JobId,
  newId,
} from "../../scheduler/model/ids.ts";
import { type Clock, second } from "../../scheduler/model/time.ts";
import { type Caller, sees } from "../../scheduler/model/user.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { Feed } from "../../scheduler/store/feed/feed.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { queueFigures } from "../../scheduler/store/running/queue_figures.ts";
import { apiRoutes, route } from "../http/api_route.ts";
import type { EventKind } from "../contract/events.ts";
import type { AppDeps } from "../deps.ts";
import { type EventSink, streamAnswer } from "../http/event_stream.ts";
import { executionToWire } from "../executions/wire.ts";
import { jobToWire } from "../jobs/wire.ts";
import { logToWire } from "../logs/routes.ts";
import { callerOf } from "../http/guard.ts";
import { openStreamsOf } from "../http/open_streams.ts";
import { isoTime } from "../http/wire.ts";

const apiRoute = apiRoutes(() => import("../contract/events.ts"));

/** So soon a stream ends that belongs to a user who is gone, or to a token that is void. */
const lookAtCallerEveryMs = 5 * second;
const queueEveryMs = second;

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
  const feed = new Feed(db, clock);
  const tellings = new Tellings(db);
  return [route(eventsRoute, (c) => {
    const query = c.req.valid("query");
    const lastEventId = query.last_event_id ?? c.req.valid("header")["last-event-id"];
    const kinds = new Set(query.kinds ?? allKinds);
    const authorization = c.req.header("Authorization");
    return streamAnswer(
      c,
      openStreamsOf(deps),
      (sink) =>
        new Follower({ db, clock, feed, tellings, sink, kinds, caller: c.var.user })
          .start(lastEventId, () => callerOf(deps, authorization)),
    );
  })];
}

interface Following {
  readonly db: Database;
  readonly clock: Clock;
  readonly feed: Feed;
  readonly tellings: Tellings;
  readonly sink: EventSink;
  readonly kinds: ReadonlySet<string>;
  readonly caller: Caller;
}

/** One client's stream. */
class Follower {
  readonly #given: Following;
  #caller: Caller;
  #telling: Promise<void>;
  #queueText = "";
  #isStopped = false;

  constructor(given: Following) {
    this.#given = given;
    this.#caller = given.caller;
    this.#telling = Promise.resolve();
  }

  /** @returns how to end it. */
  start(
    lastEventId: string | undefined,
    callerAgain: () => Promise<Caller | undefined>,
  ): () => void {
    // Followed before the past is read, so that nothing falls between the two.
    this.#telling = this.#tellPast(lastEventId);
    const unfollow = this.#given.feed.follow((changes) => this.#later(() => this.#tell(changes)));
    const timers = [
      setInterval(() => this.#later(() => this.#lookAtCaller(callerAgain)), lookAtCallerEveryMs),
      ...(this.#given.kinds.has("queue")
        ? [setInterval(() => this.#later(() => this.#tellQueue()), queueEveryMs)]
        : []),
    ];
    return () => {
      this.#isStopped = true;
      unfollow();
      for (const timer of timers) clearInterval(timer);
    };
  }

  /** One after the other; what the database refuses for the moment, the client can ask for again. */
  #later(act: () => Promise<void>): void {
    this.#telling = this.#telling
      .then(() => this.#isStopped ? undefined : act())
      .catch(() => this.#given.sink.end());
  }

  async #tellPast(lastEventId: string | undefined): Promise<void> {
    const { feed, clock, sink } = this.#given;
    const now = clock.now();
    const id = ChangeId.safeParse(lastEventId).data;
    const past = id === undefined ? undefined : await feed.since(id);
    sink.send({
      event: "ready",
      ...(past === undefined ? { id: newId<ChangeId>(now) } : {}),
      data: { time: isoTime(now), resumed: past !== undefined },
    });
    if (past !== undefined) await this.#tell(past);
    else if (lastEventId !== undefined) {
      const reason = "The feed does not reach back to the last event seen.";
      sink.send({ event: "reload", data: { reason } });
    }
    if (this.#given.kinds.has("queue")) await this.#tellQueue();
  }

  async #tell(changes: readonly Change[]): Promise<void> {
    const { tellings, sink, kinds } = this.#given;
    for (const change of changes) {
      const isShown = (thing: ChangedThing) =>
        kinds.has(thing.kind) && sees(this.#caller, thing.categoryId);
      if (!change.things.some(isShown)) continue;
      const told = await tellings.of(change);
      for (const [i, thing] of change.things.entries()) {
        const data = told[i];
        if (data === undefined || !isShown(thing)) continue;
        if (!sink.send({ event: thing.kind, id: change.id, data })) return;
      }
    }
  }

  async #tellQueue(): Promise<void> {
    const { db, clock, sink } = this.#given;
    const figures = await queueFigures(db, clock.now());
    const text = JSON.stringify(figures);
    if (text === this.#queueText) return;
    this.#queueText = text;
    sink.send({ event: "queue", data: figures });
  }

  async #lookAtCaller(callerAgain: () => Promise<Caller | undefined>): Promise<void> {
    const caller = await callerAgain();
    if (caller === undefined) this.#given.sink.end();
    else this.#caller = caller;
  }
}

/** What is told of each change: read once, however many clients are told. */
class Tellings {
  readonly #db: Database;
  readonly #told = new WeakMap<Change, Promise<unknown[]>>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** @returns for each thing of the change the data of its event; `undefined` where there is nothing to tell. */
  of(change: Change): Promise<unknown[]> {
    const told = this.#told.get(change) ?? this.#read(change);
    this.#told.set(change, told);
    return told;
  }

  async #read({ things }: Change): Promise<unknown[]> {
    const of = <T>(kind: string, parse: (id: string) => T) =>
      things.filter((thing) => thing.kind === kind).map(({ id }) => parse(id));
    const [jobs, executions, logs] = await Promise.all([
      this.#db.getMany(of("job", (id) => keys.job.at(id as JobId))),
      this.#db.getMany(of("execution", (id) => keys.execution.at(id as ExecutionId))),
      this.#db.getMany(of("log", (id) => keys.audit.at(id as AuditEntryId))),
    ]);
    const jobOf = new Map(jobs.map(({ value }) => [value?.id as string, value]));
    const executionOf = new Map(executions.map(({ value }) => [value?.id as string, value]));
    const logOf = new Map(logs.map(({ value }) => [value?.id as string, value]));
    return things.map(({ kind, id, state }) => {
      if (kind === "job") {
        const job = state === "deleted" ? undefined : jobOf.get(id);
        return { job_id: id, job: job === undefined ? null : jobToWire(job) };
      }
      if (kind === "execution") {
        const execution = executionOf.get(id);
        return {
          execution_id: id,
          state,
          execution: execution === undefined ? null : executionToWire(execution),
        };
      }
      const entry = logOf.get(id);
      return entry === undefined ? undefined : { log: logToWire(entry) };
    });
  }
}
