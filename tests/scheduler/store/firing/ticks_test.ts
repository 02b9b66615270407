import assert from "node:assert/strict";
import { hour, minute, second } from "../../../../scheduler/model/time.ts";
import { lastTick, noteTick, takeHeartbeat } from "../../../../scheduler/store/firing/ticks.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { disturbed, seededDatabase } from "../../../support/store.ts";

Deno.test("noteTick() of many processes that tick at once writes once", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  let commits = 0;
  const counted = disturbed(db, (commit) => {
    commits++;
    return commit();
  });

  for (let i = 0; i < 5; i++) await noteTick(counted, clock.now() + i * second);

  assert.equal(commits, 1);
  assert.equal(await lastTick(db), clock.now());
});

Deno.test("noteTick() writes each minute's tick, and one that comes after the clock was set back", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  assert.equal(await lastTick(db), undefined);

  for (const step of [0, minute, -hour]) {
    clock.jump(step);
    await noteTick(db, clock.now());
    assert.equal(await lastTick(db), clock.now());
  }
});

Deno.test("takeHeartbeat() gives each minute to one process, also when clocks differ or are set back", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const now = clock.now();

  const together = await Promise.all([1, 2, 3].map(() => takeHeartbeat(db, now)));
  const later = [
    await takeHeartbeat(db, now + minute),
    // A process whose clock is a minute behind.
    await takeHeartbeat(db, now),
    await takeHeartbeat(db, now - hour),
  ];

  assert.equal(together.filter((isTaken) => isTaken).length, 1);
  assert.deepEqual(later, [true, false, true]);
});
