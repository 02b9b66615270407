import assert from "node:assert/strict";
import { Pace } from "../../../scheduler/engine/pace.ts";

function paceOf(ms: number, count = 20): Pace {
  const pace = new Pace();
  for (let i = 0; i < count; i++) pace.note(ms);
  return pace;
}

Deno.test("a pace claims ahead only when enough runs proved to be short", () => {
  assert.equal(paceOf(0.1, 9).ahead(10), 0);
  assert.ok(paceOf(0.1, 10).ahead(10) > 100);
  assert.equal(paceOf(20).ahead(10), 0);
});

Deno.test("a pace claims no more ahead than is through in about 50 ms", () => {
  assert.equal(paceOf(5).ahead(10), 100);
  assert.equal(paceOf(5).ahead(1), 10);
  assert.ok(paceOf(0).ahead(1000) <= 500);
});

Deno.test("one long run among short ones, or to forget, ends what a pace claims ahead", () => {
  const pace = paceOf(1);
  pace.note(1000);
  const forgetful = paceOf(1);
  forgetful.forget();

  assert.equal(pace.ahead(10), 0);
  assert.equal(forgetful.ahead(10), 0);
});

Deno.test("runs look long while one is waited for in vain, until the next one ends", () => {
  const pace = new Pace();
  assert.ok(pace.mayBeShort);
  pace.noneEnded();
  assert.ok(!pace.mayBeShort);
  pace.note(1);
  assert.ok(pace.mayBeShort);
});
