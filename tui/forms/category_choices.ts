import type { State } from "../state.ts";
import type { Choice } from "../state/overlay.ts";

/** All of them, 0 for all categories too. */
export function categoryChoices(state: State): Choice[] {
  const all = [...state.categories.byId.values()].sort((a, b) => a.id - b.id);
  return all.map(({ id, name }) => ({ value: String(id), label: `${id} ${name}` }));
}
