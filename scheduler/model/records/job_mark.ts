import { z } from "zod";
import { type EndState, executionStates, storedEndStates } from "../execution_state.ts";
import { CategoryId, type ExecutionId } from "../ids.ts";
import type { Instant } from "../time.ts";

/** What is asked for most of an execution that ended on a sheet: state, category, and when it started and ended. */
const EndMark = z.tuple([z.enum(executionStates), CategoryId, z.number(), z.number()]);
type EndMark = z.infer<typeof EndMark>;

/** The stored form: version, state, category, and the two times in 6 bytes each. A list would take three times as much. */
const size = 18;
const version = 1;

const MarkBytes = z.instanceof(Uint8Array).transform((bytes, context): EndMark => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const state = bytes.length === size && view.getUint8(0) === version
    ? storedEndStates[view.getUint8(1)]
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
export const JobMark = z.union([z.literal(1), MarkBytes, EndMark]);
export type JobMark = z.infer<typeof JobMark>;

/** What the index by job says of an execution. */
export interface JobRow {
  readonly id: ExecutionId;
  readonly mark: JobMark;
}

/** What is stored of an entry. */
export function storedMark(mark: JobMark): unknown {
  if (mark === 1) return mark;
  const [state, categoryId, startedAt, endedAt] = mark;
  const place = storedEndStates.indexOf(state as EndState);
  if (place < 0) return mark;
  const bytes = new Uint8Array(size);
  bytes[0] = version;
  bytes[1] = place;
  setNumber(bytes, 2, 4, categoryId);
  setNumber(bytes, 6, 6, startedAt);
  setNumber(bytes, 12, 6, endedAt);
  return bytes;
}

function timeAt(view: DataView, at: number): Instant {
  return view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2);
}

/** Without a DataView, which costs more than the rest where thousands of ends are written. */
function setNumber(bytes: Uint8Array, at: number, length: number, value: number): void {
  for (let i = at + length - 1, rest = value; i >= at; i--, rest = Math.floor(rest / 256)) {
    bytes[i] = rest % 256;
  }
}
