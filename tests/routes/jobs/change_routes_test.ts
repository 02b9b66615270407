import assert from "node:assert/strict";
import { aJobBody, makeJob, otherCategory, testApi } from "../../support/app.ts";
import { minute } from "../../../scheduler/model/time.ts";

Deno.test("PUT /jobs/{id} changes what is named, keeps the rest, and records both", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer, { hour: "3", minute: "10" })}`;
  const before = (await api.changer.get(path)).body;
  api.clock.advance(minute);

  const { status, body } = await api.changer.put(path, { name: "renamed", minute: 20 });

  const after = (await api.changer.get(path)).body;
  assert.equal(status, 200);
  assert.deepEqual(body, { job_id: before.job_id });
  assert.deepEqual(after, {
    ...before,
    name: "renamed",
    minute: "20",
    next_run_time: "2026-03-02T19:20:00.000Z",
    version: 2,
    updated_at: "2026-03-02T10:01:00.000Z",
  });
  const [log] = (await api.changer.get("/logs")).body.logs;
  assert.equal(log.event, "modified");
  assert.deepEqual(JSON.parse(log.description), {
    changes: {
      name: { old: "a job", new: "renamed" },
      minute: { old: "10", new: "20" },
      next_run_time: { old: "2026-03-02T19:10:00.000Z", new: "2026-03-02T19:20:00.000Z" },
    },
    timestamp: "2026-03-02T10:01:00.000Z",
  });
});

Deno.test("PUT /jobs/{id} takes the whole answer back, and then has nothing to record", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;
  const job = (await api.changer.get(path)).body;

  assert.equal((await api.changer.put(path, job)).status, 200);
  assert.equal((await api.changer.put(path, {})).status, 200);
  assert.equal((await api.overseer.put(path, job)).status, 200);

  assert.deepEqual((await api.changer.get(path)).body, job);
  assert.equal((await api.changer.get("/logs")).body.total, 1);
});

Deno.test("PUT /jobs/{id} with one bad field changes nothing at all", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;
  const job = (await api.changer.get(path)).body;
  const bad: Record<string, unknown>[] = [
    { pub_args: ["new"], minute: "99" },
    { name: "new", job_class_string: "unknown" },
    { name: "new", timezone: "nowhere" },
    { pub_args: ["new"], category_id: [1] },
    { name: "new", category_id: -1 },
    { name: null },
  ];

  for (const body of bad) assert.equal((await api.changer.put(path, body)).status, 422);
  assert.equal((await api.changer.put(path, { name: "new", category_id: 2 })).status, 403);
  assert.equal((await api.admin.put(path, { name: "new", category_id: 99 })).status, 422);

  assert.deepEqual((await api.changer.get(path)).body, job);
});

Deno.test("PUT /jobs/{id} on a paused job leaves it paused", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;
  await api.changer.patch(path);

  const { status } = await api.changer.put(path, { hour: "5", minute: null });

  const job = (await api.changer.get(path)).body;
  assert.equal(status, 200);
  assert.equal(job.hour, "5");
  assert.equal(job.minute, "*/5");
  assert.equal(job.paused, true);
  assert.equal(job.next_run_time, "");
});

Deno.test("PUT /jobs/{id} changes the class with its arguments, and by an admin the category", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;
  const job_class_string = "simple_scheduler.jobs.curl_job.CurlJob";

  assert.equal((await api.admin.put(path, { job_class_string })).status, 422);
  const changed = await api.admin.put(path, {
    job_class_string,
    pub_args: ["https://example.org/"],
    category_id: otherCategory,
  });

  assert.equal(changed.status, 200);
  assert.equal((await api.changer.get(path)).status, 404);
  assert.equal((await api.stranger.get(path)).body.job_class_string, job_class_string);
});

Deno.test("PATCH pauses, OPTIONS resumes, and doing it twice is no news", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;
  const events = async () =>
    (await api.changer.get("/logs")).body.logs.map((log: { event: string }) => log.event);

  const paused = [await api.changer.patch(path), await api.changer.patch(path)];
  assert.deepEqual(paused.map(({ status }) => status), [200, 200]);
  assert.equal((await api.changer.get(path)).body.next_run_time, "");
  assert.deepEqual(await events(), ["paused", "added"]);

  const resumed = [await api.changer.options(path), await api.changer.options(path)];
  assert.deepEqual(resumed.map(({ status }) => status), [200, 200]);
  assert.deepEqual(resumed[0]?.body, { job_id: path.slice("/jobs/".length) });
  assert.notEqual((await api.changer.get(path)).body.next_run_time, "");
  assert.deepEqual(await events(), ["resumed", "paused", "added"]);
});

Deno.test("DELETE /jobs/{id} removes the job, and its log keeps the whole of it", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;
  const job = (await api.changer.get(path)).body;

  const { status, body } = await api.changer.delete(path);

  assert.equal(status, 200);
  assert.deepEqual(body, { job_id: job.job_id });
  assert.equal((await api.changer.get(path)).status, 404);
  assert.equal((await api.changer.delete(path)).status, 404);
  const { logs } = (await api.changer.get("/logs")).body;
  assert.equal(logs[0].event, "deleted");
  assert.deepEqual(JSON.parse(logs[0].description), job);
  assert.equal(logs[1].event, "added");
  assert.equal(logs[1].description, '["one","two"]');
});

Deno.test("log entries of jobs with large arguments stay JSON", async () => {
  await using api = await testApi();
  const large = ['\u0001"'.repeat(5000)];
  const path = `/jobs/${await makeJob(api.admin, { pub_args: large })}`;

  assert.equal((await api.admin.put(path, { pub_args: [`${large[0]}!`] })).status, 200);
  assert.equal((await api.admin.delete(path)).status, 200);

  const { logs } = (await api.admin.get("/logs")).body;
  assert.equal(logs.length, 3);
  for (const log of logs.slice(0, 2)) {
    assert.ok(log.description.length < 40 * 1024);
    JSON.parse(log.description);
  }
});

Deno.test("GET /jobs lists by name in pages", async () => {
  await using api = await testApi();
  for (const name of ["b", "A", "c", "B"]) await makeJob(api.changer, { name });
  const names: string[] = [];

  let cursor = "";
  do {
    const { body } = await api.changer.get(`/jobs?limit=3&cursor=${encodeURIComponent(cursor)}`);
    names.push(...body.jobs.map((job: { name: string }) => job.name));
    cursor = body.next_cursor ?? "";
  } while (cursor !== "");

  assert.deepEqual(names.map((name) => name.toLowerCase()), ["a", "b", "b", "c"]);
});

Deno.test('a job without a further run has next_run_time ""', async () => {
  await using api = await testApi();

  const id = await makeJob(api.admin, { month: 2, day: 30 });

  const { body } = await api.admin.get(`/jobs/${id}`);
  assert.equal(body.next_run_time, "");
  assert.equal(body.paused, false);
});

Deno.test("a category that is deleted while jobs are made in it: one of both is refused", async () => {
  await using api = await testApi();
  for (let i = 0; i < 20; i++) {
    const { body: { id } } = await api.admin.post("/categories", { name: `c${i}` });

    const [made, deleted] = await Promise.all([
      api.admin.post("/jobs", aJobBody({ category_id: id })),
      api.admin.delete(`/categories/${id}`),
    ]);

    const outcome = `${made.status} ${deleted.status}`;
    assert.ok(["201 409", "422 200"].includes(outcome), outcome);
    const category = await api.admin.get(`/categories/${id}`);
    assert.equal(category.status, made.status === 201 ? 200 : 404);
  }
});
