import assert from "node:assert/strict";
import {
  ExecutionId,
  fireId,
  JobId,
  lowestId,
  newId,
  timeOf,
} from "../../../scheduler/model/ids.ts";

const now = Date.parse("2026-03-02T10:00:00.123Z");

Deno.test("newId() makes a UUID v7 that begins with its time", () => {
  const id = newId<JobId>(now);

  assert.ok(JobId.safeParse(id).success, id);
  assert.equal(id[12], "7");
  assert.match(id[16] ?? "", /[89ab]/);
  assert.equal(timeOf(id), now);
});

Deno.test("newId() keeps the order of making within one millisecond", () => {
  const ids = Array.from({ length: 3000 }, () => newId(now));

  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("newId() sorts by time, whatever the order of making", () => {
  const later = newId(now + 1);
  const earlier = newId(now);

  assert.ok(earlier < later);
});

Deno.test("newId() takes any time", () => {
  for (const at of [0, -1, 0.5, 1e15, Number.MAX_SAFE_INTEGER]) {
    assert.ok(ExecutionId.safeParse(newId(at)).success, String(at));
  }
});

Deno.test("fireId() is the same for one job and fire time, and differs for all else", () => {
  const [one, other] = [newId<JobId>(now), newId<JobId>(now)];

  assert.equal(fireId(one, now), fireId(one, now));
  assert.notEqual(fireId(one, now), fireId(other, now));
  assert.notEqual(fireId(one, now), fireId(one, now + 60_000));
  assert.equal(timeOf(fireId(one, now + 60_000)), now + 60_000);
  assert.ok(ExecutionId.safeParse(fireId(one, now)).success);
});

Deno.test("lowestId() sorts before all ids of its moment and behind those before", () => {
  const job = newId<JobId>(now);

  assert.ok(lowestId(now) < newId(now));
  assert.ok(lowestId(now) < fireId(job, now));
  assert.ok(lowestId(now) > newId(now - 1));
});
