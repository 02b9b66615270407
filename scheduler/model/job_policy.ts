import { z } from "zod";
import {
  type JobPolicyField,
  jobPolicyFields,
  type JobPolicyName,
  jobPolicyNames,
  type JobPolicyValues,
} from "./job_policy_fields.ts";

/**
 * A job's policy as it is stored. The policy is set when the job is made: a default that changes later leaves
 * the job alone, and is only read where an older record does not have the field.
 */
export const JobPolicy = z.object(
  Object.fromEntries(
    jobPolicyNames.map((name) => [name, stored(jobPolicyFields[name])]),
  ) as { [Name in JobPolicyName]: z.ZodType<JobPolicyValues[Name]> },
);
export type JobPolicy = z.infer<typeof JobPolicy>;

/**
 * Milliseconds to wait after the attempt of this number (the first is 1). The wait doubles with each
 * attempt up to the job's cap. Half of it is random, so that jobs that failed together do not retry together.
 */
export function retryDelayMs(policy: JobPolicy, attempt: number, random: () => number): number {
  const full = Math.min(
    policy.retryDelaySeconds * 2 ** (attempt - 1),
    policy.retryDelayMaxSeconds,
  ) * 1000;
  return Math.round(full / 2 + full / 2 * random());
}

/** Records are read without the bounds: a value that was stored within older, wider bounds stays readable. */
function stored(field: JobPolicyField): z.ZodType {
  switch (field.kind) {
    case "whole number":
      return z.number().default(field.default);
    case "choice":
      return z.enum(field.options as [string, ...string[]]).default(field.default);
    case "yes or no":
      return z.boolean().default(field.default);
  }
}
