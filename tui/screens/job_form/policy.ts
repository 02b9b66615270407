import { textIn } from "../../forms/state.ts";
import type { FormContext, FormField, Reading, Values } from "../../forms/form_kind.ts";

/** The bounds are the contract's; a test holds the two together. */
export const numberBounds = {
  max_instances: [1, 100],
  misfire_grace_seconds: [0, 31 * 86_400],
  max_retries: [0, 25],
  retry_delay_seconds: [0, 86_400],
  retry_max_delay_seconds: [0, 86_400],
  timeout_seconds: [0, 86_400],
} as const;

export const overlaps = ["skip", "queue", "replace"] as const;

/** In the order of the form. */
export const policyFields = [
  "max_instances",
  "overlap",
  "timeout_seconds",
  "max_retries",
  "retry_delay_seconds",
  "retry_max_delay_seconds",
  "misfire_grace_seconds",
  "coalesce",
] as const;

export function policyFormFields({ form, t }: FormContext): FormField[] {
  const isNew = form.base === undefined;
  const preset = isNew ? [{ value: "", label: t.form.preset }] : [];
  return policyFields.map((name): FormField => {
    const about = { name, label: t.form.parts[name], help: t.jobForm.help[name] };
    if (name === "overlap") {
      const choices = overlaps.map((value) => ({ value, label: t.jobForm.overlapChoices[value] }));
      return { ...about, kind: "choice", choices: [...preset, ...choices] };
    }
    if (name === "coalesce") return { ...about, kind: "choice", choices: [...preset, ...yesNo(t)] };
    return { ...about, kind: "text", ...(isNew ? { placeholder: t.form.preset } : {}) };
  });
}

export function yesNo(t: FormContext["t"]) {
  return [{ value: "yes", label: t.form.yes }, { value: "no", label: t.form.no }];
}

export function policyValues(record: Readonly<Record<string, unknown>>): Values {
  const named = policyFields.filter((name) => record[name] !== undefined && record[name] !== null);
  return Object.fromEntries(named.map((name) => {
    const value = record[name];
    return [name, typeof value === "boolean" ? (value ? "yes" : "no") : String(value)];
  }));
}

export function readPolicy({ form, t }: FormContext): Reading {
  const parts: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const name of policyFields) {
    const text = textIn(form, name).trim();
    if (text === "") {
      // Left to the server where it is new; of what is there a number cannot be taken away.
      if (form.base !== undefined) errors[name] = t.form.required;
    } else if (name === "overlap") parts[name] = text;
    else if (name === "coalesce") parts[name] = text === "yes";
    else {
      const [least, most] = numberBounds[name];
      const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
      if (number >= least && number <= most) parts[name] = number;
      else errors[name] = t.form.wholeNumber(least, most);
    }
  }
  return { parts, errors };
}
