import type { Counted } from "../state/server/counting.ts";
import type { Canvas } from "./canvas.ts";

/** `1000…`: only a part of what is counted is read. `…`: nothing is read yet. */
export function countText(
  { state, sym }: Pick<Canvas, "state" | "sym">,
  count: number,
  of: Counted,
): string {
  if (state.counting.has(of)) return String(count);
  return `${count === 0 ? "" : count}${sym.ellipsis}`;
}
