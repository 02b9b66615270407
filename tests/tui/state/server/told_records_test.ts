import { strict as assert } from "node:assert";
import {
  noRecords,
  readingRecords,
  type ToldRecords,
  withFailure,
  withRead,
  withTold,
} from "../../../../tui/state/server/told_records.ts";

const none: ToldRecords<string> = noRecords;

Deno.test("withTold() leaves records alone that were never read: a part would look like all", () => {
  assert.equal(withTold(none, [["a", "told"]]), none);
});

Deno.test("withRead() keeps what events told while the records were read", () => {
  const known = withRead(none, [["a", "old"], ["b", "old"], ["c", "old"]]);
  const told = withTold(readingRecords(known), [["a", "new"], ["b", null], ["d", "new"]]);

  const read = withRead(told, [["a", "old"], ["b", "old"], ["c", "read"]]);
  const later = withRead(readingRecords(read), [["a", "later"]]);

  assert.deepEqual([...read.byId], [["a", "new"], ["c", "read"], ["d", "new"]]);
  assert.deepEqual([...later.byId], [["a", "later"]]);
});

Deno.test("withFailure() keeps what is known, and says when the server has no such records", () => {
  const known = withRead(none, [["a", "old"]]);

  assert.equal(withFailure(known, { error: "gone", isMissing: false }).phase, "ready");
  assert.equal(withFailure(none, { error: "gone", isMissing: false }).phase, "failed");
  assert.equal(withFailure(none, { error: "gone", isMissing: true }).phase, "missing");
});
