/**
 * For each index the first allowed one from there on, or -1. One entry longer than `size`, so that
 * asking just behind the last index is fine.
 */
export type NextTable = Int16Array;

/** Builds the table once, so that a search is a single look. */
export function nextTable(size: number, isAllowed: (index: number) => boolean): NextTable {
  const table = new Int16Array(size + 1);
  let next = -1;
  table[size] = next;
  for (let index = size - 1; index >= 0; index--) {
    if (isAllowed(index)) next = index;
    table[index] = next;
  }
  return table;
}
