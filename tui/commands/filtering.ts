import type { App } from "../app.ts";
import { listOf } from "../state/lists.ts";
import { fieldOf } from "../terminal/text_field.ts";
import { show } from "./overlay.ts";

/** Opens the filter line for the list that has the keys. */
export function startFilter(app: App): void {
  const list = app.layout.focused;
  if (list === undefined) return;
  const before = listOf(app.state.lists, list).filter;
  show(app, { kind: "filter", list, field: fieldOf(before), before });
}
