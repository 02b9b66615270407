import type { Monitor } from "../../../routes/contract/monitors/monitors.ts";
import { toastSaved } from "../../forms/saying_saved.ts";
import { byHandTitle } from "../../forms/by_hand.ts";
import { categoryChoices } from "../../forms/category_choices.ts";
import {
  type Body,
  editedId,
  type FormContext,
  type FormField,
  type FormKind,
  type Reading,
} from "../../forms/form_kind.ts";
import { formScreen } from "../../forms/form_screen.ts";
import { shownJson, shownText } from "../../forms/shown.ts";
import { textIn } from "../../forms/state.ts";
import { yesNo } from "../../forms/yes_no.ts";
import { type PingAddress, showPingAddress } from "../../server/ping_address.ts";
import { categoryName } from "../../state/selectors.ts";
import { cronOf, lengthText, secondsOf } from "./looks.ts";
import { readMonitors } from "./reading.ts";

export const monitorForm: FormKind = {
  title(view, { form, t }) {
    if (editedId(view) === undefined) return t.monitors.newMonitor;
    const monitor = (form.base?.record ?? {}) as Partial<Monitor>;
    return byHandTitle(t.monitors.editMonitor(shownText(monitor.name ?? "")), [monitor], t);
  },
  fields,
  blank: () => ({
    ...{ category_id: "1", period: "1d", cron: "", timezone: "", grace: "1h" },
    manual_resume: "no",
  }),
  valuesOf(record) {
    const monitor = record as Monitor;
    const { name, category_id, period_seconds: period, timezone, grace_seconds } = monitor;
    return {
      ...{ name, timezone, category_id: String(category_id) },
      period: period === null ? "" : lengthText(period),
      cron: cronOf(monitor),
      grace: lengthText(grace_seconds),
      manual_resume: monitor.manual_resume ? "yes" : "no",
    };
  },
  partsOf(record) {
    const monitor = record as Monitor;
    const { name, category_id, period_seconds, timezone, grace_seconds, manual_resume } = monitor;
    const expected = period_seconds === null ? { cron: cronOf(monitor) } : { period_seconds };
    return { name, category_id, ...expected, timezone, grace_seconds, manual_resume };
  },
  read,
  partText(part, value, { state, t }) {
    if (part === "category_id") return categoryName(state, Number(value));
    if (typeof value === "boolean") return value ? t.form.yes : t.form.no;
    return shownJson(value ?? "");
  },
  bodyOf: (parts) => parts as Body,
  fieldOf: (detail) => detail.replace(/_seconds$/, ""),
  bodyFields: [],
  load: (client, id) => client.monitorToEdit(id),
  save: (client, id, body, { etag, once }) =>
    id === undefined ? client.createMonitor(body, once) : client.changeMonitor(id, body, etag),
  async saved(app, saved) {
    const { id, name, answer } = saved;
    if (id === undefined) showPingAddress(app, shownText(name), answer as PingAddress);
    else toastSaved(app, "monitor", saved);
    const made = (answer as { monitor_id: string }).monitor_id;
    app.dispatch({ type: "list_selected", list: "monitors", ids: [], id: made });
    await readMonitors(app);
  },
};

export const monitorFormScreen = formScreen("monitor_form", monitorForm);

function fields({ state, t }: FormContext): FormField[] {
  const { labels, help } = t.monitors.form;
  const text = (name: keyof typeof labels, more: Partial<FormField> = {}): FormField => (
    { name, label: labels[name], help: help[name], kind: "text", ...more }
  );
  return [
    text("name"),
    text("category_id", { kind: "choice", choices: categoryChoices(state) }),
    text("period"),
    text("cron"),
    text("timezone", { placeholder: t.form.preset }),
    text("grace"),
    text("manual_resume", { kind: "choice", choices: yesNo(t) }),
  ];
}

function read({ form, t }: FormContext): Reading {
  const text = (name: string) => textIn(form, name).trim();
  const errors: Record<string, string> = {};
  const { notALength, oneOfBoth } = t.monitors.form;
  if (text("name") === "") errors.name = t.form.required;
  const [period, grace] = [secondsOf(text("period")), secondsOf(text("grace"))];
  const cron = text("cron");
  if (text("period") !== "" && period === undefined) errors.period = notALength;
  if (grace === undefined) errors.grace = notALength;
  if ((text("period") === "") === (cron === "")) errors.cron = oneOfBoth;
  return {
    parts: {
      name: text("name"),
      category_id: Number(text("category_id")),
      ...(cron === "" ? { period_seconds: period } : { cron }),
      ...(text("timezone") === "" ? {} : { timezone: text("timezone") }),
      grace_seconds: grace,
      manual_resume: text("manual_resume") === "yes",
    },
    errors,
  };
}
