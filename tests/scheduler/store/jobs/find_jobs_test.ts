import assert from "node:assert/strict";
import fc from "fast-check";
import type { Execution } from "../../../../scheduler/model/execution.ts";
import type { CategoryId } from "../../../../scheduler/model/ids.ts";
import { type Job, pauseJob } from "../../../../scheduler/model/job.ts";
import { second } from "../../../../scheduler/model/time.ts";
import { Commit, commit, packed } from "../../../../scheduler/store/kv/commit.ts";
import type { Database } from "../../../../scheduler/store/kv/database.ts";
import { findJobs, type JobFilter } from "../../../../scheduler/store/jobs/find_jobs.ts";
import { addJob } from "../../../../scheduler/store/jobs/jobs.ts";
import { lastExecutions } from "../../../../scheduler/store/history/last_executions.ts";
import type { PageRequest } from "../../../../scheduler/store/kv/pages.ts";
import { aJob } from "../../../support/builders.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import {
  anEnded,
  aReady,
  aRunning,
  aSkipped,
  storeExecutions,
} from "../../../support/executions.ts";
import { allItems } from "../../../support/pages.ts";
import { broken, done, seededDatabase, storedJob, timedOut } from "../../../support/store.ts";

const start = Date.parse("2026-03-02T10:00:00Z");

/** In any category, whether there is such a one or not. */
async function storeJobs(db: Database, jobs: readonly Job[]): Promise<void> {
  const parts = jobs.map((job) => {
    const work = new Commit();
    addJob(work, undefined, job);
    return work;
  });
  for (const work of packed(parts, db.limits)) await commit(db, work, start);
}

/** Executions of the job, one a second; the first letters say how they ended. */
async function storeRuns(db: Database, job: Job, ends: string): Promise<Execution[]> {
  const executions = [...ends].map((letter, i) => {
    const ready = aReady(job, start + i * second);
    if (letter === "s") return anEnded(ready, done);
    if (letter === "f") return anEnded(ready, broken);
    if (letter === "t") return anEnded(ready, timedOut);
    return letter === "r" ? aRunning(ready) : aSkipped(ready);
  });
  await storeExecutions(db, executions, start);
  return executions;
}

Deno.test("findJobs() gives each that matches once, by name in either order", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const jobs: Job[] = [];
  for (let i = 0; i < 40; i++) {
    const jobClass = i % 3 === 0 ? "jobs.Backup" : "jobs.Mail";
    const given = { name: `Job ${i % 7}`, jobClass, categoryId: (1 + i % 2) as CategoryId };
    const job = aJob(start, given);
    jobs.push(i % 4 === 0 ? pauseJob(job, start) : job);
  }
  await storeJobs(db, jobs);
  const filters = fc.record({
    categoryId: fc.constantFrom(1 as CategoryId, 2 as CategoryId),
    jobClass: fc.constantFrom("jobs.Backup", "jobs.Mail", "jobs"),
    text: fc.constantFrom("job 3", "BACKUP", "nowhere"),
    states: fc.subarray(["active", "paused"] as const, { minLength: 1 }).map((s) => new Set(s)),
  }, { requiredKeys: [] });
  const limits = fc.constantFrom(1, 3, 39, 40, 100);

  await fc.assert(fc.asyncProperty(filters, limits, fc.boolean(), async (filter, limit, zToA) => {
    const { categoryId, jobClass, text, states } = filter;
    const expected = jobs.filter((job) =>
      (categoryId === undefined || job.categoryId === categoryId) &&
      (jobClass === undefined || job.jobClass === jobClass) &&
      (text === undefined ||
        `${job.name} ${job.jobClass}`.toLowerCase().includes(text.toLowerCase())) &&
      (states === undefined || states.has(job.paused ? "paused" : "active"))
    ).map(({ name, id }) => `${name} ${id}`).toSorted();
    if (zToA) expected.reverse();
    const found = await allItems(
      (request: PageRequest & { readonly zToA?: boolean }) =>
        findJobs(db, filter as JobFilter, request),
      { limit, zToA },
    );
    assert.deepEqual(found.map(({ name, id }) => `${name} ${id}`), expected);
  }));
});

Deno.test("findJobs() knows a failing job by its last run of its own", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const ends: Record<string, boolean> = {
    "": false,
    "s": false,
    "f": true,
    "ft": true,
    "sf": true,
    "fs": false,
    "ts": false,
    "fr": true,
    "fxxx": true,
    "sxxxxxx": false,
    "fxxxxxxr": true,
    "xxx": false,
    "r": false,
  };
  for (const name of Object.keys(ends)) {
    await storeRuns(db, await storedJob(db, aJob(start, { name: `job ${name}` })), name);
  }
  const expected = Object.keys(ends).filter((name) => ends[name]).map((name) => `job ${name}`);

  for (const limit of [1, 3, 100]) {
    const failing = await allItems(
      (request: PageRequest & { readonly zToA?: boolean }) =>
        findJobs(db, { states: new Set(["failing"]) }, request),
      { limit },
    );
    assert.deepEqual(failing.map(({ name }) => name), expected.toSorted());
  }
  const either = await allItems(
    (request: PageRequest & { readonly zToA?: boolean }) =>
      findJobs(db, { states: new Set(["failing", "active"]) }, request),
    { limit: 100 },
  );
  assert.equal(either.length, Object.keys(ends).length);
});

Deno.test("findJobs() looks at some jobs for a page, and says where to go on", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const names = Array.from({ length: 1300 }, (_, i) => `job ${String(i).padStart(4, "0")}`);
  await storeJobs(db, names.map((name) => aJob(start, { name })));
  const last = await storedJob(db, aJob(start, { name: "the last" }));
  await storeRuns(db, last, "f");
  const filter: JobFilter = { states: new Set(["failing"]) };

  const first = await findJobs(db, filter, { limit: 10 });

  assert.deepEqual(first.items, []);
  const second = await findJobs(db, filter, { limit: 10, cursor: first.nextCursor ?? "" });
  assert.deepEqual(second.items.map(({ id }) => id), [last.id]);
  assert.equal(second.nextCursor, undefined);
});

Deno.test("lastExecutions() gives the newest of each job, and none of others", async () => {
  await using db = await seededDatabase(new FakeClock(start));
  const jobs = Array.from({ length: 23 }, () => aJob(start));
  const runs = await Promise.all(jobs.map((job, i) => storeRuns(db, job, "sf".repeat(i))));

  const found = await lastExecutions(db, jobs.map(({ id }) => id), 3);

  for (const [i, job] of jobs.entries()) {
    const newest = runs[i]!.map(({ id }) => id).reverse().slice(0, 3);
    assert.deepEqual(found.get(job.id)?.map(({ id }) => id), newest);
  }
});
