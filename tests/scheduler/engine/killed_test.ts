import assert from "node:assert/strict";
import { isHeld } from "../../../scheduler/model/execution.ts";
import type { ExecutionId } from "../../../scheduler/model/ids.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { readStarted } from "../../../scheduler/store/running/claims.ts";
import { leaseMs } from "../../../scheduler/store/running/leases.ts";
import { disturbed, executionAt, runNowAt } from "../../support/store.ts";
import { aWorld, ended, until } from "../../support/world.ts";

Deno.test("of what a worker had claimed ahead when it was lost, each runs once elsewhere, or may have run there", async () => {
  await using world = await aWorld();
  const { db, clock } = world;
  let isCutOff = false;
  const cut = disturbed(
    db,
    (commit) => isCutOff ? Promise.reject(new TypeError("cut off")) : commit(),
  );
  const runs = new Map<string, number>();
  const gate = Promise.withResolvers<void>();
  const short = await world.job(() => "short", { maxInstances: 1000 });
  const slow = await world.job(async ({ executionId }) => {
    runs.set(executionId, (runs.get(executionId) ?? 0) + 1);
    await gate.promise;
  }, { maxInstances: 1000 });
  for (let i = 0; i < 30; i++) await runNowAt(db, short, clock.now());
  const ids: ExecutionId[] = [];
  for (let i = 0; i < 450; i++) ids.push(await runNowAt(db, slow, clock.now()));
  const claimedAhead = async () => {
    const executions = await Promise.all(ids.map((id) => executionAt(db, id)));
    return executions.filter((one) => isHeld(one) && !runs.has(one.id));
  };
  world.engine({ db: cut, concurrency: 2 }).start();
  /** Those of which the database knows that they have not started. */
  const unmarked = async () => {
    const claims = await db.list(keys.claim.all, { limit: 1000 });
    const each = await Promise.all(claims.map(async (claim) => {
      const { count } = await readStarted(db, claim);
      return claim.value.executionIds.slice(count);
    }));
    const held = new Set((await claimedAhead()).map(({ id }) => id));
    return each.flat().filter((id) => held.has(id));
  };
  // What does not start soon is given back, so the claims are looked at and not counted.
  const isAhead = async () => runs.size === 2 && (await unmarked()).length > 5;
  await until(isAhead, "two run, and more are claimed that are not about to start");

  isCutOff = true;
  // The job is due as well: what its schedule made is not looked at.
  const startedThere = ids.filter((id) => runs.has(id));
  const held = await claimedAhead();
  const second = world.engine();
  await second.tick();
  clock.advance(leaseMs + 1);
  gate.resolve();
  await second.tick();
  await second.drain();

  isCutOff = false;

  const executions = await Promise.all(ids.map((id) => ended(db, id)));
  const failed = executions.filter(({ state }) => state === "failed");
  const again = executions.filter(({ state }) => state === "succeeded");
  assert.equal(failed.length + again.length, ids.length);
  for (const { description } of failed) assert.match(description, /was lost/);
  for (const { id, attempt } of again) assert.deepEqual([runs.get(id), attempt], [1, 1]);
  const lost = new Set<string>(failed.map(({ id }) => id));
  assert.ok(startedThere.every((id) => lost.has(id)));
  const unstarted = held.filter(({ id }) => !lost.has(id));
  assert.ok(unstarted.length > 0, "none that it held runs again");
  assert.deepEqual([...runs.values()].filter((count) => count !== 1), []);
});
