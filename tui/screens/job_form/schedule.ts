import { cronText } from "../../texts/format.ts";
import { textIn } from "../../forms/state.ts";
import type { State } from "../../state.ts";
import { memo } from "../../cache/memo.ts";
import type { Choice } from "../../state/overlay.ts";
import type { Texts } from "../../texts/mod.ts";
import type { Body, FormContext, FormField, Values } from "../../forms/form_kind.ts";
import { shownText } from "../../forms/shown.ts";

/** The schedule of a new job until another is typed. */
const usualCron = "*/5 * * * *";

export const cronFields = ["minute", "hour", "day", "month", "day_of_week", "week"] as const;
type CronFields = Readonly<Record<typeof cronFields[number], string>>;

/** The fields that make the schedule. */
export const scheduleFields = ["schedule_kind", "cron", ...cronFields, "timezone"] as const;

/** Some 400 zones: listed when a form first needs them, not for each frame. */
let runtimeZones: readonly string[] | undefined;

/**
 * Zones to choose from: those of the jobs and those that this runtime knows. They are suggestions: the server decides
 * which names are zones, by its preview of the schedule and when the job is saved.
 */
export const zoneChoices = memo((jobs: State["jobs"]["byId"]): readonly Choice[] => {
  runtimeZones ??= Intl.supportedValuesOf("timeZone");
  const used = [...new Set([...jobs.values()].map(({ timezone }) => timezone))].sort();
  return [...new Set(["UTC", ...used, ...runtimeZones])]
    .map((value) => ({ value, label: value }));
});

export function isCrontab({ form }: Pick<FormContext, "form">): boolean {
  return textIn(form, "schedule_kind") !== "fields";
}

export function scheduleFormFields(context: FormContext): FormField[] {
  const { t, form, state } = context;
  const { help } = t.jobForm;
  const text = (name: typeof cronFields[number] | "cron"): FormField => ({
    name,
    label: t.jobForm[name],
    help: help[name],
    kind: "text",
    ...(name === "cron" ? { placeholder: usualCron } : {}),
  });
  return [
    {
      name: "schedule_kind",
      label: t.jobForm.kind,
      help: help.schedule_kind,
      kind: "choice",
      choices: [
        { value: "crontab", label: t.jobForm.crontabKind },
        { value: "fields", label: t.jobForm.fieldsKind },
      ],
    },
    ...(isCrontab(context) ? [text("cron")] : cronFields.map(text)),
    {
      name: "timezone",
      label: t.form.parts.timezone,
      help: help.timezone,
      kind: "text",
      choices: zoneChoices(state.jobs.byId),
      ...(form.base === undefined ? { placeholder: t.form.preset } : {}),
    },
  ];
}

/** The crontab expression of a record's fields; `undefined`: crontab cannot express them or reads them differently. */
export function crontabOf(fields: CronFields): string | undefined {
  const { day, day_of_week: weekday, week } = fields;
  const isPlain = cronFields.every((name) => /^[\w*,/-]+$/.test(fields[name]));
  const areBoth = day !== "*" && weekday !== "*";
  const isStepped = weekday.includes("/");
  if (!isPlain || areBoth || isStepped || week !== "*" || /last/.test(day)) return undefined;
  return cronText(fields);
}

/** The texts of the fields for the schedule of a record, or for the part of it that a text names. */
export function scheduleValues(record: Body): Values {
  const cron = record.cron;
  if (typeof cron === "string") return { schedule_kind: "crontab", cron };
  const named = cronFields.filter((name) => record[name] !== undefined && record[name] !== null);
  if (named.length === 0) return {};
  const given = Object.fromEntries(named.map((name) => [name, String(record[name])]));
  if (named.length < cronFields.length) return { schedule_kind: "fields", ...given };
  const crontab = crontabOf(given as unknown as CronFields);
  return crontab === undefined
    ? { schedule_kind: "fields", cron: "", ...given }
    : { schedule_kind: "crontab", cron: crontab, ...given };
}

export function schedulePartOf(record: CronFields): Body {
  return Object.fromEntries(cronFields.map((name) => [name, record[name]]));
}

/** @param before the schedule of the record: it stays exactly so if no field changed. */
export function readSchedule(
  context: FormContext,
  before: Body | undefined,
): { schedule: Body | undefined; errors: Record<string, string> } {
  const { form, t } = context;
  const isSameKind = textIn(form, "schedule_kind") === form.initial.schedule_kind;
  const isUntouched = (names: readonly string[]) =>
    isSameKind && names.every((name) => textIn(form, name) === (form.initial[name] ?? ""));
  if (isCrontab(context)) {
    const cron = textIn(form, "cron").trim();
    if (before !== undefined && isUntouched(["cron"])) return { schedule: before, errors: {} };
    // The placeholder of a new job is what then holds.
    if (cron === "" && form.base === undefined) {
      return { schedule: { cron: usualCron }, errors: {} };
    }
    if (cron === "") return { schedule: undefined, errors: { cron: t.form.required } };
    return { schedule: { cron }, errors: {} };
  }
  if (before !== undefined && isUntouched(cronFields)) return { schedule: before, errors: {} };
  const named = cronFields.filter((name) => textIn(form, name).trim() !== "");
  if (named.length === 0) return { schedule: undefined, errors: { minute: t.form.required } };
  const said = Object.fromEntries(named.map((name) => [name, textIn(form, name).trim()]));
  return { schedule: before === undefined ? said : { ...before, ...said }, errors: {} };
}

/** The fields after a switch between crontab and fields. The schedule stays the same where that is possible. */
export function followScheduleKind({ form }: FormContext, kind: string): Values {
  const { preview } = form;
  const known = preview?.kind === "known" ? preview.preview : undefined;
  if (kind === "fields") {
    if (known === undefined) return {};
    return Object.fromEntries(cronFields.map((name) => [name, known[name]]));
  }
  const typed = Object.fromEntries(cronFields.map((name) => [name, textIn(form, name) || "*"]));
  const crontab = crontabOf(known ?? typed as unknown as CronFields);
  return crontab === undefined ? {} : { cron: crontab };
}

/** Merges two bodies. A crontab expression replaces the fields, and fields replace the expression. */
export function mergedSchedule(now: Body, said: Body): Body {
  const fields: readonly string[] = cronFields;
  const isCron = typeof said.cron === "string";
  const namesFields = fields.some((name) => name in said);
  const kept = Object.entries(now).filter(([name]) =>
    !(isCron && fields.includes(name)) && !(namesFields && name === "cron")
  );
  const taken = Object.entries(said).filter(([name]) => !(isCron && fields.includes(name)));
  return Object.fromEntries([...kept, ...taken]);
}

export function scheduleText(value: unknown, t: Texts): string {
  const fields = value as Partial<CronFields> & { cron?: string };
  if (fields.cron !== undefined) return shownText(fields.cron);
  const whole = cronFields.every((name) => fields[name] !== undefined);
  const crontab = whole ? crontabOf(fields as CronFields) : undefined;
  if (crontab !== undefined) return shownText(crontab);
  return cronFields.filter((name) => fields[name] !== undefined)
    .map((name) => `${t.jobForm[name]} ${shownText(fields[name] ?? "")}`).join(" · ");
}
