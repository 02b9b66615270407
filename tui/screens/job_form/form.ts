import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import { toast } from "../../commands/toasts.ts";
import { calendarNames, categoryName } from "../../state/selectors.ts";
import type { State } from "../../state.ts";
import { byHandTitle } from "../../forms/by_hand.ts";
import { textIn } from "../../forms/state.ts";
import { askPreview, previewErrors } from "./preview.ts";
import {
  argumentFields,
  argumentValues,
  classOf,
  followClass,
  readArguments,
} from "./arguments.ts";
import { jobAside, scheduleBelow } from "./view.ts";
import { policyFields, policyFormFields, policyValues, readPolicy } from "./policy.ts";
import {
  isCalendarField,
  readTiming,
  timingFieldOf,
  timingFields,
  timingFormFields,
  timingValues,
} from "./timing.ts";
import {
  cronFields,
  followScheduleKind,
  isCrontab,
  mergedSchedule,
  readSchedule,
  scheduleFields,
  scheduleFormFields,
  schedulePartOf,
  scheduleText,
  scheduleValues,
} from "./schedule.ts";
import {
  type Body,
  editedId,
  type FormContext,
  type FormField,
  type FormKind,
} from "../../forms/form_kind.ts";
import type { Reading, Values } from "../../forms/form_kind.ts";
import { shownJson, shownText } from "../../forms/shown.ts";

/** The form of a job: name, class, arguments, schedule, category and policy. */
export const jobForm: FormKind = {
  title(view, { form, t }) {
    if (view.id === undefined) return t.form.newJob;
    if (editedId(view) === undefined) {
      return view.id === "+" ? t.form.newJob : t.form.copyOf(shownText(form.initial.name ?? ""));
    }
    const job = form.base?.record as Partial<Job> | undefined ?? {};
    return byHandTitle(t.form.editJob(shownText(job.name ?? "")), [job], t);
  },
  fields,
  blank: (state) => ({
    job_class_string: [...state.jobClasses.byName.values()].find((it) => it.available)
      ?.job_class_string ?? "",
    schedule_kind: "crontab",
  }),
  valuesOf,
  partsOf,
  read,
  partText(part, value, { state, t }) {
    if (value === undefined) return t.form.preset;
    if (part === "schedule") return scheduleText(value, t);
    if (isCalendarField(part) && Array.isArray(value)) {
      return shownText(calendarNames(state, value.map(Number)));
    }
    if (part === "category_id") return categoryName(state, Number(value));
    if (typeof value === "boolean") return value ? t.form.yes : t.form.no;
    return shownJson(value);
  },
  bodyOf({ schedule, ...rest }) {
    return { ...rest, ...(schedule as Body | undefined) };
  },
  merged: mergedSchedule,
  bodyFields: [
    ...["name", "job_class_string", "pub_args", "cron", ...cronFields, "timezone", "category_id"],
    ...policyFields,
    ...timingFields,
  ],
  fieldOf(detail, context) {
    const argument = /^pub_args(?:\[(\d+)\])?/.exec(detail);
    if (argument !== null) {
      return classOf(context) === undefined ? "args" : `arg${argument[1] ?? 0}`;
    }
    const isCron = detail === "cron" || (cronFields as readonly string[]).includes(detail);
    return isCron && isCrontab(context) ? "cron" : timingFieldOf(detail) ?? detail;
  },
  follow(before, field, text) {
    if (field === "job_class_string") return followClass(before, text);
    return field === "schedule_kind" ? followScheduleKind(before, text) : {};
  },
  typed(app, key, field) {
    if (field === "" || (scheduleFields as readonly string[]).includes(field)) askPreview(app, key);
  },
  async prepare(app, client) {
    const [answer, calendars] = await Promise.all([client.jobClasses(), client.calendars()]);
    if (calendars.ok) {
      app.dispatch({ type: "calendars_read", calendars: calendars.value.calendars });
    }
    // Without the job classes the user types the class, and the arguments as JSON.
    if (answer.ok) {
      app.dispatch({ type: "job_classes_read", classes: answer.value.job_classes });
    }
  },
  load: (client, id) => client.jobToEdit(id),
  save: (client, id, body, { etag, once }) =>
    id === undefined ? client.createJob(body, once) : client.changeJob(id, body, etag),
  async saved(app, { id, name, answer, before }) {
    const told = shownText(name);
    if (id !== undefined) {
      const undo = { kind: "change_jobs", jobIds: [id], body: before } as const;
      return toast(app, "ok", app.t.form.saved(told), undo);
    }
    toast(app, "ok", app.t.form.created(told));
    const { job_id } = answer as { job_id: string };
    app.dispatch({ type: "list_selected", list: "jobs", ids: [], id: job_id });
    const read = await (await app.client()).job(job_id);
    if (read.ok) app.dispatch({ type: "job_read", job: read.value });
  },
  now(state, base) {
    const { job_id, version } = base.record as Job;
    const job = state.jobs.byId.get(job_id);
    if (job === undefined) return state.jobs.phase === "ready" ? "gone" : "same";
    return job.version > version ? "changed" : "same";
  },
  below: scheduleBelow,
  aside: jobAside,
};

function fields(context: FormContext): FormField[] {
  const { form, state, t } = context;
  const { parts } = t.form;
  const classes = [...state.jobClasses.byName.values()].map((one) => ({
    value: one.job_class_string,
    label: one.available
      ? `${one.job_class_string.split(".").at(-1)} · ${one.job_class_string}`
      : `${one.job_class_string} · ${t.jobForm.unavailable(one.unavailable_reason ?? "")}`,
  }));
  return [
    { name: "name", label: parts.name, help: t.jobForm.help.name, kind: "text" },
    {
      name: "job_class_string",
      label: parts.job_class_string,
      help: classOf(context)?.notes ?? t.jobForm.help.job_class_string,
      kind: "text",
      ...(classes.length > 0 ? { choices: classes } : {}),
    },
    ...argumentFields(context),
    ...scheduleFormFields(context),
    ...(state.session.account?.is_admin ? [categoryField(context)] : []),
    ...policyFormFields({ form, state, t }),
    ...timingFormFields({ form, state, t }),
  ];
}

/** Only an admin may choose the category of a job. */
function categoryField({ form, state, t }: FormContext): FormField {
  const all = [...state.categories.byId.values()].filter(({ id }) => id !== 0);
  const choices = all.map(({ id, name }) => ({ value: String(id), label: `${id} ${name}` }));
  const preset = form.base === undefined ? [{ value: "", label: t.form.preset }] : [];
  return {
    name: "category_id",
    label: t.form.parts.category_id,
    help: t.jobForm.help.category_id,
    kind: "choice",
    choices: [...preset, ...choices],
  };
}

function valuesOf(record: Body, state: State): Values {
  const text = (name: string) =>
    record[name] === undefined || record[name] === null ? {} : { [name]: String(record[name]) };
  const { pub_args: args } = record;
  return {
    ...text("name"),
    ...text("job_class_string"),
    ...(Array.isArray(args)
      ? argumentValues(String(record.job_class_string ?? ""), args, state)
      : {}),
    ...scheduleValues(record),
    ...text("timezone"),
    ...text("category_id"),
    ...policyValues(record),
    ...timingValues(record),
  };
}

function partsOf(record: unknown) {
  const job = record as Job;
  const { name, job_class_string, pub_args, timezone, category_id } = job;
  return {
    name,
    job_class_string,
    pub_args,
    schedule: schedulePartOf(job),
    timezone,
    category_id,
    ...Object.fromEntries([...policyFields, ...timingFields].map((part) => [part, job[part]])),
  };
}

function read(context: FormContext): Reading {
  const { form, t } = context;
  const base = form.base === undefined ? undefined : form.base.record as Job;
  const name = textIn(form, "name").trim();
  const className = textIn(form, "job_class_string").trim();
  const zone = textIn(form, "timezone").trim();
  const category = textIn(form, "category_id");
  const { args, errors: argErrors } = readArguments(context, base?.pub_args);
  const { schedule, errors: cronErrors } = readSchedule(
    context,
    base === undefined ? undefined : schedulePartOf(base),
  );
  const policy = readPolicy(context);
  const timing = readTiming(context);
  // A name that was not changed is not trimmed.
  const isNameKept = base !== undefined && textIn(form, "name") === base.name;
  return {
    parts: {
      name: isNameKept ? base.name : name,
      job_class_string: className,
      pub_args: args,
      ...(schedule === undefined ? {} : { schedule }),
      ...(zone === "" ? {} : { timezone: zone }),
      ...(category === "" ? {} : { category_id: Number(category) }),
      ...policy.parts,
      ...timing.parts,
    },
    errors: {
      ...(name === "" ? { name: t.form.required } : {}),
      ...(className === "" ? { job_class_string: t.form.required } : {}),
      ...argErrors,
      ...cronErrors,
      ...previewErrors(context),
      ...(zone === "" && base !== undefined ? { timezone: t.form.required } : {}),
      ...policy.errors,
      ...timing.errors,
    },
  };
}
