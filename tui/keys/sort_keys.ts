import type { ScreenId } from "./tabs.ts";

/**
 * The key that sorts a list by a column: shift and a letter of the column's English head, in every language. The head
 * shows it. Heads are worded so that each has a letter that no other command of the screen needs; capitals of other
 * commands keep their meaning. Only T belongs to the trend while that column is shown, and to the theme otherwise.
 * A column that several lists have has the same key in each.
 */
export const sortKeys = {
  jobs: {
    next: "N",
    name: "M",
    state: "S",
    last: "W",
    category: "C",
    class: "J",
    schedule: "H",
    zone: "Z",
    history: "B",
    p50: "U",
    p95: "K",
    trend: "T",
  },
  runs: {
    started: "D",
    duration: "U",
    job: "B",
    state: "S",
    category: "C",
    by: "W",
    exit: "E",
    host: "H",
    attempts: "I",
  },
  alarms: {
    opened: "I",
    job: "B",
    kind: "K",
    count: "U",
    last: "W",
    state: "S",
    alarm_category: "E",
    reason: "N",
  },
  audit: { time: "I", who: "W", action: "N", object: "B" },
  categories: {
    id: "I",
    name: "M",
    jobs: "J",
    paused: "U",
    running: "N",
    failing: "F",
    description: "C",
  },
  users: { id: "I", name: "M", role: "E", category: "C", created: "S" },
  keys: { id: "I", name: "M", access: "S", category: "C", expires: "E", used: "U", maker: "B" },
  monitors: { state: "S", name: "M", pinged: "I", next: "N", expected: "E", category: "C" },
  channels: { name: "M", kind: "K", category: "C", target: "E", sent: "N", state: "S" },
} as const satisfies { readonly [S in ScreenId]?: Readonly<Record<string, string>> };

export type SortedList = keyof typeof sortKeys;
type ColumnOf<L extends SortedList> = keyof typeof sortKeys[L] & string;
export type SortColumn = { [L in SortedList]: ColumnOf<L> }[SortedList];
export type SortCommand = `sort_by_${SortColumn}`;

/** The lists that have the column, with their keys. */
function listsWith(column: SortColumn): (readonly [SortedList, string])[] {
  return (Object.keys(sortKeys) as SortedList[]).flatMap((list) => {
    const keys: Readonly<Record<string, string>> = sortKeys[list];
    const key = keys[column];
    return key === undefined ? [] : [[list, key] as const];
  });
}

export const sortColumns = [
  ...new Set(Object.values(sortKeys).flatMap((keys) => Object.keys(keys))),
] as readonly SortColumn[];

/** A row of the key table for each column. A column that two lists have has the same key in both. */
export const sortBindings = sortColumns.map((column) => ({
  command: `sort_by_${column}` as SortCommand,
  keys: [...new Set(listsWith(column).map(([, key]) => key))],
  on: listsWith(column).map(([list]) => list),
  // Settings files are older than these commands.
  yields: true as const,
}));

/** A value for the sort command of each column. */
export function bySortCommand<T>(
  of: (column: SortColumn) => T,
): { readonly [C in SortCommand]: T } {
  const entries = sortColumns.map((column): [SortCommand, T] => [`sort_by_${column}`, of(column)]);
  return Object.fromEntries(entries) as { [C in SortCommand]: T };
}
