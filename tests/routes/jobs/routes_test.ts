import assert from "node:assert/strict";
import { aJobBody, makeJob, otherCategory, testApi } from "../../support/app.ts";
import { minute } from "../../../scheduler/model/time.ts";

Deno.test("POST /jobs makes a job, and GET shows all of it", async () => {
  await using api = await testApi();

  const made = await api.changer.post("/jobs", aJobBody());
  const { status, body } = await api.changer.get(`/jobs/${made.body.job_id}`);

  assert.equal(made.status, 201);
  assert.deepEqual(made.body, { job_id: made.body.job_id });
  assert.equal(status, 200);
  assert.deepEqual(body, {
    job_id: made.body.job_id,
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    name: "a job",
    pub_args: ["one", "two"],
    month: "*",
    day: "*",
    week: "*",
    day_of_week: "*",
    hour: "*",
    minute: "*/5",
    timezone: "Asia/Taipei",
    next_run_time: "2026-03-02T10:00:00.000Z",
    paused: false,
    category_id: 1,
    max_instances: 3,
    overlap: "skip",
    misfire_grace_seconds: 3600,
    coalesce: true,
    max_retries: 0,
    retry_delay_seconds: 10,
    retry_max_delay_seconds: 600,
    timeout_seconds: 0,
    version: 1,
    created_at: "2026-03-02T10:00:00.000Z",
    updated_at: "2026-03-02T10:00:00.000Z",
  });
});

Deno.test("POST /jobs takes everything that a job answers, and ignores what is not the client's", async () => {
  await using api = await testApi();
  const { body: job } = await api.admin.get(`/jobs/${await makeJob(api.admin)}`);
  const mine = { ...job, max_instances: 7, timezone: "UTC", second: "0", year: "*" };

  const { status, body } = await api.admin.post("/jobs", mine);

  assert.equal(status, 201);
  assert.notEqual(body.job_id, job.job_id);
  const { body: copy } = await api.admin.get(`/jobs/${body.job_id}`);
  assert.equal(copy.max_instances, 7);
  assert.equal(copy.timezone, "UTC");
});

Deno.test("POST /jobs fills in cron fields, takes numbers, and normalises", async () => {
  await using api = await testApi();
  const fields = async (given: Record<string, unknown>) => {
    const id = await makeJob(api.admin, { minute: null, ...given });
    const { month, day, week, day_of_week, hour, minute } =
      (await api.admin.get(`/jobs/${id}`)).body;
    return [month, day, week, day_of_week, hour, minute].join(" ");
  };

  assert.equal(await fields({ minute: 5 }), "* * * * * 5");
  assert.equal(await fields({ hour: 3 }), "* * * * 3 0");
  assert.equal(await fields({ day: " 05 " }), "* 5 * * 0 0");
  assert.equal(await fields({ day_of_week: "MON-FRI" }), "* * * mon-fri 0 0");
  assert.equal(await fields({ month: "JAN", minute: "1, 2" }), "jan * * * * 1,2");
  assert.equal(await fields({ week: 7 }), "* * 7 * 0 0");
});

Deno.test("POST /jobs takes pub_args as text too, and none as []", async () => {
  await using api = await testApi();
  const args = async (pub_args: unknown) => {
    const id = await makeJob(api.admin, { pub_args });
    return (await api.admin.get(`/jobs/${id}`)).body.pub_args;
  };

  assert.deepEqual(await args('["a", {"b": [1, null]}]'), ["a", { b: [1, null] }]);
  assert.deepEqual(await args(null), []);
  assert.deepEqual(await args(undefined), []);
});

Deno.test("POST /jobs refuses what does not fit, names the field, and makes nothing", async () => {
  await using api = await testApi();
  const curl = "simple_scheduler.jobs.curl_job.CurlJob";
  const cases: [Record<string, unknown>, string][] = [
    [{ name: undefined }, "name"],
    [{ name: " " }, "name"],
    [{ name: 5 }, "name"],
    [{ name: "a\u001b[2Jb" }, "name"],
    [{ name: "x".repeat(201) }, "name"],
    [{ name: "\ud800" }, "name"],
    [{ minute: undefined }, "minute"],
    [{ minute: null }, "minute"],
    [{ minute: "61" }, "minute"],
    [{ minute: 1.5 }, "minute"],
    [{ minute: true }, "minute"],
    [{ day_of_week: "fri-mon" }, "day_of_week"],
    [{ minute: "x".repeat(100_000) }, "minute"],
    [{ timezone: "Mars/Olympus" }, "timezone"],
    [{ job_class_string: "os.system" }, "job_class_string"],
    [{ job_class_string: undefined }, "job_class_string"],
    [{ job_class_string: "simple_scheduler.jobs.shell_job.ShellJob" }, "job_class_string"],
    [{ job_class_string: curl, pub_args: ["not a url"] }, "pub_args[0]"],
    [{ pub_args: "not JSON" }, "pub_args"],
    [{ pub_args: '{"a":1}' }, "pub_args"],
    [{ pub_args: "[".repeat(5000) + "]".repeat(5000) }, "pub_args"],
    [{ pub_args: '["x", {"__proto__": 1}]' }, "pub_args"],
    [{ pub_args: ["x".repeat(17_000)] }, "pub_args"],
    [{ pub_args: ["密".repeat(9000)] }, "pub_args"],
    [{ pub_args: 5 }, "pub_args"],
    [{ max_instances: 0 }, "max_instances"],
    [{ max_instances: "three" }, "max_instances"],
    [{ misfire_grace_seconds: -1 }, "misfire_grace_seconds"],
    [{ max_retries: 26 }, "max_retries"],
    [{ retry_delay_seconds: 0.5 }, "retry_delay_seconds"],
    [{ timeout_seconds: 1e9 }, "timeout_seconds"],
    [{ coalesce: 2 }, "coalesce"],
    [{ overlap: "never" }, "overlap"],
    [{ category_id: 99 }, "category_id"],
    [{ category_id: "1.0" }, "category_id"],
  ];

  for (const [given, field] of cases) {
    const { status, body } = await api.admin.post("/jobs", aJobBody(given));
    const said = `${JSON.stringify(given).slice(0, 80)}: ${JSON.stringify(body)}`;
    assert.equal(status, 422, said);
    assert.equal(body.code, "invalid", said);
    assert.equal(body.details[0].field, field, said);
    assert.equal(typeof body.details[0].reason, "string");
  }

  assert.deepEqual((await api.admin.get("/jobs")).body, { jobs: [] });
  assert.equal((await api.admin.get("/logs")).body.total, 0);
});

Deno.test("a new job lies in its maker's category, 0 too, unless an admin names another", async () => {
  await using api = await testApi();
  const categoryOf = async (client: typeof api.admin, category_id?: number) => {
    const { status, body } = await client.post("/jobs", aJobBody({ category_id }));
    if (status !== 201) return status;
    return (await api.admin.get(`/jobs/${body.job_id}`)).body.category_id;
  };

  assert.equal(await categoryOf(api.admin), 1);
  assert.equal(await categoryOf(api.admin, otherCategory), otherCategory);
  assert.equal(await categoryOf(api.stranger), otherCategory);
  assert.equal(await categoryOf(api.stranger, otherCategory), otherCategory);
  assert.equal(await categoryOf(api.stranger, 1), 403);
  assert.equal(await categoryOf(api.admin, 0), 0);
  assert.equal(await categoryOf(api.overseer), 0);
  assert.equal(await categoryOf(api.overseer, 0), 0);
  assert.equal(await categoryOf(api.overseer, 1), 403);
  assert.equal(await categoryOf(api.overseer, otherCategory), 403);
  assert.equal(await categoryOf(api.changer, 0), 403);
});

Deno.test("jobs: without a token all is 401", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.admin)}`;

  for (
    const { status, body, headers } of [
      await api.nobody.get("/jobs"),
      await api.nobody.post("/jobs", aJobBody()),
      await api.nobody.get(path),
      await api.nobody.put(path, { name: "b" }),
      await api.nobody.patch(path),
      await api.nobody.options(path),
      await api.nobody.delete(path),
    ]
  ) {
    assert.equal(status, 401);
    assert.equal(body.code, "unauthorized");
    assert.equal(headers.get("WWW-Authenticate"), "Bearer");
  }
  assert.equal((await api.admin.get("/jobs")).body.jobs[0].version, 1);
});

Deno.test("jobs: who may only read reads, and is refused the rest", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;

  assert.equal((await api.reader.get("/jobs")).body.jobs.length, 1);
  assert.equal((await api.reader.get(path)).status, 200);
  for (
    const { status, body } of [
      await api.reader.post("/jobs", aJobBody()),
      await api.reader.put(path, { name: "b" }),
      await api.reader.patch(path),
      await api.reader.options(path),
      await api.reader.delete(path),
    ]
  ) {
    assert.equal(status, 403);
    assert.equal(body.code, "forbidden");
  }
});

Deno.test("jobs of another category, unknown ids and malformed ids are all the same 404", async () => {
  await using api = await testApi();
  const theirs = await makeJob(api.changer);
  const ids = [theirs, "0".repeat(32), "1", "0".repeat(31), theirs.toUpperCase() + "A", "%00"];

  for (const id of ids) {
    const path = `/jobs/${id}`;
    for (
      const { status, body } of [
        await api.stranger.get(path),
        await api.stranger.put(path, { name: "b" }),
        await api.stranger.patch(path),
        await api.stranger.options(path),
        await api.stranger.delete(path),
      ]
    ) {
      assert.equal(status, 404, id);
      assert.deepEqual(body, { error: "There is no such job.", code: "not_found", details: [] });
    }
  }
  assert.deepEqual((await api.stranger.get("/jobs")).body, { jobs: [] });
  assert.equal((await api.overseer.get("/jobs")).body.jobs.length, 1);
});

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
