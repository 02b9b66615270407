import { strict as assert } from "node:assert";
import fc from "fast-check";
import {
  approach,
  clockTime,
  count,
  countdown,
  cronText,
  duration,
  offsetOf,
  wallOf,
  zoneOf,
} from "../../../tui/texts/format.ts";

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const at = Date.parse("2026-11-22T06:00:00.000Z"); // a Sunday

Deno.test("duration() is short for any length", () => {
  const shown = [
    0,
    12,
    999,
    3100,
    9960,
    41_000,
    59_700,
    542_000,
    3_599_900,
    11_100_000,
    187_200_000,
  ];

  assert.deepEqual(shown.map(duration), [
    "0ms",
    "12ms",
    "999ms",
    "3.1s",
    "10s",
    "41s",
    "1m00s",
    "9m02s",
    "1h00m",
    "3h05m",
    "2d04h",
  ]);
});

Deno.test("countdown() shows seconds below an hour", () => {
  assert.deepEqual([-5, 0, 12_900, 749_000, 48_480_000].map(countdown), [
    "0:00",
    "0:00",
    "0:12",
    "12:29",
    "13h28m",
  ]);
});

Deno.test("wallOf() and offsetOf() follow the clock changes of a zone", () => {
  assert.deepEqual(wallOf(at, "Asia/Taipei"), { date: "2026-11-22", time: "14:00:00" });
  assert.equal(offsetOf(at, "Asia/Kathmandu"), "+05:45");
  assert.equal(offsetOf(at, "America/New_York"), "-05:00");
  assert.equal(offsetOf(Date.parse("2026-07-01T00:00:00Z"), "America/New_York"), "-04:00");
  assert.deepEqual(wallOf(at, "Not/AZone"), { date: "2026-11-22", time: "06:00:00" });
});

Deno.test("clockTime() shows as much of the date as is needed", () => {
  const day = 86_400_000;
  const shown = [at + 60_000, at + 2 * day, at + 30 * day, at + 400 * day];

  assert.deepEqual(shown.map((it) => clockTime(it, at, "UTC", weekdays)), [
    "06:01:00",
    "Tue 06:00",
    "12-22 06:00",
    "2027-12-27",
  ]);
});

Deno.test("cronText() names weekdays: 0 is Monday here, and Sunday in crontab", () => {
  const fields = { minute: "0", hour: "2", day: "*", month: "*", day_of_week: "0-4" };

  assert.equal(cronText(fields), "0 2 * * mon-fri");
  assert.equal(cronText({ ...fields, day_of_week: "*/2" }), "0 2 * * */2");
  assert.equal(cronText({ ...fields, day_of_week: "sun,0" }), "0 2 * * sun,mon");
});

Deno.test("zoneOf() and count() at their borders", () => {
  assert.equal(zoneOf("job", "Asia/Tokyo"), "Asia/Tokyo");
  assert.equal(zoneOf("utc", "Asia/Tokyo"), "UTC");
  assert.deepEqual([9999, 10_000, 123_456, 2_500_000].map(count), [
    "9999",
    "10.0k",
    "123k",
    "2.5M",
  ]);
});

Deno.test("approach() counts seconds only in the last five minutes", () => {
  const minute = 60_000;

  const shown = [4 * minute + 59_000, 5 * minute, 59 * minute + 59_000, 61 * minute, -5];

  assert.deepEqual(shown.map(approach), ["4:59", "5m", "59m", "1h01m", "0:00"]);
});

Deno.test("wallOf() says what Intl says, in every zone and at any time", () => {
  const zones = Intl.supportedValuesOf("timeZone");
  const from = Date.parse("2000-01-01T00:00:00Z");
  fc.assert(fc.property(
    fc.constantFrom(...zones),
    fc.integer({ min: 0, max: 30 * 365 * 24 * 60 }),
    fc.integer({ min: 0, max: 59_999 }),
    (zone, minutes, ms) => {
      const at = from + minutes * 60_000 + ms;
      const said = new Date(at).toLocaleString("sv-SE", { timeZone: zone });
      const { date, time } = wallOf(at, zone);
      assert.equal(`${date} ${time}`, said);
      assert.deepEqual(wallOf(at + 0.5, zone), { date, time });
    },
  ));
});

Deno.test("wallOf() changes at the second at which the clocks change", () => {
  const change = Date.parse("2026-10-03T15:30:00Z"); // Lord Howe moves by half an hour

  assert.equal(wallOf(change - 1000, "Australia/Lord_Howe").time, "01:59:59");
  assert.equal(wallOf(change, "Australia/Lord_Howe").time, "02:30:00");
});
