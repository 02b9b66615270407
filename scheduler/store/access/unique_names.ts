/** Names that only one record of a kind may have: a row by the name holds the id of the record. */
import { Refusal } from "../../model/refusal.ts";
import type { Commit } from "../kv/commit.ts";
import type { Database, Key } from "../kv/database.ts";

/** @param what such as `category`. @param field of the request. */
export function nameTaken(what: string, name: string, field = "name"): Refusal {
  return new Refusal("conflict", `The ${what} name ${JSON.stringify(name)} is taken.`, {
    details: [{ field, reason: "is taken" }],
  });
}

/** Gives a record another name, where the row of its name changes by that. @throws the Refusal `taken` */
export async function addRename<Id>(
  db: Database,
  work: Commit,
  { from, to, id, taken }: {
    readonly from: Key<Id>;
    readonly to: Key<Id>;
    readonly id: Id;
    readonly taken: () => Refusal;
  },
): Promise<void> {
  if (from.parts.at(-1) === to.parts.at(-1)) return;
  const name = await db.get(to);
  if (name.value !== undefined) throw taken();
  work.check(name).delete(from).set(to, id);
}
