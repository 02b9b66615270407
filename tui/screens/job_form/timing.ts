import { textIn } from "../../forms/state.ts";
import type { FormContext, FormField, Reading, Values } from "../../forms/form_kind.ts";

const calendarFields = ["not_on", "only_on"] as const;
const momentFields = ["starts_at", "ends_at"] as const;

/** Calendars, start and end of the schedule, under their names in the API. */
export const timingFields = [...calendarFields, ...momentFields] as const;

type TimingField = typeof timingFields[number];

export function timingFormFields({ t }: FormContext): FormField[] {
  return timingFields.map((name) => ({
    ...{ name, label: t.form.parts[name], help: t.jobForm.help[name], kind: "text" },
  }));
}

export function timingValues(record: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(timingFields.flatMap((name) => {
    const value = record[name];
    if (value === undefined || value === null) return [];
    return [[name, Array.isArray(value) ? value.join(", ") : String(value)]];
  }));
}

/** The field of the form for a field that the server names, such as `not_on[0]`. */
export function timingFieldOf(detail: string): TimingField | undefined {
  return calendarFields.find((name) => detail.startsWith(`${name}[`));
}

/** The server reads the times. A field that an older server does not know is left alone while it is empty. */
export function readTiming({ form, t }: FormContext): Reading {
  const base = form.base?.record as Readonly<Record<string, unknown>> | undefined;
  const parts: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const name of timingFields) {
    const text = textIn(form, name).trim();
    if (text === "" && base?.[name] === undefined) continue;
    if (name === "starts_at" || name === "ends_at") parts[name] = text;
    else {
      const words = text.split(/[\s,]+/).filter((word) => word !== "");
      if (words.every((word) => /^[1-9]\d{0,8}$/.test(word))) parts[name] = words.map(Number);
      else errors[name] = t.jobForm.calendarNumbers;
    }
  }
  return { parts, errors };
}
