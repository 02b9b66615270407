import type { App } from "../app.ts";
import type { Failure } from "../server/http.ts";
import type { UndoAct } from "../state/act.ts";

const toastMs = 8000;
/** An edit is noticed later than a pause: the user looks at the list first. */
const restoreMs = 30_000;

/** Shows a text for 8 s. @param undo can be performed in the same time, and that of an edit for 30 s. */
export function toast(
  app: App,
  tone: "ok" | "bad" | "warn",
  text: string,
  undo?: UndoAct,
): void {
  const { now } = app.state;
  const toast = { tone, text, until: now + toastMs };
  const undoUntil = now + (undo?.kind === "restore_jobs" ? restoreMs : toastMs);
  app.dispatch({ type: "toasted", toast, ...(undo === undefined ? {} : { undo, undoUntil }) });
}

/** Shows why a call failed: the text of the server, and the first field that it names. */
export function toastFailure(app: App, failure: Failure): void {
  const [detail] = failure.details;
  const isSaid = detail === undefined || failure.error.includes(detail.reason);
  const text = isSaid ? failure.error : `${failure.error} ${detail.field}: ${detail.reason}`;
  toast(app, "bad", text);
}

export function toastNothing(app: App): void {
  toast(app, "warn", app.t.refusals.nothing);
}
