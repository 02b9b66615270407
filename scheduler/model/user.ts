import { z } from "zod";
import { CategoryId, UserId } from "./ids.ts";

export const User = z.object({
  id: UserId,
  username: z.string(),
  passwordHash: z.string(),
  categoryId: CategoryId,
  isAdmin: z.boolean(),
  /** May change, run, pause and stop what the user sees; an admin may do so without it. */
  isPermission: z.boolean(),
  /** A token with another value is void. A new password raises the value. */
  tokenVersion: z.number(),
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type User = z.infer<typeof User>;
