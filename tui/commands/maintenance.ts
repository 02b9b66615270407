import type { App } from "../app.ts";
import { categoryName } from "../state/selectors.ts";
import { everything, isInForce } from "../state/server/pauses.ts";
import { emptyField, fieldOf } from "../terminal/text_field.ts";
import { show } from "./overlay.ts";
import { toast } from "./toasts.ts";

/**
 * Asks for the reason and the end of a pause of a category, or of everything. A pause that is in force is shown as it is:
 * it can be changed there, or ended.
 */
export function askMaintenance(app: App, categoryId: number): void {
  const texts = app.t.pauses;
  const pause = app.state.pauses.get(categoryId);
  const present = pause !== undefined && isInForce(pause, app.state.now) ? pause : undefined;
  show(app, {
    kind: "pausing",
    title: categoryId === everything
      ? texts.maintenanceTitle
      : texts.pauseCategory(categoryName(app.state, categoryId)),
    about: { kind: "category", categoryId },
    reason: fieldOf(present?.reason ?? ""),
    // Without seconds that are 0, as it is typed.
    until: fieldOf(present?.until.replace(/:00(\.0+)?Z$/, "Z") ?? ""),
    fires: present?.fires ?? "skip",
    focus: "reason",
    error: "",
    ...(present === undefined ? {} : { isInForce: true as const }),
  });
}

/** Asks whether to end the pause of a category, or of everything. */
export function askEndOfPause(app: App, categoryId: number): void {
  const texts = app.t.pauses;
  const pause = app.state.pauses.get(categoryId);
  const isAll = categoryId === everything;
  const name = categoryName(app.state, categoryId);
  if (pause === undefined || !isInForce(pause, app.state.now)) {
    return toast(app, "warn", isAll ? texts.none : texts.notPaused(name));
  }
  show(app, {
    kind: "confirm",
    title: isAll ? texts.endTitle : texts.endCategory(name),
    lines: [pause.reason, texts.endEffect].filter((line) => line !== ""),
    act: { kind: "end_pause", ids: [String(categoryId)] },
    ...{ focus: "cancel", mustType: "", typed: emptyField },
  });
}
