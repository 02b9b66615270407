import { z } from "zod";
import { ApiKeyId, CategoryId } from "./ids.ts";
import type { Instant } from "./time.ts";

/** A program's right to call the API. An admin makes it; it never changes, and ends when it is revoked or expires. */
export const ApiKey = z.object({
  id: ApiKeyId,
  name: z.string(),
  /** SHA-256 of the secret as hex digits. The secret itself is not stored. */
  secretHash: z.string(),
  categoryId: CategoryId,
  access: z.enum(["read", "change"]),
  /** Epoch milliseconds; absent when the key does not expire. */
  expiresAt: z.number().exactOptional(),
  /** The admin's user name. */
  createdBy: z.string(),
  createdAt: z.number(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export function isExpired({ expiresAt }: ApiKey, now: Instant): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}
