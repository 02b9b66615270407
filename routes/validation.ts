import type { z } from "zod";
import { Refusal, type RefusalDetail } from "../scheduler/model/refusal.ts";

const mostDetails = 20;
const longestField = 100;

/** The result of a check against the contract. */
type Checked =
  & { readonly target: string }
  & ({ readonly success: true } | { readonly success: false; readonly error: z.ZodError });

/** @throws Refusal for a request that does not fit the contract; a path that does not fit leads nowhere. */
export function mustFit(result: Checked): void {
  if (result.success) return;
  const { issues } = result.error;
  if (result.target === "param") {
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
