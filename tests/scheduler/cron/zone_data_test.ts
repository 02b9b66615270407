import assert from "node:assert/strict";
import fc from "fast-check";
import moment from "moment-timezone";
import {
  canonicalZone,
  wallTime,
  zoneDataVersion,
  zoneNames,
} from "../../../scheduler/cron/mod.ts";
import { unpackZone } from "../../../scheduler/cron/zones/packed_zone.ts";
import { changeIn, yearlyRuleOf } from "../../../scheduler/cron/zones/yearly_rule.ts";
import { findZone } from "../../../scheduler/cron/zones/zone_names.ts";
import { zoneNamed } from "../../../scheduler/cron/zones/zone.ts";

const names = zoneNames();

function offsetOfPackage(zone: string, instant: number): number {
  const found = moment.tz.zone(zone);
  assert.ok(found, zone);
  return -Math.round(found.utcOffset(instant) * 60) * 1000 + 0;
}

Deno.test("zoneDataVersion is the release that the package says it has", () => {
  assert.match(zoneDataVersion, /^20\d\d[a-z]$/);
  assert.equal(zoneDataVersion, moment.tz.dataVersion);
});

Deno.test("zoneNames() are the zones and links of the package", () => {
  assert.deepEqual(names.toSorted(), moment.tz.names().toSorted());
  assert.ok(names.length > 590);
});

Deno.test("all zones have the package's own offsets at random moments from 1970 to 2037", () => {
  const moments = fc.integer({ min: 0, max: Date.UTC(2038, 0, 1) - 1 });
  fc.assert(
    fc.property(fc.array(moments, { minLength: 50, maxLength: 50 }), (instants) => {
      for (const zone of names) {
        for (const instant of instants) {
          const { offset, from, until } = zoneNamed(zone).periodAt(instant);
          if (offset !== offsetOfPackage(zone, instant) || from > instant || until <= instant) {
            assert.equal(offset, offsetOfPackage(zone, instant), `${zone} ${instant}`);
            assert.fail(`${zone}: ${instant} is not in its period`);
          }
        }
      }
    }),
    { numRuns: 10 },
  );
});

Deno.test("all zones change their offset at the package's own moments", () => {
  for (const zone of names) {
    const untils = moment.tz.zone(zone)?.untils ?? [];
    for (const until of untils) {
      if (until === Infinity || until < 0 || until > Date.UTC(2038, 0, 1)) continue;
      for (const instant of [until - 1, until]) {
        const { offset } = zoneNamed(zone).periodAt(instant);
        if (offset !== offsetOfPackage(zone, instant)) assert.fail(`${zone} at ${instant}`);
      }
    }
  }
});

Deno.test("periodAt() gives periods that join without a hole", () => {
  for (const zone of names) {
    let period = zoneNamed(zone).periodAt(0);
    while (period.until < Date.UTC(2600, 0, 1)) {
      const next = zoneNamed(zone).periodAt(period.until);
      if (next.from !== period.until || next.offsetBefore !== period.offset) {
        assert.fail(`${zone} at ${period.until}: ${JSON.stringify([period, next])}`);
      }
      period = next;
    }
  }
});

Deno.test("yearlyRuleOf() finds in the table until 2045 what the table says beyond", () => {
  const end = Date.UTC(2046, 0, 1);
  let compared = 0;
  for (const zone of names) {
    const table = unpackZone(findZone(zone)!.packed);
    const count = table.untils.findIndex((until) => until > end) + 1;
    const untils = table.untils.slice(0, count);
    untils[count - 1] = Infinity;
    const rule = yearlyRuleOf({ untils, offsets: table.offsets.slice(0, count) });
    const beyond = [...table.untils].filter((until) => until > end && until < Infinity);
    // These two follow the moon until 2086, and a rule afterwards.
    if (/^Asia\/(Gaza|Hebron)$/.test(zone)) continue;
    if (beyond.length === 0) {
      assert.equal(rule, undefined, zone);
      continue;
    }

    assert.ok(rule, zone);
    const expected = beyond.map((until) => [until, table.offsets[table.untils.indexOf(until) + 1]]);
    const found = [];
    for (let year = 2045; year < 2500; year++) {
      for (const change of rule) found.push([changeIn(year, change), change.offset]);
    }
    assert.deepEqual(found.filter(([at]) => at! > end && at! <= beyond.at(-1)!), expected, zone);
    compared++;
  }
  assert.ok(compared > 100);
});

Deno.test("beyond the table a zone changes as in the same year 400 years earlier", () => {
  const cycle = 146_097 * 86_400_000;
  const zones = ["Europe/Berlin", "America/New_York", "Australia/Sydney", "America/Santiago"];
  const moments = fc.integer({ min: Date.UTC(2500, 0, 1), max: Date.UTC(2899, 0, 1) });

  fc.assert(fc.property(fc.constantFrom(...zones), moments, (zone, instant) => {
    const { offset } = zoneNamed(zone).periodAt(instant);
    assert.equal(offset, zoneNamed(zone).periodAt(instant - cycle).offset);
  }));
  assert.equal(wallTime("Europe/Berlin", Date.UTC(9998, 6, 1)), "9998-07-01T02:00:00+02:00");
});

Deno.test("a law that is younger than the runtime's own zone data holds", () => {
  assert.equal(wallTime("America/Edmonton", Date.UTC(2026, 11, 1)), "2026-11-30T18:00:00-06:00");
  assert.equal(wallTime("America/Vancouver", Date.UTC(2027, 0, 1)), "2026-12-31T17:00:00-07:00");
});

Deno.test("canonicalZone() gives the usual letters and keeps aliases", () => {
  assert.equal(canonicalZone("asia/TAIPEI"), "Asia/Taipei");
  assert.equal(canonicalZone("us/pacific"), "US/Pacific");
  assert.equal(canonicalZone("IST"), undefined);
  assert.equal(canonicalZone("__proto__"), undefined);
});
