import { z } from "zod";
import { ApiKeyId, CategoryId, type UserId } from "./ids.ts";
import type { Instant } from "./time.ts";
import type { SignedIn } from "./user.ts";

/** A machine's right to call: made by an admin, never changed, and void once it is revoked or expired. */
export const ApiKey = z.object({
  id: ApiKeyId,
  name: z.string(),
  /** SHA-256 of the secret as hex digits; the secret itself is not kept. */
  secretHash: z.string(),
  categoryId: CategoryId,
  access: z.enum(["read", "change"]),
  /** Absent: it does not expire. */
  expiresAt: z.number().exactOptional(),
  /** The admin's user name. */
  createdBy: z.string(),
  createdAt: z.number(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export function isExpired({ expiresAt }: ApiKey, now: Instant): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** As whom a key calls. Its id is the key's number below zero, so that it is nobody else's. */
export function apiKeyCaller(key: ApiKey): SignedIn {
  return {
    id: -key.id as UserId,
    username: `api key: ${key.name}`,
    categoryId: key.categoryId,
    isAdmin: false,
    isPermission: key.access === "change",
    version: 1,
    createdAt: key.createdAt,
    updatedAt: key.createdAt,
  };
}
