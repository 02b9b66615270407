import { BoundedMap } from "../../cache/bounded_map.ts";
import { allCategories, type Category, defaultCategory } from "../../model/category.ts";
import type { CategoryId } from "../../model/ids.ts";
import { Refusal } from "../../model/refusal.ts";
import type { SecurityEntry } from "../../model/security_entry.ts";
import type { Instant } from "../../model/time.ts";
import { type Also, Commit, commit } from "../kv/commit.ts";
import { addNumber } from "../kv/counters.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { afterNumber, type Page, type PageRequest } from "../kv/pages.ts";
import { indexMark } from "../kv/records.ts";
import { addAccessChange } from "./access_changes.ts";
import { addSecurityEntries } from "./security_log.ts";
import { addRename, nameTaken } from "./unique_names.ts";

/** A page of the categories, by number. @throws Refusal `invalid` for a bad cursor. */
export async function listCategories(db: Database, request: PageRequest): Promise<Page<Category>> {
  const found = await db.list(keys.category.all, {
    ...(request.cursor === undefined ? {} : { from: afterNumber(request.cursor) }),
    limit: request.limit + 1,
  });
  const items = found.slice(0, request.limit).map(({ value }) => value);
  const last = found.length > request.limit ? items.at(-1) : undefined;
  return { items, ...(last === undefined ? {} : { nextCursor: String(last.id) }) };
}

export async function findCategoryByName(
  db: Database,
  name: string,
): Promise<CategoryId | undefined> {
  return (await db.get(keys.category.byName(name))).value as CategoryId | undefined;
}

export async function findCategory(db: Database, id: CategoryId): Promise<Category | undefined> {
  return (await db.get(keys.category.at(id))).value;
}

/** Stores a new category. @throws Refusal `conflict` when the name is taken. */
export async function createCategory(
  db: Database,
  draft: Pick<Category, "name" | "description" | "alarms" | "owner">,
  now: Instant,
  told: (category: Category) => readonly SecurityEntry[] = () => [],
  also?: Also<Category>,
): Promise<Category> {
  for (;;) {
    const name = await db.get(keys.category.byName(draft.name));
    if (name.value !== undefined) throw nameTaken("category", draft.name);
    const work = new Commit().check(name);
    const id = await addNumber<CategoryId>(db, work, "category");
    const category = { ...draft, id, version: 1, createdAt: now, updatedAt: now };
    work.set(keys.category.at(id), category).set(keys.category.byName(draft.name), id);
    addAccessChange(work, "category", id);
    addSecurityEntries(work, told(category));
    await also?.(work, category);
    if (await commit(db, work, now) !== undefined) return category;
  }
}

/**
 * Changes a category.
 * @param mustFit called with the category as it is; throws when it must not be changed.
 * @returns the changed category; `undefined` when there is no category with this number.
 * @throws Refusal `conflict` when the new name is taken, or for category 0.
 */
export async function changeCategory(
  db: Database,
  id: CategoryId,
  draft: Partial<Pick<Category, "name" | "description" | "alarms" | "owner">>,
  now: Instant,
  told: (before: Category, after: Category) => readonly SecurityEntry[] = () => [],
  mustFit?: (before: Category) => void,
): Promise<Category | undefined> {
  for (;;) {
    const entry = await db.get(keys.category.at(id));
    if (entry.value === undefined) return undefined;
    const before = entry.value;
    mustFit?.(before);
    refuseAll(id, "changed");
    const category = { ...before, ...draft, version: before.version + 1, updatedAt: now };
    const work = new Commit().check(entry).set(keys.category.at(id), category);
    await addRename<number>(db, work, {
      from: keys.category.byName(before.name),
      to: keys.category.byName(category.name),
      id,
      taken: () => nameTaken("category", category.name),
    });
    addAccessChange(work, "category", id);
    addSecurityEntries(work, told(before, category));
    if (await commit(db, work, now) !== undefined) return category;
  }
}

/**
 * Deletes a category.
 * @param mustFit called with the category as it is; throws when it must not be deleted.
 * @returns whether there was such a category.
 * @throws Refusal `conflict` while jobs, users, API keys, channels or monitors are in it, and for categories 0 and 1.
 */
export async function deleteCategory(
  db: Database,
  id: CategoryId,
  now: Instant,
  told: (category: Category) => readonly SecurityEntry[] = () => [],
  mustFit?: (category: Category) => void,
): Promise<boolean> {
  for (;;) {
    const entry = await db.get(keys.category.at(id));
    if (entry.value === undefined) return false;
    mustFit?.(entry.value);
    refuseAll(id, "deleted");
    if (id === defaultCategory) {
      throw new Refusal("conflict", "The default category cannot be deleted.");
    }
    const use = await db.get(keys.category.use(id));
    const jobs = await db.list(keys.job.allByCategory(id), { limit: 1 });
    const users = await db.list(keys.user.allByCategory(id), { limit: 1 });
    const apiKeys = await db.list(keys.apiKey.allByCategory(id), { limit: 1 });
    const channels = await db.list(keys.channel.allByCategory(id), { limit: 1 });
    const monitors = await db.list(keys.monitor.allByCategory(id), { limit: 1 });
    if (monitors.length > 0) throw new Refusal("conflict", "The category still has monitors.");
    if (channels.length > 0) throw new Refusal("conflict", "The category still has channels.");
    if (jobs.length > 0) throw new Refusal("conflict", "The category still has jobs.");
    if (users.length > 0) throw new Refusal("conflict", "The category still has users.");
    if (apiKeys.length > 0) throw new Refusal("conflict", "The category still has API keys.");
    const work = new Commit().check(entry).check(use)
      .delete(keys.category.at(id))
      .delete(keys.category.byName(entry.value.name))
      .delete(keys.category.use(id));
    addAccessChange(work, "category", id);
    addSecurityEntries(work, told(entry.value));
    if (await commit(db, work, now) !== undefined) return true;
  }
}

/** Makes categories 0 and 1 where they are missing. Safe to call in several processes at the same time. */
export async function seedCategories(db: Database, now: Instant): Promise<void> {
  const named = [[allCategories, "all"], [defaultCategory, "default"]] as const;
  const entries = await db.getMany(named.map(([id]) => keys.category.at(id)));
  for (const [i, [id, name]] of named.entries()) {
    const entry = entries[i];
    // An unreadable category is there.
    if (entry === undefined || entry.versionstamp !== null) continue;
    const category = { id, name, description: "", version: 1, createdAt: now, updatedAt: now };
    const counter = await db.get(keys.counter("category"));
    const work = new Commit().check(entry).check(counter)
      .set(keys.category.at(id), category)
      .set(keys.category.byName(name), id)
      .set(keys.counter("category"), Math.max(id, counter.value ?? 0));
    await commit(db, work, now);
  }
}

/** Categories as this process last read them. A commit that relies on one checks it. */
const readBefore = new WeakMap<Database, BoundedMap<CategoryId, Entry<Category>>>();
const mostRemembered = 1000;

/**
 * Adds to a commit that something is put into the category. The commit fails if the category is deleted meanwhile.
 * @param more.mayBeOld whether a category that this process read before need not be read again. Only for the first try of a
 * commit: when that fails its check, the category may have been changed or deleted.
 * @throws Refusal `invalid` when there is no such category.
 */
export async function addCategoryUse(
  db: Database,
  work: Commit,
  id: CategoryId,
  { mayBeOld = false } = {},
): Promise<void> {
  const known = readBefore.getOrInsertComputed(db, () => new BoundedMap(mostRemembered));
  const entry = (mayBeOld ? known.get(id) : undefined) ?? await db.get(keys.category.at(id));
  if (entry.value === undefined) {
    known.delete(id);
    throw Refusal.invalid([{ field: "category_id", reason: `there is no category ${id}` }]);
  }
  known.set(id, entry);
  work.check(entry).set(keys.category.use(id), indexMark);
}

function refuseAll(id: CategoryId, what: string): void {
  if (id === allCategories) {
    throw new Refusal("conflict", `The category of all categories cannot be ${what}.`);
  }
}
