import assert from "node:assert/strict";
import { Server, Sink, temporaryFolder } from "../server.ts";
import { SetClock } from "./clocks.ts";
import { openedOf } from "./databases.ts";
import { Followers } from "./followers.ts";
import { KvServer } from "./kv_server.ts";
import {
  allEnded,
  assertFired,
  assertRan,
  createJobs,
  eachMinute,
  never,
  passMinutes,
  pause,
  Requests,
} from "./work.ts";

const leaseSeconds = 3;

Deno.test("a KV server that freezes and loses answers: no fire is lost, doubled or stuck, and clients are told all", async () => {
  await using folder = await temporaryFolder();
  await using kv = await KvServer.start();
  await using sink = new Sink();
  const clock = new SetClock(folder.path, 0);
  const environment = {
    ...kv.environment,
    ...clock.environment,
    LEASE_SECONDS: String(leaseSeconds),
  };
  const start = (role: string) =>
    Server.start(folder.path, { ...environment, ROLE: role }, "wrong_clock_main.ts");
  await using api = await start("api");
  await using one = await start("worker");
  await using other = await start("worker");
  using opened = await openedOf(kv);
  const { db } = opened;
  const jobs = await createJobs(api, sink, 3, eachMinute);
  const [byHand = ""] = await createJobs(api, sink, 1, never);
  sink.delayMs = 50;
  await using followers = await Followers.start([api]);
  const requests = new Requests(api, byHand);
  const passing = passMinutes([clock], 6);

  await pause(500);
  kv.freeze();
  await pause(leaseSeconds * 1000 / 2);
  kv.thaw();
  await pause(1000);
  for (const { output } of [one, other]) assert.doesNotMatch(output, /lease was lost/);
  await kv.set({ lostAnswers: 30, brokenAnswers: 10 });
  await pause(1500);
  kv.freeze();
  await pause(leaseSeconds * 1000 * 1.5);
  kv.thaw();
  await Promise.all([passing, requests.stop()]);

  const all = await allEnded(db, jobs, 5);
  assertFired(all, jobs);
  assertRan(all, sink);
  assert.deepEqual(requests.accepted.filter((id) => !all.some((one) => one.id === id)), []);
  const asked = all.filter(({ trigger }) => trigger === "manual").length;
  assert.ok(asked <= requests.count, `${asked} executions of ${requests.count} requests`);
  await followers.areComplete(db);
  assert.ok(followers.connections > 10);
});
