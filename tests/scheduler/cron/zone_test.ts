import assert from "node:assert/strict";
import { isTimeZone, nextRun } from "../../../scheduler/cron/mod.ts";
import { runsAfter, scheduleOf } from "./support.ts";

Deno.test("isTimeZone() knows IANA names and aliases, in any case", () => {
  const names = [
    ...["UTC", "Etc/UTC", "GMT", "Etc/GMT+8", "Etc/GMT-14", "Zulu", "Asia/Taipei", "asia/taipei"],
    ...["America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Asia/Calcutta", "US/Pacific"],
    ...["EST", "EST5EDT", "CET", "PRC", "NZ-CHAT", "GB", "Europe/Kyiv", "Australia/Lord_Howe"],
  ];

  assert.deepEqual(names.filter((name) => !isTimeZone(name)), []);
  assert.deepEqual(Intl.supportedValuesOf("timeZone").filter((name) => !isTimeZone(name)), []);
});

Deno.test("isTimeZone() refuses offsets, foreign abbreviations and anything else", () => {
  const names = [
    ...["", " ", "+08:00", "-0330", "+08", "UTC+8", "GMT+8", "Z", "Mars/Olympus", "Asia/Taipei "],
    ...[
      "PST",
      "IST",
      "ist",
      "BST",
      "CST",
      "SystemV/EST5EDT",
      "Europe/Berlín",
      "local",
      "\u221208:00",
    ],
  ];

  assert.deepEqual(names.filter((name) => isTimeZone(name)), []);
});

Deno.test("nextRun() throws RangeError for an unknown time zone", () => {
  const schedule = scheduleOf({ minute: "0" });

  assert.throws(() => nextRun(schedule, "Mars/Olympus", 0), RangeError);
  assert.throws(() => nextRun(schedule, "+08:00", 0), RangeError);
});

Deno.test("an alias has the fires of its zone", () => {
  const noon = { hour: "12", minute: "5" };
  const after = "2026-03-07T00:00Z";

  assert.deepEqual(
    runsAfter(noon, "US/Eastern", after, 5),
    runsAfter(noon, "america/new_york", after, 5),
  );
});

Deno.test("a daily job keeps its distance of a day through all clock changes", () => {
  const daily = { hour: "2", minute: "30" };
  for (const zone of ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]) {
    const runs = runsAfter(daily, zone, "1971-01-01T00:00Z", 365 * 75)
      .map((run) => Date.parse(run));

    const odd = runs.slice(1).filter((run, n) => Math.abs(run - runs[n]! - 86_400_000) > 7_200_000);
    assert.deepEqual(odd, [], zone);
  }
});
