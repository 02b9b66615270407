/** What a pane has to say. */
export interface Wish {
  /** Its rows with the head. */
  readonly rows: number;
  /** The pane has the keys, so it grows twice as fast. */
  readonly isFocused: boolean;
}

/** The head and one row. */
const least = 2;

/**
 * Shares rows among panes by what they have to say: each gets a head and a row, then the smallest grows first, up to
 * its wish. Where there is no room for all, the last panes get nothing.
 * @returns the rows of each pane, together at most `room`; and the rows that nobody wants.
 */
export function shareRows(
  room: number,
  wishes: readonly Wish[],
): { readonly rows: readonly number[]; readonly left: number } {
  const rows = wishes.map(() => 0);
  let left = room;
  const order = wishes.map((_, i) => i)
    .sort((a, b) => Number(wishes[b]?.isFocused) - Number(wishes[a]?.isFocused) || a - b);
  for (const i of order) {
    if (left < least) break;
    rows[i] = least;
    left -= least;
  }
  while (left > 0) {
    const hungry = rows.flatMap((has, i) => {
      const wish = wishes[i];
      if (wish === undefined || has === 0 || has >= wish.rows) return [];
      return [{ i, size: wish.isFocused ? has / 2 : has }];
    });
    const [first] = hungry.sort((a, b) => a.size - b.size || a.i - b.i);
    if (first === undefined) break;
    rows[first.i] = (rows[first.i] ?? 0) + 1;
    left--;
  }
  return { rows, left };
}

/** Rows for a list whose length changes often: in steps, so that the panes do not move with each row. */
export function rowsFor(count: number): number {
  const step = 3;
  return 1 + Math.max(1, Math.ceil(count / step) * step);
}
