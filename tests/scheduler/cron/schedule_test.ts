import assert from "node:assert/strict";
import { compileSchedule, nextRun } from "../../../scheduler/cron/mod.ts";
import { accept, fieldsOf, type Given, runsAfter, scheduleOf } from "./support.ts";

const start = "2026-01-01T00:00Z";

Deno.test("nextRun() finds the fires of each form", () => {
  const table: [Given, string][] = [
    [{ minute: "30" }, "2026-01-01T00:30Z 2026-01-01T01:30Z 2026-01-01T02:30Z"],
    [{ hour: "6" }, "2026-01-01T06:00Z 2026-01-02T06:00Z"],
    [{ dayOfWeek: "wed" }, "2026-01-07T00:00Z 2026-01-14T00:00Z"],
    [{ day: "15" }, "2026-01-15T00:00Z 2026-02-15T00:00Z"],
    [{ month: "3" }, "2026-03-01T00:00Z 2027-03-01T00:00Z"],
    [{ day: "15", minute: "5" }, "2026-01-15T00:05Z 2026-01-15T01:05Z 2026-01-15T02:05Z"],
    [{ month: "3", hour: "6" }, "2026-03-01T06:00Z 2026-03-02T06:00Z"],
    [{ dayOfWeek: "mon-fri/2" }, "2026-01-02T00:00Z 2026-01-05T00:00Z 2026-01-06T00:00Z"],
    [{ month: "jan-dec/3" }, "2026-02-01T00:00Z 2026-03-01T00:00Z 2026-04-01T00:00Z"],
    [{ day: "*/10" }, "2026-01-11T00:00Z 2026-01-21T00:00Z 2026-01-31T00:00Z 2026-02-01T00:00Z"],
    [{ month: "2/3" }, "2026-02-01T00:00Z 2026-05-01T00:00Z 2026-08-01T00:00Z 2026-11-01T00:00Z"],
    [{ month: "*/5" }, "2026-06-01T00:00Z 2026-11-01T00:00Z 2027-01-01T00:00Z"],
    [{ hour: "*/23" }, "2026-01-01T23:00Z 2026-01-02T00:00Z 2026-01-02T23:00Z"],
    [
      { day: "1st mon,15,last" },
      "2026-01-05T00:00Z 2026-01-15T00:00Z 2026-01-31T00:00Z 2026-02-02T00:00Z",
    ],
    [{ day: "5th mon" }, "2026-03-30T00:00Z 2026-06-29T00:00Z 2026-08-31T00:00Z"],
    [{ dayOfWeek: "1/2" }, "2026-01-03T00:00Z 2026-01-06T00:00Z 2026-01-08T00:00Z"],
    [{ day: "31" }, "2026-01-31T00:00Z 2026-03-31T00:00Z 2026-05-31T00:00Z 2026-07-31T00:00Z"],
    [{ week: "1", month: "12" }, "2029-12-31T00:00Z 2030-12-30T00:00Z 2030-12-31T00:00Z"],
    [{ week: "*/52", dayOfWeek: "mon" }, "2026-12-28T00:00Z 2027-01-04T00:00Z"],
    [{ day: "13", dayOfWeek: "fri" }, "2026-02-13T00:00Z 2026-03-13T00:00Z 2026-11-13T00:00Z"],
    [{ day: "1-7", dayOfWeek: "sun", hour: "4" }, "2026-01-04T04:00Z 2026-02-01T04:00Z"],
    [{ month: "2", day: "29", dayOfWeek: "mon" }, "2044-02-29T00:00Z 2072-02-29T00:00Z"],
    [{ minute: "0-0/7" }, "2026-01-01T01:00Z 2026-01-01T02:00Z"],
  ];

  for (const [given, expected] of table) {
    const runs = expected.split(" ");
    assert.deepEqual(runsAfter(given, "UTC", start, runs.length), runs, JSON.stringify(given));
  }
});

Deno.test("nextRun() fires on every day of an ISO week", () => {
  assert.deepEqual(runsAfter({ week: "10" }, "UTC", start, 8), [
    ...["2026-03-02T00:00Z", "2026-03-03T00:00Z", "2026-03-04T00:00Z", "2026-03-05T00:00Z"],
    ...["2026-03-06T00:00Z", "2026-03-07T00:00Z", "2026-03-08T00:00Z", "2027-03-08T00:00Z"],
  ]);
  assert.deepEqual(runsAfter({ week: "53" }, "UTC", "2026-01-05T00:00Z", 8), [
    ...["2026-12-28T00:00Z", "2026-12-29T00:00Z", "2026-12-30T00:00Z", "2026-12-31T00:00Z"],
    ...["2027-01-01T00:00Z", "2027-01-02T00:00Z", "2027-01-03T00:00Z", "2032-12-27T00:00Z"],
  ]);
});

Deno.test("nextRun() waits forty years across 2100", () => {
  const given = { month: "2", day: "29", dayOfWeek: "mon" };

  assert.deepEqual(runsAfter(given, "UTC", "2072-03-01T00:00Z", 1), ["2112-02-29T00:00Z"]);
});

Deno.test("nextRun() answers undefined for a schedule that never fires", () => {
  const never: Given[] = [
    { month: "2", day: "30" },
    { month: "2", day: "5th mon", dayOfWeek: "tue" },
    { day: "1st mon", dayOfWeek: "tue" },
    { week: "53", month: "7" },
    { week: "53", dayOfWeek: "mon", month: "1" },
    { month: "4,6,9,11", day: "31", minute: "*" },
  ];

  for (const given of never) {
    for (const timeZone of ["UTC", "Africa/Casablanca", "Pacific/Apia"]) {
      const run = nextRun(scheduleOf(given), timeZone, Date.parse(start));
      assert.equal(run, undefined, JSON.stringify(given));
    }
  }
});

Deno.test("nextRun() is strictly later, to the millisecond", () => {
  const schedule = scheduleOf({ hour: "6" });
  const run = Date.parse("2026-01-01T06:00Z");

  assert.equal(nextRun(schedule, "UTC", run - 1), run);
  assert.equal(nextRun(schedule, "UTC", run - 0.5), run);
  assert.equal(nextRun(schedule, "UTC", run), run + 86_400_000);
  assert.equal(nextRun(schedule, "UTC", run + 0.5), run + 86_400_000);
  assert.equal(nextRun(schedule, "UTC", run + 1), run + 86_400_000);
});

Deno.test("nextRun() keeps to the years 1970 to 9999 and to a hundred years of search", () => {
  const hourly = { minute: "0" };
  const schedule = scheduleOf(hourly);

  assert.deepEqual(runsAfter(hourly, "UTC", "1969-06-01T00:00Z", 1), ["1970-01-01T00:00Z"]);
  assert.deepEqual(runsAfter(hourly, "Asia/Taipei", "1900-01-01T00:00Z", 1), ["1969-12-31T16:00Z"]);
  assert.deepEqual(runsAfter(hourly, "America/New_York", "1969-06-01T00:00Z", 2), [
    "1970-01-01T05:00Z",
    "1970-01-01T06:00Z",
  ]);
  assert.deepEqual(runsAfter(hourly, "UTC", "1850-01-01T00:00Z", 1), []);
  assert.deepEqual(runsAfter({ hour: "9" }, "Europe/Berlin", "9999-12-29T12:00Z", 3), [
    "9999-12-30T08:00Z",
    "9999-12-31T08:00Z",
  ]);
  for (const after of [8.64e15, -8.64e15, 1e300, Infinity, -Infinity, NaN]) {
    assert.equal(nextRun(schedule, "Asia/Tokyo", after), undefined, String(after));
  }
});

Deno.test("compileSchedule() gives equal fields the same schedule, and others another", () => {
  const fields = accept({ minute: "*/5" });

  assert.equal(compileSchedule({ ...fields }), compileSchedule(fields));
  assert.notEqual(compileSchedule({ ...fields, hour: "1" }), compileSchedule(fields));
});

Deno.test("compileSchedule() survives more schedules than it remembers", () => {
  for (let n = 0; n < 12_000; n++) {
    const day = 1 + n % 28;
    const hour = Math.floor(n / 28) % 24;
    const minute = Math.floor(n / 28 / 24);
    const schedule = compileSchedule(fieldsOf(`3 ${day} * * ${hour} ${minute}`));

    assert.equal(
      nextRun(schedule, "UTC", Date.UTC(2026, 0, 1)),
      Date.UTC(2026, 2, day, hour, minute),
    );
  }
});

Deno.test("compileSchedule() throws for fields that were never parsed", () => {
  assert.throws(() => compileSchedule(fieldsOf("* * * * * 60")), RangeError);
});
