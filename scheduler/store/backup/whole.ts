import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";

/** A restore into the database did not come to its end: the database is not whole. */
export class HalfRestoredError extends Error {
  override readonly name = "HalfRestoredError";

  constructor() {
    super(
      "A restore into this database did not come to its end: run `deno task restore FILE` again, which empties the " +
        "database first, or remove the database.",
    );
  }
}

/** @throws HalfRestoredError where a restore did not come to its end. */
export async function mustBeWhole(db: Database): Promise<void> {
  if ((await db.read(keys.restoring)).versionstamp !== null) throw new HalfRestoredError();
}
