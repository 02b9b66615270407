import assert from "node:assert/strict";
import { Calendars } from "../../../../scheduler/model/calendars/exclusion.ts";
import { aPolicy } from "../../../support/builders.ts";
import { aCalendar } from "../calendars/support.ts";
import { type PlannedJob, upcomingFires } from "../../../../scheduler/model/figures/upcoming.ts";
import type { CategoryId } from "../../../../scheduler/model/ids.ts";
import { type JobId, newId } from "../../../../scheduler/model/ids.ts";
import { draftSchedule, nextFire } from "../../../../scheduler/model/schedule.ts";
import { hour, minute } from "../../../../scheduler/model/time.ts";

const start = Date.parse("2026-03-02T10:00:00Z");

function planned(name: string, schedule: PlannedJob["schedule"]): PlannedJob {
  return { id: newId<JobId>(start), name, categoryId: 1 as CategoryId, schedule };
}

Deno.test("upcomingFires() counts what nextFire() names, whoever shares a schedule", async () => {
  const schedules = [
    draftSchedule({ minute: "*/7" }, "UTC"),
    draftSchedule({ minute: "1,2,30", hour: "10-11" }, "Asia/Kathmandu"),
    draftSchedule({ minute: "0", hour: "3" }, "Asia/Tokyo"),
  ];
  const jobs = Array.from({ length: 30 }, (_, i) => planned(`job ${i}`, schedules[i % 3]!));
  const [from, to] = [start, start + 24 * hour];

  const counted = await upcomingFires(jobs, from, to);

  const byMinute = new Map<number, number>();
  for (const { schedule } of jobs) {
    let at = nextFire(schedule, from - 1);
    for (; at !== undefined && at < to; at = nextFire(schedule, at)) {
      byMinute.set(at, (byMinute.get(at) ?? 0) + 1);
    }
  }
  assert.equal(counted.until, to);
  assert.equal(counted.fires, [...byMinute.values()].reduce((sum, fires) => sum + fires));
  assert.deepEqual(
    counted.minutes.map(({ at, fires }) => [at, fires]),
    [...byMinute].sort(([a], [b]) => a - b),
  );
  assert.equal(counted.jobs, 30);
});

Deno.test("upcomingFires() stops after its most, at the end of a slice, and says so", async () => {
  const jobs = [planned("each minute", draftSchedule({ minute: "*" }, "UTC"))];

  const counted = await upcomingFires(jobs, start, start + hour, { most: 15 });

  assert.equal(counted.until, start + 20 * minute);
  assert.equal(counted.fires, 20);
});

Deno.test("upcomingFires() names as many jobs of a minute as it is asked for", async () => {
  const [hourly, often] = [
    draftSchedule({ minute: "0" }, "UTC"),
    draftSchedule({ minute: "*" }, "UTC"),
  ];
  const jobs = Array.from(
    { length: 40 },
    (_, i) => planned(`job ${String(39 - i).padStart(2, "0")}`, i % 2 === 0 ? hourly : often),
  );

  const some = await upcomingFires(jobs, start, start + minute);
  const many = await upcomingFires(jobs, start, start + minute, { names: 30 });

  assert.deepEqual(some.minutes[0]?.first.map(({ name }) => name), ["job 00", "job 01", "job 02"]);
  assert.equal(many.minutes[0]?.fires, 40);
  assert.deepEqual(
    many.minutes[0]?.first.map(({ name }) => name),
    Array.from({ length: 30 }, (_, i) => `job ${String(i).padStart(2, "0")}`),
  );
  assert.equal(many.heaviest.length, 10);
});

Deno.test("upcomingFires() counts no fire that calendars, start or end exclude", async () => {
  const schedule = draftSchedule({ minute: "*" }, "UTC");
  const closed = aCalendar(1, { times: [{ from: start, to: start + 10 * minute, name: "" }] });
  const timing = { notOn: [closed.id], onlyOn: [], endsAt: start + 15 * minute };
  const timed = { schedule, timing, policy: aPolicy };
  const jobs = [planned("free", schedule), { ...planned("bound", schedule), timed }];

  const counted = await upcomingFires(
    jobs,
    start,
    start + 20 * minute,
    { calendars: new Calendars([closed]) },
  );

  assert.deepEqual(counted.heaviest.map(({ job, fires }) => [job.name, fires]), [
    ["free", 20],
    ["bound", 5],
  ]);
});
