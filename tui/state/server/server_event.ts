import type {
  AlarmEvent,
  ApiKeyEvent,
  CalendarEvent,
  CategoryEvent,
  ChannelEvent,
  ExecutionEvent,
  JobEvent,
  LogEvent,
  MonitorEvent,
  PauseEvent,
  QueueEvent,
  ReadyEvent,
  ReloadEvent,
  UserEvent,
} from "../../../routes/contract/history/events.ts";

/** The events of some 250 ms together, so that each slice copies its maps only once. */
export interface ChangesEvent {
  readonly type: "changes";
  readonly events: readonly ServerEvent[];
}

/** An event of the server. It holds the present state of a thing, so it may safely come twice. */
export type ServerEvent =
  | ({ readonly type: "ready" } & ReadyEvent)
  | ({ readonly type: "reload" } & ReloadEvent)
  | ({ readonly type: "job" } & JobEvent)
  | ({ readonly type: "execution" } & ExecutionEvent)
  | ({ readonly type: "alarm" } & AlarmEvent)
  | ({ readonly type: "pause" } & PauseEvent)
  | ({ readonly type: "monitor" } & MonitorEvent)
  | ({ readonly type: "channel" } & ChannelEvent)
  | ({ readonly type: "calendar" } & CalendarEvent)
  | ({ readonly type: "user" } & UserEvent)
  | ({ readonly type: "api_key" } & ApiKeyEvent)
  | ({ readonly type: "category" } & CategoryEvent)
  | ({ readonly type: "log" } & LogEvent)
  | ({ readonly type: "queue" } & QueueEvent);
