import { strict as assert } from "node:assert";
import { isEnded, isHeld } from "../../scheduler/model/execution.ts";
import type { ExecutionId } from "../../scheduler/model/ids.ts";
import { systemClock } from "../../scheduler/model/time.ts";
import { type Database, openDatabase } from "../../scheduler/store/kv/database.ts";
import { seedCategories } from "../../scheduler/store/access/categories.ts";
import { draftSchedule } from "../../scheduler/model/schedule.ts";
import { executionAt, runNowAt, storedJob } from "../support/store.ts";
import { aJob } from "../support/builders.ts";
import { eventually, Server, temporaryFolder } from "./server.ts";

const environment = {
  ROLE: "worker",
  LEASE_SECONDS: "2",
  WORKER_CONCURRENCY: "2",
  JOB_MODULES: new URL("touch_jobs.ts", import.meta.url).href,
};
/** How many executions may be marked beyond those that run: see engine/pace.ts. */
const mostStarting = 200;
const never = draftSchedule({ month: "2", day: "30" }, "UTC");

Deno.test("a worker killed with -9 that had claimed ahead: what never started runs once elsewhere", async () => {
  await using folder = await temporaryFolder();
  const started = `${folder.path}/started`;
  await Deno.writeTextFile(started, "");
  const db = await openDatabase(`${folder.path}/carillon.db`);
  try {
    await seedCategories(db, systemClock.now());
    // Enough short executions, so that the worker claims ahead when it comes to those that stay.
    await seeded(db, 60, [started, "ends"]);
    const ids = await seeded(db, 500, [started, "stays"]);

    const first = await Server.start(folder.path, { ...environment, TOUCH_STAYS: "yes" });
    await eventually("two stay", async () => (await staying(started)).length >= 2);
    await first.kill();
    const atFirst = await staying(started);
    const held = (await Promise.all(ids.map((id) => executionAt(db, id)))).filter(isHeld);
    await using _second = await Server.start(folder.path, environment);
    const executions = await eventually("all end", async () => {
      const all = await Promise.all(ids.map((id) => executionAt(db, id)));
      return all.every(isEnded) && all;
    });

    const runs = await staying(started);
    assert.equal(new Set(runs).size, runs.length, "none starts twice");
    const stateOf = new Map<string, string>(executions.map(({ id, state }) => [id, state]));
    assert.deepEqual(atFirst.map((id) => stateOf.get(id)), ["failed", "failed"]);
    for (const { id, state, attempt, description } of executions) {
      if (state === "succeeded") assert.deepEqual([runs.includes(id), attempt], [true, 1]);
      else assert.match(description, /was lost/);
    }
    const lost = executions.filter(({ state }) => state === "failed");
    const told = `${lost.length} lost, of ${held.length} that it held`;
    assert.ok(lost.length <= 2 + mostStarting, told);
  } finally {
    db.close();
  }
});

/** Executions that wait for a worker. */
async function seeded(db: Database, count: number, pubArgs: string[]): Promise<ExecutionId[]> {
  const now = systemClock.now();
  const policy = { maxInstances: 1000 };
  const given = { jobClass: "e2e.Touch", pubArgs, schedule: never, policy };
  const job = await storedJob(db, aJob(now, given));
  const ids: ExecutionId[] = [];
  for (let i = 0; i < count; i++) ids.push(await runNowAt(db, job, systemClock.now()));
  return ids;
}

async function staying(path: string): Promise<string[]> {
  const lines = (await Deno.readTextFile(path)).split("\n");
  return lines.filter((line) => line.startsWith("stays ")).map((line) => line.slice(6));
}
