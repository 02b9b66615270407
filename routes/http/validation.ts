import type { RouteConfig } from "@hono/zod-openapi";
import type { Context, Handler } from "hono";
import type { z } from "zod";
import { Refusal, type RefusalDetail } from "../../scheduler/model/refusal.ts";
import type { AppEnv } from "../deps.ts";

const mostDetails = 20;
const longestField = 100;

type Part = "query" | "param" | "header" | "json";

/** Part of a request, the schema that it must fit, and where it is found. */
type Check = readonly [Part, z.ZodType, (c: Context<AppEnv>) => unknown];

/** Holds a request against what its call asks; the handler finds what came of it in `c.req.valid()`. */
export function validated(asked: RouteConfig["request"]): Handler<AppEnv> {
  const checks = checksOf(asked ?? {});
  return async (c, next) => {
    for (const [part, schema, read] of checks) {
      c.req.addValidatedData(part, mustFit(part, schema.safeParse(read(c))));
    }
    await next();
  };
}

function checksOf({ query, params, headers, body }: NonNullable<RouteConfig["request"]>): Check[] {
  const checks: Check[] = [];
  if (query !== undefined) checks.push(["query", query as z.ZodType, (c) => c.req.query()]);
  if (params !== undefined) checks.push(["param", params as z.ZodType, (c) => c.req.param()]);
  if (headers !== undefined) {
    const schema = headers as z.ZodObject;
    const names = Object.keys(schema.shape);
    checks.push([
      "header",
      schema,
      (c) => Object.fromEntries(names.map((name) => [name, c.req.header(name)])),
    ]);
  }
  const json = body?.content["application/json"] as { readonly schema: z.ZodType } | undefined;
  if (json !== undefined) {
    checks.push(["json", json.schema, (c) => c.var.body === undefined ? {} : c.var.body.value]);
  }
  return checks;
}

/** @throws Refusal for what does not fit; a path that does not fit leads nowhere. */
function mustFit(part: Part, result: z.ZodSafeParseResult<unknown>): object {
  if (result.success) return result.data as object;
  const { issues } = result.error;
  if (part === "param") {
    throw new Refusal("not_found", issues[0]?.message ?? "There is no such thing.");
  }
  const reasons = new Map<string, string>();
  for (const { field, reason } of issues.flatMap(toDetails)) {
    if (reasons.size < mostDetails && !reasons.has(field)) reasons.set(field, reason);
  }
  throw Refusal.invalid([...reasons].map(([field, reason]) => ({ field, reason })));
}

function toDetails(issue: z.core.$ZodIssue): RefusalDetail[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, mostDetails).map((key) => (
      { field: fieldOf([...issue.path, key]), reason: "is not a known field" }
    ));
  }
  return [{ field: fieldOf(issue.path), reason: reasonOf(issue) }];
}

/** `pub_args[1]`, as a reader would write it. */
function fieldOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "body";
  const text = path
    .map((part) => typeof part === "number" ? `[${part}]` : `.${String(part)}`)
    .join("")
    .replace(/^\./, "");
  return text.length > longestField ? `${text.slice(0, longestField - 1)}…` : text;
}

function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.message
    .replace(/^Invalid input: expected .*, received undefined$/, "is missing")
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, "must be $1, not $2")
    .replace(/^Invalid input: /, "");
}
