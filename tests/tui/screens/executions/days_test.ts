import { strict as assert } from "node:assert";
import { comingDay, dayNamed, isDay } from "../../../../tui/screens/executions/days.ts";
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

Deno.test("dayNamed() gives the days from one to another; a weekday is the last one before", () => {
  const day = (name: string) => dayNamed(name, calendar);
  const [mon, wed] = [day("mon"), day("wed")];

  assert.deepEqual(day("mon..wed"), { from: mon?.from, to: wed?.to });
  // The Friday before the last Monday.
  assert.deepEqual(day("fri..mon"), { from: midnight - 9 * 24 * hour, to: mon?.to });
  assert.deepEqual(day("yesterday..today")?.to, day("today")?.to);
  assert.deepEqual(day("mon.."), { from: mon?.from, to: day("today")?.to });
  assert.deepEqual(["2026-11-22..2026-11-20", "mon..tue..wed", "..mon"].map(day), [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("comingDay() gives the days to come; a weekday is the next one, today included", () => {
  const day = (name: string) => comingDay(name, calendar);

  assert.deepEqual(day("sun"), dayNamed("today", calendar));
  assert.deepEqual(day("tomorrow"), day("mon"));
  assert.deepEqual(day("mon")?.from, midnight + 24 * hour);
  assert.deepEqual(day("mon..wed")?.to, midnight + 4 * 24 * hour);
  assert.equal(day("yesterday"), undefined);
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

Deno.test("several days ask for all days from the first to the last, and a day can be left out", () => {
  const several = askOf("on:mon,wed", new Map(), new Map(), calendar.today, "UTC");
  const without = askOf("!on:mon", new Map(), new Map(), calendar.today, "UTC");
  const query = queryOf(several, start);
  const fits = (ask: typeof several, at: string) =>
    isAsked(ask, anExecution(aJob(), { scheduled_time: at }), start + 5 * 24 * hour, "");

  assert.equal(query.time_range_start, "2026-11-16T00:00:00.000Z");
  assert.equal(query.time_range_end, "2026-11-18T23:59:59.999Z");
  const days = ["2026-11-16", "2026-11-17", "2026-11-18"].map((day) => `${day}T12:00:00.000Z`);
  assert.deepEqual(days.map((at) => fits(several, at)), [true, false, true]);
  const all = askOf("!on:mon since:ever", new Map(), new Map(), calendar.today, "UTC");
  assert.deepEqual(days.map((at) => fits(all, at)), [false, true, true]);
  assert.equal(without.range.kind, "since");
});
