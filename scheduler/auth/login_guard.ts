import ipaddr from "ipaddr.js";
import { type Instant, minute, second } from "../model/time.ts";

/**
 * How many log-ins may fail before the next has to wait. A log-in from an address counts for that address with
 * that user, against guesses at a password, and for the address alone, against guesses at many users. Nothing
 * counts for a user alone: whoever can use many addresses could lock that user out.
 *
 * A log-in from a known device (see {@link TokenSigner.recognise}) counts for that device only, so that others
 * at its address cannot lock it out.
 */
export const logInLimits = {
  userAndAddress: { failures: 5, windowMs: 15 * minute },
  address: { failures: 20, windowMs: 15 * minute },
  userAndDevice: { failures: 5, windowMs: 15 * minute },
} as const;

export type LogInLimit = keyof typeof logInLimits;

/** A log-in that somebody tries. */
export interface LogInAttempt {
  readonly username: string;
  readonly address: string;
  /** A device that logged in as this user before; absent for any other. */
  readonly device?: string;
}

/** The names under which failures of an attempt count, each with its limit. */
export function countedNames(
  { username, address, device }: LogInAttempt,
): readonly { readonly limit: LogInLimit; readonly name: string }[] {
  const [user, group] = [username.normalize("NFC"), addressGroup(address)];
  if (device !== undefined) {
    return [{ limit: "userAndDevice", name: JSON.stringify([user, "device", device]) }];
  }
  return [
    { limit: "userAndAddress", name: JSON.stringify([user, group]) },
    { limit: "address", name: JSON.stringify([null, group]) },
  ];
}

/** How the names of all records of this user's failures begin. */
export function failuresOf(username: string): string {
  return JSON.stringify([username.normalize("NFC")]).replace(/\]$/, ",");
}

/** The failures under one key, since the first one. A success is never counted. */
export interface Failures {
  readonly count: number;
  readonly since: Instant;
  /** The end of the window. The record may be deleted then. */
  readonly until: Instant;
}

/** The record after one more failure, in the window of `previous` or in a new one. */
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

/** How many seconds a log-in has to wait; 0 when it may be tried now. */
export function retryAfterSeconds(
  failures: Failures | undefined,
  now: Instant,
  limit: LogInLimit,
): number {
  if (failures === undefined || !isOpen(failures, now)) return 0;
  if (failures.count < logInLimits[limit].failures) return 0;
  return Math.ceil((failures.until - now) / second);
}

/** A clock that was set back must not make anyone wait longer than the window. */
function isOpen(failures: Failures, now: Instant): boolean {
  return failures.since <= now && now < failures.until;
}

/**
 * What counts as one address: an IPv4 address, or the /64 network of an IPv6 address, because one customer
 * has the whole network. Any other text counts as it is.
 */
export function addressGroup(address: string): string {
  const bare = address.trim().toLowerCase().replace(/^\[|\]$|%.*$/g, "");
  if (!ipaddr.IPv6.isValid(bare)) return bare;
  const parsed = ipaddr.process(bare); // a dual-stack socket shows IPv4 as ::ffff:192.0.2.7
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return parsed.parts.slice(0, 4).map((group) => group.toString(16)).join(":") + "::/64";
}
