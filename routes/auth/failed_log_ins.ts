import {
  countedNames,
  failedLogIn,
  type Failures,
  type LogInAttempt,
  type LogInLimit,
  logInLimits,
  retryAfterSeconds,
} from "../../scheduler/auth/login_guard.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import type { SecurityEntry } from "../../scheduler/model/security_entry.ts";
import type { Instant } from "../../scheduler/model/time.ts";
import { BoundedMap } from "../../scheduler/cache/bounded_map.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { asStorageFull } from "../../scheduler/store/kv/faults/failures.ts";
import {
  addFailedLogIn,
  type FailedLogIns,
  readFailedLogIns,
} from "../../scheduler/store/access/failed_log_ins.ts";

/** @throws Refusal `too_many_attempts`. */
export async function mustNotWait(
  db: Database,
  attempt: LogInAttempt,
  now: Instant,
): Promise<void> {
  const counted = countedNames(attempt);
  const records = await readFailedLogIns(db, counted.map(({ name }) => name));
  const waits = counted.flatMap(({ limit, name }, i) =>
    [records[i], unstoredOf(db).get(name)].map((record) =>
      retryAfterSeconds(toFailures(record, limit), now, limit)
    )
  );
  const seconds = Math.max(...waits);
  if (seconds === 0) return;
  throw new Refusal("too_many_attempts", `Too many log-ins failed: wait for ${seconds} s.`, {
    retryAfterSeconds: seconds,
  });
}

export async function countFailure(
  db: Database,
  attempt: LogInAttempt,
  told: SecurityEntry,
  now: Instant,
): Promise<void> {
  const counts = countedNames(attempt).map(({ limit, name }) => ({
    name,
    next: (record: FailedLogIns | undefined) => {
      const { count, since, until } = failedLogIn(toFailures(record, limit), now, limit);
      return { record: { count, firstAt: since, lastAt: now }, expireIn: until - now };
    },
  }));
  try {
    await addFailedLogIn(db, counts, told, now);
  } catch (error) {
    if (asStorageFull(error) === undefined) throw error;
    const unstored = unstoredOf(db);
    for (const { name, next } of counts) unstored.set(name, next(unstored.get(name)).record);
  }
}

const mostUnstored = 10_000;
const unstored = new WeakMap<Database, BoundedMap<string, FailedLogIns>>();

/** The failures that this process could not store, because the storage was full: they count all the same. */
function unstoredOf(db: Database): BoundedMap<string, FailedLogIns> {
  let failures = unstored.get(db);
  if (failures === undefined) {
    failures = new BoundedMap(mostUnstored);
    unstored.set(db, failures);
  }
  return failures;
}

function toFailures(record: FailedLogIns | undefined, limit: LogInLimit): Failures | undefined {
  if (record === undefined) return undefined;
  const { count, firstAt } = record;
  return { count, since: firstAt, until: firstAt + logInLimits[limit].windowMs };
}
