import type { App } from "../app.ts";
import { setPrefs } from "./prefs.ts";
import { emptyField } from "../terminal/text_field.ts";
import { type ThemeName, themeNames } from "../terminal/theme.ts";

/** Opens the list of themes. The theme under the cursor is shown at once and kept on enter. */
export function pickTheme(app: App): void {
  const { theme: before } = app.state.prefs;
  const { themes, theming } = app.t;
  const choices = themeNames.map((name) => ({
    value: name,
    label: themes[name],
    isPresent: name === before,
  }));
  app.dispatch({
    type: "overlay_shown",
    overlay: {
      kind: "picker",
      about: { kind: "theme", before },
      title: theming.title,
      choices,
      field: emptyField,
      selected: themeNames.indexOf(before),
    },
  });
}

export function showTheme(app: App, name: string): void {
  const theme = nameOf(name);
  if (theme !== undefined) app.dispatch({ type: "prefs_set", theme });
}

export function takeTheme(app: App, name: string): void {
  const theme = nameOf(name);
  if (theme !== undefined) setPrefs(app, { theme }, app.t.notices.theme(app.t.themes[theme]));
}

function nameOf(name: string): ThemeName | undefined {
  return themeNames.find((it) => it === name);
}
