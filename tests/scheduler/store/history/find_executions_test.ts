import assert from "node:assert/strict";
import fc from "fast-check";
import type { Execution } from "../../../../scheduler/model/execution.ts";
import { executionStates } from "../../../../scheduler/model/execution_state.ts";
import {
  type CategoryId,
  type ExecutionId,
  lowestId,
  timeOf,
} from "../../../../scheduler/model/ids.ts";
import { hour, minute, second } from "../../../../scheduler/model/time.ts";
import { soonMs } from "../../../../scheduler/store/history/end_index.ts";
import {
  type ExecutionFilter,
  findExecutions,
} from "../../../../scheduler/store/history/find_executions.ts";
import { forgetExecutions } from "../../../../scheduler/store/history/retention.ts";
import { allTime, type OrderedRequest } from "../../../../scheduler/store/kv/walk.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  anEnded,
  aReady,
  aRunning,
  aSkipped,
  aStopping,
  storeExecutions,
} from "../../../support/executions.ts";
import {
  broken,
  done,
  keysOf,
  runNowAt,
  seededDatabase,
  storedJob,
  timedOut,
} from "../../../support/store.ts";
import { allItems } from "../../../support/pages.ts";

const start = Date.parse("2026-03-02T10:00:00Z");

/** What ends as the first letter says, at a time of its own; one in four of them late. */
function mixed(many: number): Execution[] {
  const jobs = [1, 1, 2].map((category, i) =>
    aJob(start, { name: `Job ${i}`, categoryId: category as CategoryId })
  );
  const makers = [
    (i: number) => anEnded(readyAt(i), done, tookMs(i)),
    (i: number) => anEnded(readyAt(i), broken, tookMs(i)),
    (i: number) => aRunning(readyAt(i)),
    (i: number) => anEnded(readyAt(i), timedOut, tookMs(i)),
    (i: number) => readyAt(i),
    (i: number) => aSkipped(readyAt(i), start + i * minute + (i % 3) * hour),
    (i: number) => aStopping(readyAt(i)),
    (i: number) => anEnded(readyAt(i), { kind: "stopped", by: "Kim" }, tookMs(i)),
  ];
  const readyAt = (i: number) =>
    aReady(jobs[i % jobs.length]!, start + i * minute, i % 5 === 0 ? { trigger: "schedule" } : {});
  const tookMs = (i: number) => i % 4 === 0 ? 3 * hour : i % 7 === 0 ? soonMs : 2 * second;
  return Array.from({ length: many }, (_, i) => makers[i % makers.length]!(i));
}

/** The same executions, found by testing each one. */
function chosen(executions: readonly Execution[], filter: ExecutionFilter, oldestFirst: boolean) {
  const { categoryId, jobId, states, trigger, text, scheduled, updated } = filter;
  const found = executions.filter((one) => {
    const result = "result" in one ? one.result : "";
    const texts = [one.job.name, one.description, result].join("\n").toLowerCase();
    return (categoryId === undefined || one.job.categoryId === categoryId) &&
      (jobId === undefined || one.job.id === jobId) &&
      (states === undefined || states.has(one.state)) &&
      (trigger === undefined || one.trigger === trigger) &&
      (text === undefined || texts.includes(text.toLowerCase())) &&
      scheduled.from <= timeOf(one.id) && timeOf(one.id) <= scheduled.to &&
      (updated === undefined || (updated.from <= one.updatedAt && one.updatedAt <= updated.to));
  }).map(({ id }) => id).toSorted();
  return oldestFirst ? found : found.reverse();
}

Deno.test("findExecutions() gives each that matches once, in order, however it is found", async () => {
  const executions = mixed(160);
  const last = start + 160 * minute;
  await using db = await seededDatabase(new FakeClock(start));
  await storeExecutions(db, executions, start);
  const range = fc.tuple(
    fc.integer({ min: start - minute, max: last + 4 * hour }),
    fc.nat(4 * hour),
  )
    .map(([from, length]) => ({ from, to: from + length }));
  const filters = fc.record({
    categoryId: fc.constantFrom(1 as CategoryId, 2 as CategoryId),
    jobId: fc.constantFrom(...new Set(executions.map(({ job }) => job.id))),
    states: fc.subarray([...executionStates], { minLength: 1 }).map((states) => new Set(states)),
    trigger: fc.constantFrom("schedule" as const, "manual" as const),
    text: fc.constantFrom("JOB 1", "kim", "longer than", "nowhere"),
    updated: range,
    scheduled: fc.oneof(fc.constant(allTime), range),
  }, { requiredKeys: ["scheduled"] });
  const orders = fc.boolean();
  const limits = fc.constantFrom(1, 3, 10, 200);

  await fc.assert(
    fc.asyncProperty(filters, limits, orders, async (filter, limit, oldestFirst) => {
      const found = await allItems(
        (request: OrderedRequest) => findExecutions(db, filter as ExecutionFilter, request),
        { limit, oldestFirst },
      );
      const expected = chosen(executions, filter as ExecutionFilter, oldestFirst);
      assert.deepEqual(found.map(({ id }) => id), expected);
    }),
    { numRuns: 300 },
  );
});

Deno.test("findExecutions() is not disturbed by what comes while its pages are read", async () => {
  const clock = new FakeClock(start + 200 * minute);
  await using db = await seededDatabase(clock);
  const executions = mixed(60);
  await storeExecutions(db, executions, start);
  const newcomer = await storedJob(db, aJob(clock.now()));
  const filters: Omit<ExecutionFilter, "scheduled">[] = [
    {},
    { categoryId: 1 as CategoryId },
    { states: new Set(["failed", "scheduled"]) },
    { text: "job 1" },
    { jobId: executions[0]!.job.id },
    { updated: { from: start, to: clock.now() } },
  ];

  for (const given of filters) {
    const scheduled = { from: 0, to: start + 199 * minute };
    const filter = { ...given, scheduled };
    const arriving = () => runNowAt(db, newcomer, clock.now());
    const found = await allItems(
      (request: OrderedRequest) => findExecutions(db, { ...filter, scheduled: allTime }, request),
      { limit: 7 },
      arriving,
    );
    const ids = found.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      ids.filter((id) => timeOf(id) <= scheduled.to),
      chosen(executions, filter, false),
    );
  }
});

Deno.test("findExecutions() looks at some thousand records for a page, and says where to go on", async () => {
  const clock = new FakeClock(start);
  await using db = await seededDatabase(clock);
  const job = aJob(start);
  const many = Array.from({ length: 5200 }, (_, i) => anEnded(aReady(job, start + i), done));
  const needle = anEnded(aReady(aJob(start, { name: "needle" }), start - minute), done);
  await storeExecutions(db, [needle, ...many], start);
  let read = 0;
  const list = db.list.bind(db);
  db.list = async (...given) => {
    const entries = await list(...given);
    read += entries.length;
    return entries as never;
  };
  const filter = { text: "needle", scheduled: allTime };

  const first = await findExecutions(db, filter, { limit: 10 });

  assert.deepEqual(first.items, []);
  assert.ok(read <= 5000, `${read} were read`);
  const cursor = first.nextCursor ?? "";
  const second = await findExecutions(db, filter, { limit: 10, cursor });
  assert.deepEqual(second.items.map(({ id }) => id), [needle.id]);
  assert.equal(second.nextCursor, undefined);
});

Deno.test("findExecutions() finds active ones too when they are too many to be put in order at once", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const job = aJob(start);
  const many = Array.from({ length: 5100 }, (_, i) => aReady(job, start + i));
  const failed = anEnded(aReady(job, start - minute), broken);
  const stuck = aRunning(aReady(job, start - 2 * hour));
  await storeExecutions(db, [...many, failed, stuck], start);
  const states = new Set<Execution["state"]>(["running", "failed"]);

  const found = await allItems(
    (request: OrderedRequest) => findExecutions(db, { states, scheduled: allTime }, request),
    { limit: 50 },
  );
  const updated = { from: start - 3 * hour, to: start - 1 };
  const changed = await allItems(
    (request: OrderedRequest) => findExecutions(db, { updated, scheduled: allTime }, request),
    { limit: 50 },
  );

  assert.deepEqual(found.map(({ id }) => id), [failed.id, stuck.id]);
  assert.deepEqual(changed.map(({ id }) => id), [failed.id, stuck.id]);
});

Deno.test("findExecutions() of one state reads nothing of the others", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const job = aJob(start);
  const successes = Array.from({ length: 300 }, (_, i) => anEnded(aReady(job, start + i), done));
  const failed = anEnded(aReady(job, start), broken);
  const runs = aRunning(aReady(job, start));
  await storeExecutions(db, [...successes, failed, runs], start);
  let read = 0;
  const getMany = db.getMany.bind(db);
  db.getMany = (keys) => {
    read += keys.length;
    return getMany(keys);
  };

  for (const [state, expected] of [["failed", failed], ["running", runs]] as const) {
    read = 0;
    const states = new Set<Execution["state"]>([state]);
    const { items } = await findExecutions(db, { states, scheduled: allTime }, { limit: 100 });
    assert.deepEqual(items.map(({ id }) => id), [expected.id]);
    assert.equal(read, 1);
  }
});

Deno.test("findExecutions() reads one more than the page where its index holds what matches alone", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const job = aJob(start);
  const failures = Array.from({ length: 50 }, (_, i) => anEnded(aReady(job, start + i), broken));
  await storeExecutions(db, failures, start);
  let read = 0;
  const getMany = db.getMany.bind(db);
  db.getMany = (keys) => {
    read += keys.length;
    return getMany(keys);
  };
  const ofState = { states: new Set<Execution["state"]>(["failed"]) };

  for (const filter of [ofState, { jobId: job.id }]) {
    read = 0;
    const { items } = await findExecutions(db, { ...filter, scheduled: allTime }, { limit: 10 });
    assert.equal(items.length, 10);
    assert.equal(read, 11);
  }
});

Deno.test("what is found by its end has its entries, and they go with it", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  await storeExecutions(db, mixed(80).filter((one) => "endedAt" in one), start);
  const tables = ["execution_by_state", "execution_late_end"] as const;
  for (const table of tables) assert.ok((await keysOf(db, table)).length > 10);

  while (await forgetExecutions(db, start + 24 * hour));

  assert.deepEqual(await keysOf(db, "execution", "run_of", ...tables), []);
});

Deno.test("the common end, a success soon after its time, has no entry of its own", async () => {
  await using db = await seededDatabase(new FakeClock(start));

  await storeExecutions(db, [anEnded(aReady(aJob(start), start), done, soonMs - second)], start);

  assert.deepEqual(await keysOf(db, "execution_by_state", "execution_late_end"), []);
});

Deno.test("findExecutions() goes on behind a cursor that is no id of an execution", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const executions = mixed(10);
  await storeExecutions(db, executions, start);
  const cursor = lowestId<ExecutionId>(start + 5 * minute);

  for (const oldestFirst of [false, true]) {
    const page = await findExecutions(db, { scheduled: allTime }, {
      limit: 9,
      cursor,
      oldestFirst,
    });
    assert.equal(page.items.length, 5);
  }
});
