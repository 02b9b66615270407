import assert from "node:assert/strict";
import { hour, minute } from "../../../scheduler/model/time.ts";
import { Server, Sink, temporaryFolder } from "../server.ts";
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
  Requests,
} from "./work.ts";

Deno.test("a clock that is set back and forward in one of three processes: no fire is lost, doubled or stuck, and clients are told all", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  const [right, wrong] = [new SetClock(folder.path, 0), new SetClock(folder.path, 0)];
  const start = (clock: SetClock, role: string) => {
    const environment = { ...clock.environment, LEASE_SECONDS: "3", ROLE: role };
    return Server.start(folder.path, environment, "wrong_clock_main.ts");
  };
  await using one = await start(right, "all");
  await using _other = await start(right, "worker");
  await using odd = await start(wrong, "all");
  using opened = await openedIn(folder.path);
  const { db } = opened;
  const jobs = await createJobs(one, sink, 3, eachMinute);
  const [byHand = ""] = await createJobs(one, sink, 1, never);
  sink.delayMs = 50;
  await using followers = await Followers.start([one, odd]);
  const requests = new Requests(odd, byHand);

  for (const offsetMs of [0, hour, -hour, 20_000, 0]) {
    wrong.set(right.offsetMs + offsetMs);
    await passMinutes([right, wrong], 1);
  }
  await requests.stop();

  const all = await allEnded(db, jobs, 4);
  assertFired(all, jobs);
  const last = Math.max(
    ...all.filter(({ trigger }) => trigger === "schedule").map(({ scheduledAt }) => scheduledAt),
  );
  assert.ok(last <= right.now() + minute, `nothing of the next hour is fired: ${odd.output}`);
  assertRan(all, sink);
  await followers.areComplete(db);
  assert.ok(followers.connections > 10);
});
