import {
  Database,
  openDatabase,
  sharedServerLimits,
} from "../../../scheduler/store/kv/database.ts";
import type { KvServer } from "./kv_server.ts";

/** The file that the servers of a folder share, opened by the test itself. */
export async function openedIn(folder: string): Promise<{ readonly db: Database } & Disposable> {
  const db = await openDatabase(`${folder}/carillon.db`);
  return { db, [Symbol.dispose]: () => db.close() };
}

/** The database of a KV server, opened by the test itself. */
export async function openedOf(server: KvServer): Promise<{ readonly db: Database } & Disposable> {
  const db = new Database(await server.open(), sharedServerLimits, {}, true);
  return { db, [Symbol.dispose]: () => db.close() };
}
