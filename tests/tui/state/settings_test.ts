import { strict as assert } from "node:assert";
import { initialNotices, reduceNotices } from "../../../tui/state/notices.ts";
import { initialSettings, reduceSettings, withEntry } from "../../../tui/state/settings.ts";
import { start } from "../support/builders.ts";

Deno.test("reduceSettings() keeps named filters by list, and forgets them", () => {
  const named = { type: "filter_named", list: "jobs", name: "broken" } as const;
  const kept = reduceSettings(initialSettings, { ...named, filter: "state:failed" });
  const again = reduceSettings(kept, { ...named, filter: "state:late" });

  assert.deepEqual(again.filters, { jobs: { broken: "state:late" }, runs: {} });
  assert.deepEqual(reduceSettings(again, named).filters, { jobs: {}, runs: {} });
});

Deno.test("reduceSettings() keeps profiles, and forgets them", () => {
  const profile = { url: "https://jobs.example.com" };
  const kept = reduceSettings(initialSettings, { type: "profile_named", name: "prod", profile });

  assert.deepEqual(kept.profiles, { prod: profile });
  assert.deepEqual(reduceSettings(kept, { type: "profile_named", name: "prod" }).profiles, {});
});

Deno.test("withEntry() puts an entry that is set again at the end", () => {
  assert.deepEqual(Object.keys(withEntry({ a: 1, b: 2 }, "a", 3)), ["b", "a"]);
});

Deno.test("reduceNotices() keeps the undo of an act while further toasts come", () => {
  const undo = { kind: "resume_jobs", jobIds: ["1"] } as const;
  const toast = (text: string, until: number) => ({ text, tone: "ok" as const, until });
  const paused = reduceNotices(initialNotices, {
    type: "toasted",
    toast: toast("paused", start + 8000),
    undo,
  });
  const copied = reduceNotices(paused, {
    type: "toasted",
    toast: toast("copied", start + 12_000),
  });
  const later = reduceNotices(copied, { type: "clock_ticked", now: start + 9000 });

  assert.equal(copied.undo?.act, undo);
  assert.equal(later.undo, undefined);
  assert.equal(later.toast?.text, "copied");
  assert.deepEqual(reduceNotices(copied, { type: "undone" }), {});
  assert.equal(reduceNotices(copied, { type: "clock_ticked", now: start }), copied);
});
