import assert from "node:assert/strict";
import type { JobId } from "../../../scheduler/model/ids.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { schemaVersion } from "../../../scheduler/store/kv/schema/schema_version.ts";
import { eventually, Server, Sink, temporaryFolder } from "../server.ts";
import { SetClock } from "./clocks.ts";
import { openedIn } from "./databases.ts";
import { Followers } from "./followers.ts";
import {
  allEnded,
  assertFired,
  assertRan,
  createJobs,
  eachMinute,
  never,
  passMinutes,
  pause,
} from "./work.ts";

const both = new RegExp(`schema version ${schemaVersion + 1}, .* up to ${schemaVersion}`);

Deno.test("a newer version that migrates while an older one runs: no fire is lost, doubled or stuck, and the older one stands aside", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  const clock = new SetClock(folder.path, 0);
  const environment = { ...clock.environment, LEASE_SECONDS: "3" };
  await using older = await Server.start(folder.path, environment, "wrong_clock_main.ts");
  using opened = await openedIn(folder.path);
  const { db } = opened;
  const jobs = await createJobs(older, sink, 3, eachMinute);
  const [byHand = ""] = await createJobs(older, sink, 1, never);
  sink.delayMs = 50;
  await using followers = await Followers.start([older]);
  await passMinutes([clock], 2);
  sink.delayMs = 2000;
  const { execution_id } = await older.call("POST", `/executions/${byHand}`);

  await using newer = await Server.start(folder.path, environment, "chaos/newer_main.ts");
  await pause(1500);
  const ready = await fetch(`${older.url}/readyz`);
  const { error } = await ready.json();
  assert.equal(ready.status, 503);
  assert.match(error, both);
  const refused = await older.fetch("PATCH", `/jobs/${byHand}`, { name: "of the older one" });
  assert.deepEqual([refused.status, (await refused.json()).code], [503, "unavailable"]);
  sink.delayMs = 50;
  const migratedAt = clock.now();
  await passMinutes([clock], 3);

  const all = await allEnded(db, jobs, 4);
  assertFired(all, jobs);
  assertRan(all, sink);
  assert.equal(all.find(({ id }) => id === execution_id)?.state, "succeeded", "a run goes on");
  const late = all.filter(({ scheduledAt }) => scheduledAt > migratedAt);
  assert.deepEqual(late.filter((one) => "pid" in one && one.pid === older.pid), []);
  const { value } = await db.kv.get<{ newField?: string }>(keys.job.at(byHand as JobId).parts);
  assert.equal(value?.newField, "of the newer version", "the older one writes no job");
  await eventually("the newer one is ready", async () => {
    const response = await fetch(`${newer.url}/readyz`);
    await response.body?.cancel();
    return response.ok;
  });
  await followers.areComplete(db);
});
