import { createMiddleware } from "hono/factory";
import { second } from "../scheduler/model/time.ts";
import type { Database } from "../scheduler/store/kv/database.ts";
import { mustKnowSchema, NewerDatabaseError } from "../scheduler/store/kv/schema/schema_version.ts";
import type { AppEnv } from "./deps.ts";

/** How old an answer may be, in milliseconds. */
const rememberMs = second;

/** The methods whose calls change something. */
export const changingMethods = ["POST", "PUT", "PATCH", "DELETE"];

/**
 * Refuses changes on a database that a newer program has migrated: records that this program writes would lose what only
 * the newer one knows. The database is asked at most once a second.
 */
export function knownSchema(db: Database) {
  let checkedAt = -Infinity;
  let newer: NewerDatabaseError | undefined;
  return createMiddleware<AppEnv>(async (_, next) => {
    if (performance.now() - checkedAt >= rememberMs) {
      newer = await newerOf(db);
      checkedAt = performance.now();
    }
    if (newer !== undefined) throw newer;
    await next();
  });
}

async function newerOf(db: Database): Promise<NewerDatabaseError | undefined> {
  try {
    await mustKnowSchema(db);
    return undefined;
  } catch (error) {
    if (error instanceof NewerDatabaseError) return error;
    throw error;
  }
}
