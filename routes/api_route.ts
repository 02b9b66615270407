import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import type { z } from "zod";
import { type Caller, mustAdmin, mustChange } from "../scheduler/model/user.ts";
import { jsonBody, noBody } from "./body.ts";
import { ErrorAnswer } from "./contract/common.ts";
import type { AppEnv } from "./deps.ts";

/** The name under which the OpenAPI document describes the token. */
export const bearer = "bearer";

type Given = Omit<RouteConfig, "middleware"> & {
  /** Refuses others before anything of the request is looked at. */
  readonly right?: "admin" | "change";
};

/**
 * A route of the API: it takes a JSON body only if it says so, and it may answer with the errors
 * that each may. It needs a token unless it says `security: []`.
 */
export function apiRoute<P extends string, R extends Given & { path: P }>(given: R): R {
  const { right, ...config }: Given & { path: string } = given;
  const security = given.security ?? [{ [bearer]: [] }];
  const takesBody = given.request?.body !== undefined;
  const errors = [
    400,
    ...(security.length > 0 ? [401] : []),
    ...(right === undefined ? [] : [403]),
    ...(given.request?.params === undefined ? [] : [404]),
    ...(given.request?.query === undefined ? [] : [422]),
    ...(takesBody ? [413, 415, 422] : []),
  ];
  const middleware = [
    ...(right === undefined ? [] : [mustHave(right)]),
    takesBody ? jsonBody : noBody,
  ];
  const responses = { ...errorAnswers(...errors), ...given.responses };
  return createRoute({ ...config, security, middleware, responses }) as RouteConfig as R;
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

const meanings: Readonly<Record<number, string>> = {
  400: "The request cannot be read.",
  401: "There is no token, or not a valid one.",
  403: "The caller may not do this.",
  404: "There is no such thing, or the caller cannot see it.",
  409: "It stands against something that is there.",
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
