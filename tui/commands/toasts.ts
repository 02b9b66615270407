import type { App } from "../app.ts";
import type { Failure } from "../server/http.ts";
import type { UndoAct } from "../state/act.ts";
import { longestMs } from "../state/notices.ts";

const toastMs = 8000;
/** An edit is noticed later than a pause: the user looks at the list first. */
const restoreMs = longestMs;

/** Shows a text for 8 s, or for 30 s where it is about an edit. @param undo can be performed in the same time. */
export function toast(
  app: App,
  tone: "ok" | "bad" | "warn",
  text: string,
  undo?: UndoAct,
): void {
  const ms = undo?.kind.startsWith("restore_") ? restoreMs : toastMs;
  const toast = { tone, text, until: app.state.now + ms };
  app.dispatch({ type: "toasted", toast, ...(undo === undefined ? {} : { undo }) });
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
