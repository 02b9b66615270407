import { admin } from "./en/admin.ts";
import { alarms } from "./en/alarms.ts";
import { calendars } from "./en/calendars.ts";
import { commands } from "./en/commands.ts";
import { dialogs } from "./en/dialogs.ts";
import { filtering } from "./en/filtering.ts";
import { forms } from "./en/forms.ts";
import { history } from "./en/history.ts";
import { importing } from "./en/import.ts";
import { monitors } from "./en/monitors.ts";
import { pauses } from "./en/pauses.ts";
import { screens } from "./tabs/en.ts";
import { settings } from "./en/settings.ts";
import { shell } from "./en/shell.ts";

export const en = {
  ...shell,
  commands,
  dialogs,
  ...screens,
  ...filtering,
  ...forms,
  ...admin,
  ...importing,
  ...history,
  ...alarms,
  ...pauses,
  ...monitors,
  ...calendars,
  ...settings,
} as const;
