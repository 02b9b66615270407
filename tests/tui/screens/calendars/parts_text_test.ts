import { strict as assert } from "node:assert";
import fc from "fast-check";
import {
  datesOf,
  datesText,
  timesOf,
  timesText,
  windowsOf,
  windowsText,
} from "../../../../tui/screens/calendars/parts_text.ts";
import { dayAfter } from "../../../../tui/screens/calendars/days.ts";

Deno.test("dates, windows and times are read as they are typed", () => {
  assert.deepEqual(datesOf("2027-01-01 New Year; 2027-02-06 .. 2027-02-10 Spring\n2027-03-01"), [
    { from: "2027-01-01", to: "2027-01-01", name: "New Year" },
    { from: "2027-02-06", to: "2027-02-10", name: "Spring" },
    { from: "2027-03-01", to: "2027-03-01", name: "" },
  ]);
  assert.deepEqual(windowsOf("Sat, sun 00:00-24:00; fri-mon 22:00 - 06:00;"), [
    { days: ["sat", "sun"], from: "00:00", to: "24:00" },
    { days: ["fri", "sat", "sun", "mon"], from: "22:00", to: "06:00" },
  ]);
  assert.deepEqual(timesOf("2026-12-24T12:00Z..2026-12-24T18:00Z Party"), [
    { from: "2026-12-24T12:00Z", to: "2026-12-24T18:00Z", name: "Party" },
  ]);
});

Deno.test("what cannot be read is named", () => {
  assert.equal(datesOf("2027-01-01; Christmas"), "Christmas");
  assert.equal(windowsOf("someday 00:00-24:00"), "someday 00:00-24:00");
  assert.equal(windowsOf("sat"), "sat");
  assert.equal(timesOf("2026-12-24"), "2026-12-24");
});

Deno.test("what the form writes of a calendar, it reads again", () => {
  const day = fc.integer({ min: 0, max: 3000 }).map((days) => dayAfter("2026-11-01", days));
  const name = fc.string({ unit: fc.constantFrom(..."ab é春-."), maxLength: 8 })
    .map((text) => text.trim());
  const dates = fc.array(fc.tuple(day, day, name).map(([from, to, name]) => ({ from, to, name })));
  fc.assert(fc.property(dates, (dates) => {
    assert.deepEqual(datesOf(datesText(dates)), dates);
    const times = dates.map(({ from, to, name }) => (
      { from: `${from}T01:30:00.000Z`, to: `${to}T02:00:00.000Z`, name }
    ));
    const short = times.map((it) => (
      { ...it, from: it.from.replace(":00.000Z", "Z"), to: it.to.replace(":00.000Z", "Z") }
    ));
    assert.deepEqual(timesOf(timesText(times)), short);
  }));
  const windows = [{ days: ["sat", "sun"], from: "00:00", to: "24:00" }];
  assert.deepEqual(windowsOf(windowsText(windows)), windows);
});
