import { z } from "zod";
import { allCategories } from "./category.ts";
import { CategoryId, UserId } from "./ids.ts";
import { Refusal } from "./refusal.ts";

export const User = z.object({
  id: UserId,
  username: z.string(),
  passwordHash: z.string(),
  categoryId: CategoryId,
  isAdmin: z.boolean(),
  /** May change, run, pause and stop what he sees; an admin may without it. */
  isPermission: z.boolean(),
  /** A token made under another value is void: a new password raises it. */
  tokenVersion: z.number(),
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type User = z.infer<typeof User>;

/** What decides about rights; a user has it. */
export type Caller = Pick<User, "id" | "username" | "categoryId" | "isAdmin" | "isPermission">;

/** Who is signed in: a user, or an API key in the place of one. */
export type SignedIn = Omit<User, "passwordHash" | "tokenVersion">;

export function seesAll(caller: Caller): boolean {
  return caller.isAdmin || caller.categoryId === allCategories;
}

/** Whether the caller sees jobs, executions and logs of this category. */
export function sees(caller: Caller, categoryId: CategoryId): boolean {
  return seesAll(caller) || caller.categoryId === categoryId;
}

/**
 * A record that the caller may see.
 * @throws Refusal `not_found` where there is none, and alike where it lies in a category that the
 * caller cannot see: its existence is not told.
 */
export function seen<T>(
  caller: Caller,
  what: string,
  record: T | undefined,
  categoryOf: (record: T) => CategoryId,
): T {
  if (record === undefined || !sees(caller, categoryOf(record))) {
    throw new Refusal("not_found", `There is no such ${what}.`);
  }
  return record;
}

/** @throws Refusal `forbidden` for a caller who may only read. */
export function mustChange(caller: Caller): void {
  if (!caller.isAdmin && !caller.isPermission) {
    throw new Refusal("forbidden", "You may read this, but not change it.");
  }
}

/** @throws Refusal `forbidden` for everyone but admins. */
export function mustAdmin(caller: Caller): void {
  if (!caller.isAdmin) throw new Refusal("forbidden", "Only an admin may do this.");
}
