import { z } from "zod";
import {
  AlarmEvent,
  ApiKeyEvent,
  CalendarEvent,
  CategoryEvent,
  ChannelEvent,
  ExecutionEvent,
  LogEvent,
  MonitorEvent,
  PauseEvent,
  QueueEvent,
  ReadyEvent,
  ReloadEvent,
  UserEvent,
} from "../../routes/contract/history/events.ts";
import { LogLine } from "../../routes/contract/history/execution_logs.ts";
import { ExecutionState } from "../../routes/contract/history/executions.ts";
import { messagesOf } from "../client/server_sent.ts";
import { cleanDeep } from "../terminal/clean.ts";
import { cleanOutput } from "../terminal/output_text.ts";
import { type Failure, type Http, unreachable } from "./http.ts";
import { JobEvent } from "./older_answers.ts";
import type { ServerEvent } from "../state/server/server_event.ts";

/** What a stream yields: events, signs that the connection lives, and at last why it ended. */
export type Followed<T> =
  | { readonly kind: "event"; readonly value: T; readonly id?: string }
  | { readonly kind: "heartbeat" }
  | { readonly kind: "ended"; readonly failure: Failure };

const LogEnd = z.object({ state: ExecutionState });
export type LogFollowed =
  | { readonly type: "line"; readonly line: LogLine }
  | { readonly type: "end"; readonly state: z.infer<typeof ExecutionState> };

const eventSchemas = {
  ready: ReadyEvent,
  reload: ReloadEvent,
  job: JobEvent,
  execution: ExecutionEvent,
  log: LogEvent,
  alarm: AlarmEvent,
  pause: PauseEvent,
  monitor: MonitorEvent,
  channel: ChannelEvent,
  calendar: CalendarEvent,
  user: UserEvent,
  api_key: ApiKeyEvent,
  category: CategoryEvent,
  queue: QueueEvent,
} as const;

export function followEvents(
  http: Http,
  lastEventId: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Followed<ServerEvent>> {
  const headers: Record<string, string> = lastEventId === undefined
    ? {}
    : { "Last-Event-ID": lastEventId };
  return follow(http, "events", headers, signal, (event, data) => {
    if (!(event in eventSchemas)) return undefined; // a kind that came after this dashboard
    const parsed = eventSchemas[event as keyof typeof eventSchemas].safeParse(cleanDeep(data));
    return parsed.success ? { type: event, ...parsed.data } as ServerEvent : undefined;
  });
}

export function followLog(
  http: Http,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Followed<LogFollowed>> {
  return follow(http, `executions/${id}/logs`, {}, signal, (event, data) => {
    if (event === "line") {
      const parsed = LogLine.safeParse(data);
      if (!parsed.success) return undefined;
      const { data: line } = parsed;
      return { type: "line", line: { ...line, message: cleanOutput(line.message) } };
    }
    const parsed = LogEnd.safeParse(data);
    return parsed.success ? { type: "end", state: parsed.data.state } : undefined;
  });
}

async function* follow<T>(
  http: Http,
  path: string,
  given: Readonly<Record<string, string>>,
  signal: AbortSignal,
  read: (event: string, data: unknown) => T | undefined,
): AsyncGenerator<Followed<T>> {
  // Not AbortSignal.any(): the client outlives thousands of streams, and each would leave a listener behind.
  const ending = new AbortController();
  const end = () => ending.abort();
  const ends = [signal, http.closing];
  for (const one of ends) one.addEventListener("abort", end);
  if (signal.aborted) end();
  try {
    const headers = { ...given, Accept: "text/event-stream" };
    await http.whileOpen();
    const response = await http.open({ path, headers }, ending.signal);
    await http.whileOpen();
    if (!response.ok || response.body === null) {
      yield { kind: "ended", failure: await http.refusal(response) };
      return;
    }
    yield { kind: "heartbeat" };
    for await (const message of messagesOf(response.body, ending.signal)) {
      await http.whileOpen();
      if (message === "comment") yield { kind: "heartbeat" };
      else {
        const { event = "message", data, id } = message;
        const value = read(event, JSON.parse(data));
        if (value !== undefined) {
          yield { kind: "event", value, ...(id === undefined ? {} : { id }) };
        }
      }
    }
    await http.whileOpen();
    yield { kind: "ended", failure: unreachable("the stream ended").failure };
  } catch (error) {
    await http.whileOpen();
    yield { kind: "ended", failure: unreachable(error).failure };
  } finally {
    for (const one of ends) one.removeEventListener("abort", end);
  }
}
