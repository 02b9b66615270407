import { z } from "zod";
import { SecurityEntryId } from "./ids.ts";

export const SecurityKind = z.enum(["user", "category", "api_key", "log_in", "import"]);
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

/** Who changed which user, category or API key, or logged in. Never holds a password, a hash or a key. */
export const SecurityEntry = z.object({
  id: SecurityEntryId,
  kind: SecurityKind,
  event: SecurityEvent,
  /** The name of the user, category or key; for a log-in the user name as typed. */
  subject: z.string(),
  /** The user name of the caller; "" where nobody was signed in. */
  username: z.string(),
  /** The caller's IP address; "" where it is not known. */
  address: z.string(),
  description: z.string(),
  createdAt: z.number(),
});
export type SecurityEntry = z.infer<typeof SecurityEntry>;
