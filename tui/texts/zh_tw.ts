import type { Texts } from "./texts.ts";
import { admin } from "./zh_tw/admin.ts";
import { alarms } from "./zh_tw/alarms.ts";
import { calendars } from "./zh_tw/calendars.ts";
import { commands } from "./zh_tw/commands.ts";
import { dialogs } from "./zh_tw/dialogs.ts";
import { filtering } from "./zh_tw/filtering.ts";
import { forms } from "./zh_tw/forms.ts";
import { history } from "./zh_tw/history.ts";
import { importing } from "./zh_tw/import.ts";
import { monitors } from "./zh_tw/monitors.ts";
import { pauses } from "./zh_tw/pauses.ts";
import { screens } from "./tabs/zh_tw.ts";
import { settings } from "./zh_tw/settings.ts";
import { shell } from "./zh_tw/shell.ts";

export const zhTw: Texts = {
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
};
