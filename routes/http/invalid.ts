import type { z } from "zod";
import { Refusal, type RefusalDetail } from "../../scheduler/model/refusal.ts";

const mostDetails = 20;

interface Checked {
  /** The part of the request that was checked: `query`, `param`, `header` or `json`. */
  readonly target: string;
  readonly success: boolean;
  readonly error?: { readonly issues: readonly z.core.$ZodIssue[] };
}

/**
 * The hook that @hono/zod-openapi calls with each validation of a request.
 * @throws Refusal `invalid` that names the fields; `not_found` where the path does not fit.
 */
export function refuseInvalid({ target, success, error }: Checked): void {
  if (success) return;
  const issues = error?.issues ?? [];
  if (target === "param") {
    throw new Refusal("not_found", issues[0]?.message ?? "There is no such thing.");
  }
  const reasons = new Map<string, string>();
  for (const { field, reason } of issues.map(toDetail)) {
    if (reasons.size < mostDetails && !reasons.has(field)) reasons.set(field, reason);
  }
  throw Refusal.invalid([...reasons].map(([field, reason]) => ({ field, reason })));
}

function toDetail(issue: z.core.$ZodIssue): RefusalDetail {
  return { field: fieldOf(issue.path), reason: reasonOf(issue) };
}

/** The path of a field as a reader writes it: `pub_args[1]`. */
function fieldOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "body";
  return path
    .map((part) => typeof part === "number" ? `[${part}]` : `.${String(part)}`)
    .join("")
    .replace(/^\./, "");
}

function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.message
    .replace(/^Invalid input: expected .*, received undefined$/, "is missing")
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, "must be $1, not $2")
    .replace(/^Invalid input: /, "");
}
