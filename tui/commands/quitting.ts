import type { App } from "../app.ts";
import { show } from "./overlay.ts";
import { isAnyDirty } from "./running.ts";

/** Quits. When typed text would be lost, it asks first; called again while it asks, it quits. */
export function quit(app: App): void {
  const { overlay: behind } = app.state.overlay;
  const isAsked = behind?.kind === "menu" &&
    behind.items.some(({ command }) => command === "quit_anyway");
  // Nobody can see the secret again.
  if (behind?.kind === "secret" && !behind.isCopied && !behind.isWarned) {
    return show(app, { ...behind, isWarned: true });
  }
  if (isAsked || !isAnyDirty(app)) return app.terminal.quit();
  const { discard, cancel } = app.t.dialogs;
  show(app, {
    kind: "menu",
    title: discard.title,
    selected: 1,
    items: [
      { key: "y", label: discard.quit, command: "quit_anyway" },
      { key: "n", label: cancel, command: "" },
    ],
    ...(behind === undefined ? {} : { behind }),
  });
}
