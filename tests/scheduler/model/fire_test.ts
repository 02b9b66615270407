import assert from "node:assert/strict";
import fc from "fast-check";
import { type Ended, isEnded, type Scheduled } from "../../../scheduler/model/execution.ts";
import {
  type FirePlan,
  makeUpCap,
  planFire,
  planRun,
  type Situation,
} from "../../../scheduler/model/fire.ts";
import { draftExecution } from "../../../scheduler/model/execution.ts";
import { type ExecutionId, fireId, newId } from "../../../scheduler/model/ids.ts";
import type { Job } from "../../../scheduler/model/job.ts";
import type { JobPolicy } from "../../../scheduler/model/job_policy.ts";
import { storedSize } from "../../../scheduler/model/json.ts";
import { draftRun } from "../../../scheduler/model/run_request.ts";
import { draftSchedule } from "../../../scheduler/model/schedule.ts";
import { day, hour, minute, second } from "../../../scheduler/model/time.ts";
import { aJob } from "../../support/builders.ts";

const at = Date.parse("2026-03-02T10:00:00Z");
const nothing: Situation = { active: [], waiting: [] };

type DueJob = Job & { readonly nextRunAt: number };

function aDueJob(policy: Partial<JobPolicy> = {}, given: Parameters<typeof aJob>[1] = {}): DueJob {
  const job = aJob(at, { ...given, policy });
  assert.ok(job.nextRunAt !== undefined);
  return { ...job, nextRunAt: job.nextRunAt };
}

function waitingOf(job: Job, count: number): Scheduled[] {
  return Array.from({ length: count }, (_, i) =>
    draftExecution(
      {
        id: fireId(job.id, at - (count - i) * minute),
        job,
        trigger: "schedule",
        scheduledAt: at - (count - i) * minute,
      },
      at,
    ));
}

function activeOf(count: number): ExecutionId[] {
  return Array.from({ length: count }, () => newId<ExecutionId>(at - hour));
}

const isReady = (one: Scheduled | Ended): one is Scheduled =>
  !isEnded(one) && one.readyAt !== undefined;
const isWaiting = (one: Scheduled | Ended): one is Scheduled =>
  !isEnded(one) && one.readyAt === undefined;

function timesOf(plan: FirePlan, which: (one: Scheduled | Ended) => boolean): number[] {
  return plan.made.filter(which).map(({ scheduledAt }) => scheduledAt);
}

Deno.test("planFire() on time makes one ready execution and moves the job on", () => {
  const job = aDueJob();

  const plan = planFire(job, nothing, at + 200);

  const [made, ...rest] = plan.made;
  assert.ok(made !== undefined && isReady(made) && rest.length === 0);
  assert.equal(made.id, fireId(job.id, at));
  assert.equal(made.scheduledAt, at);
  assert.equal(made.readyAt, at + 200);
  assert.equal(made.trigger, "schedule");
  assert.equal(made.description, "");
  assert.equal(plan.job.firedUntil, at);
  assert.equal(plan.job.nextRunAt, at + minute);
  assert.deepEqual(plan.job.active, [made.id]);
  assert.equal(plan.job.version, job.version);
});

Deno.test("planFire() of the last fire leaves no next run", () => {
  const job = aDueJob();
  const last = { ...job, schedule: draftSchedule({ month: "2", day: "30" }, "UTC") };

  assert.ok(!("nextRunAt" in planFire(last, nothing, at).job));
});

Deno.test("planFire() with coalesce makes one run that stands for all missed ones", () => {
  const plan = planFire(aDueJob(), nothing, at + 10 * minute + second);

  assert.deepEqual(timesOf(plan, () => true), [at + 10 * minute]);
  assert.match(
    plan.made[0]?.description ?? "",
    /^stands for all fire times since 2026-03-02T10:00:00/,
  );
  assert.equal(plan.job.nextRunAt, at + 11 * minute);
  assert.equal(plan.job.firedUntil, at + 10 * minute);
});

Deno.test("planFire() without coalesce makes a run for each, and those without room wait", () => {
  const job = aDueJob({ coalesce: false, maxInstances: 3 });

  const plan = planFire(job, nothing, at + 4 * minute);

  assert.deepEqual(timesOf(plan, isReady), [at, at + minute, at + 2 * minute]);
  assert.deepEqual(timesOf(plan, isWaiting), [at + 3 * minute, at + 4 * minute]);
  assert.deepEqual(plan.waiting, plan.made.filter(isWaiting).map(({ id }) => id));
  assert.equal(plan.job.active.length, 3);
});

Deno.test("planFire() records each fire beyond the grace as missed, with the reason", () => {
  for (const coalesce of [true, false]) {
    const job = aDueJob({ coalesce, misfireGraceSeconds: 120, maxInstances: 9 });

    const plan = planFire(job, nothing, at + 5 * minute);

    assert.deepEqual(timesOf(plan, isEnded), [at, at + minute, at + 2 * minute]);
    for (const missed of plan.made.filter(isEnded)) {
      assert.equal(missed.state, "scheduled error");
      assert.match(missed.description, /^missed: \d+ s late, and the grace of this job is 120 s$/);
    }
    const run = coalesce ? [5] : [3, 4, 5];
    assert.deepEqual(timesOf(plan, isReady), run.map((n) => at + n * minute));
  }
});

Deno.test("planFire() with a grace of 0 still runs what is on time", () => {
  const job = aDueJob({ misfireGraceSeconds: 0 });

  assert.equal(timesOf(planFire(job, nothing, at + second), isReady).length, 1);
  assert.equal(timesOf(planFire(job, nothing, at + 2 * second), isReady).length, 0);
});

Deno.test("planFire() after a year of downtime is quick and bounded", () => {
  const now = at + 365 * day;
  for (const coalesce of [true, false]) {
    const job = aDueJob({ coalesce });
    const started = performance.now();

    const plan = planFire(job, nothing, now);

    assert.ok(performance.now() - started < 2000);
    assert.ok(plan.made.length <= makeUpCap(job) + 1);
    assert.equal(plan.made[0]?.id, fireId(job.id, at));
    assert.match(plan.made[0]?.description ?? "", /^missed: this stands for all fire times from/);
    assert.equal(plan.job.nextRunAt, now + minute);
    assert.equal(plan.job.firedUntil, now);
    const ids = plan.made.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].toSorted());
  }
});

Deno.test("planFire() finds the newest fires of a schedule with long pauses", () => {
  const january = draftSchedule({ month: "1", minute: "*" }, "UTC");
  const job = { ...aDueJob(), schedule: january, nextRunAt: Date.parse("2026-01-01T00:00:00Z") };
  const lastOfJanuary = Date.parse("2026-01-31T23:59:00Z");

  const plan = planFire(
    { ...job, policy: { ...job.policy, misfireGraceSeconds: 31 * 86_400 } },
    nothing,
    Date.parse("2026-02-20T00:00:00Z"),
  );

  assert.equal(plan.job.firedUntil, lastOfJanuary);
  assert.equal(plan.job.nextRunAt, Date.parse("2027-01-01T00:00:00Z"));
  assert.equal(timesOf(plan, isReady).at(-1), lastOfJanuary);
});

Deno.test("planFire() skips a fire without a free instance, and says so", () => {
  for (const maxInstances of [1, 2]) {
    const job = aDueJob({ maxInstances });
    const active = activeOf(maxInstances);

    const plan = planFire(job, { active, waiting: [] }, at);

    assert.deepEqual(plan.made.map(({ state }) => state), ["scheduled error"]);
    assert.match(plan.made[0]?.description ?? "", /^skipped: .* still under way$/);
    assert.deepEqual(plan.job.active, active);
    assert.deepEqual(plan.toStop, []);
    assert.equal(plan.job.nextRunAt, at + minute);
  }
});

Deno.test("planFire() with queue lets one wait, and skips the next", () => {
  const job = aDueJob({ maxInstances: 1, overlap: "queue" });
  const active = activeOf(1);

  const first = planFire(job, { active, waiting: [] }, at);
  const second = planFire(job, { active, waiting: waitingOf(job, 1) }, at);

  assert.equal(first.made.filter(isWaiting).length, 1);
  assert.deepEqual(first.waiting, first.made.map(({ id }) => id));
  assert.deepEqual(second.made.map(({ state }) => state), ["scheduled error"]);
  assert.match(second.made[0]?.description ?? "", /and one waits already$/);
  assert.deepEqual(second.waiting, waitingOf(job, 1).map(({ id }) => id));
});

Deno.test("planFire() with replace stops the oldest, and drops those that waited", () => {
  const job = aDueJob({ maxInstances: 2, overlap: "replace" });
  const active = activeOf(2);
  const waiting = waitingOf(job, 2);

  const plan = planFire(job, { active, waiting }, at);

  assert.deepEqual(plan.toStop, [active[0]]);
  assert.deepEqual(plan.replaced.map(({ id }) => id), waiting.map(({ id }) => id));
  for (const { state, description } of plan.replaced) {
    assert.equal(state, "scheduled error");
    assert.match(description, /^replaced by the fire of 2026-03-02T10:00:00/);
  }
  assert.deepEqual(plan.waiting, [fireId(job.id, at)]);
  assert.deepEqual(plan.made.map(isWaiting), [true]);
});

Deno.test("planFire() lets fires that it makes up for wait, whatever the overlap rule", () => {
  for (const overlap of ["skip", "queue", "replace"] as const) {
    const job = aDueJob({ maxInstances: 1, coalesce: false, overlap });

    const plan = planFire(
      job,
      { active: activeOf(1), waiting: waitingOf(job, 1) },
      at + 2 * minute,
    );

    assert.deepEqual(timesOf(plan, isWaiting), [at, at + minute, at + 2 * minute]);
    assert.equal(plan.waiting.length, 4);
    assert.deepEqual([plan.toStop, plan.replaced], [[], []]);
  }
});

Deno.test("planFire() lets no more wait than it would make up for, however often it was down", () => {
  const job = aDueJob({ maxInstances: 1, coalesce: false });
  let situation: Situation = { active: activeOf(1), waiting: [] };
  let due = job;

  for (let downtime = 0; downtime < 5; downtime++) {
    const plan = planFire(due, situation, due.nextRunAt + 50 * minute);
    situation = {
      active: plan.job.active,
      waiting: [...situation.waiting, ...plan.made.filter(isWaiting)],
    };
    assert.equal(plan.made.length, 51);
    due = { ...plan.job, nextRunAt: plan.job.nextRunAt ?? 0 };
  }

  assert.ok(situation.waiting.length <= makeUpCap(job), String(situation.waiting.length));
});

Deno.test("planFire() makes less up for a job with large arguments: a plan fits one commit", () => {
  for (const bytes of [10, 1000, 5000, 16_000, 30_000, 60_000]) {
    const job = aDueJob({ coalesce: false }, { pubArgs: ["x".repeat(bytes)] });

    const plan = planFire(job, nothing, at + 365 * day);

    const size = plan.made.reduce((sum, one) => sum + storedSize(one), 2 * storedSize(plan.job));
    assert.ok(size < 600 * 1024, `${bytes}: ${size}`);
  }
});

Deno.test("planFire() keeps its promises in any situation", () => {
  const policies = fc.record({
    maxInstances: fc.integer({ min: 1, max: 4 }),
    overlap: fc.constantFrom("skip" as const, "queue" as const, "replace" as const),
    misfireGraceSeconds: fc.integer({ min: 0, max: 7200 }),
    coalesce: fc.boolean(),
  });
  const counts = fc.integer({ min: 0, max: 5 });
  const schedules = fc.constantFrom("*", "*/5", "7", "0,30").map((m) =>
    draftSchedule({ minute: m }, "Europe/Berlin")
  );
  fc.assert(
    fc.property(
      policies,
      schedules,
      counts,
      counts,
      fc.integer({ min: 0, max: 3 * day }),
      (policy, schedule, activeCount, waitingCount, late) => {
        const job = aDueJob(policy, { schedule });
        const now = job.nextRunAt + late;
        const situation = { active: activeOf(activeCount), waiting: waitingOf(job, waitingCount) };

        const plan = planFire(job, situation, now);

        const made = plan.made.map(({ id }) => id);
        assert.equal(new Set(made).size, made.length, "each fire time once");
        assert.ok(made.length > 0, "every fire ends visibly");
        assert.ok((plan.job.nextRunAt ?? Infinity) > now);
        assert.ok((plan.job.firedUntil ?? 0) <= now);
        const room = Math.max(0, policy.maxInstances - activeCount);
        assert.ok(plan.made.filter(isReady).length <= room, "no instance too many");
        const waits = [...situation.waiting, ...plan.made.filter(isWaiting)].map(({ id }) => id);
        const gone = new Set(plan.replaced.map(({ id }) => id));
        assert.deepEqual(plan.waiting, waits.filter((id) => !gone.has(id)));
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("planRun() starts or waits its turn, whatever the overlap rule, and leaves the schedule", () => {
  for (const overlap of ["skip", "queue", "replace"] as const) {
    for (const activeCount of [0, 1]) {
      const job = aDueJob({ maxInstances: 1, overlap });
      const situation = { active: activeOf(activeCount), waiting: [] };

      const run = planRun(job, draftRun(job, {}, at), situation, at, false);

      assert.deepEqual(run.made.map(isReady), [activeCount === 0]);
      assert.deepEqual(run.made.map(isWaiting), [activeCount === 1]);
      assert.deepEqual([run.toStop, run.waiting.length], [[], activeCount]);
      assert.deepEqual({ ...run.job, active: [] }, { ...job, active: [] });
    }
  }
});

Deno.test("planRun() by force is ready at once, and no instance", () => {
  const job = aDueJob({ maxInstances: 1, overlap: "replace" });
  const situation = { active: activeOf(1), waiting: [] };

  const plan = planRun(job, draftRun(job, { force: true }, at), situation, at, true);

  assert.deepEqual(plan.made.map(isReady), [true]);
  assert.deepEqual([plan.job.active, plan.toStop], [situation.active, []]);
});

Deno.test("draftRun() for a time that has passed is for now, for a later one it waits", () => {
  const job = aDueJob();

  const past = draftRun(job, { runAt: at - second }, at);
  const later = draftRun(job, { runAt: at + second, force: true }, at);

  assert.deepEqual([past.scheduledAt, "later" in past], [at, false]);
  assert.deepEqual([later.scheduledAt, later.later], [at + second, {
    at: at + second,
    force: true,
  }]);
  assert.ok(!("readyAt" in later));
});

Deno.test("planFire() keeps how many fire times the execution stands for, and since when, through its end", () => {
  const job = aDueJob();
  const now = job.nextRunAt + 5 * minute;

  const [made] = planFire(job, nothing, now).made;

  assert.ok(made !== undefined);
  assert.equal(made.scheduledAt, now);
  assert.equal(made.coalesced, 5);
  assert.equal(made.coalescedSince, job.nextRunAt);
  const [alone] = planFire(job, nothing, job.nextRunAt).made;
  assert.equal(alone !== undefined && "coalesced" in alone, false);
});

Deno.test("planFire() counts the fire times beyond those that have a record of their own", () => {
  const job = aDueJob({ misfireGraceSeconds: day / second });
  const missing = aDueJob({ misfireGraceSeconds: 60, coalesce: false });
  const now = job.nextRunAt + 10 * hour;

  const [run] = planFire(job, nothing, now).made;
  const [missed] = planFire(missing, nothing, now).made;

  assert.equal(run?.coalesced, 600);
  assert.equal(run?.coalescedSince, job.nextRunAt);
  // Of 601 fire times, the newest 100 have records. This fire time is one of them.
  assert.equal(missed?.coalesced, 500);
  assert.equal(missed?.coalescedSince, job.nextRunAt + minute);
});
