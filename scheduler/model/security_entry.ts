import { z } from "zod";
import { SecurityEntryId } from "./ids.ts";

export const SecurityKind = z.enum(["user", "category", "api_key", "log_in"]);
export type SecurityKind = z.infer<typeof SecurityKind>;

export const SecurityEvent = z.enum([
  "added",
  "modified",
  "deleted",
  "password_changed",
  "revoked",
  "succeeded",
  "failed",
]);
export type SecurityEvent = z.infer<typeof SecurityEvent>;

/** Who did what to whom with regard to access. Never holds a password, a hash or a key. */
export const SecurityEntry = z.object({
  id: SecurityEntryId,
  kind: SecurityKind,
  event: SecurityEvent,
  /** The name of the user, category or key that it is about; for a log-in the user name as typed. */
  subject: z.string(),
  /** Who did it; "" where nobody was signed in. */
  username: z.string(),
  /** From where; "" where that is not known. */
  address: z.string(),
  description: z.string(),
  createdAt: z.number(),
});
export type SecurityEntry = z.infer<typeof SecurityEntry>;
