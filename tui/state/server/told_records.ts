/** Records of the server that a screen reads whole, and that the event stream keeps right from then on. */
export interface ToldRecords<T, K = string> {
  readonly byId: ReadonlyMap<K, T>;
  /** `missing`: this server has no such records. */
  readonly phase: "none" | "ready" | "failed" | "missing";
  readonly error: string;
  /** Ids that events told while the records are read: the events may be newer. Absent while nothing is read. */
  readonly touched?: ReadonlySet<K> | undefined;
  /** How many reads go on: a screen may read again before the answer to its last read has come. */
  readonly reads?: number;
}

/** A record as an event or an answer told it, by its id; `null`: it is gone. */
export type ToldRecord<T, K = string> = readonly [K, T | null];

type RecordOf<S> = S extends ToldRecords<infer T, infer _> ? T : never;
type KeyOf<S> = S extends ToldRecords<infer _, infer K> ? K : never;

export const noRecords = { byId: new Map<never, never>(), phase: "none", error: "" } as const;

export function readingRecords<S extends ToldRecords<unknown, unknown>>(state: S): S {
  return { ...state, touched: state.touched ?? new Set(), reads: (state.reads ?? 0) + 1 };
}

/** What is told counts until the last of the answers has come. */
function afterRead({ touched, reads = 1 }: ToldRecords<unknown, unknown>) {
  return reads > 1 ? { touched, reads: reads - 1 } : { touched: undefined, reads: 0 };
}

/** All records as they were read. What events told meanwhile stays. */
export function withRead<S extends ToldRecords<unknown, unknown>>(
  state: S,
  read: readonly (readonly [KeyOf<S>, RecordOf<S>])[],
): S {
  const byId = new Map<unknown, unknown>(read);
  for (const id of state.touched ?? []) {
    const told = state.byId.get(id);
    if (told === undefined) byId.delete(id);
    else byId.set(id, told);
  }
  return { ...state, byId, phase: "ready", error: "", ...afterRead(state) };
}

export function withFailure<S extends ToldRecords<unknown, unknown>>(
  state: S,
  { error, isMissing }: { readonly error: string; readonly isMissing: boolean },
): S {
  const phase = isMissing ? "missing" : state.byId.size > 0 ? "ready" : "failed";
  return { ...state, phase, error, ...afterRead(state) };
}

/** Before the first read the records are of no use: a part of them would look like all. */
export function withTold<S extends ToldRecords<unknown, unknown>>(
  state: S,
  told: readonly ToldRecord<RecordOf<S>, KeyOf<S>>[],
): S {
  const isWanted = state.phase === "ready" || state.touched !== undefined;
  if (told.length === 0 || !isWanted) return state;
  const byId = new Map<unknown, unknown>(state.byId);
  const touched = state.touched && new Set(state.touched);
  for (const [id, record] of told) {
    if (record === null) byId.delete(id);
    else byId.set(id, record);
    touched?.add(id);
  }
  return { ...state, byId, touched };
}
