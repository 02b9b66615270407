/** A line of one text, of the other, or of both. */
export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Longer texts are compared as a whole: the table of the comparison grows with the product of their lengths. */
const mostLines = 2000;

/** What changes from one text to another, line by line, by their longest common subsequence. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.length > mostLines || after.length > mostLines) return whole(before, after);
  const width = after.length + 1;
  // common[i * width + j]: the length of the longest common subsequence of before[i…] and after[j…].
  const common = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i * width + j] = before[i] === after[j]
        ? 1 + (common[(i + 1) * width + j + 1] ?? 0)
        : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]];
    if (old !== undefined && old === now) {
      lines.push({ kind: "same", text: old });
      i++;
      j++;
    } else if (
      old !== undefined &&
      (now === undefined ||
        (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push({ kind: "removed", text: old });
      i++;
    } else {
      lines.push({ kind: "added", text: now ?? "" });
      j++;
    }
  }
  return lines;
}

function whole(before: readonly string[], after: readonly string[]): DiffLine[] {
  return [
    ...before.map((text) => ({ kind: "removed", text }) as const),
    ...after.map((text) => ({ kind: "added", text }) as const),
  ];
}
