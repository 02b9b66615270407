import type { Handlers } from "../app.ts";
import { oneAfter } from "./list_commands.ts";
import { toast } from "./toasts.ts";
import { show } from "./overlay.ts";
import type { FilteredList } from "../state/settings.ts";
import { timeModes } from "../texts/format.ts";
import { languages } from "../texts/mod.ts";
import { setPrefs } from "./prefs.ts";
import { askProfileName, pickProfile } from "./profiles.ts";
import { askFilterName, pickFilter } from "./saved.ts";
import { pickTheme } from "./theming.ts";

/** The commands that change a setting, on every screen. */
export const settingsCommands: Handlers = {
  profiles: pickProfile,
  name_profile: askProfileName,
  theme: pickTheme,
  time_mode: (app) => {
    const timeMode = oneAfter(timeModes, app.state.prefs.timeMode);
    setPrefs(app, { timeMode }, app.t.notices.times(app.t.timeModes[timeMode]));
  },
  language: (app) => {
    const language = oneAfter(languages, app.state.prefs.language);
    setPrefs(app, { language });
    toast(app, "ok", app.t.notices.language);
  },
  ascii: (app) => {
    const isAscii = !app.state.prefs.isAscii;
    setPrefs(app, { isAscii }, app.t.notices.ascii(isAscii));
  },
  mouse: (app) => {
    const isMouseOn = !app.state.prefs.isMouseOn;
    app.terminal.setMouse(isMouseOn);
    setPrefs(app, { isMouseOn }, app.t.notices.mouse(isMouseOn));
  },
  alarm_bell: (app) => {
    const isBellOn = !app.state.prefs.isBellOn;
    setPrefs(app, { isBellOn }, app.t.notices.bell(isBellOn));
  },
};

/** The commands that change a setting of one list: its columns and its named filters. */
export function listSettingsCommands(list: FilteredList): Handlers {
  return {
    columns: (app) => show(app, { kind: "columns", list, selected: 0 }),
    named_filters: (app) => pickFilter(app, list),
    name_filter: (app) => askFilterName(app, list),
  };
}
