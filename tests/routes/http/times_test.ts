import assert from "node:assert/strict";
import fc from "fast-check";
import { isoTime, isoTimeOrNothing } from "../../../routes/http/times.ts";

Deno.test("isoTime() gives the texts of Date, for every time", () => {
  const edges = [0, 1, 999, 59_999, 86_399_999, 86_400_000, 8.64e15, -1, -8.64e15, 1.5];
  for (const at of edges) assert.equal(isoTime(at), new Date(at).toISOString());
  fc.assert(fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (at) => {
    assert.equal(isoTime(at), new Date(at).toISOString());
  }));
});

Deno.test("isoTimeOrNothing() of no time is an empty text", () => {
  assert.equal(isoTimeOrNothing(undefined), "");
});
