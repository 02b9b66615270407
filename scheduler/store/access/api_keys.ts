import { type ApiKey, isMadeBy } from "../../model/api_key.ts";
import type { ApiKeyId, UserId } from "../../model/ids.ts";
import { Refusal } from "../../model/refusal.ts";
import type { SecurityEntry } from "../../model/security_entry.ts";
import { type Instant, minute } from "../../model/time.ts";
import type { User } from "../../model/user.ts";
import { addCategoryUse } from "./categories.ts";
import { type Also, Commit, commit } from "../kv/commit.ts";
import { addNumber } from "../kv/counters.ts";
import type { Database, Entry } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { indexMark } from "../kv/records.ts";
import { afterNumber, type Page, type PageRequest } from "../kv/pages.ts";
import { addAccessChange } from "./access_changes.ts";
import { addSecurityEntries } from "./security_log.ts";

export type ApiKeyDraft = Omit<ApiKey, "id">;

/** A key, and when it was last used, to the minute; absent for a key that was never used. */
export interface UsedApiKey {
  readonly key: ApiKey;
  readonly usedAt?: Instant;
}

/** The least time between two notes of a key's use. */
export const noteEveryMs = minute;

const listedAtOnce = 500;

/** The key with this secret's hash. The caller checks whether the key has expired. */
export async function findApiKeyBySecret(db: Database, hash: string): Promise<ApiKey | undefined> {
  return (await db.get(keys.apiKey.bySecret(hash))).value;
}

export async function findApiKey(db: Database, id: ApiKeyId): Promise<UsedApiKey | undefined> {
  const [entry, used] = await Promise.all([
    db.get(keys.apiKey.at(id)),
    db.get(keys.apiKey.usedAt(id)),
  ]);
  return entry.value === undefined ? undefined : withUse(entry.value, used.value);
}

/** A page of the keys, by number. @throws Refusal `invalid` for a bad cursor. */
export async function listApiKeys(db: Database, request: PageRequest): Promise<Page<UsedApiKey>> {
  const found = await db.list(keys.apiKey.all, {
    ...(request.cursor === undefined ? {} : { from: afterNumber(request.cursor) }),
    limit: request.limit + 1,
  });
  const shown = found.slice(0, request.limit).map(({ value }) => value);
  const used = await db.getMany(shown.map(({ id }) => keys.apiKey.usedAt(id)));
  const last = found.length > request.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((key, i) => withUse(key, used[i]?.value)),
    ...(last === undefined ? {} : { nextCursor: String(last.id) }),
  };
}

/**
 * Stores a new key.
 * @param told makes the entry of the security log.
 * @throws Refusal `conflict` when the name is taken, `invalid` when there is no such category.
 */
export async function createApiKey(
  db: Database,
  draft: ApiKeyDraft,
  told: (key: ApiKey) => SecurityEntry,
  now: Instant,
  also?: Also<ApiKey>,
): Promise<ApiKey> {
  for (;;) {
    const name = await db.get(keys.apiKey.byName(draft.name));
    if (name.value !== undefined) throw nameTaken(draft.name);
    const work = new Commit().check(name);
    const key = { ...draft, id: await addNumber<ApiKeyId>(db, work, "api_key") };
    await addCategoryUse(db, work, key.categoryId);
    await addOwner(db, work, key.createdById);
    work.set(keys.apiKey.at(key.id), key)
      .set(keys.apiKey.byName(key.name), key.id)
      .set(keys.apiKey.bySecret(key.secretHash), key)
      .set(keys.apiKey.byCategory(key.categoryId, key.id), indexMark);
    addAccessChange(work, "api_key", key.id);
    addSecurityEntries(work, [told(key)]);
    await also?.(work, key);
    if (await commit(db, work, now) !== undefined) return key;
  }
}

/**
 * Deletes a key. Calls with it are refused from now on.
 * @returns whether there was such a key.
 */
export async function deleteApiKey(
  db: Database,
  id: ApiKeyId,
  told: (key: ApiKey) => SecurityEntry,
  now: Instant,
): Promise<boolean> {
  for (;;) {
    const entry = await db.get(keys.apiKey.at(id));
    if (entry.value === undefined) return false;
    const key = entry.value;
    const work = new Commit().check(entry);
    removeApiKey(work, key);
    addSecurityEntries(work, [told(key)]);
    if (await commit(db, work, now) !== undefined) return true;
  }
}

/** The keys that this user answers for, with their entries. */
export async function keysMadeBy(
  db: Database,
  maker: Pick<User, "id" | "username">,
): Promise<Entry<ApiKey>[]> {
  const made: Entry<ApiKey>[] = [];
  let from: ApiKeyId[] | undefined;
  for (;;) {
    const found = await db.list(keys.apiKey.all, {
      ...(from === undefined ? {} : { from }),
      limit: listedAtOnce,
    });
    made.push(...found.filter(({ value }) => isMadeBy(value, maker)));
    const last = found.at(-1);
    if (last === undefined || found.length < listedAtOnce) return made;
    from = [last.value.id + 1 as ApiKeyId];
  }
}

/** Adds the deletion of a key to a commit. The caller checks the key's entry. */
export function removeApiKey(work: Commit, key: ApiKey): void {
  work.delete(keys.apiKey.at(key.id))
    .delete(keys.apiKey.byName(key.name))
    .delete(keys.apiKey.bySecret(key.secretHash))
    .delete(keys.apiKey.byCategory(key.categoryId, key.id))
    .delete(keys.apiKey.usedAt(key.id));
  addAccessChange(work, "api_key", key.id);
}

/** Adds to a commit that another user answers for a key. The caller checks the key's entry. */
export function handOverApiKey(work: Commit, key: ApiKey, ownerId: UserId): ApiKey {
  const handedOver = { ...key, createdById: ownerId };
  work.set(keys.apiKey.at(key.id), handedOver)
    .set(keys.apiKey.bySecret(key.secretHash), handedOver);
  addAccessChange(work, "api_key", key.id);
  return handedOver;
}

/**
 * The record of the user who answers for a key is written as it is: a deletion of this user at the same time fails its
 * check.
 * @throws Refusal `conflict` when this user is gone.
 */
export async function addOwner(
  db: Database,
  work: Commit,
  ownerId: UserId | undefined,
): Promise<void> {
  if (ownerId === undefined) return;
  const owner = await db.get(keys.user.at(ownerId));
  if (owner.value === undefined) {
    throw new Refusal("conflict", "The user who answers for the key was deleted.");
  }
  work.check(owner).set(keys.user.at(ownerId), owner.value);
}

/** Writes that a key was used, unless any process wrote so less than a minute ago. */
export async function noteApiKeyUse(db: Database, id: ApiKeyId, now: Instant): Promise<void> {
  const [entry, used] = await Promise.all([
    db.get(keys.apiKey.at(id)),
    db.get(keys.apiKey.usedAt(id)),
  ]);
  if (entry.value === undefined) return;
  if (used.value !== undefined && now - used.value < noteEveryMs) return;
  const work = new Commit().check(entry).check(used).set(keys.apiKey.usedAt(id), now);
  addAccessChange(work, "api_key", id);
  // A failed check means that another process wrote it, or that the key is gone.
  await commit(db, work, now);
}

function withUse(key: ApiKey, usedAt: Instant | undefined): UsedApiKey {
  return usedAt === undefined ? { key } : { key, usedAt };
}

function nameTaken(name: string): Refusal {
  return new Refusal("conflict", `The name ${JSON.stringify(name)} is taken by another API key.`, {
    details: [{ field: "name", reason: "is taken" }],
  });
}
