import {
  type JobPolicyField,
  jobPolicyFields,
  jobPolicyNames,
  type JobPolicyWireName,
} from "../../../routes/contract/facts.ts";
import { yesNo } from "../../forms/yes_no.ts";
import { textIn } from "../../forms/state.ts";
import type { FormContext, FormField, Reading, Values } from "../../forms/form_kind.ts";
import type { Texts } from "../../texts/mod.ts";

/**
 * The part of the form that follows from the table of the job policy: a field of the table needs only its texts
 * here.
 */
const fields = jobPolicyNames.map((name) => jobPolicyFields[name]);
type Choice = Extract<typeof fields[number], { readonly kind: "choice" }>;
type ChoiceTexts = {
  readonly [C in Choice as C["wireName"]]: Readonly<Record<C["options"][number], string>>;
};

export const policyFields: readonly JobPolicyWireName[] = fields.map(({ wireName }) => wireName);

export function policyFormFields({ form, t }: FormContext): FormField[] {
  const isNew = form.base === undefined;
  const preset = isNew ? [{ value: "", label: t.form.preset }] : [];
  return fields.map((field): FormField => {
    const { wireName: name } = field;
    const about = { name, label: t.form.parts[name], help: t.jobForm.help[name] };
    switch (field.kind) {
      case "whole number":
        return { ...about, kind: "text", ...(isNew ? { placeholder: t.form.preset } : {}) };
      case "choice":
        return { ...about, kind: "choice", choices: [...preset, ...choicesOf(field, t)] };
      case "yes or no":
        return { ...about, kind: "choice", choices: [...preset, ...yesNo(t)] };
    }
  });
}

function choicesOf({ wireName, options }: Choice, t: Texts) {
  const texts: ChoiceTexts = t.jobForm.policyChoices;
  const labels: Readonly<Partial<Record<string, string>>> = texts[wireName];
  return options.map((value) => ({ value, label: labels[value] ?? value }));
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
  const base = form.base?.record as Readonly<Record<string, unknown>> | undefined;
  for (const field of fields) {
    const text = textIn(form, field.wireName).trim();
    if (text === "") {
      // The server fills in what a new job leaves out. A job that exists cannot lose a value; an older server has none.
      if (base?.[field.wireName] !== undefined) errors[field.wireName] = t.form.required;
      continue;
    }
    const value = valueOf(field, text);
    if (value !== undefined) parts[field.wireName] = value;
    else if (field.kind === "whole number") {
      errors[field.wireName] = t.form.wholeNumber(field.least, field.most);
    }
  }
  return { parts, errors };
}

/** @returns `undefined`: the text is no value of the field. */
function valueOf(field: JobPolicyField, text: string): string | number | boolean | undefined {
  switch (field.kind) {
    case "whole number": {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return number >= field.least && number <= field.most ? number : undefined;
    }
    case "choice":
      return text;
    case "yes or no":
      return text === "yes";
  }
}
