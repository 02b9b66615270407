import { type CommitLimits, Database } from "../../scheduler/store/kv/database.ts";

/** A database of one test: `await using db = await memoryDatabase()`. */
export async function memoryDatabase(limits?: CommitLimits): Promise<Database & AsyncDisposable> {
  const db = new Database(await Deno.openKv(":memory:"), limits);
  return Object.assign(db, {
    [Symbol.asyncDispose]: () => {
      db.close();
      return Promise.resolve();
    },
  });
}
