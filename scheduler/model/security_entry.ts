import { z } from "zod";
import { SecurityEntryId } from "./ids.ts";

export const SecurityKind = z.enum([
  "user",
  "category",
  "api_key",
  "log_in",
  "channel",
  "calendar",
  "maintenance",
  "import",
  "backup",
]);
export type SecurityKind = z.infer<typeof SecurityKind>;

export const SecurityEvent = z.enum([
  "added",
  "modified",
  "deleted",
  "password_changed",
  "revoked",
  "succeeded",
  "failed",
  "paused",
  "resumed",
  "downloaded",
]);
export type SecurityEvent = z.infer<typeof SecurityEvent>;

/** Who changed which user, category, API key or channel, took a backup, or logged in. Never holds a password, a hash, a key or a secret of a channel. */
export const SecurityEntry = z.object({
  id: SecurityEntryId,
  kind: SecurityKind,
  event: SecurityEvent,
  /** The name of the user, category, key or channel; for a log-in the user name as typed. */
  subject: z.string(),
  /** The user name of the caller; "" where nobody was signed in. */
  username: z.string(),
  /** The caller's IP address; "" where it is not known. */
  address: z.string(),
  description: z.string(),
  createdAt: z.number(),
});
export type SecurityEntry = z.infer<typeof SecurityEntry>;
