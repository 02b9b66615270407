import { strict as assert } from "node:assert";
import { dayNamed, isDay } from "../../../../tui/screens/executions/days.ts";
import { askOf, isAsked, queryOf } from "../../../../tui/screens/executions/query.ts";
import { aJob, anExecution, iso, start } from "../../support/builders.ts";

const hour = 3_600_000;
/** A Sunday. */
const calendar = { today: "2026-11-22", zone: "Asia/Tokyo" };
const midnight = Date.parse("2026-11-21T15:00:00Z");

Deno.test("dayNamed() gives the bounds of a day in its zone", () => {
  const day = (name: string) => dayNamed(name, calendar);

  assert.deepEqual(day("today"), { from: midnight, to: midnight + 24 * hour });
  assert.deepEqual(day("sun"), day("today"));
  assert.deepEqual(day("yesterday"), { from: midnight - 24 * hour, to: midnight });
  assert.deepEqual(day("mon"), { from: midnight - 6 * 24 * hour, to: midnight - 5 * 24 * hour });
  assert.deepEqual(day("monday"), day("mon"));
  assert.deepEqual(day("2026-11-22"), day("today"));
  assert.equal(day("someday"), undefined);
  assert.equal(day("2026-99-99"), undefined);
});

Deno.test("a day on which the clock changes is as long as it is", () => {
  const day = dayNamed("2026-03-29", { today: "2026-11-22", zone: "Europe/Berlin" });

  assert.equal((day?.to ?? 0) - (day?.from ?? 0), 23 * hour);
});

Deno.test("isDay() knows the names of days", () => {
  assert.deepEqual(["mon", "tuesday", "today", "2026-01-31"].map(isDay), [true, true, true, true]);
  assert.deepEqual(["mo", "monkey", "", "31"].map(isDay), [false, false, false, false]);
});

Deno.test("on:mon asks the server for the executions that were due on that day", () => {
  const ask = askOf("on:mon", new Map(), new Map(), calendar.today, "UTC");
  const query = queryOf(ask, start);
  const dueAt = (at: string) => anExecution(aJob(), { scheduled_time: at });

  assert.equal(query.time_range_start, "2026-11-16T00:00:00.000Z");
  assert.equal(query.time_range_end, "2026-11-16T23:59:59.999Z");
  assert.ok(isAsked(ask, dueAt("2026-11-16T12:00:00.000Z"), start, ""));
  assert.ok(!isAsked(ask, dueAt(iso(start)), start, ""));
});
