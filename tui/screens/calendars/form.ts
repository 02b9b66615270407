import type { Calendar } from "../../../routes/contract/timing/calendars.ts";
import { toastSaved } from "../../forms/saying_saved.ts";
import { byHandTitle } from "../../forms/by_hand.ts";
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
import type { Client } from "../../server/client.ts";
import { readCalendars } from "../../server/reading.ts";
import { zoneChoices } from "../job_form/schedule.ts";
import { icsOf, isIcs } from "./ics_text.ts";
import { datesOf, datesText, timesOf, timesText, windowsOf, windowsText } from "./parts_text.ts";

const names = ["name", "description", "timezone", "dates", "windows", "times"] as const;
const readers = { dates: datesOf, windows: windowsOf, times: timesOf } as const;

export const calendarForm: FormKind = {
  title(view, { form, t }) {
    if (editedId(view) === undefined) return t.calendars.newCalendar;
    const calendar = (form.base?.record ?? {}) as Partial<Calendar>;
    const title = t.calendars.editCalendar(shownText(calendar.name ?? ""));
    return byHandTitle(title, [calendar], t);
  },
  fields,
  blank: () => ({}),
  valuesOf(record) {
    const { name, description, timezone, dates, windows, times } = record as Partial<Calendar>;
    const texts = {
      ...{ name, description, timezone },
      dates: dates && datesText(dates),
      windows: windows && windowsText(windows),
      times: times && timesText(times),
    };
    const given = Object.entries(texts).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given.map(([field, value]) => [field, String(value)]));
  },
  partsOf(record) {
    const calendar = record as Calendar;
    return Object.fromEntries(names.map((name) => [name, calendar[name]]));
  },
  read,
  partText(part, value, { t }) {
    if (part === "ics") return icsShown(String(value ?? ""), t) ?? shownText(String(value ?? ""));
    if (!Array.isArray(value)) return shownJson(value ?? "");
    if (part === "dates") return shownText(datesText(value as Calendar["dates"]));
    if (part === "times") return shownText(timesText(value as Calendar["times"]));
    return shownText(windowsText(value as Calendar["windows"]));
  },
  bodyOf: (parts) => parts as Body,
  // The server names a part of a field: `dates[3].to`.
  fieldOf: (detail) => /^[a-z]+/.exec(detail)?.[0],
  bodyFields: names,
  load: (client, id) => client.calendarToEdit(Number(id)),
  save,
  async saved(app, saved) {
    toastSaved(app, "calendar", saved);
    const made = String((saved.answer as { id: number }).id);
    app.dispatch({ type: "list_selected", list: "calendars", ids: [], id: made });
    await readCalendars(app);
  },
};

export const calendarFormScreen = formScreen("calendar_form", calendarForm);

function fields({ state, t, form }: FormContext): FormField[] {
  const { labels, help } = t.calendars.form;
  const text = (name: keyof typeof labels, more: Partial<FormField> = {}): FormField => (
    { name, label: labels[name], help: help[name], kind: "text", ...more }
  );
  /** Each line of a paste is a part. */
  const pasted = (paste: string) => paste.trim().replace(/\s*[\r\n]+\s*/g, "; ");
  return [
    text("name"),
    text("description"),
    text("timezone", {
      choices: zoneChoices(state.jobs.byId),
      ...(form.base === undefined ? { placeholder: t.form.preset } : {}),
    }),
    text("dates", { pasted }),
    text("windows", { pasted }),
    text("times", { pasted }),
    text("ics", { block: (value) => icsShown(value, t) }),
  ];
}

/** `iCalendar text, 42 lines`; `undefined` for the path of a file. */
function icsShown(text: string, t: FormContext["t"]): string | undefined {
  if (!isIcs(text)) return undefined;
  return t.calendars.form.icsText(text.trimEnd().split(/\r\n|\r|\n/).length);
}

function read({ form, t }: FormContext): Reading {
  const texts = t.calendars.form;
  const base = form.base?.record as Calendar | undefined;
  const parts: Record<string, unknown> = {
    name: textIn(form, "name").trim(),
    description: textIn(form, "description"),
  };
  const errors: Record<string, string> = {};
  if (parts.name === "") errors.name = t.form.required;
  const zone = textIn(form, "timezone").trim();
  if (zone !== "") parts.timezone = zone;
  for (const name of ["dates", "windows", "times"] as const) {
    const text = textIn(form, name);
    // A text that nobody changed stands for what the server has, to the letter.
    const isSame = base !== undefined && text === (form.initial[name] ?? "");
    const read = isSame ? base[name] : readers[name](text);
    if (typeof read === "string") errors[name] = texts.wrong[name](shownText(read));
    else if (isSame || read.length > 0 || base !== undefined) parts[name] = read;
  }
  const ics = textIn(form, "ics").trim();
  if (ics !== "") parts.ics = ics;
  return { parts, errors };
}

/** A file is read when it is sent, so that the server gets what is there then. */
async function save(
  client: Client,
  id: string | undefined,
  body: Body,
  { etag, once }: { readonly etag?: string | undefined; readonly once: string },
) {
  const text = typeof body.ics === "string" ? await icsOf(body.ics) : undefined;
  if (typeof text === "object") return { ok: false, failure: text } as const;
  const sent = text === undefined ? body : { ...body, ics: text };
  return id === undefined
    ? await client.createCalendar(sent, once)
    : await client.changeCalendar(Number(id), sent, etag);
}
