import type { ScreenId } from "../../keys/tabs.ts";
import type { ConnectionState } from "./connection.ts";

/** What is read by one function: what a screen shows, or the executions that all screens know. */
export type ReadId = ScreenId | "running";

/** Why something cannot be read, and since when. What was read before stays on the screen. */
export interface Unread {
  /** "": the server is silent. */
  readonly error: string;
  /** Epoch milliseconds of the first read that failed, or when the server was heard last. */
  readonly since: number;
}

export type ReadsState = ReadonlyMap<ReadId, Unread>;

/** A read has ended. @param error why it failed; absent: it went well. */
export interface ReadsEvent {
  readonly type: "read_ended";
  readonly of: ReadId;
  readonly at: number;
  readonly error?: string;
}

export const initialReads: ReadsState = new Map();

export function reduceReads(state: ReadsState, event: ReadsEvent): ReadsState {
  if (event.type !== "read_ended") return state;
  const { of, at, error } = event;
  const before = state.get(of);
  if (before?.error === error) return state;
  const reads = new Map(state);
  if (error === undefined) reads.delete(of);
  else reads.set(of, { error, since: before?.since ?? at });
  return reads;
}

/** What a screen shows besides what it reads for itself. */
const alsoShown: { readonly [S in ScreenId]?: readonly ReadId[] } = {
  home: ["jobs", "running", "alarms"],
  job: ["jobs", "running"],
  jobs: ["running"],
  alarm: ["alarms"],
  monitor: ["monitors"],
  channel: ["channels"],
  calendar: ["calendars"],
};

/** Why what the screen shows is not what the server has now; `undefined`: nothing is known to be old. */
export function unreadOn(
  { connection, reads }: { readonly connection: ConnectionState; readonly reads: ReadsState },
  screen: ScreenId,
): Unread | undefined {
  if (connection.phase === "lost") return { error: connection.error, since: connection.since };
  if (reads.size === 0) return undefined;
  return [screen, ...alsoShown[screen] ?? []].flatMap((of) => reads.get(of) ?? [])
    .toSorted((a, b) => a.since - b.since)[0];
}
