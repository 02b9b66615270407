import assert from "node:assert/strict";
import { quietUntil } from "../../../../scheduler/model/channels/quiet_hours.ts";

const night = { from: "22:00", to: "07:00", timeZone: "Asia/Taipei" };
const at = (time: string) => Date.parse(time);

Deno.test("quietUntil() is the end of the quiet hours in which the moment lies", () => {
  const table: [string, string | undefined][] = [
    ["2026-03-02T21:59:59+08:00", undefined],
    ["2026-03-02T22:00:00+08:00", "2026-03-03T07:00:00+08:00"],
    ["2026-03-02T23:59:30+08:00", "2026-03-03T07:00:00+08:00"],
    ["2026-03-03T00:00:00+08:00", "2026-03-03T07:00:00+08:00"],
    ["2026-03-03T06:59:59+08:00", "2026-03-03T07:00:00+08:00"],
    ["2026-03-03T07:00:00+08:00", undefined],
  ];

  for (const [now, end] of table) {
    assert.equal(quietUntil(night, at(now)), end && at(end), now);
  }
});

Deno.test("quietUntil() knows quiet hours within a day, for a whole day, and none", () => {
  const noon = at("2026-03-02T12:00:00Z");

  assert.equal(
    quietUntil({ from: "11:00", to: "13:00", timeZone: "UTC" }, noon),
    at("2026-03-02T13:00:00Z"),
  );
  assert.equal(quietUntil({ from: "13:00", to: "14:00", timeZone: "UTC" }, noon), undefined);
  assert.equal(
    quietUntil({ from: "08:00", to: "08:00", timeZone: "UTC" }, noon),
    at("2026-03-03T08:00:00Z"),
  );
  assert.equal(quietUntil(undefined, noon), undefined);
});
