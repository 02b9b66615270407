import { jobPolicyFields } from "../../../routes/contract/facts.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { App } from "../../app.ts";
import { toast } from "../../commands/toasts.ts";
import { byHandTitle } from "../../forms/by_hand.ts";
import { categoryChoices } from "../../forms/category_choices.ts";
import { formScreen } from "../../forms/form_screen.ts";
import type { FormContext, FormField, FormKind, Reading } from "../../forms/form_kind.ts";
import { isSame } from "../../forms/parts.ts";
import { shownJson } from "../../forms/shown.ts";
import { textIn } from "../../forms/state.ts";
import { yesNo } from "../../forms/yes_no.ts";
import type { FormerJob, UndoAct } from "../../state/act.ts";
import { categoryName } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { readChannels } from "../channels/reading.ts";
import {
  channelChoices,
  channelNames,
  channelsNamed,
  channelsOf,
  noneNamed,
  withChannel,
} from "./alarm_channels.ts";
import { countedValuesOf, type LoadedJobs, loadJobs, Mixed, saveJobs } from "./jobs.ts";

const numbers = [jobPolicyFields.timeoutSeconds, jobPolicyFields.maxRetries] as const;
const jobFields = ["category_id", "timeout_seconds", "max_retries", "paused"] as const;
/** Not fields of the job itself: the reason of a new pause, and a part of the alarm rules. */
const names = [...jobFields, "paused_reason", "alarm_channels"] as const;
type Name = typeof names[number];

/** The form for several jobs at once. A field that stays empty changes nothing. */
export const jobsForm: FormKind = {
  title(_, { form, t }) {
    const jobs = jobsOf(form.base?.record);
    return byHandTitle(t.form.editJobs(jobs.length), jobs, t);
  },
  fields,
  blank: () => ({}),
  valuesOf: (record, state) =>
    Object.fromEntries(
      Object.entries(partsOf(record)).map(([name, value]) => [name, textOf(name, value, state)]),
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
  prepare: readChannels,
  load: (client, id) => loadJobs(client, idsOf(id)),
  save: (client, _, body, { base }) => saveJobs(client, loadedIn(base?.record), body),
  savedPartly(app, partly, id) {
    const former = partly as readonly FormerJob[];
    if (former.length === 0) return;
    toast(app, "warn", app.t.form.savedPartly(former.length), undoOf(app, former, idsOf(id)));
  },
  saved(app, { id = "", answer }) {
    const ids = idsOf(id);
    const undo = undoOf(app, answer as readonly FormerJob[], ids);
    toast(app, "ok", app.t.form.savedJobs(ids.length), undo);
    app.dispatch({ type: "list_marks_set", list: "jobs", ids: [] });
  },
};

/** @param ids of the jobs of the form: where a former try changed a part of them, undo is about all. */
function undoOf(
  app: App,
  former: readonly FormerJob[],
  ids: readonly string[],
): UndoAct | undefined {
  if (former.length === 0) return undefined;
  const last = app.state.notices.undo?.act;
  const before = last?.kind === "restore_jobs" ? last.jobs : [];
  const isSameEdit = before.every(({ id }) =>
    ids.includes(id) && former.every((job) => job.id !== id)
  );
  return { kind: "restore_jobs", jobs: isSameEdit ? [...before, ...former] : former };
}

/** The id of the view that edits these jobs. */
export function viewIdOf(jobIds: readonly string[]): string {
  return jobIds.join(",");
}

function idsOf(id: string): string[] {
  return id.split(",").filter((it) => it !== "");
}

function loadedIn(record: unknown): LoadedJobs {
  return record as LoadedJobs | undefined ?? { jobs: [], etags: new Map() };
}

function jobsOf(record: unknown): readonly Job[] {
  return loadedIn(record).jobs;
}

function partsOf(record: unknown) {
  const jobs = jobsOf(record);
  return {
    ...Object.fromEntries(
      jobFields.map((name) => [name, countedValuesOf(jobs, (job) => job[name])]),
    ),
    alarm_channels: countedValuesOf(jobs, channelsOf),
  } as Readonly<Partial<Record<Name, unknown>>>;
}

function textOf(name: string, value: unknown, state: State): string {
  if (value === undefined || value instanceof Mixed || value === noneNamed) return "";
  if (name === "alarm_channels") return channelNames(state, String(value));
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

function fields({ form, state, t }: FormContext): FormField[] {
  const base = partsOf(form.base?.record);
  const unlessSame = (name: Name) =>
    base[name] instanceof Mixed ? [{ value: "", label: t.form.unchanged }] : [];
  const about = (name: Name, help: string): FormField => {
    const placeholder = base[name] instanceof Mixed
      ? t.form.unchanged
      : base[name] === noneNamed
      ? t.form.noChannels
      : "";
    return { name, label: t.form.parts[name], help, placeholder, kind: "text" };
  };
  return [
    {
      ...about("category_id", t.jobForm.help.category_id),
      kind: "choice",
      choices: [...unlessSame("category_id"), ...categoryChoices(state)],
    },
    about("timeout_seconds", t.jobForm.help.timeout_seconds),
    about("max_retries", t.jobForm.help.max_retries),
    {
      ...about("paused", t.form.pausedHelp),
      kind: "choice",
      choices: [...unlessSame("paused"), ...yesNo(t)],
    },
    ...(textIn(form, "paused") === "yes" ? [about("paused_reason", t.form.pausedReasonHelp)] : []),
    {
      ...about("alarm_channels", t.form.alarmChannelsHelp),
      choices: channelChoices(state, t),
      picked: (text, value) => withChannel(state, text, value),
    },
  ];
}

function read(context: FormContext): Reading {
  const { form, state } = context;
  const base = partsOf(form.base?.record);
  const errors: Record<string, string> = {};
  const parts: Record<string, unknown> = {};
  for (const { name } of fields(context)) {
    const text = textIn(form, name).trim();
    if (text === "" || text === textOf(name, base[name as Name], state)) continue;
    const read = valueIn(context, name as Name, text);
    if ("error" in read) errors[name] = read.error;
    else parts[name] = read.value;
  }
  const changed = Object.entries(parts)
    .filter(([name, value]) => !isSame(base[name as Name], value));
  return { parts: Object.fromEntries(changed), errors };
}

function valueIn(
  { state, t }: FormContext,
  name: Name,
  text: string,
): { readonly value: unknown } | { readonly error: string } {
  switch (name) {
    case "paused":
      return { value: text === "yes" };
    case "paused_reason":
      return { value: text };
    case "alarm_channels": {
      const value = channelsNamed(state, text);
      return value === undefined ? { error: t.form.noSuchChannel } : { value };
    }
    default: {
      const value = Number(text);
      const bounds = numbers.find(({ wireName }) => wireName === name);
      if (bounds === undefined) return { value };
      const isNumber = /^\d{1,9}$/.test(text) && value >= bounds.least && value <= bounds.most;
      return isNumber ? { value } : { error: t.form.wholeNumber(bounds.least, bounds.most) };
    }
  }
}

function valueText(part: string, value: unknown, state: State, t: FormContext["t"]): string {
  if (part === "category_id") return categoryName(state, Number(value));
  if (part === "alarm_channels") {
    const names = channelNames(state, String(value));
    return names === noneNamed ? t.form.noChannels : names;
  }
  if (typeof value === "boolean") return value ? t.form.yes : t.form.no;
  return value === undefined ? "" : shownJson(value);
}

export const jobsFormScreen = formScreen("jobs_form", jobsForm);
