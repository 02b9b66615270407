import assert from "node:assert/strict";
import { wallTime } from "../../../scheduler/cron/mod.ts";

Deno.test("wallTime() shows the wall of a zone with its offset, at any time of the year", () => {
  const cases: [zone: string, at: string, wall: string][] = [
    ["UTC", "2026-11-22T06:00:00Z", "2026-11-22T06:00:00+00:00"],
    ["Asia/Taipei", "2026-11-22T06:00:00Z", "2026-11-22T14:00:00+08:00"],
    ["Asia/Taipei", "2026-12-31T23:30:00Z", "2027-01-01T07:30:00+08:00"],
    ["Europe/Berlin", "2026-07-01T00:00:00Z", "2026-07-01T02:00:00+02:00"],
    ["Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00"],
    ["Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00"],
    ["America/St_Johns", "2026-01-01T00:00:00Z", "2025-12-31T20:30:00-03:30"],
    ["Africa/Monrovia", "1970-01-01T00:00:00Z", "1969-12-31T23:15:30-00:44:30"],
  ];
  for (const [zone, at, wall] of cases) assert.equal(wallTime(zone, Date.parse(at)), wall);
});
