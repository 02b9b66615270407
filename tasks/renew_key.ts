/**
 * Renews the key that signs tokens, for instance when somebody may have read the database:
 *
 *   deno task renew-key
 */
import { ConfigError } from "../scheduler/config.ts";
import { renewSecret } from "../scheduler/kept_secret.ts";
import { onDatabase } from "./open_database.ts";

await onDatabase(async (db, { jwtSecret }) => {
  if (jwtSecret !== undefined) {
    throw new ConfigError(["JWT_SECRET: is set; set another value and start all processes again"]);
  }
  await renewSecret(db, Date.now());
  return "The signing key is new. All log-ins ended; users log in again. API keys stay valid.";
});
