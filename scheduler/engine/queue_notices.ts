import type { Logger } from "../log.ts";
import type { Database } from "../store/kv/database.ts";
import { keys } from "../store/kv/keys.ts";

/** Calls `listener` when an execution may have come into the queue. @returns a function that ends it. */
export function onQueued(db: Database, log: Logger, listener: () => void): () => void {
  const unsubscribe = db.onCommit(({ isQueued }) => isQueued && listener());
  // In a file only the commits of this process are seen, and those are told of above.
  if (!db.mayHang) return unsubscribe;
  const unwatch = db.watch(keys.changeHead, listener, (error) => {
    log.warn("the change feed cannot be watched; the queue is polled", { error });
  });
  return () => {
    unsubscribe();
    unwatch();
  };
}
