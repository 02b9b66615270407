import assert from "node:assert/strict";
import { editJob, type JobDraft, pauseJob, resumeJob } from "../../../scheduler/model/job.ts";
import type { Job } from "../../../scheduler/model/job.ts";
import { draftSchedule } from "../../../scheduler/model/schedule.ts";
import { hour, minute } from "../../../scheduler/model/time.ts";
import { aJob } from "../../support/builders.ts";

const now = Date.parse("2026-03-02T10:00:30Z");
const hourly = draftSchedule({ minute: "0" }, "UTC");
const daily = draftSchedule({ hour: "12", minute: "0" }, "UTC");
const never = draftSchedule({ month: "2", day: "30" }, "UTC");

function draftOf(job: Job, given: Partial<JobDraft> = {}): JobDraft {
  const { name, jobClass, pubArgs, schedule, categoryId, policy } = job;
  return { name, jobClass, pubArgs, schedule, categoryId, policy, ...given };
}

Deno.test("draftJob() is due at its first fire, now included", () => {
  assert.equal(aJob(now).nextRunAt, Date.parse("2026-03-02T10:01:00Z"));
  const onTheMinute = Date.parse("2026-03-02T10:01:00Z");
  assert.equal(aJob(onTheMinute).nextRunAt, onTheMinute);
});

Deno.test("draftJob() without any fire has no next run", () => {
  assert.ok(!("nextRunAt" in aJob(now, { schedule: never })));
});

Deno.test("editJob() leaves the next run alone while the schedule stays", () => {
  const job = { ...aJob(now, { schedule: hourly }), nextRunAt: now - hour };

  const edited = editJob(job, draftOf(job, { name: "new", schedule: { ...hourly } }), now);

  assert.equal(edited.nextRunAt, now - hour);
  assert.equal(edited.name, "new");
  assert.equal(edited.version, job.version + 1);
});

Deno.test("editJob() of the schedule or its zone plans anew", () => {
  const job = aJob(now, { schedule: daily });
  const taipei = { ...daily, timeZone: "Asia/Taipei" };

  assert.equal(
    editJob(job, draftOf(job, { schedule: hourly }), now).nextRunAt,
    Date.parse("2026-03-02T11:00:00Z"),
  );
  assert.equal(
    editJob(job, draftOf(job, { schedule: taipei }), now).nextRunAt,
    Date.parse("2026-03-03T04:00:00Z"),
  );
  assert.ok(!("nextRunAt" in editJob(job, draftOf(job, { schedule: never }), now)));
});

Deno.test("editJob() of a paused job leaves it paused", () => {
  const job = pauseJob(aJob(now, { schedule: daily }), now);

  const edited = editJob(job, draftOf(job, { schedule: hourly }), now);

  assert.ok(edited.paused);
  assert.ok(!("nextRunAt" in edited));
});

Deno.test("resumeJob() starts from now: a fire time of the pause is not made up for", () => {
  const job = pauseJob(aJob(now, { schedule: hourly }), now);
  assert.ok(!("nextRunAt" in job));

  const resumed = resumeJob(job, now + 5 * hour);

  assert.equal(resumed.nextRunAt, Date.parse("2026-03-02T16:00:00Z"));
  assert.equal(resumed.version, job.version + 1);
});

Deno.test("no change of a job fires a time again that it fired already", () => {
  const firedUntil = Date.parse("2026-03-02T10:00:00Z");
  const justFired = firedUntil;
  const job: Job = { ...aJob(justFired - minute), firedUntil };

  const resumed = resumeJob(pauseJob(job, justFired), justFired);
  const edited = editJob(job, draftOf(job, { schedule: hourly }), justFired);
  const afterJumpBack = resumeJob(pauseJob(job, justFired), justFired - hour);

  assert.equal(resumed.nextRunAt, firedUntil + minute);
  assert.equal(edited.nextRunAt, firedUntil + hour);
  assert.equal(afterJumpBack.nextRunAt, firedUntil + minute);
});

Deno.test("a job that a wrong clock fired far ahead fires again once it is resumed", () => {
  const yearAhead = Date.parse("2027-03-02T10:00:00Z");
  const ahead: Job = { ...aJob(now), paused: true, firedUntil: yearAhead };

  assert.equal(resumeJob(ahead, now).nextRunAt, Date.parse("2026-03-02T10:01:00Z"));
});

Deno.test("a job that fired an hour ahead does not fire that hour again when it is resumed", () => {
  const hourAhead = Date.parse("2026-03-02T11:00:00Z");
  const ahead: Job = { ...aJob(now), paused: true, firedUntil: hourAhead };

  assert.equal(resumeJob(ahead, now).nextRunAt, Date.parse("2026-03-02T11:01:00Z"));
});
