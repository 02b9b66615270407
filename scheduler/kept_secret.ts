import { newId, type SecurityEntryId } from "./model/ids.ts";
import type { Instant } from "./model/time.ts";
import { keptSetting, replaceSetting } from "./store/access/kept_setting.ts";
import type { Database } from "./store/kv/database.ts";

const setting = "jwt_secret";
const secretBytes = 48;

/** The secret that signs tokens in all processes of this database, where the environment has none. */
export function keptSecret(db: Database, now: Instant): Promise<string> {
  return keptSetting(db, setting, () => randomText(secretBytes), now);
}

/** Replaces the kept secret: all tokens end. Processes that run notice it within a second. */
export async function renewSecret(db: Database, now: Instant): Promise<void> {
  await replaceSetting(db, setting, randomText(secretBytes), {
    id: newId<SecurityEntryId>(now),
    kind: "log_in",
    event: "revoked",
    subject: "",
    username: "",
    address: "",
    description: "the signing key was renewed on the server: all log-ins ended",
    createdAt: now,
  }, now);
}

/** URL-safe text of `bytes` random bytes. */
export function randomText(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random)).replaceAll("+", "-").replaceAll("/", "_");
}
