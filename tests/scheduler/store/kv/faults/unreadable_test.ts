import assert from "node:assert/strict";
import type { Held } from "../../../../../scheduler/model/execution.ts";
import { finish } from "../../../../../scheduler/model/execution.ts";
import { newId, type WorkerId } from "../../../../../scheduler/model/ids.ts";
import { day, hour, minute } from "../../../../../scheduler/model/time.ts";
import { listApiKeys } from "../../../../../scheduler/store/access/api_keys.ts";
import { listCategories } from "../../../../../scheduler/store/access/categories.ts";
import { readFailedLogIns } from "../../../../../scheduler/store/access/failed_log_ins.ts";
import { listSecurityEntries } from "../../../../../scheduler/store/access/security_log.ts";
import { hasUsers, listUsers } from "../../../../../scheduler/store/access/users.ts";
import { fireDue } from "../../../../../scheduler/store/firing/fire.ts";
import { startLater } from "../../../../../scheduler/store/firing/run_now.ts";
import { lastTick, noteTick, oldestDue } from "../../../../../scheduler/store/firing/ticks.ts";
import { releaseAllWaiting } from "../../../../../scheduler/store/firing/waiting.ts";
import { listAuditEntries } from "../../../../../scheduler/store/history/audit_log.ts";
import { forgetEndCounts } from "../../../../../scheduler/store/history/end_counts.ts";
import { findExecutions } from "../../../../../scheduler/store/history/find_executions.ts";
import { lastExecutions } from "../../../../../scheduler/store/history/last_executions.ts";
import {
  forgetAuditEntries,
  forgetExecutions,
  forgetSecurityEntries,
} from "../../../../../scheduler/store/history/retention.ts";
import { readLog } from "../../../../../scheduler/store/history/execution_logs.ts";
import {
  listWorkers,
  nextDueJobs,
  readEnds,
} from "../../../../../scheduler/store/history/stats.ts";
import { findJobs } from "../../../../../scheduler/store/jobs/find_jobs.ts";
import type { Database } from "../../../../../scheduler/store/kv/database.ts";
import { putBack } from "../../../../../scheduler/store/kv/faults/set_aside.ts";
import { keys } from "../../../../../scheduler/store/kv/keys.ts";
import { mustKnowSchema } from "../../../../../scheduler/store/kv/schema/schema_version.ts";
import { allTime } from "../../../../../scheduler/store/kv/walk.ts";
import { LeaseWatch } from "../../../../../scheduler/store/running/lease_watch.ts";
import { recoverLost, takeLease } from "../../../../../scheduler/store/running/leases.ts";
import { claimNext } from "../../../../../scheduler/store/running/queue.ts";
import { recordSteps } from "../../../../../scheduler/store/running/record_steps.ts";
import { queueFigures } from "../../../../../scheduler/store/running/queue_figures.ts";
import { prepareDatabase } from "../../../../../scheduler/first_start.ts";
import { databaseOf, type ReleasedRow, releasedRows } from "../fixtures/released.ts";

const now = Date.parse("2026-03-02T10:10:30Z");
const page = { limit: 1000 };

/** All that the service does by itself, and all its lists, with what each of them found. */
async function wholeService(db: Database): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  const first = { adminUsername: "admin", adminPassword: "x", tellPassword: () => {} };
  const hashPassword = (password: string) => Promise.resolve(`plain:${password}`);
  await prepareDatabase(db, { ...first, hashPassword }, { now: () => now });
  await mustKnowSchema(db);
  found.oldestDue = await oldestDue(db, now) === undefined ? 0 : 1;
  await putBack(db, now);
  found.fired = await fireDue(db, now);
  found.firedAgain = await fireDue(db, now);
  await noteTick(db, now);
  found.tick = await lastTick(db) === now ? 1 : 0;
  found.later = await startLater(db, now + hour + minute);
  await releaseAllWaiting(db, now);
  let elapsed = 0;
  const watch = new LeaseWatch(() => elapsed);
  const atOnce = await recoverLost(db, watch, now);
  elapsed += hour;
  found.recovered = atOnce.length + (await recoverLost(db, watch, now)).length;
  found.claimed = await claimAndEndAll(db);
  await releaseAllWaiting(db, now);

  const executions = await findExecutions(db, { scheduled: allTime }, page);
  found.executions = executions.items.length;
  for (const state of ["failed", "running", "scheduled", "stopped"] as const) {
    const some = { scheduled: allTime, states: new Set([state]) };
    found[state] = (await findExecutions(db, some, page)).items.length;
  }
  const jobs = (await findJobs(db, {}, page)).items;
  found.jobs = jobs.length;
  found.failing = (await findJobs(db, { states: new Set(["failing"]) }, page)).items.length;
  found.last = (await lastExecutions(db, jobs.map(({ id }) => id), 5)).size;
  for (const { id } of executions.items) await readLog(db, id);
  found.users = (await listUsers(db, page)).items.length;
  found.hasUsers = await hasUsers(db) ? 1 : 0;
  found.apiKeys = (await listApiKeys(db, page)).items.length;
  found.categories = (await listCategories(db, page)).items.length;
  found.audit = (await listAuditEntries(db, { created: allTime }, page)).items.length;
  found.security = (await listSecurityEntries(db, allTime, page)).items.length;
  await readFailedLogIns(db, ["somebody"]);
  found.ends = (await readEnds(db, undefined, { from: now - day, to: now }, "hour")).length;
  await nextDueJobs(db, undefined, 10);
  await listWorkers(db, now, 10);
  await queueFigures(db, now);
  found.changes = (await db.list(keys.change.lanes, page)).length;
  await forgetExecutions(db, now - day);
  await forgetEndCounts(db, "minute", now - day);
  await forgetAuditEntries(db, now - day);
  await forgetSecurityEntries(db, now - day);
  return found;
}

/** Claims all that is ready, one after the other, and ends it. @returns how many there were. */
async function claimAndEndAll(db: Database): Promise<number> {
  const worker = { hostname: "host", pid: 1, startedAt: now };
  const lease = await takeLease(db, newId<WorkerId>(now), worker, undefined, now);
  assert.ok(lease !== undefined);
  for (let count = 0, empty = 0;;) {
    const claimed = await claimNext(db, lease, 1, now);
    const [execution] = claimed?.executions ?? [];
    if (claimed === undefined || execution === undefined) {
      if (++empty === 5) return count;
      continue;
    }
    count++;
    const next = (held: Held) => finish(held, { kind: "succeeded", result: "" }, now, () => 0);
    const step = { claim: claimed.entry, execution, next, isLast: true };
    assert.deepEqual(await recordSteps(db, [step], now), []);
  }
}

/** Up to three rows of each kind of record. */
function someOfEachKind(rows: readonly ReleasedRow[]): ReleasedRow[] {
  const kinds = Map.groupBy(rows, ({ key }) => String(key[0]));
  return [...kinds.values()].flatMap((some) => [some[0], some[some.length >> 1], some.at(-1)])
    .filter((row, i, all) => row !== undefined && all.indexOf(row) === i) as ReleasedRow[];
}

const garbage: readonly unknown[] = [
  { timeout: "the connection timed out; database is locked; 503" },
  "database or disk is full",
  -1n,
];

/** Records without which the service cannot start, or which a caller has to repair first. */
const needed = new Set(["schema_version"]);

Deno.test("one record of any kind that cannot be read stops nothing else", async (t) => {
  const rows = await releasedRows(1);
  await using whole = await databaseOf(rows);
  const usual = await wholeService(whole);

  for (const [i, { key }] of someOfEachKind(rows).entries()) {
    const kind = String(key[0]);
    if (needed.has(kind)) continue;
    await t.step(`${kind} ${i}`, async () => {
      await using db = await databaseOf(rows);
      await db.kv.set(key, garbage[i % garbage.length]);

      const found = await wholeService(db);

      assert.equal(found.firedAgain, 0);
      assert.equal(found.tick, 1);
      assert.equal(found.hasUsers, 1);
      for (const [what, count] of Object.entries(usual)) {
        // One record is left out, and the records that were made from it. A released database has few of each kind.
        const least = ["oldestDue", "security"].includes(what) ? 0 : count - leftOutBy(kind, what);
        assert.ok((found[what] ?? 0) >= least, `${what}: ${found[what]} of ${count}`);
      }
    });
  }
});

/** How many things of a list one unreadable record of this kind takes away at most. */
function leftOutBy(kind: string, what: string): number {
  if (what === "fired") return kind === "job" ? 1 : 0;
  // A job that was not run for ten minutes makes up to ten executions; a claim holds three.
  if (kind === "job" && what !== "jobs") return 10;
  return kind === "claim" && what !== "jobs" ? 3 : 1;
}
