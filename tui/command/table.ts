import { widthOf } from "../terminal/text.ts";

const gap = "  ";

/** A table with a head; its columns are as wide as their texts. The last column is not filled. */
export function tableText(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  paint: (text: string) => string,
): string {
  const widths = heads.map((head, i) =>
    Math.max(widthOf(head), ...rows.map((row) => widthOf(row[i] ?? "")))
  );
  const line = (cells: readonly string[], shown: (text: string) => string) =>
    cells.map((cell, i) => {
      const room = i === cells.length - 1 ? 0 : (widths[i] ?? 0) - widthOf(cell);
      return shown(cell) + " ".repeat(room);
    }).join(gap).trimEnd();
  const upper = heads.map((head) => head.toUpperCase());
  return [line(upper, (text) => text), ...rows.map((row) => line(row, paint)), ""].join("\n");
}
