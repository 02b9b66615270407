import type { Stats } from "../../routes/contract/history/stats.ts";
import { countedIn } from "../state/server/figures.ts";
import type { Texts } from "../texts/mod.ts";

/** `ok 97.2 % of 214`; with `~` before it when an execution has ended since. "" without any. */
export function successText(t: Texts, total: Stats["total"], isOld: boolean): string {
  const { success_rate: share } = total;
  if (share === null) return "";
  const said = t.job.success((share * 100).toFixed(share === 1 ? 0 : 1), countedIn(total));
  return `${isOld ? "~" : ""}${said}`;
}
