import assert from "node:assert/strict";
import {
  type Execution,
  type Held,
  isEnded,
  leave,
} from "../../../../scheduler/model/execution.ts";
import type { ExecutionId, JobId } from "../../../../scheduler/model/ids.ts";
import { day, minute, second } from "../../../../scheduler/model/time.ts";
import { fireDue } from "../../../../scheduler/store/firing/fire.ts";
import { stopExecution } from "../../../../scheduler/store/firing/stop.ts";
import { findExecution } from "../../../../scheduler/store/history/executions.ts";
import { writeLog } from "../../../../scheduler/store/history/execution_logs.ts";
import {
  type ExecutionFilter,
  findExecutions,
} from "../../../../scheduler/store/history/find_executions.ts";
import { lastExecutions } from "../../../../scheduler/store/history/last_executions.ts";
import { forgetExecutions, forgetSheets } from "../../../../scheduler/store/history/retention.ts";
import { readEndsOfJob } from "../../../../scheduler/store/history/stats.ts";
import { UnknownCommitError } from "../../../../scheduler/store/kv/faults/failures.ts";
import { UnreadableRecordError } from "../../../../scheduler/store/kv/faults/unreadable.ts";
import type { CommitLimits, Database } from "../../../../scheduler/store/kv/database.ts";
import { allTime } from "../../../../scheduler/store/kv/walk.ts";
import type { Claimed } from "../../../../scheduler/store/running/queue.ts";
import { forgetStops, recordSteps } from "../../../../scheduler/store/running/record_steps.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { Room } from "../../../support/room.ts";
import {
  aLease,
  allExecutions,
  anAudit,
  broken,
  claimed,
  disturbed,
  done,
  executionAt,
  interposed,
  keysOf,
  recoverSilent,
  runNowAt,
  seededDatabase,
  stepsOf,
  storedJob,
} from "../../../support/store.ts";

type JobGiven = Parameters<typeof aJob>[1];

/** Jobs that were fired together, and that one worker holds on one sheet. */
async function onASheet(count: number, given: JobGiven = {}, limits?: CommitLimits) {
  const clock = new FakeClock();
  const db = await seededDatabase(clock, limits);
  for (let i = 0; i < count; i++) {
    await storedJob(db, aJob(clock.now(), { name: `job ${i}`, ...given }));
  }
  const lease = await aLease(db, clock);
  const room = new Room(lease, 1000);
  assert.equal(await fireDue(db, clock.now(), room), count);
  const [taken] = room.claimed;
  assert.ok(taken !== undefined && taken.executions.length === count);
  assert.equal((await keysOf(db, "sheet")).length, 1);
  assert.deepEqual(await keysOf(db, "execution"), []);
  return {
    db,
    clock,
    lease,
    claimed: taken,
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

/** Ends some executions of the claim, by their places; the last of all takes the claim with it. */
async function endSome(
  db: Database,
  { entry, executions }: Claimed,
  places: readonly number[],
  now: number,
  outcome = done,
  isLast = false,
): Promise<void> {
  const chosen = places.flatMap((place) => executions[place] ?? []);
  const steps = stepsOf({ entry, executions }, outcome, now, chosen);
  const last = steps.at(-1);
  if (last !== undefined && isLast) steps[steps.length - 1] = { ...last, isLast };
  assert.deepEqual(await recordSteps(db, steps, now), []);
  await forgetStops(db, steps, now);
}

async function find(db: Database, filter: Partial<ExecutionFilter> = {}): Promise<ExecutionId[]> {
  const found = await findExecutions(db, { scheduled: allTime, ...filter }, { limit: 1000 });
  return found.items.map(({ id }) => id);
}

async function statesOf(db: Database, { executions }: Claimed): Promise<Execution["state"][]> {
  return await Promise.all(executions.map(async ({ id }) => (await executionAt(db, id)).state));
}

Deno.test("executions that end together leave one row each, and one for all of them", async () => {
  await using on = await onASheet(5);
  const { db, clock } = on;
  clock.advance(second);
  await endSome(db, on.claimed, [0, 1, 2, 3, 4], clock.now(), done, true);

  assert.deepEqual(await keysOf(db, "claim", "sheet_ends", "execution", "queue"), []);
  assert.equal((await keysOf(db, "run_of")).length, 5);
  for (const before of on.claimed.executions) {
    const after = await executionAt(db, before.id);
    const { workerId: _w, claimId: _c, ...rest } = before;
    const now = clock.now();
    assert.deepEqual(after, {
      ...rest,
      state: "succeeded",
      result: "done",
      description: "",
      endedAt: now,
      updatedAt: now,
    });
  }
});

Deno.test("a sheet of which a part has ended shows each execution as it is", async () => {
  await using on = await onASheet(4);
  const { db, clock } = on;
  await endSome(db, on.claimed, [2], clock.now());
  await endSome(db, on.claimed, [0], clock.now(), broken);

  assert.deepEqual(await statesOf(db, on.claimed), ["failed", "running", "succeeded", "running"]);
  const ids = on.claimed.executions.map(({ id }) => id);
  assert.deepEqual(await find(db), ids.toReversed());
  assert.deepEqual(await find(db, { states: new Set(["running"]) }), [ids[3], ids[1]]);
  assert.deepEqual(await find(db, { states: new Set(["failed"]) }), [ids[0]]);
  for (const { id, job } of on.claimed.executions) {
    assert.deepEqual(await find(db, { jobId: job.id }), [id]);
    const last = await lastExecutions(db, [job.id], 5);
    assert.deepEqual(last.get(job.id)?.map((one) => one.id), [id]);
  }

  await endSome(db, on.claimed, [1, 3], clock.now(), done, true);
  const after = ["failed", "succeeded", "succeeded", "succeeded"];
  assert.deepEqual(await statesOf(db, on.claimed), after);
  assert.deepEqual(await keysOf(db, "claim", "sheet_ends"), []);
  assert.deepEqual(await find(db), ids.toReversed());
  const [job] = on.claimed.executions.map(({ job }) => job.id);
  assert.equal((await readEndsOfJob(db, job as JobId, undefined)).length, 1);
});

Deno.test("what a lost worker had on a sheet ends once: recorded ends stay, the others are taken", async () => {
  await using on = await onASheet(4, { policy: { maxRetries: 1, retryDelaySeconds: 0 } });
  const { db, clock } = on;
  await endSome(db, on.claimed, [1], clock.now());
  clock.advance(minute);

  const taken = await recoverSilent(db, clock.now());

  assert.equal(taken.length, 3);
  const after = ["scheduled", "succeeded", "scheduled", "scheduled"];
  assert.deepEqual(await statesOf(db, on.claimed), after);
  assert.deepEqual(await keysOf(db, "claim", "worker", "sheet_ends"), []);
  assert.equal((await keysOf(db, "queue")).length, 3);
  // The worker comes back to life: nothing of what it writes counts.
  const refused = await recordSteps(db, stepsOf(on.claimed, done, clock.now()), clock.now());
  assert.equal(refused.length, 4);
  assert.deepEqual(await statesOf(db, on.claimed), after);

  const other = await claimed(db, await aLease(db, clock), clock);
  assert.deepEqual(await recordSteps(db, stepsOf(other, done, clock.now()), clock.now()), []);
  assert.ok((await statesOf(db, on.claimed)).every((state) => state === "succeeded"));
  assert.equal((await allExecutions(db)).length, 4);
});

Deno.test("an end that a worker writes while it is found lost is written, or its execution is taken", async () => {
  await using on = await onASheet(3);
  const { db, clock } = on;
  clock.advance(minute);
  const late = interposed(db, () => endSome(db, on.claimed, [1], clock.now()));

  await recoverSilent(late, clock.now()).catch(() => {});
  await recoverSilent(db, clock.now());

  assert.deepEqual(await statesOf(db, on.claimed), ["failed", "succeeded", "failed"]);
  assert.deepEqual(await keysOf(db, "claim", "worker", "sheet_ends"), []);
});

Deno.test("stopExecution() of one on a sheet makes it stopping, and its end takes the request away", async () => {
  await using on = await onASheet(3);
  const { db, clock } = on;
  const [, second] = on.claimed.executions;
  assert.ok(second !== undefined);
  const audit = anAudit(aJob(clock.now()), "stopped", clock.now());

  const stopping = await stopExecution(db, second.id, "kim", audit, clock.now());

  assert.ok(stopping?.state === "stopping" && stopping.stoppedBy === "kim");
  assert.deepEqual(await statesOf(db, on.claimed), ["running", "stopping", "running"]);
  await endSome(db, on.claimed, [1], clock.now(), { kind: "stopped", by: "kim" });
  assert.equal((await executionAt(db, second.id)).state, "stopped");
  assert.deepEqual(await keysOf(db, "stop"), []);
  await endSome(db, on.claimed, [0, 2], clock.now(), done, true);
  assert.deepEqual(await statesOf(db, on.claimed), ["succeeded", "stopped", "succeeded"]);
});

Deno.test("a wish to stop one on a sheet survives the loss of its worker", async () => {
  await using on = await onASheet(2, { policy: { maxRetries: 3 } });
  const { db, clock } = on;
  const [first] = on.claimed.executions;
  const audit = anAudit(aJob(clock.now()), "stopped", clock.now());
  await stopExecution(db, first?.id as ExecutionId, "kim", audit, clock.now());
  clock.advance(minute);

  await recoverSilent(db, clock.now());

  assert.deepEqual(await statesOf(db, on.claimed), ["stopped", "scheduled"]);
  assert.deepEqual(await keysOf(db, "stop"), []);
});

Deno.test("a wish to stop that comes while the execution leaves its sheet for a retry is not lost", async () => {
  await using on = await onASheet(2, { policy: { maxRetries: 3 } });
  const { db, clock } = on;
  const [first] = on.claimed.executions;
  assert.ok(first !== undefined);
  const audit = anAudit(aJob(clock.now()), "stopped", clock.now());
  const stop = () => stopExecution(db, first.id, "kim", audit, clock.now());

  await endSome(interposed(db, stop), on.claimed, [0], clock.now(), broken);
  assert.equal((await executionAt(db, first.id)).state, "stopped");

  const [, second] = on.claimed.executions;
  assert.ok(second !== undefined);
  const fail = () => endSome(db, on.claimed, [1], clock.now(), broken, true);
  await stopExecution(interposed(db, fail), second.id, "kim", audit, clock.now());
  assert.equal((await executionAt(db, second.id)).state, "stopped");
  assert.deepEqual(await keysOf(db, "stop", "claim", "queue"), []);
});

Deno.test("an execution that is tried again leaves its sheet, and is listed once", async () => {
  await using on = await onASheet(3, { policy: { maxRetries: 1, retryDelaySeconds: 0 } });
  const { db, clock } = on;
  await endSome(db, on.claimed, [1], clock.now(), broken);
  assert.deepEqual(await statesOf(db, on.claimed), ["running", "scheduled", "running"]);
  assert.equal((await allExecutions(db)).length, 3);

  // Its sheet is still open when the next attempt ends.
  const again = await claimed(db, await aLease(db, clock), clock);
  assert.deepEqual(again.executions.map(({ id, attempt }) => [id, attempt]), [
    [on.claimed.executions[1]?.id, 2],
  ]);
  assert.deepEqual(await recordSteps(db, stepsOf(again, done, clock.now()), clock.now()), []);
  await endSome(db, on.claimed, [0, 2], clock.now(), done, true);

  assert.deepEqual(await statesOf(db, on.claimed), ["succeeded", "succeeded", "succeeded"]);
  const ids = on.claimed.executions.map(({ id }) => id);
  assert.deepEqual(await find(db), ids.toReversed());
  const { job } = on.claimed.executions[1] ?? {};
  assert.deepEqual(await find(db, { jobId: job?.id as JobId }), [ids[1]]);
  assert.equal((await readEndsOfJob(db, job?.id as JobId, undefined)).length, 1);
});

Deno.test("a worker that shuts down gives back what it has on a sheet", async () => {
  await using on = await onASheet(3);
  const { db, clock } = on;
  const steps = stepsOf(on.claimed, done, clock.now())
    .map((step) => ({ ...step, next: (held: Held) => leave(held, clock.now()) }));
  assert.deepEqual(await recordSteps(db, steps, clock.now()), []);

  assert.deepEqual(await statesOf(db, on.claimed), ["scheduled", "scheduled", "scheduled"]);
  assert.deepEqual(await keysOf(db, "claim", "sheet_ends"), []);
  const again = await claimed(db, await aLease(db, clock), clock);
  assert.ok(again.executions.every(({ attempt, givenBack }) => attempt === 1 && givenBack));
});

Deno.test("an end that is too long for the sheet gets a record, the others stay", async () => {
  await using on = await onASheet(50);
  const { db, clock } = on;
  const long = { kind: "succeeded", result: "é".repeat(20_000) } as const;
  await endSome(db, on.claimed, [7], clock.now(), long);
  const rest = on.claimed.executions.keys().filter((place) => place !== 7).toArray();
  const middle = { kind: "succeeded", result: "x".repeat(300) } as const;
  await endSome(db, on.claimed, rest, clock.now(), middle, true);

  assert.equal((await keysOf(db, "execution")).length, 1);
  const all = await allExecutions(db);
  assert.equal(all.length, 50);
  const results = all.map((one) => isEnded(one) ? one.result.length : 0);
  assert.deepEqual(new Set(results), new Set([300, 20_000]));
});

Deno.test("long arguments get records of their own, and middling ones fill several sheets", async () => {
  const clock = new FakeClock();
  await using db = await seededDatabase(clock);
  for (let i = 0; i < 60; i++) {
    const pubArgs = ["é".repeat(i < 5 ? 20_000 : 700)];
    await storedJob(db, aJob(clock.now(), { name: `job ${i}`, pubArgs }));
  }
  const room = new Room(await aLease(db, clock), 1000);
  assert.equal(await fireDue(db, clock.now(), room), 60);
  for (const one of room.claimed) {
    const steps = stepsOf(one, done, clock.now());
    assert.deepEqual(await recordSteps(db, steps, clock.now()), []);
  }

  const all = await allExecutions(db);
  assert.equal(all.length, 60);
  assert.ok(all.every(({ state, job }) => state === "succeeded" && job.pubArgs.length === 1));
  assert.equal(new Set(all.map(({ job }) => job.id)).size, 60);
});

Deno.test("pages of a list go over sheets and records alike, in both directions", async () => {
  await using on = await onASheet(5);
  const { db, clock } = on;
  const [{ job } = {}] = on.claimed.executions;
  clock.advance(second);
  await runNowAt(db, { ...aJob(clock.now()), id: job?.id as JobId }, clock.now());
  await endSome(db, on.claimed, [0, 1, 2, 3, 4], clock.now(), done, true);
  const all = (await allExecutions(db)).map(({ id }) => id);
  assert.equal(all.length, 6);
  for (const oldestFirst of [true, false]) {
    for (const filter of [{}, { categoryId: job?.categoryId }] as Partial<ExecutionFilter>[]) {
      const seen: ExecutionId[] = [];
      for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
        const request = { limit: 2, oldestFirst, ...(cursor === undefined ? {} : { cursor }) };
        const page = await findExecutions(db, { scheduled: allTime, ...filter }, request);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      assert.deepEqual(oldestFirst ? seen : seen.toReversed(), all);
    }
  }
});

Deno.test("forgetSheets() removes old sheets with all that belongs to them, and no open one", async () => {
  await using on = await onASheet(3);
  const { db, clock } = on;
  const now = clock.now();
  const [{ id } = {}] = on.claimed.executions;
  const line = { attempt: 1, lines: [{ at: now, level: "info" as const, message: "hello" }] };
  await writeLog(db, id as ExecutionId, 0, line, undefined, now);
  await forgetSheets(db, now + day);
  assert.equal((await keysOf(db, "sheet")).length, 1);

  await endSome(db, on.claimed, [0], now, broken);
  await endSome(db, on.claimed, [1, 2], now, done, true);
  await forgetSheets(db, now);
  assert.equal((await keysOf(db, "sheet")).length, 1);
  await forgetSheets(db, now + 1);
  await forgetExecutions(db, now + 1);

  const tables = ["sheet", "sheet_by_category", "sheet_ends", "execution", "run_of"];
  assert.deepEqual(
    await keysOf(db, ...tables, "execution_by_category", "execution_by_state", "execution_log"),
    [],
  );
});

Deno.test("recordSteps() whose answers get lost writes each end on a sheet once", async () => {
  await using on = await onASheet(6);
  const { db, clock } = on;
  let isLost = true;
  const lossy = disturbed(db, async (commit) => {
    const answer = await commit();
    if (!isLost) return answer;
    throw new UnknownCommitError(new TypeError("the answer got lost"));
  }, 0);
  const parts = [[0, 1], [2], [3, 4, 5]];
  for (const [i, places] of parts.entries()) {
    const chosen = places.flatMap((place) => on.claimed.executions[place] ?? []);
    const steps = stepsOf(on.claimed, done, clock.now(), chosen)
      .map((step, n) => ({ ...step, isLast: i === 2 && n === 2 }));
    isLost = true;
    await recordSteps(lossy, steps, clock.now()).then(() => assert.fail(), () => {});
    isLost = false;
    const refused = await recordSteps(lossy, steps, clock.now(), { mayBeWritten: true });
    assert.deepEqual(refused, []);
  }
  assert.ok((await statesOf(db, on.claimed)).every((state) => state === "succeeded"));
  assert.deepEqual(await keysOf(db, "claim", "sheet_ends"), []);
});

Deno.test("a sheet that cannot be read stops nothing else", async () => {
  await using on = await onASheet(3, { policy: { maxInstances: 1 } });
  const { db, clock } = on;
  const [key] = await Array.fromAsync(db.kv.list({ prefix: ["sheet"] }), (entry) => entry.key);
  assert.ok(key !== undefined);
  await db.kv.set(key, new TextEncoder().encode("[1,"));

  assert.deepEqual(await find(db), []);
  // It is there, and may be running: it is not answered as missing, and counts as an instance of its job.
  const [{ id } = {}] = on.claimed.executions;
  await assert.rejects(findExecution(db, id as ExecutionId), UnreadableRecordError);
  clock.advance(minute);
  assert.equal(await fireDue(db, clock.now()), 3);
  const skipped = await allExecutions(db);
  assert.deepEqual(skipped.map(({ state }) => state), Array(3).fill("scheduled error"));
  clock.advance(minute);
  await recoverSilent(db, clock.now());
  assert.deepEqual(await keysOf(db, "claim", "worker"), []);
  const room = new Room(await aLease(db, clock), 100);
  assert.equal(await fireDue(db, clock.now(), room), 3);
  assert.equal((await find(db)).length, 6);
});

Deno.test("a sheet that is spoilt while its executions run is written anew with their ends", async () => {
  await using on = await onASheet(3);
  const { db, clock } = on;
  const [key] = await Array.fromAsync(db.kv.list({ prefix: ["sheet"] }), (entry) => entry.key);
  assert.ok(key !== undefined);
  await db.kv.set(key, "spoilt");

  await endSome(db, on.claimed, [0], clock.now());
  await endSome(db, on.claimed, [1, 2], clock.now(), done, true);

  assert.deepEqual(await statesOf(db, on.claimed), ["succeeded", "succeeded", "succeeded"]);
});
