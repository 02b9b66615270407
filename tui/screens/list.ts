import type { State } from "../state.ts";
import type { ScreenId } from "../state/view.ts";
import { formScreen } from "../forms/form_screen.ts";
import { categoriesScreen } from "./categories/screen.ts";
import { homeScreen } from "./home/screen.ts";
import { importScreen } from "./import/screen.ts";
import { jobsScreen } from "./jobs/screen.ts";
import { keysScreen } from "./keys/screen.ts";
import { auditScreen } from "./audit/screen.ts";
import { entryScreen } from "./audit/entry_screen.ts";
import { jobScreen } from "./job/screen.ts";
import { runScreen } from "./executions/execution_screen.ts";
import { runsScreen } from "./executions/screen.ts";
import type { Screen } from "./screen.ts";
import { usersScreen } from "./users/screen.ts";

/** Every screen. One that is not here yet shows nothing, has no tab and no command leads to it. */
const screens: { readonly [S in ScreenId]?: Screen } = {
  home: homeScreen,
  jobs: jobsScreen,
  runs: runsScreen,
  run: runScreen,
  job: jobScreen,
  entry: entryScreen,
  audit: auditScreen,
  categories: categoriesScreen,
  users: usersScreen,
  keys: keysScreen,
  job_form: formScreen("job_form"),
  category_form: formScreen("category_form"),
  user_form: formScreen("user_form"),
  key_form: formScreen("key_form"),
  import: importScreen,
};

export function screenOf(id: ScreenId): Screen {
  return screens[id] ?? homeScreen;
}

export function hasScreen(id: ScreenId): boolean {
  return screens[id] !== undefined;
}

/** Whether something that was typed is not saved, on whichever screen. */
export function isAnyDirty(state: State): boolean {
  return Object.values(screens).some((screen) => screen.isDirty?.(state) ?? false);
}

/** The tabs of this user, in their order. */
export function tabsOf(state: State): Screen[] {
  return Object.values(screens)
    .filter((screen) => screen.tab !== undefined && (screen.isOffered?.(state) ?? true))
    .sort((a, b) => (a.tab ?? 0) - (b.tab ?? 0));
}
