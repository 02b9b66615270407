import { z } from "zod";
import { type EndState, executionStates } from "../../model/execution_state.ts";
import { CategoryId } from "../../model/ids.ts";
import type { Instant } from "../../model/time.ts";
import { IndexMark } from "./records.ts";

/** What is asked for most of an execution that ended on a sheet: state, category, and when it started and ended. */
const EndMark = z.tuple([z.enum(executionStates), CategoryId, z.number(), z.number()]);
type EndMark = z.infer<typeof EndMark>;

/** In the stored form, a state is its place here. New states come last. */
const states: readonly EndState[] = [
  "succeeded",
  "failed",
  "timeout",
  "stopped",
  "scheduled error",
];

/** The stored form: version, state, category, and the two times in 6 bytes each. A list would take three times as much. */
const size = 18;
const version = 1;

const MarkBytes = z.instanceof(Uint8Array).transform((bytes, context): EndMark => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const state = bytes.length === size && view.getUint8(0) === version
    ? states[view.getUint8(1)]
    : undefined;
  if (state !== undefined) {
    const categoryId = view.getUint32(2) as CategoryId;
    return [state, categoryId, timeAt(view, 6), timeAt(view, 12)];
  }
  context.addIssue("must be an end");
  return z.NEVER;
});

/**
 * An entry of the index by job: of an execution with a record, a mark; of one that ended on a sheet, what is asked for
 * most. An earlier version stored the latter as a list.
 */
export const JobMark = z.union([IndexMark, MarkBytes, EndMark]);
export type JobMark = z.infer<typeof JobMark>;

/** What is stored of an entry. */
export function storedMark(mark: JobMark): unknown {
  if (mark === 1) return mark;
  const [state, categoryId, startedAt, endedAt] = mark;
  const place = states.indexOf(state as EndState);
  if (place < 0) return mark;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, version);
  view.setUint8(1, place);
  view.setUint32(2, categoryId);
  setTime(view, 6, startedAt);
  setTime(view, 12, endedAt);
  return bytes;
}

function timeAt(view: DataView, at: number): Instant {
  return view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2);
}

function setTime(view: DataView, at: number, time: Instant): void {
  view.setUint16(at, Math.floor(time / 2 ** 32));
  view.setUint32(at + 2, time >>> 0);
}
