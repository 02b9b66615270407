import type { Caller } from "../../scheduler/model/caller.ts";
import type { ChangedThing } from "../../scheduler/model/change.ts";

/** The event for one thing of a change. */
export interface ThingEvent {
  readonly kind: ChangedThing["kind"];
  /** The data of the event for a caller; `undefined` when the caller gets no event. */
  dataFor(caller: Caller): unknown;
}

export function idsOf(things: readonly ChangedThing[], kind: ChangedThing["kind"]): string[] {
  return [...new Set(things.filter((thing) => thing.kind === kind).map(({ id }) => id))];
}

/** The things of one kind that are there, by their ids. Each is read alone: a change holds few of them. */
export async function found<T>(
  things: readonly ChangedThing[],
  kind: ChangedThing["kind"],
  find: (id: string) => Promise<T | undefined>,
): Promise<ReadonlyMap<string, T>> {
  const ids = idsOf(things, kind);
  const records = await Promise.all(ids.map(find));
  return new Map(
    records.flatMap((record, i) => record === undefined ? [] : [[ids[i] ?? "", record]]),
  );
}
