import type { State } from "../state.ts";
import type { Choice } from "../state/overlay.ts";

/** The choices of all categories, including 0 for "all". */
export function categoryChoices(state: State): Choice[] {
  const all = [...state.categories.byId.values()].sort((a, b) => a.id - b.id);
  return all.map(({ id, name }) => ({ value: String(id), label: `${id} ${name}` }));
}
