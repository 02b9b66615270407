import type { Context } from "hono";
import type { ApiKey } from "../../scheduler/model/api_key.ts";
import { callerName } from "../../scheduler/model/caller.ts";
import type { Channel } from "../../scheduler/model/channels/channel.ts";
import type { Category } from "../../scheduler/model/category.ts";
import { newId, type SecurityEntryId } from "../../scheduler/model/ids.ts";
import { cutText } from "../../scheduler/model/json.ts";
import type { SecurityEntry } from "../../scheduler/model/security_entry.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import type { User } from "../../scheduler/model/user.ts";
import { isSame } from "./audit.ts";
import type { AppDeps, AppEnv } from "../deps.ts";
import { remoteAddress } from "../http/remote_address.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";

/** Who does what an entry of the security log describes, and from where. */
export interface Actor {
  readonly username: string;
  readonly address: string;
}

export function actorOf(
  c: Context<AppEnv>,
  { trustedProxies }: Pick<AppDeps, "trustedProxies">,
): Actor {
  return {
    username: callerName(c.var.caller),
    address: remoteAddress(c, trustedProxies),
  };
}

/** In bytes: an entry must stay below the largest value that the database takes. */
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

/** The entries for a changed user: each changed field, and that the password is new, but never the password. */
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

/** What the log shows of a user. */
function shownUser(user: User) {
  return {
    username: user.username,
    category_id: user.categoryId,
    is_admin: user.isAdmin,
    is_permission: user.isPermission,
  };
}

/** The entry for log-ins of a user that the actor ended. @param what in words. */
export function sessionEndEntry(
  actor: Actor,
  { username }: User,
  what: string,
  now: Instant,
): SecurityEntry {
  const about = { kind: "log_in", event: "revoked", subject: username } as const;
  return securityEntry(actor, { ...about, description: what }, now);
}

export function apiKeyEntry(
  actor: Actor,
  event: "added" | "revoked",
  { id, name, categoryId, access, expiresAt }: ApiKey,
  now: Instant,
): SecurityEntry {
  const about = { kind: "api_key", event, subject: name } as const;
  if (event === "revoked") return securityEntry(actor, about, now);
  const shown = { id, category_id: categoryId, access, expires_at: isoTimeOrNothing(expiresAt) };
  return securityEntry(actor, { ...about, description: JSON.stringify(shown) }, now);
}

/** The entry for a key whose maker was deleted, and for which the actor answers now. */
export function keptKeyEntry(actor: Actor, { id, name }: ApiKey, now: Instant): SecurityEntry {
  const about = { kind: "api_key", event: "modified", subject: name } as const;
  const shown = JSON.stringify({ id, kept_by: actor.username });
  return securityEntry(actor, { ...about, description: shown }, now);
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

/** No entry where nothing is different. */
export function categoryChangeEntries(
  actor: Actor,
  before: Category,
  { name, description, alarms }: Category,
  now: Instant,
): SecurityEntry[] {
  const old = { name: before.name, description: before.description, alarms: before.alarms };
  const changes = changesText(old, { name, description, alarms }, now);
  const about = { kind: "category", event: "modified", subject: name } as const;
  return changes === undefined
    ? []
    : [securityEntry(actor, { ...about, description: changes }, now)];
}

export function channelEntry(
  actor: Actor,
  event: "added" | "deleted",
  channel: Channel,
  now: Instant,
): SecurityEntry {
  const about = { kind: "channel", event, subject: channel.name } as const;
  const description = JSON.stringify(shownChannel(channel));
  return securityEntry(actor, { ...about, description }, now);
}

/** Each changed field, and that a secret is new, but never the secret. No entry where nothing is different. */
export function channelChangeEntries(
  actor: Actor,
  before: Channel,
  after: Channel,
  sent: { readonly url?: string | null | undefined; readonly secret?: string | null | undefined },
  now: Instant,
): SecurityEntry[] {
  const about = { kind: "channel", event: "modified", subject: after.name } as const;
  const renewed = (value: unknown) => typeof value === "string" ? "new" : "as before";
  const changes = changesText(
    { ...shownChannel(before), url: "as before", secret: "as before" },
    { ...shownChannel(after), url: renewed(sent.url), secret: renewed(sent.secret) },
    now,
  );
  return changes === undefined
    ? []
    : [securityEntry(actor, { ...about, description: changes }, now)];
}

/** What the log shows of a channel. */
function shownChannel({ name, kind, target, language, hasUrl, hasSecret, ...more }: Channel) {
  const { categoryId, quietHours, smtp } = more;
  return {
    name,
    kind,
    category_id: categoryId ?? null,
    target,
    url_set: hasUrl,
    secret_set: hasSecret,
    language,
    quiet_hours: quietHours ?? null,
    smtp: smtp ?? null,
  };
}

/** Each changed field, before and after, in the form of the jobs' audit log; `undefined` without changes. */
export function changesText<T extends object>(
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
