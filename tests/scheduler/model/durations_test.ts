import assert from "node:assert/strict";
import fc from "fast-check";
import {
  durationClass,
  noDuration,
  percentilesOf,
  percentilesOfClasses,
} from "../../../scheduler/model/figures/durations.ts";

Deno.test("durationClass() puts durations of one order of magnitude together", () => {
  const classes = [0, 1, 2, 3, 4, 7, 8, 1023, 1024, 2 ** 31, 2 ** 40].map(durationClass);

  assert.deepEqual(classes, [0, 1, 2, 2, 3, 3, 4, 10, 11, 31, 31]);
  assert.equal(durationClass(undefined), noDuration);
});

Deno.test("percentilesOf() reads them off the durations", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

  assert.deepEqual(percentilesOf(hundred), { p50: 50, p95: 95, p99: 99 });
  assert.deepEqual(percentilesOf([7]), { p50: 7, p95: 7, p99: 7 });
  assert.equal(percentilesOf([]), undefined);
});

Deno.test("percentilesOfClasses() is right to within a factor of two", () => {
  const durations = fc.array(fc.nat(10_000_000), { minLength: 1, maxLength: 300 });

  fc.assert(fc.property(durations, (all) => {
    const counts = new Map<number, number>([[noDuration, 5]]);
    for (const ms of all) counts.set(durationClass(ms), (counts.get(durationClass(ms)) ?? 0) + 1);
    const [exact, estimated] = [percentilesOf(all)!, percentilesOfClasses(counts)!];
    for (const name of ["p50", "p95", "p99"] as const) {
      assert.ok(estimated[name] <= 2 * exact[name], `${estimated[name]} for ${exact[name]}`);
      assert.ok(exact[name] <= 2 * estimated[name], `${estimated[name]} for ${exact[name]}`);
    }
    assert.ok(estimated.p50 <= estimated.p95 && estimated.p95 <= estimated.p99);
  }));
});

Deno.test("percentilesOfClasses() has nothing to say of what never started", () => {
  assert.equal(percentilesOfClasses(new Map([[noDuration, 3]])), undefined);
  assert.equal(percentilesOfClasses(new Map()), undefined);
});
