import { z } from "zod";
import { countOf, numberOf, yesOrNoOf } from "../common.ts";
import {
  type JobPolicyField,
  jobPolicyFields,
  jobPolicyNames,
  type JobPolicyWire,
  type JobPolicyWireName,
} from "../facts.ts";

/** The fields of the job policy in a request: each may be left out, or be null. */
export const jobPolicyRequest = shapeOf((field) => requested(field).nullish()) as {
  [Name in JobPolicyWireName]: z.ZodOptional<z.ZodNullable<z.ZodType<JobPolicyWire[Name]>>>;
};

/** The fields of the job policy in an answer. An answer of an older server may lack a field. */
export const jobPolicyAnswer = shapeOf((field) =>
  field.isLater ? answered(field).default(field.default) : answered(field)
) as {
  [Name in JobPolicyWireName]: z.ZodType<JobPolicyWire[Name]>;
};

function shapeOf(schemaOf: (field: JobPolicyField) => z.ZodType): Record<string, z.ZodType> {
  return Object.fromEntries(
    jobPolicyNames.map((name) => [jobPolicyFields[name].wireName, schemaOf(jobPolicyFields[name])]),
  );
}

function requested(field: JobPolicyField): z.ZodType {
  if (field.kind === "choice") return answered(field);
  if (field.kind === "yes or no") return yesOrNoOf(field.description, field.default);
  const { description, least, most, example = field.default } = field;
  return numberOf(description, least, most, example);
}

/** An answer has no bounds, because a stored job may be older than a bound. */
function answered(field: JobPolicyField): z.ZodType {
  const meta = { description: field.description, example: field.default };
  switch (field.kind) {
    case "whole number":
      return countOf(field.description, field.default);
    case "choice":
      return z.enum(field.options, { error: `must be ${choiceText(field.options)}` }).meta(meta);
    case "yes or no":
      return z.boolean().meta(meta);
  }
}

/** "a, b or c". */
function choiceText(options: readonly string[]): string {
  return `${options.slice(0, -1).join(", ")} or ${options.at(-1)}`;
}
