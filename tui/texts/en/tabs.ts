import type { ScreenId } from "../../keys/screen_id.ts";

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
