import { createMiddleware } from "hono/factory";
import { second } from "../scheduler/model/time.ts";
import type { Database } from "../scheduler/store/kv/database.ts";
import { mustKnowSchema, NewerDatabaseError } from "../scheduler/store/kv/schema/schema_version.ts";
import type { AppEnv } from "./deps.ts";

/** How old an answer may be, in milliseconds. */
const rememberMs = second;

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/** Which requests change nothing, unless the routes say otherwise. */
export function isReading({ method }: { readonly method: string }): boolean {
  return reading.has(method);
}

/**
 * Refuses changes on a database that a newer program has migrated: records that this program writes would lose what only
 * the newer one knows. The database is asked at most once a second.
 * @param passes which requests change nothing.
 */
export function knownSchema(db: Database, passes = isReading) {
  let checkedAt = -Infinity;
  let newer: NewerDatabaseError | undefined;
  return createMiddleware<AppEnv>(async (c, next) => {
    if (passes(c.req)) return await next();
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
