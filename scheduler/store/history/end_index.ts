import { allCategories } from "../../model/category.ts";
import { durationClass } from "../../model/figures/durations.ts";
import type { Ended } from "../../model/execution.ts";
import { type EndState, endStates, isSuccess } from "../../model/execution_state.ts";
import { type CategoryId, timeOf } from "../../model/ids.ts";
import { hour, minute } from "../../model/time.ts";
import { addEndToAlarms } from "../alarms/raise.ts";
import type { Commit } from "../kv/commit.ts";
import type { Key } from "../kv/database.ts";
import { type CountSize, keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";

/** Ends that have an index entry by their state: they are looked for, and are few. */
export const indexedEnds = endStates.filter(isIndexed);

/**
 * An execution that ends within this time after its scheduled time is found by its id, which begins with that time. The
 * few others have an index entry by the time of their end. In milliseconds.
 */
export const soonMs = 5 * minute;

export const countSizes = { minute, hour } as const satisfies Record<CountSize, number>;

/** Adds the index entries and counts of an end to the commit of that end, and what it does to alarms. */
export function addEnd(work: Commit, execution: Ended): void {
  addEndToAlarms(work, execution);
  addPastEnd(work, execution);
}

/** The same for an end that happened elsewhere, long ago: it raises no alarm. */
export function addPastEnd(work: Commit, execution: Ended): void {
  const { id, state, endedAt, job } = execution;
  if (isIndexed(state)) work.set(keys.execution.byState(state, id), job.categoryId);
  if (isLate(execution)) work.set(keys.execution.lateEnd(endedAt, id), indexMark);
  work.count(countsOf(execution));
}

/** The counts of one end, and what they are for. */
interface Counts {
  readonly minute: number;
  readonly duration: number;
  readonly state: EndState;
  readonly category: CategoryId;
  readonly keys: readonly Key<number>[];
}

let lastCounts: Counts | undefined;

/** The counts to which an end is added. Ends that come together have the same. */
function countsOf(execution: Ended): readonly Key<number>[] {
  const { state, endedAt, job: { categoryId: category } } = execution;
  const wanted = {
    minute: Math.floor(endedAt / minute),
    duration: durationClass(durationOf(execution)),
    state,
    category,
  };
  if (lastCounts === undefined || !isSame(lastCounts, wanted)) {
    const counts = (Object.keys(countSizes) as CountSize[]).flatMap((size) => {
      const at = Math.floor(endedAt / countSizes[size]) * countSizes[size];
      // A set, because a job may lie in the category under which all are counted.
      return Array.from(
        new Set([allCategories, category]),
        (one) => keys.endCount.at(size, one, at, state, wanted.duration),
      );
    });
    lastCounts = { ...wanted, keys: counts };
  }
  return lastCounts.keys;
}

function isSame(a: Omit<Counts, "keys">, b: Omit<Counts, "keys">): boolean {
  return a.minute === b.minute && a.duration === b.duration && a.state === b.state &&
    a.category === b.category;
}

/** Removes the index entries of an end. The counts stay until they are forgotten. */
export function removeEnd(work: Commit, execution: Ended): void {
  const { id, state, endedAt } = execution;
  if (isIndexed(state)) work.delete(keys.execution.byState(state, id));
  if (isLate(execution)) work.delete(keys.execution.lateEnd(endedAt, id));
}

/** Milliseconds that the last attempt took; `undefined` when none started. */
export function durationOf({ startedAt, endedAt }: Ended): number | undefined {
  return startedAt === undefined ? undefined : Math.max(0, endedAt - startedAt);
}

function isIndexed(state: EndState): boolean {
  return !isSuccess(state);
}

function isLate({ id, endedAt }: Ended): boolean {
  const late = endedAt - timeOf(id);
  return late < 0 || late > soonMs;
}
