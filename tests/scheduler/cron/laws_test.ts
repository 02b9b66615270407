import assert from "node:assert/strict";
import fc from "fast-check";
import { fieldNames, nextRun, zoneNames } from "../../../scheduler/cron/mod.ts";
import { type TypedSchedule, typedSchedules } from "./arbitraries.ts";
import { type Reference, referenceAround, wallReader } from "./reference.ts";
import { accept, isoText, scheduleOf } from "./support.ts";

const day = 24 * 60 * 60 * 1000;

/** Zones and days of clock changes, of every kind. */
const changes: [zone: string, date: string][] = [
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Europe/Berlin", "2026-03-29"],
  ["Europe/London", "2026-10-25"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["America/Sao_Paulo", "2018-11-04"],
  ["America/Sao_Paulo", "2018-02-18"],
  ["Asia/Beirut", "2026-03-29"],
  ["Asia/Beirut", "2026-10-25"],
  ["Africa/Cairo", "2024-04-26"],
  ["Africa/Cairo", "2010-08-11"],
  ["Africa/Casablanca", "2026-02-15"],
  ["Africa/Casablanca", "2026-03-22"],
  ["Africa/Casablanca", "2026-09-20"],
  ["America/Havana", "2026-03-08"],
  ["America/Havana", "2025-11-02"],
  ["America/Havana", "2027-11-07"],
  ["Atlantic/Azores", "2026-03-29"],
  ["Atlantic/Azores", "2026-10-25"],
  ["America/Nuuk", "2026-03-29"],
  ["America/Nuuk", "2026-10-25"],
  ["America/St_Johns", "2006-04-02"],
  ["America/St_Johns", "2006-10-29"],
  ["Pacific/Apia", "2011-12-30"],
  ["Pacific/Kwajalein", "1993-08-21"],
  ["Antarctica/Troll", "2026-03-29"],
  ["Antarctica/Troll", "2026-10-25"],
  ["Antarctica/Vostok", "1994-11-01"],
  ["Antarctica/Casey", "2010-03-05"],
  ["Asia/Kathmandu", "1986-01-01"],
  ["Asia/Pyongyang", "2015-08-15"],
  ["America/Goose_Bay", "2010-11-07"],
  ["America/Scoresbysund", "2024-03-31"],
  ["Asia/Ust-Nera", "1981-04-01"],
  ["America/Caracas", "2007-12-09"],
  ["Pacific/Chatham", "2026-09-27"],
  ["Asia/Gaza", "2011-08-01"],
  ["America/Recife", "2000-10-11"],
  ["Asia/Tehran", "2022-03-22"],
  ["Europe/Moscow", "2014-10-26"],
];

const references = new Map<string, Reference>();

function referenceFor(zone: string, date: string): Reference {
  const key = `${zone} ${date}`;
  const reference = references.get(key) ?? referenceAround(zone, Date.parse(date));
  references.set(key, reference);
  return reference;
}

const zones = fc.constantFrom(...zoneNames());
const moments = fc.integer({ min: Date.UTC(1973, 0, 1), max: Date.UTC(2450, 0, 1) });

Deno.test("nextRun() agrees with the slow reference around clock changes", () => {
  fc.assert(
    fc.property(
      typedSchedules,
      fc.constantFrom(...changes),
      fc.integer({ min: -2 * day, max: 2 * day }),
      (typed, [zone, date], distance) => {
        assertAgrees(typed, zone, referenceFor(zone, date), Date.parse(date) + distance);
      },
    ),
    { numRuns: 600 },
  );
});

Deno.test("nextRun() agrees with the slow reference in any zone at any time", () => {
  fc.assert(
    fc.property(typedSchedules, zones, moments, (typed, zone, moment) => {
      assertAgrees(typed, zone, referenceAround(zone, moment), moment);
    }),
    { numRuns: 40 },
  );
});

function assertAgrees(typed: TypedSchedule, zone: string, reference: Reference, after: number) {
  const schedule = scheduleOf(typed.given);
  const expected = reference.runs(typed.matches, typed.runsEveryHour).filter((run) => run > after);

  const runs: number[] = [];
  let run = nextRun(schedule, zone, after);
  while (run !== undefined && run < reference.until) {
    runs.push(run);
    run = nextRun(schedule, zone, run);
  }

  assert.deepEqual(runs.map(isoText), expected.map(isoText));
}

Deno.test("nextRun() is strictly later, matches on the wall unless in a gap, and goes on so", () => {
  fc.assert(
    fc.property(typedSchedules, zones, moments, (typed, zone, moment) => {
      const schedule = scheduleOf(typed.given);
      const wallAt = wallReader(zone);
      let last = moment;
      for (let count = 0; count < 30; count++) {
        const run = nextRun(schedule, zone, last);
        if (run === undefined) return;

        assert.ok(run > last);
        // A skipped wall time matches when it is read with the offset of some hours before.
        const readings = typed.runsEveryHour ? [run] : [run, ...hoursBefore(run)];
        const wallTimes = readings.map((instant) => wallAt(instant) + (run - instant));
        assert.ok(
          wallTimes.some((wall) => typed.matches(new Date(wall))),
          `${isoText(run)} does not match`,
        );
        last = run;
      }
    }),
    { numRuns: 500 },
  );
});

function hoursBefore(instant: number): number[] {
  return [1, 2, 25].map((hours) => instant - hours * 60 * 60 * 1000);
}

Deno.test("nextRun() from anywhere before a fire gives that fire or one before it", () => {
  fc.assert(
    fc.property(typedSchedules, fc.constantFrom(...changes), fc.nat({ max: day }), (
      typed,
      [zone, date],
      earlier,
    ) => {
      const schedule = scheduleOf(typed.given);
      const run = nextRun(schedule, zone, Date.parse(date));
      if (run === undefined) return;

      assert.equal(nextRun(schedule, zone, run - 1), run);
      assert.ok(nextRun(schedule, zone, run - 1 - earlier)! <= run);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a normalised text reads back as itself and fires the same", () => {
  fc.assert(
    fc.property(typedSchedules, moments, (typed, moment) => {
      const fields = accept(typed.given);

      assert.deepEqual(accept(fields), fields);
      for (const name of fieldNames) assert.match(fields[name], /^[^A-Z\s][^A-Z]*$/);
      assert.equal(
        nextRun(scheduleOf(fields), "Europe/Berlin", moment),
        nextRun(scheduleOf(typed.given), "Europe/Berlin", moment),
      );
    }),
    { numRuns: 1000 },
  );
});
