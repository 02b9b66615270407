import { CarillonError, unreachable } from "./failure.ts";
import type { Http } from "./http.ts";
import { type ApiRequest, pathOf } from "./request.ts";
import { messagesOf } from "./server_sent.ts";
import type {
  AlarmEvent,
  ApiKeyEvent,
  CalendarEvent,
  CategoryEvent,
  ChannelEvent,
  Execution,
  ExecutionEvent,
  FollowEventsQuery,
  JobEvent,
  LogEvent,
  LogLine,
  MonitorEvent,
  PauseEvent,
  QueueEvent,
  ReadyEvent,
  ReloadEvent,
  UserEvent,
} from "./types.ts";
import { pauseFor } from "./waiting.ts";

/** An event of the service. `id` is where to resume after it; some events have none. */
export type CarillonEvent =
  & { readonly id?: string }
  & (
    | ({ readonly type: "ready" } & ReadyEvent)
    | ({ readonly type: "reload" } & ReloadEvent)
    | ({ readonly type: "job" } & JobEvent)
    | ({ readonly type: "execution" } & ExecutionEvent)
    | ({ readonly type: "log" } & LogEvent)
    | ({ readonly type: "queue" } & QueueEvent)
    | ({ readonly type: "alarm" } & AlarmEvent)
    | ({ readonly type: "pause" } & PauseEvent)
    | ({ readonly type: "monitor" } & MonitorEvent)
    | ({ readonly type: "channel" } & ChannelEvent)
    | ({ readonly type: "calendar" } & CalendarEvent)
    | ({ readonly type: "user" } & UserEvent)
    | ({ readonly type: "api_key" } & ApiKeyEvent)
    | ({ readonly type: "category" } & CategoryEvent)
  );

/** The kinds of events that a caller may choose. `ready` and `reload` always come. */
export type EventKind = Exclude<CarillonEvent["type"], "ready" | "reload">;

/** A line of the output of an execution, or its end. */
export type LogFollowed =
  | ({ readonly type: "line" } & LogLine)
  | { readonly type: "end"; readonly state: Execution["state"] };

export interface FollowOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called when a connection has ended and the next one is tried; the error says why. */
  readonly onReconnect?: ((error: CarillonError) => void) | undefined;
}

export interface EventOptions extends FollowOptions {
  /** Only these kinds of events; all of them without it. */
  readonly kinds?: readonly EventKind[] | undefined;
  /** The id of the last event that was seen: those after it come first. */
  readonly lastEventId?: string | undefined;
}

/** The server sends a sign of life each second. */
const silentMs = 20_000;
const firstBackoffMs = 250;
const mostBackoffMs = 5000;

/**
 * Follows the events until the signal aborts. A connection that ends is made anew, and resumes after the last event.
 * @throws CarillonError when the server refuses, and when the first connection does not come about.
 */
export async function* followEvents(
  http: Http,
  { kinds, lastEventId, ...options }: EventOptions,
): AsyncGenerator<CarillonEvent, void, undefined> {
  const query: FollowEventsQuery = kinds === undefined ? {} : { kinds: kinds.join(",") };
  let last = lastEventId;
  const request = (): ApiRequest => ({
    path: "events",
    query,
    headers: last === undefined ? {} : { "Last-Event-ID": last },
  });
  for await (const { event, data, id } of connections(http, request, options)) {
    if (id !== undefined) last = id;
    yield {
      type: event,
      ...(id === undefined ? {} : { id }),
      ...data as object,
    } as CarillonEvent;
  }
}

/**
 * Follows the output of an execution until its end: the lines that are there, then each new one. After a lost
 * connection the lines that were seen are left out.
 * @throws as followEvents()
 */
export async function* followLog(
  http: Http,
  id: string,
  options: FollowOptions,
): AsyncGenerator<LogFollowed, void, undefined> {
  let seen = 0;
  let skipped = 0;
  const request = (): ApiRequest => {
    skipped = 0;
    return { path: pathOf`executions/${id}/logs` };
  };
  for await (const { event, data } of connections(http, request, options)) {
    if (event === "end") {
      yield { type: "end", ...data as { state: Execution["state"] } };
      return;
    }
    skipped++;
    if (skipped <= seen) continue;
    seen = skipped;
    yield { type: "line", ...data as LogLine };
  }
}

interface Message {
  readonly event: string;
  readonly data: unknown;
  readonly id?: string;
}

/** The messages of one connection after the other. */
async function* connections(
  http: Http,
  request: () => ApiRequest,
  { signal, onReconnect }: FollowOptions,
): AsyncGenerator<Message, void, undefined> {
  let hasConnected = false;
  for (let attempt = 0;; attempt++) {
    try {
      for await (const message of connection(http, request(), signal)) {
        hasConnected = true;
        attempt = 0;
        if (message !== undefined) yield message;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (!(error instanceof CarillonError)) throw error;
      const isPassing = error.status === 0 || error.status === 429 || error.status === 503;
      if (!hasConnected || !isPassing) throw error;
      onReconnect?.(error);
      const backoffMs = Math.min(mostBackoffMs, firstBackoffMs * 2 ** Math.min(attempt, 10));
      try {
        await pauseFor(error.retryAfterMs ?? backoffMs, signal);
      } catch {
        return;
      }
    }
  }
}

/** Yields `undefined` where the connection only lives. Throws `CarillonError` when it ends. */
async function* connection(
  http: Http,
  request: ApiRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<Message | undefined, void, undefined> {
  const ending = new AbortController();
  const end = () => ending.abort();
  signal?.addEventListener("abort", end);
  if (signal?.aborted) end();
  let watch = setTimeout(end, silentMs);
  try {
    const headers = { ...request.headers, Accept: "text/event-stream" };
    const { body } = await http.open({ ...request, headers }, ending.signal);
    if (body === null) throw new Error("the answer has no body");
    yield undefined;
    for await (const message of messagesOf(body, ending.signal)) {
      clearTimeout(watch);
      watch = setTimeout(end, silentMs);
      if (message === "comment") yield undefined;
      else {
        const { event = "message", data, id } = message;
        yield { event, data: JSON.parse(data), ...(id === undefined ? {} : { id }) };
      }
    }
    throw ending.signal.aborted ? ending.signal.reason : new Error("the stream ended");
  } catch (error) {
    throw error instanceof CarillonError ? error : unreachable(http.base, error);
  } finally {
    clearTimeout(watch);
    signal?.removeEventListener("abort", end);
    ending.abort();
  }
}
