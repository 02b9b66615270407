/** Every screen: `screens/list.ts` has the screen of each name, and the texts have what it is called. */
export type ScreenId =
  | "home"
  | "jobs"
  | "runs"
  | "audit"
  | "categories"
  | "users"
  | "keys"
  | "job"
  | "run"
  | "entry"
  | "job_form"
  | "category_form"
  | "user_form"
  | "key_form"
  | "import";
