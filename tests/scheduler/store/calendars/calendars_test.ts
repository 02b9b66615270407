import assert from "node:assert/strict";
import type { Calendar } from "../../../../scheduler/model/calendars/calendar.ts";
import type { Timing } from "../../../../scheduler/model/calendars/timing.ts";
import { type CalendarId, fireId } from "../../../../scheduler/model/ids.ts";
import type { Job } from "../../../../scheduler/model/job.ts";
import { jitterMs } from "../../../../scheduler/model/firing/jitter.ts";
import { draftSchedule } from "../../../../scheduler/model/schedule.ts";
import { day, hour, minute, second } from "../../../../scheduler/model/time.ts";
import {
  changeCalendar,
  createCalendar,
  deleteCalendar,
  findCalendar,
} from "../../../../scheduler/store/calendars/calendars.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { gatherDue } from "../../../../scheduler/store/firing/gather.ts";
import { deleteJob, findJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { replanJobs } from "../../../../scheduler/store/jobs/replan_jobs.ts";
import { type Database, sharedServerLimits } from "../../../../scheduler/store/kv/database.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  allExecutions,
  anAudit,
  interposed,
  keysOf,
  seededDatabase,
  storedJob,
} from "../../../support/store.ts";
import { aCalendarDraft, datesOf } from "../../model/calendars/support.ts";

const daily = draftSchedule({ hour: "12" }, "UTC");

/** A calendar of one day, and as many jobs at noon that do not run on it. */
async function planned(
  count: number,
  { limits = sharedServerLimits, dates = ["2026-03-02"] } = {},
) {
  const clock = new FakeClock();
  const db = await seededDatabase(clock, limits);
  const calendar = await createCalendar(db, aCalendarDraft({ dates: datesOf(dates) }), clock.now());
  const timing: Timing = { notOn: [calendar.id], onlyOn: [] };
  const jobs: Job[] = [];
  for (let i = 0; i < count; i++) {
    jobs.push(await storedJob(db, aJob(clock.now(), { schedule: daily, timing })));
  }
  return { db, clock, calendar, jobs };
}

function redate(db: Database, { id }: Calendar, dates: readonly string[], now: number) {
  return changeCalendar(db, id, (before) => ({ ...before, dates: datesOf(dates) }), now);
}

async function nextRuns(db: Database, jobs: readonly Job[]) {
  const found = await Promise.all(jobs.map(({ id }) => findJob(db, id)));
  return new Set(found.map((job) => job?.nextRunAt));
}

async function firedAt(db: Database) {
  return (await allExecutions(db)).map(({ scheduledAt }) => new Date(scheduledAt).toISOString());
}

Deno.test("fireDue() fires a job with calendars at its allowed fire times only", async () => {
  const { db, clock } = await planned(1, { dates: ["2026-03-02", "2026-03-04"] });
  await using _ = db;

  for (let i = 0; i < 5 * 24; i++, clock.advance(hour)) await fireDue(db, clock.now());

  const noon = "T12:00:00.000Z";
  assert.deepEqual(await firedAt(db), ["03", "05", "06"].map((day) => `2026-03-${day}${noon}`));
});

Deno.test("createJob() refuses a calendar that is not there", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const timing = { notOn: [], onlyOn: [7 as CalendarId] };

  await assert.rejects(storedJob(db, aJob(clock.now(), { timing })), {
    code: "invalid",
    message: "only_on: there is no calendar 7",
  });
});

Deno.test("deleteCalendar() refuses one that jobs use, and names them", async () => {
  const { db, clock, calendar, jobs: [job] } = await planned(1);
  await using _ = db;
  assert.ok(job !== undefined);

  await assert.rejects(deleteCalendar(db, calendar.id, clock.now()), {
    code: "conflict",
    message: `Jobs use the calendar: "a job" (${job.id}).`,
  });
  await deleteJob(db, job.id, (job) => anAudit(job, "deleted", clock.now()), clock.now());

  assert.equal(await deleteCalendar(db, calendar.id, clock.now()), true);
  assert.equal(await findCalendar(db, calendar.id), undefined);
  assert.deepEqual(await keysOf(db, "job_by_calendar"), []);
  assert.deepEqual(await keysOf(db, "calendar_by_name"), []);
});

Deno.test("deleteCalendar() and a job that begins to use it at the same time agree", async () => {
  const { db, clock, calendar } = await planned(0);
  await using _ = db;
  const timing = { notOn: [calendar.id], onlyOn: [] };

  const results = await Promise.allSettled([
    deleteCalendar(db, calendar.id, clock.now()),
    storedJob(db, aJob(clock.now(), { timing })),
  ]);

  assert.deepEqual(results.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
});

Deno.test("replanJobs() computes the next fires of a changed calendar's jobs, both sooner and later", async () => {
  const { db, clock, calendar, jobs } = await planned(3);
  await using _ = db;
  const noon = (date: string) => new Set([Date.parse(`${date}T12:00Z`)]);
  assert.deepEqual(await nextRuns(db, jobs), noon("2026-03-03"));

  await redate(db, calendar, [], clock.now());
  while (await replanJobs(db, clock.now()));
  const sooner = await nextRuns(db, jobs);
  await redate(db, calendar, ["2026-03-02/2026-03-05"], clock.now());
  while (await replanJobs(db, clock.now()));

  assert.deepEqual(sooner, noon("2026-03-02"));
  assert.deepEqual(await nextRuns(db, jobs), noon("2026-03-06"));
  assert.deepEqual(await keysOf(db, "calendar_replan"), []);
  assert.equal((await keysOf(db, "due")).length, 3);
});

Deno.test("replanJobs() goes on where another process stopped", async () => {
  const { db, clock, calendar, jobs } = await planned(450);
  await using _ = db;
  await redate(db, calendar, ["2026-03-02/2026-03-05"], clock.now());

  assert.equal(await replanJobs(db, clock.now()), true);
  const { value } = await db.read(keys.calendar.replan(calendar.id));
  const first = await nextRuns(db, jobs.slice(0, 200));
  const rest = await nextRuns(db, jobs.slice(200));
  await Promise.all([1, 2].map(async () => {
    while (await replanJobs(db, clock.now()));
  }));

  assert.deepEqual(value, { upTo: jobs[199]?.id });
  assert.deepEqual([first, rest], [
    new Set([Date.parse("2026-03-06T12:00Z")]),
    new Set([Date.parse("2026-03-03T12:00Z")]),
  ]);
  assert.deepEqual(await nextRuns(db, jobs), first);
});

Deno.test("a fire looks at a changed calendar before any duty did", async () => {
  const { db, clock, calendar } = await planned(3);
  await using _ = db;
  await redate(db, calendar, ["2026-03-03"], clock.now());
  clock.advance(26 * hour); // Tuesday noon, where the jobs were due by the old calendar.

  await fireDue(db, clock.now());

  assert.deepEqual(await firedAt(db), []);
  clock.advance(day);
  await fireDue(db, clock.now());
  assert.deepEqual(await firedAt(db), Array(3).fill("2026-03-04T12:00:00.000Z"));
});

Deno.test("a calendar that changes in the middle of a fire is the one that counts", async () => {
  const { db, clock, calendar, jobs } = await planned(2);
  await using _ = db;
  clock.advance(26 * hour);
  const between = interposed(db, () => redate(db, calendar, ["2026-03-03"], clock.now()));

  await fireDue(between, clock.now());

  assert.deepEqual(await firedAt(db), []);
  assert.deepEqual(await nextRuns(db, jobs), new Set([Date.parse("2026-03-04T12:00Z")]));
});

Deno.test("two processes fire jobs with calendars once, also while the calendar changes", async () => {
  const { db, clock, calendar } = await planned(30);
  await using _ = db;
  clock.advance(26 * hour);

  await Promise.all([
    fireDue(db, clock.now()),
    redate(db, calendar, ["2026-03-01"], clock.now()),
    fireDue(db, clock.now()),
    replanJobs(db, clock.now()),
  ]);
  await fireDue(db, clock.now());

  const fired = await allExecutions(db);
  assert.equal(fired.length, 30);
  assert.equal(new Set(fired.map(({ job }) => job.id)).size, 30);
});

Deno.test("gatherDue() leaves jobs with calendars, a start or an end alone", async () => {
  const { db, clock } = await planned(5, { dates: [] });
  await using _ = db;
  for (let i = 0; i < 3; i++) await storedJob(db, aJob(clock.now(), { schedule: daily }));

  assert.equal(await gatherDue(db, clock.now() + day, clock.now()), 3);
  clock.advance(2 * hour);
  await fireDue(db, clock.now());
  clock.advance(day - hour);
  assert.equal(await gatherDue(db, clock.now() + day, clock.now()), 0);

  assert.equal((await allExecutions(db)).length, 8);
});

Deno.test("a job fires from its start until before its end, and then has no next run", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const [startsAt, endsAt] = [clock.now() + 2 * minute, clock.now() + 5 * minute];
  const timing = { notOn: [], onlyOn: [], startsAt, endsAt };
  const job = await storedJob(db, aJob(clock.now(), { timing }));

  for (let i = 0; i < 8; i++, clock.advance(minute)) await fireDue(db, clock.now());

  const fired = (await allExecutions(db)).map(({ scheduledAt }) =>
    (scheduledAt - startsAt) / minute
  );
  assert.deepEqual(fired, [0, 1, 2]);
  assert.equal((await findJob(db, job.id))?.nextRunAt, undefined);
});

Deno.test("jitter delays the start and not the fire time, and is the same in each process", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  const jobs: Job[] = [];
  for (let i = 0; i < 40; i++) {
    jobs.push(await storedJob(db, aJob(clock.now(), { policy: { jitterSeconds: 30 } })));
  }
  const at = clock.now();

  await fireDue(db, clock.now());

  const fired = await allExecutions(db);
  assert.deepEqual(new Set(fired.map(({ scheduledAt }) => scheduledAt)), new Set([at]));
  const delays = fired.map((one) => one.state === "scheduled" ? (one.readyAt ?? 0) - at : NaN);
  assert.deepEqual(delays, fired.map(({ job }) => jitterMs(job.id, at, 30)));
  assert.ok(Math.min(...delays) >= 0 && Math.max(...delays) <= 30 * second);
  assert.ok(new Set(delays).size > 30);
  assert.equal(fired[0]?.id, fireId(fired[0]!.job.id, at));
});

Deno.test("a fire that waits for its jitter counts as an instance, by its fire time", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  await storedJob(db, aJob(clock.now(), { policy: { jitterSeconds: 3600, maxInstances: 1 } }));

  await fireDue(db, clock.now());
  clock.advance(minute);
  await fireDue(db, clock.now());

  const states = (await allExecutions(db)).map(({ state }) => state);
  assert.deepEqual(states, ["scheduled", "scheduled error"]);
});
