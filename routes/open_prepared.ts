import { hashPassword } from "../scheduler/auth/password.ts";
import type { Config } from "../scheduler/config.ts";
import { markData, whyData } from "../scheduler/data_marker.ts";
import { prepareDatabase } from "../scheduler/first_start.ts";
import type { Logger } from "../scheduler/log.ts";
import type { Metrics } from "../scheduler/metrics.ts";
import { systemClock } from "../scheduler/model/time.ts";
import { serverAlarmRules } from "../scheduler/server_alarm_rules.ts";
import { knownAlarms } from "../scheduler/store/alarms/known_alarms.ts";
import { type Database, openDatabase } from "../scheduler/store/kv/database.ts";
import { textOfKey } from "../scheduler/store/kv/faults/unreadable.ts";
import type { Tracing } from "../scheduler/tracing.ts";

/** Who observes the database. */
export interface Seen {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly log: Logger;
}

/** Opens the database, and brings it to what this program needs. */
export async function openPrepared(
  config: Config,
  { metrics, tracing, log }: Seen,
): Promise<Database> {
  const db = await openDatabase(config.kvPath, {
    commitAnswered: (isDone) => metrics.commitAnswered(isDone),
    retried: () => metrics.retried(),
    traceparent: () => tracing.current(),
    unreadable: (key) => {
      metrics.unreadable();
      log.warn("a record cannot be read and is left out", { key: textOfKey(key) });
    },
    storageRefused: (refusal) => metrics.storageRefused(refusal),
  });
  try {
    await prepare(config, db, log);
    knownAlarms(db).server = serverAlarmRules(config);
    return db;
  } catch (error) {
    db.close(); // a start that waits opens it again
    throw error;
  }
}

/** Whether the database is on another server. */
export function isShared({ kvPath }: Config): boolean {
  return kvPath === undefined || /^https?:/.test(kvPath);
}

async function prepare(config: Config, db: Database, log: Logger): Promise<void> {
  const { adminUsername, adminPassword } = config;
  await prepareDatabase(db, {
    adminUsername,
    adminPassword,
    hashPassword,
    holdsData: config.expectData ? "CARILLON_EXPECT_DATA is true" : await whyData(db.file),
    tellPassword: (username, password) =>
      tell(`The first user is ${username}, with the password ${password} (not shown again).`),
    tellMigration: (from, to, what) =>
      log.info(`migrates the database from schema version ${from} to ${to}: ${what}`),
  }, systemClock);
  await markData(db.file, systemClock.now());
}

/** Writes for the person who started the service. The log would hide the password. */
export function tell(text: string): void {
  // deno-lint-ignore no-console -- not a log line
  console.log(text);
}
