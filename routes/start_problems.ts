import { ConfigError } from "../scheduler/config.ts";
import { NoDataError } from "../scheduler/first_start.ts";
import { HalfRestoredError } from "../scheduler/store/backup/whole.ts";
import { NewerDatabaseError } from "../scheduler/store/kv/schema/schema_version.ts";

/**
 * Runs a step of the start that depends on what an operator wrote into a variable.
 * @param says makes the problem line from the reason; by default the line is the reason alone.
 * @throws ConfigError with one line for the variable, in place of the error of the step.
 */
export async function setBy<T>(
  variable: string,
  step: () => T | Promise<T>,
  says: (reason: string) => string = (reason) => reason,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const problem = `${variable}: ${says(reasonOf(error))}`;
    throw new ConfigError([problem], { cause: error });
  }
}

/** The database is there, and a start on it would do harm. The message says all that an operator needs. */
export function isRefusedStart(error: unknown): error is Error {
  return error instanceof NewerDatabaseError || error instanceof HalfRestoredError ||
    error instanceof NoDataError;
}

/** The error of Deno.serve(), as the variable that an operator has to change. */
export function listenProblem(error: unknown, hostname: string, port: number): ConfigError {
  const problem = listenProblemText(error, hostname, port);
  return new ConfigError([problem], { cause: error });
}

function listenProblemText(error: unknown, hostname: string, port: number): string {
  if (error instanceof Deno.errors.AddrInUse) {
    return `PORT: another program listens on port ${port} of ${hostname} already`;
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return `PORT: this user may not listen on port ${port}`;
  }
  return `HOST: the server cannot listen on ${hostname}, port ${port}: ${reasonOf(error)}`;
}

/**
 * The error of opening the database, as the variable that an operator has to change.
 * @param path the value of KV_PATH.
 */
export function databaseProblem(error: unknown, path: string | undefined): Error {
  if (error instanceof ConfigError || isRefusedStart(error)) return error;
  const reason = reasonOf(error);
  const which = path === undefined || reason.includes(path) ? "" : ` (${path})`;
  const problem = reason.includes("DENO_KV_ACCESS_TOKEN")
    ? "DENO_KV_ACCESS_TOKEN: must be set, because KV_PATH is the address of a KV Connect server"
    : `KV_PATH: the database cannot be used: ${reason}${which}`;
  return new ConfigError([problem], { cause: error });
}

/** One line, without a stack. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split(/\s*\n\s*/)[0]?.slice(0, 500) ?? "";
}
