/**
 * Secrets that a job uses by name, so that no job and no answer of the API holds them. Jobs may name only variables
 * that begin with `JOB_SECRET_`, so that the server's own secrets stay closed to them.
 */
import { z } from "zod";

export const JobSecretName = z.string().regex(
  /^JOB_SECRET_[A-Za-z0-9_]+$/,
  "must be the name of an environment variable that begins with JOB_SECRET_",
);

/** The webhook of SlackJob's form with four arguments. It is as secret as a `JOB_SECRET_` variable. */
export const slackUrlName = "SIMPLE_SCHEDULER_SLACK_URL";

const held = new Map<string, string>();

/**
 * Moves all job secrets from the environment of this process into memory, so that no program that the process starts
 * inherits them.
 */
export function holdJobSecrets(): void {
  for (const [name, secret] of Object.entries(Deno.env.toObject())) {
    if (!isSecretName(name) || secret === "") continue;
    held.set(name, secret);
    Deno.env.delete(name);
  }
}

/** Throws an Error when the variable is not set or is empty. */
export function readJobSecret(name: string): string {
  const secret = isSecretName(name) ? Deno.env.get(name) || held.get(name) : undefined;
  if (!secret) throw new Error(`the environment variable ${name} is not set on this server`);
  return secret;
}

/** All job secrets of this process. */
export function jobSecrets(): string[] {
  const inEnvironment = Object.entries(Deno.env.toObject())
    .filter(([name]) => isSecretName(name))
    .map(([, secret]) => secret);
  return [...new Set([...inEnvironment, ...held.values()])].filter((secret) => secret !== "");
}

function isSecretName(name: string): boolean {
  return name === slackUrlName || JobSecretName.safeParse(name).success;
}
