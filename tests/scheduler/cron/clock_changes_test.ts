import assert from "node:assert/strict";
import { wallReader } from "./reference.ts";
import { type Given, runsAfter, runsWithin } from "./support.ts";

interface Change {
  given: Given;
  zone: string;
  /** The test compares the fires from here to `until`, both included. */
  from: string;
  until: string;
  runs: string;
}

const table: Record<string, Change> = {
  "a skipped time fires after the gap": {
    given: { hour: "2", minute: "30" },
    zone: "America/New_York",
    from: "2026-03-08T05:00Z",
    until: "2026-03-09T12:00Z",
    runs: "2026-03-08T07:30Z 2026-03-09T06:30Z",
  },
  "a repeated time fires at its first occurrence": {
    given: { hour: "1", minute: "30" },
    zone: "America/New_York",
    from: "2026-11-01T00:00Z",
    until: "2026-11-02T12:00Z",
    runs: "2026-11-01T05:30Z 2026-11-02T06:30Z",
  },
  "midnight is not lost after the spring change": {
    given: { hour: "0" },
    zone: "America/New_York",
    from: "2026-03-08T00:00Z",
    until: "2026-03-09T12:00Z",
    runs: "2026-03-08T05:00Z 2026-03-09T04:00Z",
  },
  "two skipped times keep their distance": {
    given: { hour: "2", minute: "15,45" },
    zone: "America/New_York",
    from: "2026-03-08T00:00Z",
    until: "2026-03-08T23:00Z",
    runs: "2026-03-08T07:15Z 2026-03-08T07:45Z",
  },
  "a skipped and a real time on one instant are one fire": {
    given: { hour: "2-3", minute: "30" },
    zone: "America/New_York",
    from: "2026-03-08T00:00Z",
    until: "2026-03-08T23:00Z",
    runs: "2026-03-08T07:30Z",
  },
  "skipped and real times interleave in the order of their instants": {
    given: { hour: "2,3", minute: "10,20,50" },
    zone: "Australia/Lord_Howe",
    from: "2026-10-03T12:00Z",
    until: "2026-10-03T23:00Z",
    runs:
      "2026-10-03T15:40Z 2026-10-03T15:50Z 2026-10-03T16:10Z 2026-10-03T16:20Z 2026-10-03T16:50Z",
  },
  "every hour goes by elapsed time through a gap": {
    given: { hour: "*", minute: "30" },
    zone: "America/New_York",
    from: "2026-03-08T06:00Z",
    until: "2026-03-08T09:00Z",
    runs: "2026-03-08T06:30Z 2026-03-08T07:30Z 2026-03-08T08:30Z",
  },
  "0-23 is every hour too": {
    given: { hour: "12-23,0-11", minute: "30" },
    zone: "America/New_York",
    from: "2026-11-01T05:00Z",
    until: "2026-11-01T07:00Z",
    runs: "2026-11-01T05:30Z 2026-11-01T06:30Z",
  },
  "every hour but one goes by the wall clock": {
    given: { hour: "0-22", minute: "30" },
    zone: "America/New_York",
    from: "2026-11-01T05:00Z",
    until: "2026-11-01T08:00Z",
    runs: "2026-11-01T05:30Z 2026-11-01T07:30Z",
  },
  "Berlin in spring": {
    given: { hour: "2", minute: "30" },
    zone: "Europe/Berlin",
    from: "2026-03-29T00:00Z",
    until: "2026-03-29T23:00Z",
    runs: "2026-03-29T01:30Z",
  },
  "Berlin in autumn": {
    given: { hour: "2", minute: "30" },
    zone: "Europe/Berlin",
    from: "2026-10-24T23:00Z",
    until: "2026-10-25T23:00Z",
    runs: "2026-10-25T00:30Z",
  },
  "Lord Howe skips half an hour": {
    given: { hour: "2", minute: "15" },
    zone: "Australia/Lord_Howe",
    from: "2026-10-03T12:00Z",
    until: "2026-10-04T12:00Z",
    runs: "2026-10-03T15:45Z",
  },
  "Lord Howe repeats half an hour": {
    given: { hour: "1", minute: "45" },
    zone: "Australia/Lord_Howe",
    from: "2026-04-04T12:00Z",
    until: "2026-04-05T12:00Z",
    runs: "2026-04-04T14:45Z",
  },
  "Lord Howe's repeated half hour has elapsed fires twice": {
    given: { minute: "15,45" },
    zone: "Australia/Lord_Howe",
    from: "2026-04-04T14:00Z",
    until: "2026-04-04T16:00Z",
    runs: "2026-04-04T14:15Z 2026-04-04T14:45Z 2026-04-04T15:15Z 2026-04-04T15:45Z",
  },
  "Kathmandu is three quarters off": {
    given: { hour: "9", minute: "30" },
    zone: "Asia/Kathmandu",
    from: "2026-06-01T00:00Z",
    until: "2026-06-02T12:00Z",
    runs: "2026-06-01T03:45Z 2026-06-02T03:45Z",
  },
  "Apia's missing day falls on the next": {
    given: { hour: "12" },
    zone: "Pacific/Apia",
    from: "2011-12-29T12:00Z",
    until: "2011-12-31T12:00Z",
    runs: "2011-12-29T22:00Z 2011-12-30T22:00Z",
  },
  "a date on Apia's missing day is not lost": {
    given: { month: "12", day: "30", hour: "12" },
    zone: "Pacific/Apia",
    from: "2011-01-01T00:00Z",
    until: "2012-12-31T00:00Z",
    runs: "2011-12-30T22:00Z 2012-12-29T22:00Z",
  },
  "elapsed fires have none on Apia's missing day": {
    given: { day: "30", hour: "*", minute: "0" },
    zone: "Pacific/Apia",
    from: "2011-12-29T00:00Z",
    until: "2012-01-29T11:00Z",
    runs: "2012-01-29T10:00Z 2012-01-29T11:00Z",
  },
  "Kwajalein's missing day falls on the next": {
    given: { day: "21", hour: "6" },
    zone: "Pacific/Kwajalein",
    from: "1993-08-20T00:00Z",
    until: "1993-08-23T00:00Z",
    runs: "1993-08-21T18:00Z",
  },
  "Sao Paulo skips midnight": {
    given: { hour: "0", minute: "0,30" },
    zone: "America/Sao_Paulo",
    from: "2018-11-03T12:00Z",
    until: "2018-11-05T12:00Z",
    runs: "2018-11-04T03:00Z 2018-11-04T03:30Z 2018-11-05T02:00Z 2018-11-05T02:30Z",
  },
  "Sao Paulo repeats the hour before midnight": {
    given: { hour: "23" },
    zone: "America/Sao_Paulo",
    from: "2018-02-17T12:00Z",
    until: "2018-02-19T12:00Z",
    runs: "2018-02-18T01:00Z 2018-02-19T02:00Z",
  },
  "elapsed fires of a day come back when Sao Paulo repeats its last hour": {
    given: { dayOfWeek: "sat", hour: "*", minute: "30" },
    zone: "America/Sao_Paulo",
    from: "2018-02-18T00:00Z",
    until: "2018-02-24T03:00Z",
    runs: "2018-02-18T00:30Z 2018-02-18T01:30Z 2018-02-18T02:30Z",
  },
  "Beirut skips midnight": {
    given: { dayOfWeek: "sun" },
    zone: "Asia/Beirut",
    from: "2026-03-27T00:00Z",
    until: "2026-04-06T00:00Z",
    runs: "2026-03-28T22:00Z 2026-04-04T21:00Z",
  },
  "Cairo skips Friday's midnight": {
    given: { hour: "0", minute: "15" },
    zone: "Africa/Cairo",
    from: "2024-04-25T12:00Z",
    until: "2024-04-27T12:00Z",
    runs: "2024-04-25T22:15Z 2024-04-26T21:15Z",
  },
  "Havana repeats the hour after midnight": {
    given: { hour: "0", minute: "30" },
    zone: "America/Havana",
    from: "2025-11-01T12:00Z",
    until: "2025-11-03T12:00Z",
    runs: "2025-11-02T04:30Z 2025-11-03T05:30Z",
  },
  "the Azores skip the hour before one o'clock": {
    given: { hour: "0", minute: "30" },
    zone: "Atlantic/Azores",
    from: "2026-03-28T12:00Z",
    until: "2026-03-30T12:00Z",
    runs: "2026-03-29T01:30Z 2026-03-30T00:30Z",
  },
  "Nuuk's gap ends at midnight": {
    given: { hour: "23", minute: "30" },
    zone: "America/Nuuk",
    from: "2026-03-28T12:00Z",
    until: "2026-03-30T12:00Z",
    runs: "2026-03-29T01:30Z 2026-03-30T00:30Z",
  },
  "Troll's gap of two hours": {
    given: { hour: "1-3", minute: "30" },
    zone: "Antarctica/Troll",
    from: "2026-03-29T00:00Z",
    until: "2026-03-29T12:00Z",
    runs: "2026-03-29T01:30Z 2026-03-29T02:30Z",
  },
  "Vostok's gap of seven hours": {
    given: { hour: "22-23,0-4,10", minute: "0" },
    zone: "Antarctica/Vostok",
    from: "1994-10-31T12:00Z",
    until: "1994-11-01T12:00Z",
    runs: "1994-10-31T22:00Z 1994-10-31T23:00Z 1994-11-01T00:00Z 1994-11-01T01:00Z " +
      "1994-11-01T02:00Z 1994-11-01T03:00Z 1994-11-01T04:00Z",
  },
  "Goose Bay's repeated hour crosses midnight": {
    given: { hour: "0,23", minute: "0,30" },
    zone: "America/Goose_Bay",
    from: "2010-11-07T01:00Z",
    until: "2010-11-07T12:00Z",
    runs: "2010-11-07T02:00Z 2010-11-07T02:30Z 2010-11-07T03:00Z 2010-11-07T04:30Z",
  },
  "Casablanca goes back for Ramadan": {
    given: { hour: "2", minute: "30" },
    zone: "Africa/Casablanca",
    from: "2026-02-14T12:00Z",
    until: "2026-02-16T12:00Z",
    runs: "2026-02-15T01:30Z 2026-02-16T02:30Z",
  },
  "Dublin's negative summer time is none to the clock": {
    given: { hour: "1", minute: "30" },
    zone: "Europe/Dublin",
    from: "2026-10-24T12:00Z",
    until: "2026-10-26T12:00Z",
    runs: "2026-10-25T00:30Z 2026-10-26T01:30Z",
  },
  "Chatham changes at a quarter to": {
    given: { hour: "2-3", minute: "0,50" },
    zone: "Pacific/Chatham",
    from: "2026-09-26T12:00Z",
    until: "2026-09-26T23:00Z",
    runs: "2026-09-26T13:15Z 2026-09-26T14:05Z 2026-09-26T14:15Z",
  },
};

for (const [name, { given, zone, from, until, runs }] of Object.entries(table)) {
  Deno.test(`clock changes: ${name}`, () => {
    assert.deepEqual(runsWithin(given, zone, from, until), runs.split(" "));
  });
}

Deno.test("clock changes: every ten minutes stay ten real minutes", () => {
  for (const from of ["2026-03-08T04:00Z", "2026-11-01T03:00Z"]) {
    const runs = runsAfter({ minute: "*/10" }, "America/New_York", from, 60);

    const expected = Array.from({ length: 60 }, (_, n) => Date.parse(from) + (n + 1) * 600_000);
    assert.deepEqual(runs.map((run) => Date.parse(run)), expected);
  }
});

Deno.test("clock changes: the first of a month is never lost", () => {
  for (const zone of ["America/New_York", "Asia/Beirut", "Europe/London", "Australia/Sydney"]) {
    const runs = runsAfter({ day: "1" }, zone, "2025-12-15T00:00Z", 120);

    const wallAt = wallReader(zone);
    const months = runs.map((run) => new Date(wallAt(Date.parse(run))).toISOString().slice(0, 10));
    const expected = Array.from({ length: 120 }, (_, n) => {
      return new Date(Date.UTC(2026, n, 1)).toISOString().slice(0, 10);
    });
    assert.deepEqual(months, expected, zone);
  }
});

Deno.test("clock changes: asked in the second pass, a repeated time waits for the next day", () => {
  const halfPastOne = { hour: "1", minute: "30" };

  assert.deepEqual(
    runsAfter(halfPastOne, "America/New_York", "2026-11-01T06:10Z", 1),
    ["2026-11-02T06:30Z"],
  );
});

Deno.test("clock changes: an offset with seconds reads whole minutes on the wall", () => {
  assert.deepEqual(
    runsAfter({ hour: "12" }, "Africa/Monrovia", "1971-06-01T00:00Z", 1),
    ["1971-06-01T12:44:30Z"],
  );
});
