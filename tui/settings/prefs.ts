import type { App } from "../app.ts";
import { toast } from "../commands/toasts.ts";
import type { State } from "../state.ts";

/** Sets what was chosen with a key, says so, and keeps it; not what a variable or an option asked for. */
export function setPrefs(app: App, set: Partial<State["prefs"]>, told?: string): void {
  app.dispatch({ type: "prefs_set", ...set });
  if (told !== undefined) toast(app, "ok", told);
  void app.memory.savePrefs(set);
}
