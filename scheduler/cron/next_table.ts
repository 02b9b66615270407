/**
 * For each index the first allowed index that is not smaller, or -1. The table is one entry longer than
 * `size`, so a look just behind the last index is valid.
 */
export type NextTable = Int16Array;

/** Builds the table. A search is then a single look. */
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
