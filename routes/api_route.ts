import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import { type Caller, mustAdmin, mustChange } from "../scheduler/model/user.ts";
import { jsonBody, noBody, optionalJsonBody } from "./body.ts";
import { ErrorAnswer } from "./contract/common.ts";
import { ETag, IdempotencyKey, IfMatch, IfNoneMatch } from "./contract/headers.ts";
import type { AppEnv } from "./deps.ts";
import { ifNoneMatch } from "./etags.ts";

/** The name under which the OpenAPI document describes the token. */
export const bearer = "bearer";

type Given = Omit<RouteConfig, "middleware"> & {
  /** Refuses others before anything of the request is looked at. */
  readonly right?: "admin" | "change";
  /** Who may call it, for readers; only where it does not follow from the right and the answers. */
  readonly permission?: string;
  /** Its answer has the record's tag; a GET may be 304, and a change 412. */
  readonly tagged?: true;
  /** It makes something: not twice under one `Idempotency-Key`. */
  readonly once?: true;
};

/**
 * A route of the API: it takes a JSON body only if it says so, and it may answer with the errors
 * that each may. It needs a token unless it says `security: []`.
 */
export function apiRoute<P extends string, R extends Given & { path: P }>(given: R): R {
  const { right, permission, tagged, once, ...config }: Given & { path: string } = given;
  const security = given.security ?? [{ [bearer]: [] }];
  const takesBody = given.request?.body !== undefined;
  const isOptional = given.request?.body?.required === false;
  const tags = tagsOf(given);
  const errors = [
    400,
    ...(security.length > 0 ? [401] : []),
    ...(right === undefined ? [] : [403]),
    ...(given.request?.params === undefined ? [] : [404]),
    413, // a body where none belongs is looked at as well, to refuse it
    ...(given.request?.query === undefined ? [] : [422]),
    ...(takesBody ? [415, 422] : []),
    ...(once ? [422] : []),
    ...(tags.mayFail ? [412] : []),
    ...(security.length > 0 ? [503] : []),
  ];
  const middleware = [
    ...(right === undefined ? [] : [mustHave(right)]),
    isOptional ? optionalJsonBody : takesBody ? jsonBody : noBody,
    ...(tagged && given.method === "get" ? [ifNoneMatch] : []),
  ];
  const responses = { ...errorAnswers(...errors), ...tags.responses };
  const headers = { ...tags.headers, ...(once ? IdempotencyKey.shape : {}) };
  const request = Object.keys(headers).length === 0
    ? given.request
    : { ...given.request, headers: z.object(headers) };
  const mayCall = permission ?? permissionOf(security.length > 0, right, 403 in responses);
  const described = {
    ...config,
    ...(request === undefined ? {} : { request }),
    security,
    middleware,
    responses,
    "x-permission": mayCall,
  };
  return createRoute(described) as RouteConfig as R;
}

/** What follows from it that a route's answer has the record's tag. */
function tagsOf({ tagged, method, responses }: Given) {
  if (!tagged) return { mayFail: false, headers: {}, responses };
  const told = Object.entries(responses).map(([status, response]) => [
    status,
    status.startsWith("2") && method !== "delete" ? { ...response, headers: ETag } : response,
  ]);
  const known = { 304: { description: "It is still what the client has.", headers: ETag } };
  return {
    mayFail: method !== "get" && method !== "post",
    headers: method === "get" ? IfNoneMatch.shape : method === "post" ? {} : IfMatch.shape,
    responses: { ...Object.fromEntries(told), ...(method === "get" ? known : {}) },
  };
}

function permissionOf(needsToken: boolean, right: Given["right"], mayForbid: boolean): string {
  if (!needsToken) return "Everyone, without a token.";
  if (right === "admin") return "Admins.";
  return right === "change" || mayForbid
    ? "Admins, and users with `is_permission` for what lies in their category (category 0: in all)."
    : "Every user, for what lies in his category (category 0 and admins: in all).";
}

const rights = {
  admin: mustAdmin,
  change: mustChange,
} satisfies Record<string, (caller: Caller) => void>;

function mustHave(right: keyof typeof rights) {
  return createMiddleware<AppEnv>(async (c, next) => {
    rights[right](c.var.user);
    await next();
  });
}

/** A JSON answer. */
export function answer<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A JSON body, which must be there. */
export function body<S extends z.ZodType>(schema: S) {
  return { required: true, content: { "application/json": { schema } } };
}

/** A JSON body that may be left out: it is `{}` then. */
export function optionalBody<S extends z.ZodType>(schema: S) {
  return { required: false, content: { "application/json": { schema } } };
}

const meanings: Readonly<Record<number, string>> = {
  400: "The request cannot be read.",
  401: "There is no token, or not a valid one.",
  403: "The caller may not do this.",
  404: "There is no such thing, or the caller cannot see it.",
  409: "It stands against something that is there.",
  412: "It has been changed since: it has not the version that `If-Match` names.",
  413: "The body is too large.",
  415: "The body is not JSON.",
  422: "A field does not fit; the details name it.",
  429: "Too many log-ins failed; the header Retry-After says how long to wait.",
  503: "The database does not answer.",
};

/** For an OpenAPI document: the error form under each of these statuses. */
export function errorAnswers(...statuses: number[]): Record<number, ErrorResponse> {
  return Object.fromEntries(
    statuses.map((status) => [status, answer(ErrorAnswer, meanings[status] ?? "An error.")]),
  );
}

type ErrorResponse = ReturnType<typeof answer<typeof ErrorAnswer>>;
