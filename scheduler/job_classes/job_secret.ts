/**
 * Secrets that a job uses by name, so that no job and no answer of the API holds them. Jobs may name only variables
 * that begin with `JOB_SECRET_`, so that the server's own secrets stay closed to them.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { z } from "zod";

export const JobSecretName = z.string().regex(
  /^JOB_SECRET_[A-Za-z0-9_]+$/,
  "must be the name of an environment variable that begins with JOB_SECRET_",
);

/** The webhook of SlackJob's form with four arguments. It is as secret as a `JOB_SECRET_` variable. */
export const slackUrlName = "SIMPLE_SCHEDULER_SLACK_URL";

const held = new Map<string, string>();
let isEnvironmentRead = false;

/** Moves all job secrets from the environment of this process into memory, so that no program inherits them. */
export function holdJobSecrets(): void {
  readEnvironment();
  for (const name of held.keys()) Deno.env.delete(name);
}

/** Says why the run under way must not read a secret; `undefined` when it may. */
type RefuseSecret = (name: string) => string | undefined;

const runs = new AsyncLocalStorage<RefuseSecret>();

/** Runs a job, whose class then reads only those secrets that are not refused, however it comes to their names. */
export function withSecrets<T>(refusal: RefuseSecret, run: () => T): T {
  return runs.run(refusal, run);
}

/** Throws an Error when the variable is not set or is empty, and when the job's category may not use it. */
export function readJobSecret(name: string): string {
  const refused = runs.getStore()?.(name);
  if (refused !== undefined) throw new Error(refused);
  const secret = isSecretName(name) ? Deno.env.get(name) || held.get(name) : undefined;
  if (!secret) throw new Error(`the environment variable ${name} is not set on this server`);
  held.set(name, secret);
  return secret;
}

/** Hides a secret that is not in the environment in the texts of all runs. @param name of no job secret. */
export function hideSecret(name: string, secret: string): void {
  if (isSecretName(name)) throw new Error(`${name} is the name of a job secret`);
  held.set(name, secret);
}

/** All secrets that this process knows and that no text may show, by their names. */
export function knownJobSecrets(): ReadonlyMap<string, string> {
  if (!isEnvironmentRead) readEnvironment();
  return held;
}

function readEnvironment(): void {
  isEnvironmentRead = true;
  for (const [name, secret] of Object.entries(Deno.env.toObject())) {
    if (isSecretName(name) && secret !== "") held.set(name, secret);
  }
}

export function isSecretName(name: string): boolean {
  return name === slackUrlName || /^JOB_SECRET_\w+$/.test(name);
}
