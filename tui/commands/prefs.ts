import type { App } from "../app.ts";
import { toast } from "./toasts.ts";
import type { State } from "../state.ts";

/** Sets and saves preferences that the user chose with a key. Those from a variable or an option are not saved. */
export function setPrefs(app: App, set: Partial<State["prefs"]>, told?: string): void {
  app.dispatch({ type: "prefs_set", ...set });
  if (told !== undefined) toast(app, "ok", told);
  void app.memory.savePrefs(set);
}
