import assert from "node:assert/strict";
import type { Execution, Scheduled } from "../../../scheduler/model/execution.ts";
import type { CategoryId, JobId } from "../../../scheduler/model/ids.ts";
import { day, hour, minute } from "../../../scheduler/model/time.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import {
  type Answer,
  type Client,
  makeJob,
  otherCategory,
  type TestApi,
  testApi,
} from "../../support/app.ts";
import { aJob } from "../../support/builders.ts";
import { anEnded, aReady, aRunning, aSkipped, storeExecutions } from "../../support/executions.ts";
import { broken, done } from "../../support/store.ts";

/** One of each kind, a minute apart, and one of another category; the oldest is a week old. */
async function someExecutions(api: TestApi) {
  const start = api.clock.now() - 7 * day;
  const job = aJob(start, { name: "Nightly Backup" });
  const ready = (i: number) => aReady(job, start + i * minute);
  const made = {
    succeeded: anEnded(ready(0), { kind: "succeeded", result: "42 Files" }),
    failed: anEnded(ready(1), broken),
    skipped: aSkipped(ready(2)),
    runs: aRunning(ready(3)),
    waits: ready(4),
    theirs: anEnded(aReady(aJob(start, { categoryId: otherCategory }), start + 5 * minute), done),
  };
  await storeExecutions(api.db, Object.values(made), start);
  return { ...made, job, start };
}

function idsOf({ status, body }: Answer): string[] {
  assert.equal(status, 200, JSON.stringify(body));
  return body.executions.map((one: { execution_id: string }) => one.execution_id);
}

async function walked(client: Client, path: string): Promise<string[]> {
  const found: string[] = [];
  let cursor = "";
  do {
    const answer = await client.get(`${path}&cursor=${cursor}`);
    found.push(...idsOf(answer));
    cursor = answer.body.next_cursor ?? "";
  } while (cursor !== "");
  return found;
}

Deno.test("GET /executions finds by each filter, in the whole history", async () => {
  await using api = await testApi();
  const { succeeded, failed, skipped, runs, waits, job } = await someExecutions(api);
  const all = [waits, runs, skipped, failed, succeeded];
  const expected: [string, readonly Execution[]][] = [
    [`job_id=${job.id}`, all],
    ["state=failed", [failed]],
    ["state=failed,running", [runs, failed]],
    ["state=failed&state=succeeded", [failed, succeeded]],
    ["state=scheduled_error", [skipped]],
    ["state=scheduled%20error", [skipped]],
    ["state=scheduled+error,%20scheduled", [waits, skipped]],
    ["state=stopped", []],
    ["category_id=1", all],
    ["q=nightly", all],
    ["q=42%20files", [succeeded]],
    ["q=SKIPPED", [skipped]],
    ["trigger=manual", all],
    ["trigger=schedule", []],
    [`job_id=${job.id}&state=succeeded&q=files&trigger=manual&category_id=1`, [succeeded]],
    [`job_id=${"f".repeat(32)}`, []],
    ["state=failed,succeeded&order=asc", [succeeded, failed]],
    [`job_id=${job.id}&limit=2`, [waits, runs]],
    ["category_id=0", []],
  ];

  for (const [query, found] of expected) {
    const answer = await api.reader.get(`/executions?${query}`);
    assert.deepEqual(idsOf(answer), found.map(({ id }) => id), query);
  }
  assert.deepEqual(api.errors, []);
});

Deno.test("GET /executions takes ranges of scheduled and of updated time", async () => {
  await using api = await testApi();
  const { failed, skipped, runs, start } = await someExecutions(api);
  const at = (minutes: number) => new Date(start + minutes * minute).toISOString();
  const late = anEnded(aReady(aJob(start), start - hour), done, hour + minute);
  await storeExecutions(api.db, [late], start);
  const expected: [string, readonly { id: string }[]][] = [
    [`time_range_start=${at(1)}&time_range_end=${at(2)}`, [skipped, failed]],
    [`time_range_start=${at(1)}&time_range_end=${at(2)}&state=failed`, [failed]],
    [`updated_range_start=${at(1)}&updated_range_end=${at(3)}`, [skipped, failed, late]],
    [`updated_range_start=${at(1)}&updated_range_end=${at(3)}&order=asc`, [late, failed, skipped]],
    [`updated_range_start=${at(3)}&state=running,failed`, [runs]],
    [`updated_range_start=${at(1)}&time_range_end=${at(-1)}`, [late]],
    [`updated_range_start=${at(3)}&updated_range_end=${at(1)}`, []],
  ];

  for (const [query, found] of expected) {
    const answer = await api.reader.get(`/executions?${query}`);
    assert.deepEqual(idsOf(answer), found.map(({ id }) => id), query);
  }
});

Deno.test("GET /executions pages through a filter, and keeps to the range of its first page", async () => {
  await using api = await testApi();
  const { start, job, theirs, ...made } = await someExecutions(api);
  const ids = Object.values(made).map(({ id }) => id);
  const recent: Scheduled[] = [];
  for (let i = 0; i < 5; i++) recent.push(aReady(job, api.clock.now() - (5 - i) * minute));
  await storeExecutions(api.db, recent, start);

  for (const limit of [1, 2, 5, 6]) {
    const query = `state=failed,scheduled,running,succeeded,scheduled_error&limit=${limit}`;
    const found = await walked(api.reader, `/executions?${query}&time_range_end=2026-02-28`);
    assert.deepEqual(found, ids.toReversed());
    const forward = await walked(api.reader, `/executions?order=asc&limit=${limit}&q=backup`);
    assert.deepEqual(forward, [...ids, ...recent.map(({ id }) => id)]);
  }
  const { body: { next_cursor } } = await api.reader.get("/executions?limit=2");
  api.clock.advance(8 * minute);
  const rest = await api.reader.get(`/executions?limit=100&cursor=${next_cursor}`);
  assert.deepEqual(idsOf(rest), recent.slice(0, 3).reverse().map(({ id }) => id));
  assert.equal(rest.body.next_cursor, undefined);
  assert.ok(!ids.includes(theirs.id));
});

Deno.test("GET /executions without a filter stays with the last 10 minutes", async () => {
  await using api = await testApi();
  await someExecutions(api);
  const recent = aReady(aJob(api.clock.now()), api.clock.now() - minute);
  await storeExecutions(api.db, [recent], api.clock.now());

  assert.deepEqual(idsOf(await api.reader.get("/executions")), [recent.id]);
  assert.deepEqual(idsOf(await api.reader.get("/executions?order=asc&limit=5")), [recent.id]);
});

Deno.test("GET /executions shows no other category, and no admin more than he asks for", async () => {
  await using api = await testApi();
  const { theirs } = await someExecutions(api);

  assert.equal((await api.reader.get("/executions?category_id=2")).status, 404);
  assert.deepEqual(idsOf(await api.reader.get(`/executions?job_id=${theirs.job.id}`)), []);
  assert.deepEqual(idsOf(await api.admin.get("/executions?category_id=2")), [theirs.id]);
  assert.deepEqual(idsOf(await api.overseer.get("/executions?category_id=2")), [theirs.id]);
  assert.deepEqual(idsOf(await api.stranger.get("/executions?state=succeeded,failed")), [
    theirs.id,
  ]);
  assert.deepEqual(idsOf(await api.admin.get("/executions?category_id=999")), []);
  assert.equal((await api.nobody.get("/executions?state=failed")).status, 401);
});

Deno.test("GET /executions refuses what is no filter", async () => {
  await using api = await testApi();
  const bad = [
    ["job_id", "x"],
    ["job_id", "F".repeat(32)],
    ["state", "broken"],
    ["state", "failed,"],
    ["state", "failed,FAILED"],
    ["state", "failed,".repeat(1000)],
    ["category_id", "-1"],
    ["category_id", "1.0"],
    ["category_id", "9".repeat(16)],
    ["q", "q".repeat(201)],
    ["trigger", "magic"],
    ["order", "DESC"],
    ["updated_range_start", "yesterday"],
    ["updated_range_end", "2026-02-30"],
    ["cursor", "f".repeat(32)],
    ["cursor", "f".repeat(57)],
    ["cursor", "G".repeat(56)],
  ];

  for (const [name, value] of bad) {
    for (const path of ["/executions", `/jobs/${"f".repeat(32)}/executions`]) {
      if (path !== "/executions" && (name === "job_id" || name === "category_id")) continue;
      const { status, body } = await api.reader.get(`${path}?${name}=${value}`);
      if (name === "cursor" && path !== "/executions") continue;
      assert.equal(status, 422, `${path}?${name}=${value}`);
      assert.equal(body.details[0].field, name);
    }
  }
  assert.equal((await api.reader.get(`/executions?cursor=${"f".repeat(56)}`)).status, 200);
  assert.equal((await api.reader.get("/executions?q=%00%ff")).status, 200);
  assert.deepEqual(api.errors, []);
});

Deno.test("GET /jobs/{id}/executions gives a job's whole history, also of a deleted job", async () => {
  await using api = await testApi();
  const id = await makeJob(api.changer, { name: "short-lived" });
  const job = await findJob(api.db, id as JobId);
  assert.ok(job !== undefined);
  const now = api.clock.now();
  const old = anEnded(aReady(job, now - 20 * day), done);
  const failed = anEnded(aReady(job, now - day), broken);
  await storeExecutions(api.db, [old, failed], now);
  const path = `/jobs/${id}/executions`;

  assert.deepEqual(idsOf(await api.reader.get(path)), [failed.id, old.id]);
  assert.deepEqual(idsOf(await api.reader.get(`${path}?order=asc&limit=1`)), [old.id]);
  assert.deepEqual(idsOf(await api.reader.get(`${path}?state=failed`)), [failed.id]);
  assert.deepEqual(idsOf(await api.reader.get(`${path}?time_range_end=2026-02-28`)), [old.id]);
  await api.changer.delete(`/jobs/${id}`);
  assert.deepEqual(idsOf(await api.reader.get(path)), [failed.id, old.id]);
});

Deno.test("GET /jobs/{id}/executions: 401, 404, and an empty list for a job that never ran", async () => {
  await using api = await testApi();
  const id = await makeJob(api.changer);
  const gone = await makeJob(api.changer);
  await api.changer.delete(`/jobs/${gone}`);

  assert.deepEqual(idsOf(await api.reader.get(`/jobs/${id}/executions`)), []);
  assert.equal((await api.nobody.get(`/jobs/${id}/executions`)).status, 401);
  for (
    const [client, job] of [
      [api.stranger, id],
      [api.reader, gone],
      [api.admin, "f".repeat(32)],
      [api.admin, "1"],
    ] as const
  ) {
    const { status, body } = await client.get(`/jobs/${job}/executions`);
    assert.equal(status, 404);
    assert.equal(body.code, "not_found");
  }
});

Deno.test("of a job that was moved, each sees the executions of his own category", async () => {
  await using api = await testApi();
  const id = await makeJob(api.changer);
  const job = await findJob(api.db, id as JobId);
  assert.ok(job !== undefined);
  const now = api.clock.now();
  const before = anEnded(aReady(job, now - day), done);
  const after = anEnded(aReady({ ...job, categoryId: 2 as CategoryId }, now - hour), done);
  await storeExecutions(api.db, [before, after], now);
  await api.admin.put(`/jobs/${id}`, { category_id: 2 });
  const path = `/jobs/${id}/executions`;

  assert.deepEqual(idsOf(await api.reader.get(path)), [before.id]);
  assert.deepEqual(idsOf(await api.stranger.get(path)), [after.id]);
  assert.deepEqual(idsOf(await api.admin.get(path)), [after.id, before.id]);
});
