import assert from "node:assert/strict";
import { aJobBody, makeJob, otherCategory, testApi } from "../../support/app.ts";

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
    next_run_note: "",
    paused: false,
    paused_scope: "",
    paused_reason: "",
    paused_until: "",
    paused_by: "",
    paused_fires: "",
    not_on: [],
    only_on: [],
    starts_at: "",
    ends_at: "",
    category_id: 1,
    max_instances: 3,
    overlap: "skip",
    misfire_grace_seconds: 3600,
    coalesce: true,
    max_retries: 0,
    retry_delay_seconds: 10,
    retry_max_delay_seconds: 600,
    timeout_seconds: 0,
    jitter_seconds: 0,
    on_excluded: "skip",
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
