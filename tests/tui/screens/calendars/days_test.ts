import { strict as assert } from "node:assert";
import fc from "fast-check";
import {
  coversOf,
  dayAfter,
  daysIn,
  isWhole,
  kindOf,
  monthAfter,
  nextDay,
  weekdayOf,
} from "../../../../tui/screens/calendars/days.ts";
import { aCalendar } from "./support.ts";

const nights = aCalendar({
  timezone: "Europe/Berlin",
  windows: [{ days: ["fri"], from: "22:00", to: "06:00" }, {
    days: ["sun"],
    from: "00:00",
    to: "24:00",
  }],
  times: [{ from: "2026-12-24T22:30:00.000Z", to: "2026-12-25T23:00:00.000Z", name: "Party" }],
});
const spans = (calendar: ReturnType<typeof aCalendar>, day: string) =>
  coversOf(calendar, day).map(({ from, to, name }) => `${from}-${to} ${name}`.trim());

Deno.test("coversOf() follows windows over midnight, and times into the zone of the calendar", () => {
  assert.deepEqual(spans(nights, "2026-11-27"), ["22:00-24:00"]);
  assert.deepEqual(spans(nights, "2026-11-28"), ["00:00-06:00"]);
  assert.deepEqual(spans(nights, "2026-11-29"), ["00:00-24:00"]);
  assert.deepEqual(spans(nights, "2026-11-30"), []);
  assert.deepEqual(spans(nights, "2026-12-24"), ["23:30-24:00 Party"]);
  // It ends at midnight: the day after is free.
  assert.deepEqual(spans(nights, "2026-12-25"), ["00:00-24:00 Party", "22:00-24:00"]);
  assert.deepEqual(spans(nights, "2026-12-26"), ["00:00-06:00"]);
});

Deno.test("nextDay() is the first day from today on of which something is covered", () => {
  const from = "2026-12-31";
  const dates = [{ from, to: "2027-01-02", name: "" }, { from: "2026-01-01", to: from, name: "" }];

  assert.equal(nextDay(aCalendar({ dates }), "2026-11-27"), "2026-11-27");
  assert.equal(nextDay(aCalendar({ dates: dates.slice(0, 1) }), "2026-11-27"), from);
  assert.equal(nextDay(aCalendar({ dates }), "2027-01-03"), undefined);
  assert.equal(nextDay(nights, "2026-11-30"), "2026-12-04");
  assert.deepEqual([daysIn(aCalendar({ dates })), kindOf(aCalendar({ dates }))], [368, "dates"]);
  assert.deepEqual([kindOf(nights), kindOf(aCalendar())], ["mixed", "empty"]);
});

Deno.test("monthAfter() goes over years, and each month begins on its first day", () => {
  assert.equal(monthAfter("2026-11-27", 2), "2027-01-01");
  assert.equal(monthAfter("2026-01-31", -1), "2025-12-01");
  fc.assert(fc.property(fc.integer({ min: -1200, max: 1200 }), (months) => {
    const first = monthAfter("2026-11-27", months);
    assert.equal(first.slice(8), "01");
    assert.equal(monthAfter(first, -months), "2026-11-01");
    assert.ok(weekdayOf(first) >= 0 && weekdayOf(first) < 7);
    assert.equal(monthAfter(dayAfter(first, 40), 0), monthAfter(first, 1));
  }));
});

Deno.test("nextDay() names a day that coversOf() covers, and none before it", () => {
  const day = fc.integer({ min: 0, max: 60 }).map((days) => dayAfter("2026-11-01", days));
  const range = fc.tuple(day, day).map((pair) => pair.toSorted())
    .map(([from = "", to = ""]) => ({ from, to, name: "" }));
  fc.assert(fc.property(fc.array(range, { maxLength: 3 }), day, (dates, today) => {
    const calendar = aCalendar({ dates });
    const next = nextDay(calendar, today);
    const until = next ?? dayAfter(today, 70);
    for (let at = today; at < until; at = dayAfter(at, 1)) {
      assert.deepEqual(coversOf(calendar, at), []);
    }
    if (next !== undefined) assert.ok(coversOf(calendar, next).some(isWhole));
  }));
});
