import type { ChangesEvent } from "./server_event.ts";
import type { QueueEvent } from "../../../routes/contract/history/events.ts";

/** What the server reports about itself. */
export interface ServerState {
  readonly queue?: QueueEvent;
}

export const initialServer: ServerState = {};

export function reduceServer(state: ServerState, event: ChangesEvent): ServerState {
  if (event.type !== "changes") return state;
  const told = event.events.findLast(({ type }) => type === "queue");
  if (told?.type !== "queue") return state;
  const { type: _, ...queue } = told;
  return { ...state, queue };
}
