import assert from "node:assert/strict";
import { instantOfWall, localDay } from "../../../../scheduler/cron/mod.ts";
import {
  type CalendarRule,
  movedTo,
  nextCalendarFire,
  nextCalendarTime,
} from "../../../../scheduler/model/calendars/calendar_fires.ts";
import { day, hour } from "../../../../scheduler/model/time.ts";
import { aCalendar, aRule, datesOf, dayNumber, weekend, workHours } from "./support.ts";

/** The first fires of a rule behind a moment, as texts. */
function firesOf(rule: CalendarRule, after: string, count: number): string[] {
  const fires: string[] = [];
  for (let at: number | undefined = Date.parse(after); fires.length < count;) {
    at = nextCalendarTime(rule, at);
    if (at === undefined) break;
    fires.push(new Date(at).toISOString().slice(0, 16));
  }
  return fires;
}

const weekends = aCalendar(1, { windows: weekend });

Deno.test("nextCalendarFire() skips the fire times that a calendar of not_on covers", () => {
  const rule = aRule({ hour: "9" }, "UTC", { not: [weekends] });

  const fires = firesOf(rule, "2026-11-26T00:00Z", 3);

  assert.deepEqual(fires, ["2026-11-26T09:00", "2026-11-27T09:00", "2026-11-30T09:00"]);
});

Deno.test("nextCalendarFire() fires only where a calendar of only_on covers, and not_on goes first", () => {
  const open = aCalendar(2, { windows: workHours });
  const closed = aCalendar(3, { dates: datesOf(["2026-11-30"]) });
  const rule = aRule({ hour: "8,12,17" }, "UTC", { only: [open], not: [closed] });

  const fires = firesOf(rule, "2026-11-27T00:00Z", 3);

  // 17:00 is the end of the window, and not in it.
  assert.deepEqual(fires, ["2026-11-27T12:00", "2026-12-01T12:00", "2026-12-02T12:00"]);
});

Deno.test("overlapping calendars exclude what any of them excludes", () => {
  const one = aCalendar(2, { dates: datesOf(["2026-11-01/2026-11-10"]) });
  const other = aCalendar(3, { dates: datesOf(["2026-11-08/2026-11-20", "2026-11-22"]) });
  const rule = aRule({ hour: "0" }, "UTC", { not: [one, other] });

  assert.deepEqual(firesOf(rule, "2026-10-31T12:00Z", 2), ["2026-11-21T00:00", "2026-11-23T00:00"]);
});

Deno.test("next_working_day moves a fire to the same wall time on the next allowed day", () => {
  const rule = aRule({ day: "1", hour: "9" }, "Asia/Taipei", {
    not: [aCalendar(1, { windows: weekend, timeZone: "Asia/Taipei" })],
    onExcluded: "next_working_day",
  });

  // 2026-08-01 is a Saturday, 2026-11-01 a Sunday.
  assert.deepEqual(firesOf(rule, "2026-07-15T00:00Z", 4), [
    "2026-08-03T01:00",
    "2026-09-01T01:00",
    "2026-10-01T01:00",
    "2026-11-02T01:00",
  ]);
  assert.deepEqual(nextCalendarFire(rule, Date.parse("2026-07-15")), {
    at: Date.parse("2026-08-03T01:00Z"),
    movedFrom: Date.parse("2026-08-01T01:00Z"),
  });
});

Deno.test("previous_working_day at a month's begin fires in the month before", () => {
  const rule = aRule({ day: "1", hour: "9" }, "UTC", {
    not: [weekends],
    onExcluded: "previous_working_day",
  });

  assert.deepEqual(firesOf(rule, "2026-07-15T00:00Z", 2), ["2026-07-31T09:00", "2026-09-01T09:00"]);
});

Deno.test("a moved fire never doubles a regular fire of its day", () => {
  const daily = aRule({ hour: "9" }, "UTC", { not: [weekends], onExcluded: "next_working_day" });
  const twice = aRule({ hour: "9,17", dayOfWeek: "sat,mon" }, "UTC", {
    not: [weekends],
    onExcluded: "next_working_day",
  });

  assert.deepEqual(firesOf(daily, "2026-11-27T12:00Z", 2), [
    "2026-11-30T09:00",
    "2026-12-01T09:00",
  ]);
  assert.deepEqual(firesOf(twice, "2026-11-27T18:00Z", 2), [
    "2026-11-30T09:00",
    "2026-11-30T17:00",
  ]);
});

Deno.test("several fires that are moved to one moment are one fire", () => {
  const rule = aRule({ dayOfWeek: "sat,sun", hour: "9" }, "UTC", {
    not: [weekends],
    onExcluded: "next_working_day",
  });

  assert.deepEqual(firesOf(rule, "2026-11-27T12:00Z", 2), ["2026-11-30T09:00", "2026-12-07T09:00"]);
});

Deno.test("a moved fire of a zone with clock changes keeps its wall time", () => {
  const zone = "Europe/Berlin";
  const closed = aCalendar(2, { dates: datesOf(["2026-03-28"]), timeZone: zone });
  const rule = aRule({ month: "3", day: "28", hour: "2", minute: "30" }, zone, {
    not: [closed],
    onExcluded: "next_working_day",
  });

  // 02:30 is skipped on 2026-03-29: it comes as long after the change as it would have come without it.
  assert.deepEqual(firesOf(rule, "2026-03-01T00:00Z", 1), ["2026-03-29T01:30"]);
});

Deno.test("a calendar is read in its own zone, also where the clocks change", () => {
  const zone = "America/New_York";
  // On 2026-11-01 the hour from 01:00 comes twice there.
  const night = aCalendar(2, { windows: [{ days: [6], from: 60, to: 120 }], timeZone: zone });
  const rule = aRule({ minute: "0,30" }, "UTC", { only: [night] });

  assert.deepEqual(firesOf(rule, "2026-11-01T00:00Z", 5), [
    "2026-11-01T05:00",
    "2026-11-01T05:30",
    "2026-11-01T06:00",
    "2026-11-01T06:30",
    "2026-11-08T06:00",
  ]);
});

Deno.test("a window over midnight and the week's end covers both days", () => {
  const night = aCalendar(2, { windows: [{ days: [6], from: 23 * 60, to: 60 }] });
  const rule = aRule({ minute: "30" }, "UTC", { only: [night] });

  assert.deepEqual(firesOf(rule, "2026-11-28T00:00Z", 3), [
    "2026-11-29T23:30",
    "2026-11-30T00:30",
    "2026-12-06T23:30",
  ]);
});

Deno.test("nextCalendarFire() with all days excluded ends its search and finds nothing", () => {
  const week = [{ days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 1440 }];
  const always = aCalendar(2, { windows: week, timeZone: "Europe/Berlin" });
  const never = aCalendar(3);
  for (const onExcluded of ["skip", "next_working_day", "previous_working_day"] as const) {
    const excluded = aRule({ minute: "*" }, "Europe/Berlin", { not: [always], onExcluded });
    const nowhere = aRule({ minute: "*" }, "UTC", { only: [never], onExcluded });
    const apart = aRule({ minute: "*" }, "UTC", {
      not: [aCalendar(4, { windows: workHours })],
      only: [aCalendar(5, { windows: workHours })],
      onExcluded,
    });
    for (const rule of [excluded, nowhere, apart]) {
      assert.equal(nextCalendarFire(rule, Date.parse("2026-11-27")), undefined);
    }
  }
});

Deno.test("a fire is skipped where no day within 92 days is allowed", () => {
  const closed = aCalendar(2, { dates: datesOf(["2026-01-01/2026-06-30"]) });
  const rule = aRule({ day: "1", hour: "9" }, "UTC", {
    not: [closed],
    onExcluded: "next_working_day",
  });

  // The fire of March 1 would move by 122 days, that of April 1 by 91 days to July 1, which has a fire of its own.
  assert.deepEqual(firesOf(rule, "2025-12-15T00:00Z", 2), ["2026-07-01T09:00", "2026-08-01T09:00"]);
  assert.equal(movedTo(rule, Date.parse("2026-03-01T09:00Z")), undefined);
});

Deno.test("fires with calendars are those of a list that is made by brute force", () => {
  const zones = ["UTC", "Europe/Berlin", "America/New_York"];
  const schedules = [
    { hour: "9" },
    { hour: "2", minute: "15,45" },
    { day: "1,15", hour: "0,12" },
    { dayOfWeek: "sat", hour: "23", minute: "59" },
    { day: "last", hour: "6" },
  ];
  let seed = 7;
  const random = (below: number) => (seed = seed * 48271 % 2147483647) % below;
  const start = dayNumber("2026-02-01");

  for (let round = 0; round < 120; round++) {
    const timeZone = zones[round % 3] ?? "UTC";
    const dates = Array.from({ length: random(6) }, () => {
      const from = start + random(90);
      return { from, to: from + random(9), name: "" };
    });
    const windows = random(2) === 0 ? weekend : [
      { days: [random(7), random(7)], from: random(1440), to: random(1440) },
    ];
    const not = [aCalendar(1, { dates, timeZone: zones[random(3)] ?? "UTC" })];
    const second = aCalendar(2, { windows, timeZone });
    const only = random(3) === 0 ? [second] : [];
    if (only.length === 0) not.push(second);
    const onExcluded = (["skip", "next_working_day", "previous_working_day"] as const)[random(3)] ??
      "skip";
    const rule = aRule(schedules[random(5)] ?? {}, timeZone, { not, only, onExcluded });
    const [from, to] = [(start + 20) * day, (start + 80) * day];

    const found: number[] = [];
    for (let at = nextCalendarTime(rule, from); at !== undefined && at < to;) {
      found.push(at);
      at = nextCalendarTime(rule, at);
    }

    assert.deepEqual(found, bruteForce(rule, from, to), `round ${round}`);
  }
});

/** All fires later than `from` and before `to`, by the words of docs/calendars.md. */
function bruteForce(rule: CalendarRule, from: number, to: number): number[] {
  const { schedule: { timeZone }, calendars, timing, onExcluded } = rule;
  const isExcluded = (at: number) => calendars.verdict(timing, at).isExcluded;
  const plain = { ...rule, timing: { notOn: [], onlyOn: [] }, onExcluded: "skip" as const };
  const own: number[] = [];
  for (
    let at = nextCalendarFire(plain, from - 150 * day)?.at;
    at !== undefined && at < to + 150 * day;
    at = nextCalendarFire(plain, at)?.at
  ) own.push(at);
  const allowed = own.filter((at) => !isExcluded(at));
  const ownDays = new Set(allowed.map((at) => localDay(timeZone, at)));
  const fires = new Set(allowed);
  if (onExcluded !== "skip") {
    const step = onExcluded === "next_working_day" ? 1 : -1;
    for (const at of own.filter(isExcluded)) {
      const wall = wallOf(timeZone, at);
      for (let days = 1; days <= 92; days++) {
        const target = instantOfWall(timeZone, wall + step * days * day);
        if (isExcluded(target)) continue;
        const targetDay = Math.floor(wall / day) + step * days;
        if (!ownDays.has(targetDay)) fires.add(target);
        break;
      }
    }
  }
  return [...fires].filter((at) => at > from && at < to).sort((a, b) => a - b);
}

/** The wall time of a fire of the schedules above. No schedule fires twice in an hour that the clocks change. */
function wallOf(timeZone: string, at: number): number {
  const on = localDay(timeZone, at) * day;
  for (let wall = on; wall < on + day; wall += hour / 60) {
    if (instantOfWall(timeZone, wall) === at) return wall;
  }
  throw new Error("no such wall time");
}
