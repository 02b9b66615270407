import type { Context } from "hono";
import type { Category } from "../../scheduler/model/category.ts";
import { newId, type SecurityEntryId } from "../../scheduler/model/ids.ts";
import { cutText } from "../../scheduler/model/json.ts";
import type { SecurityEntry } from "../../scheduler/model/security_entry.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { User } from "../../scheduler/model/user.ts";
import { isSame } from "./audit.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { remoteAddress } from "../http/remote_address.ts";
import { isoTime } from "../http/wire.ts";

/** Who does what the security log tells of, and from where. */
export interface Actor {
  readonly username: string;
  readonly address: string;
}

export function actorOf(
  c: Context<AppEnv>,
  { trustedProxies }: Pick<AppDeps, "trustedProxies">,
): Actor {
  return {
    username: c.var.user?.username ?? "",
    address: remoteAddress(c, trustedProxies),
  };
}

/** So that an entry stays below what one value of the database may hold. */
const longestDescription = 40 * 1024;

export function securityEntry(
  actor: Actor,
  what: Pick<SecurityEntry, "kind" | "event" | "subject"> & { readonly description?: string },
  now: Instant,
): SecurityEntry {
  return {
    id: newId<SecurityEntryId>(now),
    ...what,
    username: actor.username,
    address: actor.address,
    description: cutText(what.description ?? "", longestDescription),
    createdAt: now,
  };
}

export function userEntry(
  actor: Actor,
  event: "added" | "deleted",
  user: User,
  now: Instant,
): SecurityEntry {
  const about = { kind: "user", event, subject: user.username } as const;
  return securityEntry(actor, { ...about, description: JSON.stringify(shownUser(user)) }, now);
}

/** What a changed user's entries tell: each changed field, and that the password is new, but never what it is. */
export function userChangeEntries(
  actor: Actor,
  before: User,
  after: User,
  now: Instant,
): SecurityEntry[] {
  const about = { kind: "user", subject: after.username } as const;
  const changes = changesText(shownUser(before), shownUser(after), now);
  return [
    ...changes === undefined
      ? []
      : [securityEntry(actor, { ...about, event: "modified", description: changes }, now)],
    ...before.passwordHash === after.passwordHash
      ? []
      : [securityEntry(actor, { ...about, event: "password_changed" }, now)],
  ];
}

/** What may be told of a user. */
function shownUser(user: User) {
  return {
    username: user.username,
    category_id: user.categoryId,
    is_admin: user.isAdmin,
    is_permission: user.isPermission,
  };
}

export function categoryEntry(
  actor: Actor,
  event: "added" | "deleted",
  { name, description }: Category,
  now: Instant,
): SecurityEntry {
  const about = { kind: "category", event, subject: name } as const;
  return securityEntry(
    actor,
    { ...about, description: JSON.stringify({ name, description }) },
    now,
  );
}

/** None where nothing is different. */
export function categoryChangeEntries(
  actor: Actor,
  before: Category,
  { name, description }: Category,
  now: Instant,
): SecurityEntry[] {
  const old = { name: before.name, description: before.description };
  const changes = changesText(old, { name, description }, now);
  const about = { kind: "category", event: "modified", subject: name } as const;
  return changes === undefined
    ? []
    : [securityEntry(actor, { ...about, description: changes }, now)];
}

/** Each changed field, before and after, as the audit log of jobs tells it; `undefined` where none is. */
function changesText<T extends object>(
  before: T,
  after: T,
  now: Instant,
): string | undefined {
  const changes = Object.fromEntries(
    (Object.keys(after) as (keyof T & string)[])
      .filter((name) => !isSame(before[name], after[name]))
      .map((name) => [name, { old: before[name], new: after[name] }]),
  );
  if (Object.keys(changes).length === 0) return undefined;
  return JSON.stringify({ changes, timestamp: isoTime(now) }, null, 2);
}
