import assert from "node:assert/strict";
import fc from "fast-check";
import { endStates } from "../../../../scheduler/model/execution_state.ts";
import { type CategoryId, type JobId, newId } from "../../../../scheduler/model/ids.ts";
import {
  markOfJob,
  Strip,
  stripBytes,
  type StripEnd,
} from "../../../../scheduler/model/records/strip.ts";

const at = Date.parse("2026-03-02T10:00:00Z");
const length = 2 ** 45;

/** Ends of different jobs, in the order of their places. */
const ends: fc.Arbitrary<StripEnd[]> = fc.array(
  fc.record({
    gap: fc.constantFrom(0, 0, 0, 1, 300),
    state: fc.constantFrom(...endStates),
    categoryId: fc.constantFrom(1, 2, 2 ** 31).map((id) => id as CategoryId),
    startMs: fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: -length, max: length })),
    durationMs: fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: -length, max: length })),
  }),
  { maxLength: 120 },
).map((some) => {
  let place = -1;
  return some.map(({ gap, ...end }) => {
    place += gap + 1;
    return { ...end, place, job: newId<JobId>(at) };
  });
});

Deno.test("a strip tells of each job what it was made of, and nothing of other jobs", () => {
  fc.assert(fc.property(ends, (made) => {
    const strip = Strip.parse(stripBytes(made));

    for (const { job, ...end } of made) assert.deepEqual(strip.endOf(markOfJob(job)), end);
    assert.equal(strip.endOf(markOfJob(newId(at))), undefined);
  }));
});

function usual(count: number): StripEnd[] {
  return Array.from({ length: count }, (_, place) => ({
    ...{ place, job: newId<JobId>(at), state: "succeeded" as const, categoryId: 1 as CategoryId },
    ...{ startMs: 100 + place, durationMs: 12 },
  }));
}

Deno.test("stripBytes() takes 13 bytes for a usual end, and fits a value whatever the ends are", () => {
  assert.ok(stripBytes(usual(98)).length < 98 * 13);
  const longest = usual(200).map((end, i) => ({
    ...end,
    ...{ place: 60_000 + i, categoryId: i as CategoryId, startMs: -(2 ** 48), durationMs: 2 ** 48 },
  }));
  assert.ok(stripBytes(longest).length < 64 * 1024);
});

Deno.test("a strip of which a byte is wrong or missing is unreadable", () => {
  const bytes = stripBytes(usual(5));
  for (const i of bytes.keys()) {
    const wrong = Uint8Array.from(bytes, (byte, at) => at === i ? byte ^ 4 : byte);
    assert.ok(!Strip.safeParse(wrong).success, `byte ${i}`);
    assert.ok(!Strip.safeParse(bytes.subarray(0, i)).success, `${i} bytes`);
  }
  for (const other of ["strip", 1, null]) assert.ok(!Strip.safeParse(other).success);
});

Deno.test("markOfJob() differs where ids differ in one digit", () => {
  const id = newId<JobId>(at);
  for (const i of Array(32).keys()) {
    const digit = (Number.parseInt(id[i] ?? "0", 16) ^ 1).toString(16);
    const other = `${id.slice(0, i)}${digit}${id.slice(i + 1)}` as JobId;
    assert.notDeepEqual(markOfJob(other), markOfJob(id));
  }
});
