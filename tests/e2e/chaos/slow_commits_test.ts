import assert from "node:assert/strict";
import { Server, Sink, temporaryFolder } from "../server.ts";
import { SetClock } from "./clocks.ts";
import { openedOf } from "./databases.ts";
import { Followers } from "./followers.ts";
import { KvServer } from "./kv_server.ts";
import { allEnded, assertFired, assertRan, createJobs, eachMinute, passMinutes } from "./work.ts";

Deno.test("commits that take longer than half a minute by the clock: no fire is lost, doubled or stuck, and clients are told all", async () => {
  await using folder = await temporaryFolder();
  await using kv = await KvServer.start();
  await using sink = new Sink();
  const clock = new SetClock(folder.path, 0);
  const environment = { ...kv.environment, ...clock.environment, LEASE_SECONDS: "5" };
  const start = (role: string) =>
    Server.start(folder.path, { ...environment, ROLE: role }, "wrong_clock_main.ts");
  await using api = await start("api");
  await using _one = await start("worker");
  await using _other = await start("worker");
  using opened = await openedOf(kv);
  const jobs = await createJobs(api, sink, 10, eachMinute);
  await using followers = await Followers.start([api]);

  // While a commit waits, the clock goes on by over 30 s.
  await kv.set({ commitDelayMs: 700 });
  await passMinutes([clock], 3);
  await kv.set({ commitDelayMs: 0 });
  await passMinutes([clock], 1);

  const all = await allEnded(opened.db, jobs, 3);
  assertFired(all, jobs);
  assertRan(all, sink);
  await followers.areComplete(opened.db);
  assert.ok(followers.connections > 10);
});
