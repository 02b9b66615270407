/**
 * Secrets that a job may use by name, so that they stand in no job and in no answer of the API. Only variables that
 * begin with `JOB_SECRET_` are open to jobs: the server's own secrets are not.
 */
import { z } from "./job_class.ts";

export const JobSecretName = z.string().regex(
  /^JOB_SECRET_[A-Za-z0-9_]+$/,
  "must be the name of an environment variable that begins with JOB_SECRET_",
);

/** Throws when the variable is not set or empty. */
export function readJobSecret(name: string): string {
  const secret = Deno.env.get(name);
  if (!secret) throw new Error(`the environment variable ${name} is not set on this server`);
  return secret;
}
