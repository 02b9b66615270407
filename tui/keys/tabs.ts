/** A screen that has a number key. */
interface TabRow {
  readonly screen: string;
  readonly number: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  /** The right that the account needs to see the tab. Without it, every user has the tab. */
  readonly needs?: "admin";
}

/**
 * The tabs in their order: one line each. The names of the screens, the number keys with their commands, and the
 * keys of the texts in texts/tabs/ follow.
 */
export const tabs = [
  { screen: "home", number: 1 },
  { screen: "jobs", number: 2 },
  { screen: "runs", number: 3 },
  { screen: "audit", number: 4 },
  { screen: "categories", number: 5 },
  { screen: "users", number: 6, needs: "admin" },
  { screen: "keys", number: 7, needs: "admin" },
] as const satisfies readonly TabRow[];

/** The screens that other screens open. */
const innerScreens = [
  "job",
  "run",
  "entry",
  "job_form",
  "jobs_form",
  "category_form",
  "user_form",
  "key_form",
  "import",
] as const;

export type TabId = typeof tabs[number]["screen"];
export type ScreenId = TabId | typeof innerScreens[number];

/** The command that goes to a tab. */
export type TabCommand = `tab_${typeof tabs[number]["number"]}`;

export interface Tab extends TabRow {
  readonly screen: TabId;
  readonly number: typeof tabs[number]["number"];
}

export function tabCommand({ number }: Tab): TabCommand {
  return `tab_${number}`;
}

export function isTab(screen: ScreenId): screen is TabId {
  return tabs.some((tab) => tab.screen === screen);
}

/** What `of` returns for each tab, under the name of the tab's command. */
export function byTabCommand<T>(of: (tab: Tab) => T): { readonly [C in TabCommand]: T } {
  const entries = tabs.map((tab): [TabCommand, T] => [tabCommand(tab), of(tab)]);
  return Object.fromEntries(entries) as { [C in TabCommand]: T };
}
