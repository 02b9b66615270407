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

type Records = ToldRecords<number>;
type RecordsStep = (state: Records) => Records;
const empty: Records = { ...noRecords };
const answer: RecordsStep = (state) => withRead(state, [["a", 1], ["b", 1]]);

/** The events of two reads that overlap: the first answer comes after the second read has begun. */
const overlapping = (between: readonly RecordsStep[], last: readonly RecordsStep[]) => {
  const steps: RecordsStep[] = [
    readingRecords,
    readingRecords,
    answer,
    ...between,
    ...last,
  ];
  return steps.reduce((state, step) => step(state), empty);
};

Deno.test("what is told between the answers to two reads is newer than both", () => {
  const told: RecordsStep = (state) => withTold(state, [["a", 2], ["b", null]]);
  const state = overlapping([told], [answer]);

  assert.deepEqual([...state.byId], [["a", 2]]);
});

Deno.test("after the last answer, what was told before it does not count for the next read", () => {
  const told: RecordsStep = (state) => withTold(state, [["a", 2]]);
  const state = overlapping([told], [answer, readingRecords, answer]);

  assert.equal(state.byId.get("a"), 1);
  assert.equal(state.touched, undefined);
});

Deno.test("a read that fails ends one of two reads", () => {
  const failure: RecordsStep = (state) => withFailure(state, { error: "no", isMissing: false });
  const told: RecordsStep = (state) => withTold(state, [["a", 2]]);
  const steps = [readingRecords, readingRecords, failure, told, answer] as RecordsStep[];
  const state = steps.reduce((records, step) => step(records), empty);

  assert.equal(state.byId.get("a"), 2);
  assert.deepEqual([state.phase, state.touched], ["ready", undefined]);
});

Deno.test("records that a server does not have are missing, and a failure keeps what is there", () => {
  const missing = withFailure(empty, { error: "404", isMissing: true });
  const ready = withFailure(answer(empty), { error: "no", isMissing: false });

  assert.deepEqual([missing.phase, missing.error], ["missing", "404"]);
  assert.deepEqual([ready.phase, ready.error, ready.byId.size], ["ready", "no", 2]);
});
