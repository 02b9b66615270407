import type { Context } from "hono";
import { Refusal, type RefusalCode, type RefusalDetail } from "../../scheduler/model/refusal.ts";
import {
  asStorageFull,
  DatabaseUnavailableError,
  UnknownCommitError,
} from "../../scheduler/store/kv/faults/failures.ts";
import { UnreadableRecordError } from "../../scheduler/store/kv/faults/unreadable.ts";
import { NewerDatabaseError } from "../../scheduler/store/kv/schema/schema_version.ts";
import type { ErrorAnswer } from "../contract/common.ts";
import type { AppEnv } from "../deps.ts";

/** The HTTP status of each kind of refusal. */
export const statuses = {
  malformed: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  // Repeating the request does not help before an operator has mended the record.
  unreadable_record: 409,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  too_many_attempts: 429,
  unavailable: 503,
  storage_full: 507,
} as const satisfies Record<RefusalCode, number>;

type ErrorStatus = typeof statuses[RefusalCode] | 405 | 500;

/** Answers a refusal with its status, and any other error with 500; the log gets the stack. */
export function onError(error: Error, c: Context<AppEnv>): Response {
  if (error instanceof Refusal) return answerRefusal(c, error);
  const refusal = databaseRefusal(error);
  if (refusal !== undefined) {
    c.var.log.warn("the database did not do what a request needs", { error, path: shownPath(c) });
    return answerRefusal(c, refusal);
  }
  c.var.log.error("a request failed", { error, method: c.req.method, path: shownPath(c) });
  return answerError(c, 500, "internal", "Something went wrong here, and has been logged.");
}

/** The path without the key of a monitor: whoever reads the log must not be able to ping. */
function shownPath(c: Context<AppEnv>): string {
  return c.req.path.replace(/^\/ping\/[^/]+/, "/ping/…");
}

/** The refusal for an error of the database that is no bug; `undefined` for every other error. */
function databaseRefusal(error: Error): Refusal | undefined {
  const full = asStorageFull(error);
  if (full !== undefined) {
    return new Refusal("storage_full", `Nothing can be stored now: ${full.why}.`);
  }
  if (error instanceof DatabaseUnavailableError) {
    return new Refusal("unavailable", "Try again in a moment.");
  }
  // Any other cause is an error that nobody has thought of, and is logged as a bug.
  if (error instanceof UnknownCommitError && error.cause instanceof DatabaseUnavailableError) {
    return new Refusal("unavailable", "Nobody knows whether this was done: look, and try again.");
  }
  if (error instanceof NewerDatabaseError) return new Refusal("unavailable", error.message);
  if (error instanceof UnreadableRecordError) {
    const record = String(error.key[0]).replaceAll("_", " ");
    return new Refusal("unreadable_record", `A stored record cannot be read (${record}).`);
  }
  return undefined;
}

export function notFound(c: Context<AppEnv>): Response {
  return answerRefusal(c, nothingHere());
}

export function nothingHere(): Refusal {
  return new Refusal("not_found", "There is nothing at this path.");
}

/**
 * For a path that exists with other methods only.
 * @param allow the methods of the path, with commas between them.
 */
export function methodNotAllowed(allow: string) {
  return (c: Context<AppEnv>): Response => {
    c.header("Allow", allow);
    const message = `${c.req.method} is not for this path, which takes ${allow}.`;
    return answerError(c, 405, "method_not_allowed", message);
  };
}

/** @throws Refusal `not_found` where there is no record. */
export function found<T>(what: string, record: T | undefined): T {
  if (record !== undefined) return record;
  throw new Refusal("not_found", `There is no such ${what}.`);
}

function answerRefusal(c: Context<AppEnv>, refusal: Refusal): Response {
  if (refusal.code === "unauthorized") c.header("WWW-Authenticate", "Bearer");
  if (refusal.retryAfterSeconds !== undefined) {
    c.header("Retry-After", String(refusal.retryAfterSeconds));
  }
  return answerError(c, statuses[refusal.code], refusal.code, refusal.message, refusal.details);
}

function answerError(
  c: Context<AppEnv>,
  status: ErrorStatus,
  code: string,
  error: string,
  details: readonly RefusalDetail[] = [],
): Response {
  return c.json({ error, code, details: [...details] } satisfies ErrorAnswer, status);
}
