/** What each screen is called. The names of the screens in the code are the names of these texts. */
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
} as const;

export type ScreenId = keyof typeof tabs;
