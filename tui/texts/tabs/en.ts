import type { ScreenId, TabId } from "../../keys/tabs.ts";

/** What each screen is called. */
export const tabs = {
  home: "Home",
  jobs: "Jobs",
  runs: "Runs",
  audit: "Audit",
  categories: "Categories",
  users: "Users",
  keys: "API keys",
  job: "Job",
  run: "Run",
  entry: "Entry",
  job_form: "Job form",
  category_form: "Category form",
  user_form: "User form",
  key_form: "API key form",
  import: "Import crontab",
} as const satisfies Readonly<Record<ScreenId, string>>;

/** The command of each tab: a word for the hint line, and a sentence for `?` and the palette. */
export const tabCommands: Readonly<Record<TabId, readonly [string, string]>> = {
  home: ["home", "Home: what needs attention, what runs, what comes"],
  jobs: ["jobs", "All jobs"],
  runs: ["runs", "Executions"],
  audit: ["audit", "Who changed what"],
  categories: ["categories", "Categories"],
  users: ["users", "Users"],
  keys: ["API keys", "API keys"],
};
