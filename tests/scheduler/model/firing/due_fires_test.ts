import assert from "node:assert/strict";
import fc from "fast-check";
import { allCategories } from "../../../../scheduler/model/category.ts";
import { noCalendars } from "../../../../scheduler/model/calendars/exclusion.ts";
import { planFire } from "../../../../scheduler/model/fire.ts";
import { dueFires, haveSameFires } from "../../../../scheduler/model/firing/due_fires.ts";
import { Pauses } from "../../../../scheduler/model/firing/pause.ts";
import { CategoryId } from "../../../../scheduler/model/ids.ts";
import type { Job } from "../../../../scheduler/model/job.ts";
import { draftSchedule } from "../../../../scheduler/model/schedule.ts";
import { minute, second } from "../../../../scheduler/model/time.ts";
import { aJob } from "../../../support/builders.ts";

const at = Date.parse("2026-03-02T10:00:00Z");
const categories = [1, 2].map((id) => CategoryId.parse(id));

const policies = fc.record({
  coalesce: fc.boolean(),
  misfireGraceSeconds: fc.constantFrom(0, 60, 600, 100_000),
  jitterSeconds: fc.constantFrom(0, 30),
});
const pauses = fc.array(
  fc.record({
    scope: fc.constantFrom(allCategories, ...categories),
    by: fc.constant("kim"),
    at: fc.integer({ min: -5, max: 200 }).map((minutes) => at + minutes * minute),
    reason: fc.constant("upgrade"),
    fires: fc.constantFrom("skip" as const, "make_up" as const),
  }),
  { maxLength: 3 },
);

/** A job with long arguments makes up for fewer fire times. */
const argumentsOf = fc.constantFrom(0, 20_000).map((length) =>
  length === 0 ? [] : ["x".repeat(length)]
);

Deno.test("the fires of one job of a pack are those of all that are like it, as long as they stay in the pack", () => {
  const given = [
    policies,
    pauses,
    argumentsOf,
    argumentsOf,
    fc.integer({ max: 8000, min: 0 }),
  ] as const;
  fc.assert(
    fc.property(...given, (policy, paused, someArguments, otherArguments, lateSeconds) => {
      const now = at + lateSeconds * second;
      const rules = { calendars: noCalendars, pauses: new Pauses(paused) };
      const one = due(aJob(at, { policy, pubArgs: someArguments }));
      const other = {
        ...due(aJob(at, { name: "other", pubArgs: otherArguments })),
        ...kindOf(one),
      };
      assert.ok(haveSameFires(one, other));
      const situation = { active: [], waiting: [] };

      const alone = planFire(other, situation, now, rules);
      const shared = planFire(other, situation, now, rules, { due: dueFires(one, now, rules) });

      // A job for which more is made leaves its pack, and fires alone.
      if (alone.made.length > 1) assert.ok(shared.made.length > 1);
      else assert.deepEqual(shared, alone);
    }),
    { numRuns: 300 },
  );
});

Deno.test("jobs of two categories, or of two policies, do not share their fires", () => {
  const one = aJob(at);
  assert.ok(!haveSameFires(one, { ...one, categoryId: categories[1]! }));
  assert.ok(!haveSameFires(one, { ...one, policy: { ...one.policy, misfireGraceSeconds: 7 } }));
});

function due(job: Job) {
  const schedule = draftSchedule({ minute: "*" }, "UTC");
  return { ...job, schedule, nextRunAt: at };
}

function kindOf({ schedule, categoryId, policy }: Job) {
  return { schedule, categoryId, policy };
}
