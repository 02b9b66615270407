/**
 * The key that sorts a list by a column, shown in the head of the column. It is a letter of the column where that is
 * free; capitals of other commands keep their meaning.
 */
export const sortKeys = {
  jobs: {
    next: "N",
    name: "M",
    state: "S",
    last: "W",
    category: "C",
    class: "K",
    schedule: "H",
    zone: "Z",
    history: "B",
    p50: "U",
    p95: "Q",
    trend: "J",
  },
  runs: {
    started: "W",
    duration: "U",
    job: "M",
    state: "S",
    category: "C",
    by: "K",
    exit: "B",
    host: "H",
    attempts: "N",
  },
} as const;

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
