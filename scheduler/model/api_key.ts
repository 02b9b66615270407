import { z } from "zod";
import { ApiKeyId, CategoryId, UserId } from "./ids.ts";
import type { Instant } from "./time.ts";
import type { User } from "./user.ts";

/**
 * A program's right to call the API. An admin makes it. It ends when it is revoked or expires, and it is never stronger
 * than the user who answers for it: see rights/key_rights.ts.
 */
export const ApiKey = z.object({
  id: ApiKeyId,
  name: z.string(),
  /** SHA-256 of the secret as hex digits. The secret itself is not stored. */
  secretHash: z.string(),
  categoryId: CategoryId,
  access: z.enum(["read", "change"]),
  /** Epoch milliseconds; absent when the key does not expire. */
  expiresAt: z.number().exactOptional(),
  /** The admin's user name when the key was made. */
  createdBy: z.string(),
  /**
   * The user who answers for the key: its maker, or the admin who kept it when the maker was deleted. Absent in keys of
   * older versions: the name alone tells who made them.
   */
  createdById: UserId.exactOptional(),
  createdAt: z.number(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export function isMadeBy(key: ApiKey, maker: Pick<User, "id" | "username">): boolean {
  return key.createdById === undefined
    ? key.createdBy === maker.username
    : key.createdById === maker.id;
}

export function isExpired({ expiresAt }: ApiKey, now: Instant): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}
