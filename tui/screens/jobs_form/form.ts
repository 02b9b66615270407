import { jobPolicyFields } from "../../../routes/contract/facts.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import { toast } from "../../commands/toasts.ts";
import { categoryChoices } from "../../forms/category_choices.ts";
import { formScreen } from "../../forms/form_screen.ts";
import type { FormContext, FormField, FormKind, Reading } from "../../forms/form_kind.ts";
import { isSame } from "../../forms/parts.ts";
import { shownJson } from "../../forms/shown.ts";
import { textIn } from "../../forms/state.ts";
import { yesNo } from "../../forms/yes_no.ts";
import { categoryName } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { countedValuesOf, loadJobs, Mixed, saveJobs } from "./jobs.ts";

const numbers = [jobPolicyFields.timeoutSeconds, jobPolicyFields.maxRetries] as const;
const names = ["category_id", "timeout_seconds", "max_retries", "paused"] as const;
type Name = typeof names[number];

/** The form for several jobs at once. A field that stays empty changes nothing. */
export const jobsForm: FormKind = {
  title: (_, { form, t }) => t.form.editJobs(jobsOf(form.base?.record).length),
  fields,
  blank: () => ({}),
  valuesOf: (record) =>
    Object.fromEntries(
      Object.entries(partsOf(record)).map(([name, value]) => [name, textOf(value)]),
    ),
  partsOf,
  read,
  partText(part, value, { state, t }) {
    if (!(value instanceof Mixed)) return valueText(part, value, state, t);
    return value.counts.map(([one, count]) => `${valueText(part, one, state, t)} × ${count}`)
      .join(" · ");
  },
  bodyOf: (parts) => parts,
  bodyFields: [],
  fieldOf: (detail) => detail,
  load: (client, id) => loadJobs(client, idsOf(id)),
  save: (client, id = "", body) => saveJobs(client, idsOf(id), body),
  saved(app, { id = "" }) {
    toast(app, "ok", app.t.form.savedJobs(idsOf(id).length));
    app.dispatch({ type: "list_marks_set", list: "jobs", ids: [] });
  },
};

/** The id of the view that edits these jobs. */
export function viewIdOf(jobIds: readonly string[]): string {
  return jobIds.join(",");
}

function idsOf(id: string): string[] {
  return id.split(",").filter((it) => it !== "");
}

function jobsOf(record: unknown): readonly Job[] {
  return (record as { readonly jobs?: readonly Job[] } | undefined)?.jobs ?? [];
}

function partsOf(record: unknown) {
  const jobs = jobsOf(record);
  return Object.fromEntries(names.map((name) => [name, countedValuesOf(jobs, name)]));
}

function textOf(value: unknown): string {
  if (value === undefined || value instanceof Mixed) return "";
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

function fields({ form, state, t }: FormContext): FormField[] {
  const base = partsOf(form.base?.record);
  const unlessSame = (name: Name) =>
    base[name] instanceof Mixed ? [{ value: "", label: t.form.unchanged }] : [];
  const placeholder = (name: Name) => base[name] instanceof Mixed ? t.form.unchanged : "";
  const about = (name: Name, help: string) => ({
    ...{ name, label: t.form.parts[name], help, placeholder: placeholder(name) },
  });
  return [
    {
      ...about("category_id", t.jobForm.help.category_id),
      kind: "choice",
      choices: [...unlessSame("category_id"), ...categoryChoices(state)],
    },
    { ...about("timeout_seconds", t.jobForm.help.timeout_seconds), kind: "text" },
    { ...about("max_retries", t.jobForm.help.max_retries), kind: "text" },
    {
      ...about("paused", t.form.pausedHelp),
      kind: "choice",
      choices: [...unlessSame("paused"), ...yesNo(t)],
    },
  ];
}

function read({ form, t }: FormContext): Reading {
  const base = partsOf(form.base?.record);
  const errors: Record<string, string> = {};
  const parts: Record<string, unknown> = {};
  for (const name of names) {
    const text = textIn(form, name).trim();
    if (text === "" || text === textOf(base[name])) continue;
    const number = numbers.find(({ wireName }) => wireName === name);
    const value = Number(text);
    if (name === "paused") parts[name] = text === "yes";
    else if (number === undefined) parts[name] = value;
    else if (/^\d{1,9}$/.test(text) && value >= number.least && value <= number.most) {
      parts[name] = value;
    } else errors[name] = t.form.wholeNumber(number.least, number.most);
  }
  const changed = Object.entries(parts).filter(([name, value]) => !isSame(base[name], value));
  return { parts: Object.fromEntries(changed), errors };
}

function valueText(part: string, value: unknown, state: State, t: FormContext["t"]): string {
  if (part === "category_id") return categoryName(state, Number(value));
  if (typeof value === "boolean") return value ? t.form.yes : t.form.no;
  return value === undefined ? "" : shownJson(value);
}

export const jobsFormScreen = formScreen("jobs_form", jobsForm);
