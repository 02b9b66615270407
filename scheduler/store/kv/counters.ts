import type { Commit } from "./work.ts";
import type { Database } from "./database.ts";
import { keys } from "./keys.ts";

/** Takes the next number as part of the commit. Of two commits that take the same number, one fails. */
export async function addNumber<Id extends number>(
  db: Database,
  work: Commit,
  of: "user" | "category" | "api_key" | "calendar",
): Promise<Id> {
  const counter = await db.get(keys.counter(of));
  const next = (counter.value ?? 0) + 1;
  work.check(counter).set(keys.counter(of), next);
  return next as Id;
}
