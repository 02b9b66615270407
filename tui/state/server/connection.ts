export type ConnectionState =
  | { readonly phase: "idle" | "connecting" }
  | { readonly phase: "live"; readonly since: number }
  | {
    readonly phase: "lost";
    /** When the server was heard last. The data on the screen is of that time. */
    readonly since: number;
    readonly attempt: number;
    readonly nextTryAt: number;
    readonly error: string;
  };

export type ConnectionEvent =
  | { readonly type: "connecting" }
  | { readonly type: "connected"; readonly now: number }
  | {
    readonly type: "connection_lost";
    readonly heardAt: number;
    readonly attempt: number;
    readonly nextTryAt: number;
    readonly error: string;
  }
  | { readonly type: "disconnected" };

export const initialConnection: ConnectionState = { phase: "idle" };

export function reduceConnection(
  state: ConnectionState,
  event: ConnectionEvent,
): ConnectionState {
  switch (event.type) {
    case "connecting":
      return state.phase === "idle" ? { phase: "connecting" } : state;
    case "connected":
      return { phase: "live", since: event.now };
    case "connection_lost": {
      const { heardAt, attempt, nextTryAt, error } = event;
      const since = state.phase === "lost" ? state.since : heardAt;
      return { phase: "lost", since, attempt, nextTryAt, error };
    }
    case "disconnected":
      return { phase: "idle" };
    default:
      return state;
  }
}
