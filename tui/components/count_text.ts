import type { Counted } from "../state/server/counting.ts";
import type { Canvas } from "./canvas.ts";

/** The number of rows of a list. `…`: the list is not read, so nobody knows whether it is empty. */
export function readCount(
  { sym }: Pick<Canvas, "sym">,
  phase: string,
  count: number,
): number | string {
  return phase === "ready" || count > 0 ? count : sym.ellipsis;
}

/** `1000…`: only a part of what is counted is read. `…`: nothing is read yet. */
export function countText(
  { state, sym }: Pick<Canvas, "state" | "sym">,
  count: number,
  of: Counted,
): string {
  if (state.counting.has(of)) return String(count);
  return `${count === 0 ? "" : count}${sym.ellipsis}`;
}
