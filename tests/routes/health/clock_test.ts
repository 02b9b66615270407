import assert from "node:assert/strict";
import type { ClockSkew } from "../../../scheduler/engine/checks/clock_check.ts";
import { testApi } from "../../support/app.ts";

const skew = (aheadMs: number, given: Partial<ClockSkew> = {}): ClockSkew => ({
  aheadMs,
  others: 2,
  isHeld: false,
  ...given,
});

Deno.test("/readyz says how wrong the clock is beyond 5 s, and is red while it holds the jobs back", async () => {
  let now: ClockSkew | undefined;
  await using api = await testApi({ clockSkew: () => now });
  const ready = () => api.nobody.send("GET", "/../../readyz");
  const answers = [];

  for (const one of [undefined, skew(3000), skew(-7000.4), skew(9e9, { others: 0 })]) {
    now = one;
    answers.push((await ready()).body);
  }
  now = skew(90_000, { isHeld: true });
  const held = await ready();

  assert.deepEqual(answers, [
    { status: "ok" },
    { status: "ok" },
    { status: "ok", clock_skew_ms: -7000 },
    { status: "ok" },
  ]);
  assert.equal(held.status, 503);
  assert.deepEqual(held.body.details, [{ field: "clock", reason: "is 90 s ahead" }]);
});

Deno.test("/stats tells the skew of the clock, and null where there is nothing to compare with", async () => {
  let now: ClockSkew | undefined = skew(12.4);
  await using api = await testApi({ clockSkew: () => now });

  assert.equal((await api.reader.get("/stats")).body.clock_skew_ms, 12);
  now = skew(0, { others: 0 });
  assert.equal((await api.reader.get("/stats")).body.clock_skew_ms, null);
});
