import type { RouteConfig, RouteHandler } from "@hono/zod-openapi";
import type { Handler } from "hono";
import { createMiddleware } from "hono/factory";
import type { z } from "zod";
import { type Caller, mustAdmin, mustChange } from "../../scheduler/model/user.ts";
import { jsonBody, noBody, optionalJsonBody } from "./body.ts";
import type { AppEnv } from "../deps.ts";
import { ifNoneMatch } from "./etags.ts";
import { validated } from "./validation.ts";

type Asked = NonNullable<RouteConfig["request"]>;
type Answers = RouteConfig["responses"];

/** What is said of a call where it is written, as far as the contract is not needed for it. */
export interface CallFacts {
  readonly method: RouteConfig["method"];
  readonly path: string;
  readonly tags: string[];
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** `[]` for who has no token. */
  readonly security?: [];
  /** Refuses others before anything of the request is looked at. */
  readonly right?: "admin" | "change";
  /** Who may call it, for readers; only where it does not follow from the right and the answers. */
  readonly permission?: string;
  /** Its answer has the record's tag; a GET may be 304, and a change 412. */
  readonly tagged?: true;
  /** It makes something: not twice under one `Idempotency-Key`. */
  readonly once?: true;
  /** Statuses of refusals that do not follow from the rest. */
  readonly errors?: readonly number[];
}

interface Given<C, P extends string, Q extends Asked, A extends Answers> extends CallFacts {
  readonly path: P;
  readonly request?: (contract: C) => Q;
  readonly responses: (contract: C) => A;
  /** Schemas that the API's description names although no answer refers to them. */
  readonly alsoNamed?: (contract: C) => Readonly<Record<string, z.ZodType>>;
}

/** What a call asks and answers, as schemas. */
export interface Terms {
  readonly request: Asked | undefined;
  readonly responses: Answers;
  readonly alsoNamed: Readonly<Record<string, z.ZodType>>;
}

/** A call of the API: `R` is what its handler must fit. */
export interface Call<R extends RouteConfig = RouteConfig> {
  readonly facts: CallFacts;
  /** What the API's description tells of it. */
  terms(): Promise<Terms>;
  /** Refuses what does not fit, in order, before the handler is asked. */
  checks(): Promise<Handler<AppEnv>[]>;
  /** Never there: it carries the type. */
  readonly config?: R;
}

/**
 * Makes routes of what is said of them. The contract is loaded when there is something to check by it, or the
 * API to be described: a server that starts shall not wait for it, and many calls have nothing to check.
 */
export function apiRoutes<C>(contract: () => Promise<C>) {
  return <
    const P extends string,
    A extends Answers,
    Q extends Asked = Record<never, never>,
  >(
    given: Given<C, P, Q, A>,
  ): Call<{ method: RouteConfig["method"]; path: P; request: Q; responses: A }> => {
    const { request, responses, alsoNamed, ...facts } = given;
    const asked = async (): Promise<Asked | undefined> => {
      const own = request?.(await contract());
      const headers = await headersOf(facts);
      return headers === undefined ? own : { ...own, headers };
    };
    return {
      facts,
      terms: async () => ({
        request: await asked(),
        responses: responses(await contract()),
        alsoNamed: alsoNamed?.(await contract()) ?? {},
      }),
      checks: async () => checksOf(facts, await asked()),
    };
  };
}

/** A call, and what answers it. */
export interface Route {
  readonly call: Call;
  readonly handler: Handler<AppEnv>;
}

/** The handler finds what its call asks for checked, and may answer nothing else than that tells. */
export function route<R extends RouteConfig>(
  call: Call<R>,
  handler: RouteHandler<R, AppEnv>,
): Route {
  return { call, handler: handler as Handler<AppEnv> };
}

async function headersOf({ method, tagged, once }: CallFacts): Promise<z.ZodObject | undefined> {
  if (!tagged && !once) return undefined;
  return (await import("../contract/headers.ts")).sentHeaders({ method, tagged, once });
}

function checksOf(
  { right, tagged, method }: CallFacts,
  asked: Asked | undefined,
): Handler<AppEnv>[] {
  const takesBody = asked?.body !== undefined;
  return [
    ...(right === undefined ? [] : [mustHave(right)]),
    !takesBody ? noBody : asked.body?.required === false ? optionalJsonBody : jsonBody,
    ...(tagged && method === "get" ? [ifNoneMatch] : []),
    ...(asked === undefined ? [] : [validated(asked)]),
  ];
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
