import type { ColumnChoices } from "./columns.ts";
import type { TimeMode } from "../texts/format.ts";
import type { ThemeName } from "../terminal/theme.ts";
import type { Language } from "../texts/mod.ts";

export interface PrefsState {
  readonly language: Language;
  readonly theme: ThemeName;
  readonly isAscii: boolean;
  readonly timeMode: TimeMode;
  readonly isMouseOn: boolean;
  /** A new alarm rings the bell of the terminal and shows a notification. */
  readonly isBellOn: boolean;
  readonly columns: ColumnChoices;
}

export type PrefsEvent =
  & { readonly type: "prefs_set" }
  & { readonly [K in keyof PrefsState]?: PrefsState[K] };

export const initialPrefs: PrefsState = {
  language: "en",
  theme: "dark",
  isAscii: false,
  timeMode: "relative",
  isMouseOn: true,
  isBellOn: true,
  columns: {},
};

export function reducePrefs(state: PrefsState, event: PrefsEvent): PrefsState {
  if (event.type !== "prefs_set") return state;
  const { type: _, ...set } = event;
  return { ...state, ...set };
}
