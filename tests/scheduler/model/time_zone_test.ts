import { strict as assert } from "node:assert";
import { isTimeZone } from "../../../scheduler/cron/mod.ts";
import { readConfig } from "../../../scheduler/config.ts";
import { draftSchedule } from "../../../scheduler/model/schedule.ts";

Deno.test("configuration, records and clients judge a time zone name alike", () => {
  const names = ["UTC", "asia/taipei", "Etc/GMT+8", "IST", "EST", "BST", "+08:00", "Mars/Base"];

  for (const name of names) {
    const isRefused = (act: () => unknown) => {
      try {
        act();
        return false;
      } catch {
        return true;
      }
    };
    assert.equal(isRefused(() => readConfig({ TIMEZONE: name })), !isTimeZone(name), name);
    assert.equal(isRefused(() => draftSchedule({ minute: "*" }, name)), !isTimeZone(name), name);
  }
  assert.equal(isTimeZone("IST"), false);
  assert.equal(isTimeZone("asia/taipei"), true);
});
