import ipaddr from "ipaddr.js";
import { type Instant, minute, second } from "../model/time.ts";

/**
 * How many log-ins may fail before the next has to wait, counted in three ways at once. The first is
 * for one who guesses a password, the second for one who tries many users, the third for many
 * addresses that guess at one user; it is loose, because it also locks that user out.
 */
export const logInLimits = {
  userAndAddress: { failures: 5, windowMs: 15 * minute },
  address: { failures: 20, windowMs: 15 * minute },
  user: { failures: 50, windowMs: 15 * minute },
} as const;

export type LogInLimit = keyof typeof logInLimits;

/** The failures under one key, since the first of them. A success is never counted. */
export interface Failures {
  readonly count: number;
  readonly since: Instant;
  /** From here on the record says nothing any more and may be deleted. */
  readonly until: Instant;
}

/** The record after one more failure: the old one's window goes on, or a new one begins. */
export function failedLogIn(
  previous: Failures | undefined,
  now: Instant,
  limit: LogInLimit,
): Failures {
  if (previous !== undefined && isOpen(previous, now)) {
    return { ...previous, count: previous.count + 1 };
  }
  return { count: 1, since: now, until: now + logInLimits[limit].windowMs };
}

/** How long until a log-in may be tried again; 0 when it may be tried now. */
export function retryAfterSeconds(
  failures: Failures | undefined,
  now: Instant,
  limit: LogInLimit,
): number {
  if (failures === undefined || !isOpen(failures, now)) return 0;
  if (failures.count < logInLimits[limit].failures) return 0;
  return Math.ceil((failures.until - now) / second);
}

/** A clock that was set back must not lock anyone out for longer than the window. */
function isOpen(failures: Failures, now: Instant): boolean {
  return failures.since <= now && now < failures.until;
}

/**
 * What counts as one address: an IPv4 address, or the /64 network of an IPv6 address, since whoever
 * has one address of such a network has them all. Any other text counts as it is.
 */
export function addressGroup(address: string): string {
  const bare = address.trim().toLowerCase().replace(/^\[|\]$|%.*$/g, "");
  if (!ipaddr.IPv6.isValid(bare)) return bare;
  const parsed = ipaddr.process(bare); // a dual-stack socket shows IPv4 as ::ffff:192.0.2.7
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return parsed.parts.slice(0, 4).map((group) => group.toString(16)).join(":") + "::/64";
}
