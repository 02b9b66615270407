import { strict as assert } from "node:assert";
import {
  initialNotices,
  longestMs,
  type NoticesState,
  reduceNotices,
} from "../../../tui/state/notices.ts";
import { start } from "../support/builders.ts";

const act = { kind: "resume_jobs", jobIds: ["1"] } as const;
const toast = (text: string, until = start + 8000) => ({ text, tone: "ok", until }) as const;
const tick = (state: NoticesState, now: number) =>
  reduceNotices(state, { type: "clock_ticked", now });

const both = reduceNotices(initialNotices, {
  type: "toasted",
  toast: toast("paused 3 jobs"),
  undo: act,
});

Deno.test("a toast takes the place of the one before, and leaves its undo", () => {
  const next = reduceNotices(both, { type: "toasted", toast: toast("copied") });

  assert.equal(next.toast?.text, "copied");
  assert.deepEqual(next.undo, { act, until: start + 8000 });
});

Deno.test("the undo of a new act takes the place of the old one", () => {
  const other = { kind: "pause_jobs", jobIds: ["2"] } as const;
  const next = reduceNotices(both, { type: "toasted", toast: toast("resumed"), undo: other });

  assert.deepEqual(next.undo?.act, other);
});

Deno.test("what was undone is not there a second time", () => {
  assert.deepEqual(reduceNotices(both, { type: "undone" }), {});
});

Deno.test("a toast and an undo end each in its time", () => {
  const long = reduceNotices(
    reduceNotices(initialNotices, {
      type: "toasted",
      toast: toast("edited", start + 30_000),
      undo: act,
    }),
    { type: "toasted", toast: toast("copied") },
  );

  assert.equal(tick(long, start + 7999), long);
  assert.deepEqual(tick(long, start + 8000), { undo: { act, until: start + 30_000 } });
  assert.deepEqual(tick(long, start + 30_000), {});
});

Deno.test("the clock leaves the very same state while nothing ends", () => {
  assert.equal(tick(both, start), both);
  assert.equal(tick(initialNotices, start), initialNotices);
});

Deno.test("a toast does not stay for an hour when the clock is set back by one", () => {
  assert.deepEqual(tick(both, start - 3_600_000), {});
});

Deno.test("a toast of the longest kind stays at the moment at which it came", () => {
  const longest = reduceNotices(initialNotices, {
    type: "toasted",
    toast: toast("edited", start + longestMs),
    undo: act,
  });

  assert.equal(tick(longest, start), longest);
  assert.deepEqual(tick(longest, start - 1), {});
});
