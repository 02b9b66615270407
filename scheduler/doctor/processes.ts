import { second } from "../model/time.ts";
import type { Clock } from "../model/time.ts";
import { minute } from "../model/time.ts";
import { lastTick } from "../store/firing/ticks.ts";
import type { Database } from "../store/kv/database.ts";
import { keys } from "../store/kv/keys.ts";
import { leaseMs } from "../store/running/lease_watch.ts";
import type { Finding } from "./finding.ts";

/** A worker's clock that differs by more than this is wrong. */
const wrongMs = 10 * second;
const lateTickMs = 3 * minute;
const most = 1000;

/** A tick comes each minute. */
export async function tickFindings(db: Database, clock: Clock): Promise<Finding[]> {
  const at = await lastTick(db);
  const age = at === undefined ? Infinity : clock.now() - at;
  if (age <= lateTickMs) return [];
  const text = at === undefined
    ? "No tick has ever run: no process fires jobs."
    : `The last tick ran ${Math.round(age / minute)} minutes ago: no process fires jobs.`;
  const remedy = "Start a process with ROLE=all or ROLE=worker.";
  return [{ check: "tick", severity: "warning", text, remedy }];
}

/** The versionstamps of the workers' records: a worker that lives writes its record again and again. */
export async function workerStamps(db: Database): Promise<ReadonlyMap<string, string>> {
  const workers = await db.list(keys.worker.all, { limit: most });
  return new Map(workers.map(({ key, versionstamp }) => [String(key.at(-1)), versionstamp]));
}

/**
 * Workers whose clocks differ from this one. A record that changed since `before` was written a moment ago.
 * @param before from {@link workerStamps}, some seconds ago.
 */
export async function clockFindings(
  db: Database,
  before: ReadonlyMap<string, string>,
  clock: Clock,
): Promise<Finding[]> {
  const workers = await db.list(keys.worker.all, { limit: most });
  const wrong = workers.flatMap(({ key, value, versionstamp }) => {
    const known = before.get(String(key.at(-1)));
    if (known === undefined || known === versionstamp) return [];
    const aheadMs = value.leaseUntil - (value.leaseMs ?? leaseMs) - clock.now();
    // The record may be as old as the time between two renewals.
    const behindMs = -aheadMs - (value.leaseMs ?? leaseMs) / 2;
    if (aheadMs <= wrongMs && behindMs <= wrongMs) return [];
    const far = `${Math.round(Math.abs(aheadMs) / second)} s`;
    return [`${value.hostname}, pid ${value.pid}: ${far} ${aheadMs > 0 ? "ahead" : "behind"}`];
  });
  if (wrong.length === 0) return [];
  return [{
    check: "clocks",
    severity: "error",
    text: `The clocks of ${wrong.length} workers differ from the clock of this process.`,
    remedy: "Set the clocks by NTP; see “Clocks of servers” in docs/operations.md.",
    count: wrong.length,
    examples: wrong.slice(0, 10),
  }];
}
