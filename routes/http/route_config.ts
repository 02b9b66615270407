/** Parts of what createRoute() takes, for all routes. */
import { createMiddleware } from "hono/factory";
import type { z } from "zod";
import { mustChange } from "../../scheduler/model/caller.ts";
import { ErrorAnswer } from "../contract/common.ts";
import { ETag } from "../contract/headers.ts";
import type { AppEnv } from "../deps.ts";

/** The security of a call that needs a token. A call for everyone says `security: []`. */
export const bearer: Record<string, string[]>[] = [{ bearer: [] }];

/** Who may call: the texts of `x-permission`. */
export const forEveryone = "Everyone, without a token.";
export const forUsers = "Every user.";
export const forReaders =
  "Every user, for the user's own category (category 0 and admins: for all).";
export const forChangers =
  "Admins; users with `is_permission`, for their own category (category 0: for all).";
/** The guard refuses everyone else at a route that says so. */
export const forAdmins = "Admins.";

/**
 * Refuses callers who may only read, before anything of the request is read. Only for calls that concern no record yet:
 * for a record that the caller cannot see, the answer is 404.
 */
export const onlyChangers = createMiddleware<AppEnv>(async (c, next) => {
  mustChange(c.var.caller);
  await next();
});

/** A JSON answer. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A JSON answer with the version of its record in the header `ETag`. */
export function taggedJson<S extends z.ZodType>(schema: S, description: string) {
  return { ...json(schema, description), headers: ETag };
}

/** The answer to a GET with `If-None-Match` whose record has not changed. */
export const notModified = { description: "The record has not changed.", headers: ETag };

/** A JSON body, which must be there. */
export function body<S extends z.ZodType>(schema: S) {
  return { required: true, content: { "application/json": { schema } } };
}

/** A JSON body that may be left out; the handler gets `{}` then. */
export function optionalBody<S extends z.ZodType>(schema: S) {
  return { required: false, content: { "application/json": { schema } } };
}

const meanings = {
  400: "The request cannot be read.",
  401: "The token is missing or not valid.",
  403: "The caller may not do this.",
  404: "It does not exist, or the caller cannot see it.",
  409:
    "The request conflicts with what is stored, such as a name that is in use, or with a record that " +
    "cannot be read (`unreadable_record`).",
  412: "The record has changed: its version is not the one that `If-Match` names.",
  413: "The body is too large.",
  415: "The body has a Content-Encoding that is not read.",
  422: "A field is not valid; the details name it.",
  429:
    "Too many log-ins failed, too many streams are open, or a monitor is pinged too often; the header " +
    "Retry-After says how long to wait.",
  503: "The database does not answer.",
  507: "Nothing can be stored now, for example because the disk is full.",
} as const;

/**
 * The errors that a call with a token may answer: those of every such call (400, 401, 409, 413, 503), and `more`.
 * The type names none of them, because a handler throws a Refusal instead of answering it.
 */
export function errors(...more: (keyof typeof meanings)[]): Record<never, never> {
  return openErrors(401, 409, 503, ...more);
}

/** The errors that a call for everyone may answer: those of every call (400, 413), and `more`. */
export function openErrors(...more: (keyof typeof meanings)[]): Record<never, never> {
  return Object.fromEntries(
    [400, 413, ...more].map((status) => [
      status,
      json(ErrorAnswer, meanings[status as keyof typeof meanings]),
    ]),
  );
}
