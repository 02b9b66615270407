import { textIn } from "../../forms/state.ts";
import type { FormContext, FormField, Reading, Values } from "../../forms/form_kind.ts";

const calendarFields = ["not_on", "only_on"] as const;
const momentFields = ["starts_at", "ends_at"] as const;

/** Calendars, start and end of the schedule, under their names in the API. */
export const timingFields = [...calendarFields, ...momentFields] as const;

type TimingField = typeof timingFields[number];

export function timingFormFields({ form, t, state }: FormContext): FormField[] {
  const { byId } = state.calendars;
  return timingFields.map((name) => ({
    ...{ name, label: t.form.parts[name], help: t.jobForm.help[name], kind: "text" },
    ...(isCalendarField(name) && byId.size > 0 ? calendarList(textIn(form, name), byId) : {}),
  }));
}

/** A field that is a list: what is picked joins what is there, once. */
function calendarList(
  text: string,
  byId: FormContext["state"]["calendars"]["byId"],
): Pick<FormField, "choices" | "picked"> {
  const present = calendarIds(text, byId) ?? [];
  return {
    choices: [...byId.values()].map(({ id, name }) => ({
      ...{ value: String(id), label: `${id} ${name}` },
      ...(present.includes(id) ? { isPresent: true } : {}),
    })),
    picked(before, value) {
      if (calendarIds(before, byId)?.includes(Number(value))) return before;
      return [...before.split(",").map((word) => word.trim()).filter(Boolean), value].join(", ");
    },
  };
}

export function isCalendarField(name: string): boolean {
  return (calendarFields as readonly string[]).includes(name);
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

/** The numbers of calendars that are named by their numbers or names; `undefined`: one is none. */
function calendarIds(
  text: string,
  byId: FormContext["state"]["calendars"]["byId"],
): number[] | undefined {
  const ids = text.split(",").map((word) => word.trim()).filter((word) => word !== "")
    .flatMap((word): (number | undefined)[] => {
      const numbers = word.split(/\s+/);
      if (numbers.every((one) => /^[1-9]\d{0,8}$/.test(one))) return numbers.map(Number);
      const named = [...byId.values()].find(({ name }) =>
        name.toLowerCase() === word.toLowerCase()
      );
      return [named?.id];
    });
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

/** The server reads the times. A field that an older server does not know is left alone while it is empty. */
export function readTiming({ form, t, state }: FormContext): Reading {
  const base = form.base?.record as Readonly<Record<string, unknown>> | undefined;
  const parts: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const name of timingFields) {
    const text = textIn(form, name).trim();
    if (text === "" && base?.[name] === undefined) continue;
    if (name === "starts_at" || name === "ends_at") parts[name] = text;
    else {
      const ids = calendarIds(text, state.calendars.byId);
      if (ids === undefined) errors[name] = t.jobForm.calendarNumbers;
      else parts[name] = ids;
    }
  }
  return { parts, errors };
}
