import { z } from "zod";
import { ApiKeyId, CategoryId } from "./ids.ts";
import type { Instant } from "./time.ts";

/** A program's right to call: an admin makes it, nobody changes it, and it ends when it is revoked or expires. */
export const ApiKey = z.object({
  id: ApiKeyId,
  name: z.string(),
  /** SHA-256 of the secret as hex digits; the database does not hold the secret itself. */
  secretHash: z.string(),
  categoryId: CategoryId,
  access: z.enum(["read", "change"]),
  /** Absent for a key that does not expire. */
  expiresAt: z.number().exactOptional(),
  /** The admin's user name. */
  createdBy: z.string(),
  createdAt: z.number(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export function isExpired({ expiresAt }: ApiKey, now: Instant): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}
