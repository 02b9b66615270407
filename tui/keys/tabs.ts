/** A screen that can be gone to from everywhere: by a number key, or by a letter in the menu of the key 0. */
interface TabRow {
  readonly screen: string;
  readonly key: string;
  /** The right that the account needs to see the tab. Without it, every user has the tab. */
  readonly needs?: "admin";
}

/**
 * The tabs in their order: one line each. The names of the screens, the commands of the keys, and the keys of the
 * texts in texts/tabs/ follow. Those with a letter are in the menu of the key 0.
 */
export const tabs = [
  { screen: "home", key: "1" },
  { screen: "jobs", key: "2" },
  { screen: "runs", key: "3" },
  { screen: "audit", key: "4" },
  { screen: "categories", key: "5" },
  { screen: "users", key: "6", needs: "admin" },
  { screen: "keys", key: "7", needs: "admin" },
  { screen: "alarms", key: "8" },
  { screen: "agenda", key: "9" },
  { screen: "monitors", key: "m" },
  { screen: "calendars", key: "d" },
  { screen: "channels", key: "c", needs: "admin" },
] as const satisfies readonly TabRow[];

/** The screens that other screens open. */
const innerScreens = [
  "job",
  "run",
  "entry",
  "alarm",
  "channel",
  "monitor",
  "calendar",
  "job_form",
  "jobs_form",
  "category_form",
  "user_form",
  "key_form",
  "channel_form",
  "monitor_form",
  "calendar_form",
  "import",
] as const;

export type TabId = typeof tabs[number]["screen"];
export type ScreenId = TabId | typeof innerScreens[number];

/** The command that goes to a tab. */
export type TabCommand = `tab_${typeof tabs[number]["key"]}`;

export interface Tab extends TabRow {
  readonly screen: TabId;
  readonly key: typeof tabs[number]["key"];
}

export function tabCommand({ key }: Tab): TabCommand {
  return `tab_${key}`;
}

/** Whether the tab has a number, and so a place in the line of the tabs. */
export function isNumbered({ key }: Tab): boolean {
  return /^[1-9]$/.test(key);
}

export function isTab(screen: ScreenId): screen is TabId {
  return tabs.some((tab) => tab.screen === screen);
}

/** What `of` returns for each tab, under the name of the tab's command. */
export function byTabCommand<T>(of: (tab: Tab) => T): { readonly [C in TabCommand]: T } {
  const entries = tabs.map((tab): [TabCommand, T] => [tabCommand(tab), of(tab)]);
  return Object.fromEntries(entries) as { [C in TabCommand]: T };
}
