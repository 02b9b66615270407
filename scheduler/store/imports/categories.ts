import { allCategories, type Category, defaultCategory } from "../../model/category.ts";
import type { SecurityEntry } from "../../model/security_entry.ts";
import { addAccessChange } from "../access/access_changes.ts";
import { addSecurityEntries } from "../access/security_log.ts";
import { Commit, commit } from "../kv/commit.ts";
import { takeNumber } from "../kv/counters.ts";
import { keys, nameKey } from "../kv/keys.ts";
import { refused, same, type Taken, type Taking } from "./taking.ts";

/** The names with which a first start makes categories. */
const madeAtStart = new Map([[allCategories, "all"], [defaultCategory, "default"]]);

/**
 * Takes a category with its number. A category of the first start that nobody has changed takes its name and its
 * description.
 * @param told makes the entries of the security log.
 */
export async function takeCategory(
  { db, now, isDry }: Taking,
  given: Pick<Category, "id" | "name" | "description">,
  told: (before: Category | undefined, after: Category) => readonly SecurityEntry[],
): Promise<Taken> {
  const { id, name, description } = given;
  for (;;) {
    const entry = await db.get(keys.category.at(id));
    const before = entry.value;
    if (before?.name === name && before.description === description) return same;
    if (before !== undefined && !isAsMadeAtStart(before)) {
      return refused(`category ${id} is here already, as ${JSON.stringify(before.name)}`);
    }
    const byName = await db.get(keys.category.byName(name));
    if (byName.value !== undefined && byName.value !== id) {
      return refused(`the name ${JSON.stringify(name)} belongs to category ${byName.value} here`);
    }
    const category: Category = {
      ...{ id, name, description },
      version: (before?.version ?? 0) + 1,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    const work = new Commit().check(entry).check(byName).set(keys.category.at(id), category);
    if (before !== undefined && nameKey(before.name) !== nameKey(name)) {
      work.delete(keys.category.byName(before.name));
    }
    work.set(keys.category.byName(name), id);
    await takeNumber(db, work, "category", id);
    addAccessChange(work, "category", id);
    addSecurityEntries(work, told(before, category));
    if (isDry || await commit(db, work, now) !== undefined) {
      return { outcome: before === undefined ? "created" : "changed" };
    }
  }
}

function isAsMadeAtStart({ id, name, description, version }: Category): boolean {
  return version === 1 && description === "" && madeAtStart.get(id) === name;
}
