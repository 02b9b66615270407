import type { Database } from "../../scheduler/store/kv/database.ts";

/** What a database with a full disk throws: see the probe in tests/e2e/full_disk_test.ts. */
export const fullDisk = () => new TypeError("database or disk is full");

/**
 * Makes every write of the database fail with the error that `refusal` makes, until it makes none.
 * @returns how many writes were refused.
 */
export function refuseWrites(db: Database, refusal: () => Error | undefined): () => number {
  let refused = 0;
  const { kv } = db;
  const atomic = kv.atomic.bind(kv);
  const set = kv.set.bind(kv);
  kv.atomic = () => {
    const operation = atomic();
    const commit = operation.commit.bind(operation);
    operation.commit = () => {
      const error = refusal();
      if (error === undefined) return commit();
      refused++;
      return Promise.reject(error);
    };
    return operation;
  };
  kv.set = (...given) => {
    const error = refusal();
    if (error === undefined) return set(...given);
    refused++;
    return Promise.reject(error);
  };
  return () => refused;
}
