import assert from "node:assert/strict";
import { type ChangedThing, ChangeEntry, groupThings } from "../../../../scheduler/model/change.ts";
import {
  type CategoryId,
  type ClaimId,
  type ExecutionId,
  fireId,
  type JobId,
  newId,
  newSheetId,
  slotId,
  type WorkerId,
} from "../../../../scheduler/model/ids.ts";
import { Claim, storedClaim } from "../../../../scheduler/model/records/claim.ts";
import { JobMark, storedMark } from "../../../../scheduler/model/records/job_mark.ts";
import { keys } from "../../../../scheduler/store/kv/keys.ts";
import { memoryDatabase } from "../../../support/memory_database.ts";

const at = Date.parse("2026-03-02T10:00:00Z");

function jobIds(count: number): JobId[] {
  return Array.from({ length: count }, () => newId<JobId>(at));
}

Deno.test("a claim of a whole sheet is stored without the ids of its executions, and reads the same", () => {
  const jobs = jobIds(98);
  const sheet = newSheetId(at, jobs[0]!);
  const claim = {
    executionIds: jobs.map((_, place) => slotId(sheet, place)),
    jobIds: jobs,
    starting: 10,
    isTaken: true as const,
  };

  const stored = storedClaim(claim);

  assert.ok(!Object.hasOwn(stored as object, "executionIds"));
  assert.deepEqual(Claim.parse(stored), claim);
  assert.deepEqual(Claim.parse(claim), claim);
});

Deno.test("a claim of other executions is stored as it is", () => {
  const jobs = jobIds(3);
  const sheet = newSheetId(at, jobs[0]!);
  const onSheet = jobs.map((_, place) => slotId(sheet, place));
  const claims: Claim[] = [
    { executionIds: [] },
    { executionIds: onSheet },
    { executionIds: onSheet.toReversed(), jobIds: jobs },
    { executionIds: [...onSheet.slice(0, 2), fireId(jobs[2]!, at)], jobIds: jobs },
  ];
  for (const claim of claims) {
    assert.equal(storedClaim(claim), claim);
    assert.deepEqual(Claim.parse(claim), claim);
  }
});

Deno.test("a claim whose bytes are cut off is unreadable", () => {
  const [job] = jobIds(1);
  const sheet = newSheetId(at, job!);
  assert.equal(Claim.safeParse({ sheet, jobs: new Uint8Array(17) }).success, false);
});

Deno.test("an end in the index by job keeps its state, category and times; the former form is read too", async () => {
  await using db = await memoryDatabase();
  const states = ["succeeded", "failed", "timeout", "stopped", "scheduled error"] as const;
  const [job] = jobIds(1);
  for (const [i, state] of states.entries()) {
    const mark: JobMark = [state, 4_000_000_000 + i as CategoryId, at + i, 2 ** 48 - 1 - i];
    const key = keys.execution.byJob(job!, slotId(newSheetId(at, job!), i));

    await db.kv.set(key.parts, key.stored!(mark));
    assert.deepEqual((await db.get(key)).value, mark);
    await db.kv.set(key.parts, mark);
    assert.deepEqual((await db.get(key)).value, mark);
  }
  assert.equal(storedMark(1), 1);
  assert.equal(JobMark.safeParse(new Uint8Array(18)).success, false);
});

Deno.test("the feed keeps what changed, however many things a commit changes, in all forms", () => {
  const jobs = jobIds(300);
  const [a, b] = [newSheetId(at, jobs[0]!), newSheetId(at, jobs[150]!)];
  const categoryId = 1 as CategoryId;
  const execution = (id: ExecutionId): ChangedThing => ({
    kind: "execution",
    id,
    categoryId,
    state: "running",
  });
  const things: ChangedThing[] = [
    ...jobs.map((id) => ({ kind: "job" as const, id, categoryId })),
    ...jobs.slice(0, 150).map((_, place) => execution(slotId(a, 149 - place))),
    ...[0, 1, 2, 7, 9].map((place) => execution(slotId(b, place))),
    execution(fireId(jobs[0]!, at)),
    { kind: "log", id: newId(at), categoryId },
    { kind: "job", id: "no id in hex", categoryId, state: "deleted" },
  ];
  const sorted = (all: readonly ChangedThing[]) => all.map((one) => JSON.stringify(one)).toSorted();

  for (const stored of [groupThings(things), things]) {
    const read = ChangeEntry.parse({ at, things: stored });
    assert.deepEqual(
      sorted(read.things.map(({ kind, id, categoryId, state }) => ({
        kind,
        id,
        categoryId,
        ...(state === undefined ? {} : { state }),
      }))),
      sorted(things),
    );
  }
  assert.ok(groupThings(things.slice(0, 2)).every((group) => "ids" in group));
});

Deno.test("a claim that a fire wrote is read from the database as it was written", async () => {
  await using db = await memoryDatabase();
  const jobs = jobIds(5);
  const sheet = newSheetId(at, jobs[0]!);
  const claim = { executionIds: jobs.map((_, place) => slotId(sheet, place)), jobIds: jobs };
  const key = keys.claim.at(newId<WorkerId>(at), newId<ClaimId>(at));

  await db.kv.set(key.parts, key.stored!(claim));

  assert.deepEqual((await db.get(key)).value, claim);
});
