import type { Choice } from "../state/overlay.ts";
import type { Texts } from "../texts/mod.ts";

/** The choices of a field that is yes or no. */
export function yesNo(t: Texts): Choice[] {
  return [{ value: "yes", label: t.form.yes }, { value: "no", label: t.form.no }];
}
