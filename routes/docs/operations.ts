import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import { answer, type CallFacts, type Terms } from "../http/api_route.ts";
import { ErrorAnswer } from "../contract/common.ts";
import { ETag } from "../contract/headers.ts";
import type { PlacedCall } from "../http/mount.ts";

/** The name under which the document describes the token. */
export const bearer = "bearer";

/** What makes documents of the calls. */
export async function registered(calls: readonly PlacedCall[]): Promise<OpenAPIHono> {
  const app = new OpenAPIHono();
  for (const { path, call } of calls) {
    const terms = await call.terms();
    for (const [name, schema] of Object.entries(terms.alsoNamed)) {
      // A copy: only schemas that were made after the library was loaded can be given its own facts.
      app.openAPIRegistry.register(name, schema.clone());
    }
    app.openAPIRegistry.registerPath({ ...operationOf(call.facts, terms), path });
  }
  return app;
}

/** With all that follows of what is said of a call: it may answer with the errors that each may. */
function operationOf(facts: CallFacts, { request, responses: own }: Terms): RouteConfig {
  const { right, permission, tagged: _, once, errors: others = [], ...config } = facts;
  const needsToken = facts.security === undefined;
  const { mayFail, responses: told } = tagsOf(facts, own);
  const errors = [
    ...others,
    400,
    ...(needsToken ? [401] : []),
    ...(right === undefined ? [] : [403]),
    ...(request?.params === undefined ? [] : [404]),
    413, // a body where none belongs is looked at as well, to refuse it
    ...(request?.query === undefined ? [] : [422]),
    ...(request?.body === undefined ? [] : [415, 422]),
    ...(once ? [422] : []),
    ...(mayFail ? [412] : []),
    ...(needsToken ? [503] : []),
  ];
  const responses = { ...errorAnswers(errors), ...told };
  return {
    ...config,
    ...(request === undefined ? {} : { request }),
    security: facts.security ?? [{ [bearer]: [] }],
    responses,
    "x-permission": permission ?? permissionOf(needsToken, right, 403 in responses),
  };
}

/** What follows from it that a call's answer has the record's tag. */
function tagsOf({ tagged, method }: CallFacts, responses: RouteConfig["responses"]) {
  if (!tagged) return { mayFail: false, responses };
  const told = Object.entries(responses).map(([status, response]) => [
    status,
    status.startsWith("2") && method !== "delete" ? { ...response, headers: ETag } : response,
  ]);
  const known = { 304: { description: "It is still what the client has.", headers: ETag } };
  return {
    mayFail: method !== "get" && method !== "post",
    responses: { ...Object.fromEntries(told), ...(method === "get" ? known : {}) },
  };
}

function permissionOf(
  needsToken: boolean,
  right: CallFacts["right"],
  mayForbid: boolean,
): string {
  if (!needsToken) return "Everyone, without a token.";
  if (right === "admin") return "Admins.";
  return right === "change" || mayForbid
    ? "Admins, and users with `is_permission` for what lies in their category (category 0: in all)."
    : "Every user, for what lies in his category (category 0 and admins: in all).";
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
  429:
    "Too many log-ins failed, or too many streams are open; the header Retry-After says how long to wait.",
  503: "The database does not answer.",
};

function errorAnswers(statuses: readonly number[]): RouteConfig["responses"] {
  return Object.fromEntries(
    statuses.map((status) => [status, answer(ErrorAnswer, meanings[status] ?? "An error.")]),
  );
}
