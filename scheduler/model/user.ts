import { z } from "zod";
import { CategoryId, UserId } from "./ids.ts";

export const User = z.object({
  id: UserId,
  username: z.string(),
  passwordHash: z.string(),
  categoryId: CategoryId,
  isAdmin: z.boolean(),
  /** Whether the user may change, run, pause and stop the jobs that the user sees. An admin may in any case. */
  isPermission: z.boolean(),
  /** A token that was made under another value is void. A new password raises the value. */
  tokenVersion: z.number(),
  version: z.number(),
  /** The system that an import took the user from. */
  importedFrom: z.string().exactOptional(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type User = z.infer<typeof User>;
