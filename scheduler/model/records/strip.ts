/** How the ends of a pack's executions on one sheet are stored for the index by job. */
import { z } from "zod";
import { type EndState, storedEndStates } from "../execution_state.ts";
import { bytesOfIds, type CategoryId, type JobId } from "../ids.ts";
import { checksumOf } from "./deflated.ts";

/** An execution that ended on a sheet, as the index by job tells it. */
export interface StripEnd {
  /** Its place on the sheet. */
  readonly place: number;
  readonly job: JobId;
  readonly state: EndState;
  readonly categoryId: CategoryId;
  /** Milliseconds from the fire time of the sheet to the start of the execution. */
  readonly startMs: number;
  /** Milliseconds from its start to its end. */
  readonly durationMs: number;
}

/**
 * The ends that a pack has on one sheet. Its bytes: the version, how many ends there are, their kinds (state and category,
 * each once), a mark of eight bytes for each job, then for each end its distance from the place before, its kind where
 * there are several, and the two lengths of time; at last a checksum. Numbers have seven bits in a byte, the lowest first.
 */
export interface Strip {
  /** The end of a job's execution. @param mark see {@link markOfJob}. */
  endOf(mark: JobMarkBytes): Omit<StripEnd, "job"> | undefined;
}

const version = 1;
const markBytes = 8;
const sumBytes = 4;
/** No pack has so many jobs. A broken strip must not fill the memory. */
const mostEnds = 1000;

/** What stands for a job in a strip: both halves of its id in one, so that it differs where ids differ anywhere. */
export type JobMarkBytes = readonly [high: number, low: number];

export function markOfJob(job: JobId): JobMarkBytes {
  const part = (at: number) => Number.parseInt(job.slice(at, at + 8), 16);
  return [(part(0) ^ part(16)) >>> 0, (part(8) ^ part(24)) >>> 0];
}

/** The bytes of a strip. @param ends in the order of their places. */
export function stripBytes(ends: readonly StripEnd[]): Uint8Array<ArrayBuffer> {
  const kinds: Pick<StripEnd, "state" | "categoryId">[] = [];
  const kindOf = ends.map(({ state, categoryId }) => {
    const known = kinds.findIndex((kind) => kind.state === state && kind.categoryId === categoryId);
    return known < 0 ? kinds.push({ state, categoryId }) - 1 : known;
  });
  const head = [version];
  addNumber(head, ends.length);
  addNumber(head, kinds.length);
  for (const { state, categoryId } of kinds) {
    addNumber(head, storedEndStates.indexOf(state));
    addNumber(head, categoryId);
  }
  const rest: number[] = [];
  let before = -1;
  for (const [i, { place, startMs, durationMs }] of ends.entries()) {
    addNumber(rest, place - before - 1);
    if (kinds.length > 1) addNumber(rest, kindOf[i] ?? 0);
    addSigned(rest, startMs);
    addSigned(rest, durationMs);
    before = place;
  }
  const marksEnd = head.length + ends.length * markBytes;
  const bytes = new Uint8Array(marksEnd + rest.length + sumBytes);
  bytes.set(head);
  bytes.set(marksOf(ends), head.length);
  bytes.set(rest, marksEnd);
  const sumAt = bytes.length - sumBytes;
  new DataView(bytes.buffer).setUint32(sumAt, checksumOf(bytes.subarray(0, sumAt)));
  return bytes;
}

function marksOf(ends: readonly StripEnd[]): Uint8Array {
  const ids = bytesOfIds(ends.map(({ job }) => job));
  const marks = new Uint8Array(ends.length * markBytes);
  for (let to = 0, from = 0; to < marks.length; from += markBytes) {
    for (let i = 0; i < markBytes; i++, from++) {
      marks[to++] = (ids[from] ?? 0) ^ (ids[from + markBytes] ?? 0);
    }
  }
  return marks;
}

function addNumber(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(128 + rest % 128);
  bytes.push(rest);
}

/** The lowest bit is the sign: an execution may start before its fire time where a clock is wrong. */
function addSigned(bytes: number[], value: number): void {
  addNumber(bytes, value < 0 ? -2 * value - 1 : 2 * value);
}

/** A strip as it is read. */
export const Strip = z.instanceof(Uint8Array).transform((bytes, context): Strip => {
  const strip = stripIn(bytes);
  if (strip !== undefined) return strip;
  context.addIssue("must be a strip");
  return z.NEVER;
});

function stripIn(bytes: Uint8Array): Strip | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sumAt = bytes.length - sumBytes;
  if (sumAt < 3 || bytes[0] !== version) return undefined;
  if (view.getUint32(sumAt) !== checksumOf(bytes.subarray(0, sumAt))) return undefined;
  const head = new Reading(bytes, 1);
  const [count, kindCount] = [head.number(), head.number()];
  if (count > mostEnds || kindCount > count) return undefined;
  const kinds = Array.from({ length: kindCount }, () => [head.number(), head.number()] as const);
  const marksAt = head.at;
  return {
    endOf(mark) {
      const i = indexOf(view, marksAt, count, mark);
      return i < 0 ? undefined : endAt(new Reading(bytes, marksAt + count * markBytes), kinds, i);
    },
  };
}

function indexOf(view: DataView, at: number, count: number, [high, low]: JobMarkBytes): number {
  for (let i = 0, place = at; i < count; i++, place += markBytes) {
    if (view.getUint32(place) === high && view.getUint32(place + 4) === low) return i;
  }
  return -1;
}

function endAt(
  reading: Reading,
  kinds: readonly (readonly [number, number])[],
  index: number,
): Omit<StripEnd, "job"> | undefined {
  const hasKinds = kinds.length > 1;
  let place = reading.number();
  for (let i = 0; i < index; i++) {
    reading.skip(hasKinds ? 3 : 2);
    place += reading.number() + 1;
  }
  const kind = hasKinds ? reading.number() : 0;
  const [startMs, durationMs] = [reading.signed(), reading.signed()];
  const [stateAt = -1, categoryId = 0] = kinds[kind] ?? [];
  const state = storedEndStates[stateAt];
  return state && { place, state, categoryId: categoryId as CategoryId, startMs, durationMs };
}

class Reading {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  number(): number {
    const first = this.#bytes[this.at++] ?? 0;
    // Most numbers have one byte.
    return first < 128 ? first : this.#longer(first - 128);
  }

  #longer(low: number): number {
    let value = low;
    for (let scale = 128;; scale *= 128) {
      const byte = this.#bytes[this.at++] ?? 0;
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
    }
  }

  /** Passes over so many numbers: each ends with a byte that has no highest bit. */
  skip(count: number): void {
    for (let left = count; left > 0; this.at++) if ((this.#bytes[this.at] ?? 0) < 128) left--;
  }

  signed(): number {
    const value = this.number();
    const half = Math.floor(value / 2);
    return value === 2 * half ? half : -half - 1;
  }
}
