import type {
  ExecutionEvent,
  JobEvent,
  LogEvent,
  QueueEvent,
  ReadyEvent,
  ReloadEvent,
} from "../../routes/contract/events.ts";

/** What the server told, gathered for some 200 ms: each slice copies its maps once. */
export interface ChangesEvent {
  readonly type: "changes";
  readonly events: readonly ServerEvent[];
}

/** What the server tells as it happens; each says how a thing is now, so one may come twice. */
export type ServerEvent =
  | ({ readonly type: "ready" } & ReadyEvent)
  | ({ readonly type: "reload" } & ReloadEvent)
  | ({ readonly type: "job" } & JobEvent)
  | ({ readonly type: "execution" } & ExecutionEvent)
  | ({ readonly type: "log" } & LogEvent)
  | ({ readonly type: "queue" } & QueueEvent);
