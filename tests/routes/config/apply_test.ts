import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { aJobBody, makeJob, testApi } from "../../support/app.ts";
import { aJobEntry, apply, awesome, dryRun, exported, shortSteps } from "./support.ts";

const whole = {
  owner: "team",
  categories: [
    { name: "Reports", description: "of the night", alarms: { channels: ["On call"] } },
  ],
  calendars: [{ name: "Holidays", timezone: "Asia/Taipei", dates: [{ from: "2027-01-01" }] }],
  channels: [{
    name: "On call",
    kind: "webhook",
    category: "Reports",
    url: "JOB_SECRET_HOOK",
    language: "en",
  }],
  jobs: [aJobEntry({
    category: "Reports",
    not_on: ["Holidays"],
    alarms: { failed: { after: 2 }, channels: ["On call"] },
  })],
};

Deno.test("PUT /config makes records that name each other, in an order that fits", async () => {
  await using api = await testApi();

  const { status, body } = await apply(api.admin, whole);

  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(shortSteps(body).map((text) => text.split(" ").slice(0, 3).join(" ")), [
    "create category Reports",
    "create calendar Holidays",
    "create channel On",
    "create job hello",
  ]);
  const { jobs: [job] } = (await api.admin.get("/jobs")).body;
  const { categories } = (await api.admin.get("/categories")).body;
  const { channels: [channel] } = (await api.admin.get("/channels")).body;
  const reports = categories.find(({ name }: { name: string }) => name === "Reports");
  assert.deepEqual([job.key, job.managed_by, job.not_on], ["hello", "team", [1]]);
  assert.deepEqual([job.category_id, channel.category_id], [reports.id, reports.id]);
  assert.deepEqual(job.alarms, { failed: { after: 2 }, channels: [channel.id] });
  assert.deepEqual(reports.alarms, { channels: [channel.id] });
  assert.equal(reports.managed_by, "team");
  assert.equal(channel.managed_by, "team");
});

Deno.test("PUT /config?dry_run=true answers the plan and changes nothing", async () => {
  await using api = await testApi();
  const before = await exported(api.admin);

  const { status, body } = await dryRun(api.admin, whole);

  assert.deepEqual([status, body.dry_run, body.owner, body.steps.length], [200, true, "team", 4]);
  assert.deepEqual(await exported(api.admin), before);
});

Deno.test("PUT /config applied twice changes nothing, and a dry run has no steps then", async () => {
  await using api = await testApi();
  await apply(api.admin, whole);
  const { version } = (await api.admin.get("/jobs")).body.jobs[0];

  const again = (await apply(api.admin, whole)).body;

  assert.deepEqual([again.steps, again.unchanged], [[], 4]);
  assert.equal((await api.admin.get("/jobs")).body.jobs[0].version, version);
});

Deno.test("PUT /config changes field by field, and gives absent fields their defaults", async () => {
  await using api = await testApi();
  await apply(api.admin, { jobs: [aJobEntry({ max_retries: 3 })] });

  const document = { jobs: [aJobEntry({ name: "Hello again", minute: "*/10" })] };
  const { body } = await apply(api.admin, document);

  assert.deepEqual(body.steps[0].changes, [
    { field: "name", before: "Hello", after: "Hello again" },
    { field: "minute", before: "*/5", after: "*/10" },
    { field: "max_retries", before: 3 },
  ]);
  const { jobs: [job] } = (await api.admin.get("/jobs")).body;
  assert.deepEqual([job.name, job.minute, job.max_retries], ["Hello again", "*/10", 0]);
});

Deno.test("PUT /config pauses and resumes, and leaves alone what the document does not decide", async () => {
  await using api = await testApi();
  const steps = async (more: object) =>
    shortSteps((await apply(api.admin, { jobs: [aJobEntry({ ...more })] })).body);
  await steps({});
  const { job_id } = (await api.admin.get("/jobs")).body.jobs[0];
  const shown = async () => (await api.admin.get(`/jobs/${job_id}`)).body;

  assert.deepEqual(await steps({ paused: true, paused_reason: "a move", paused_fires: "skip" }), [
    "pause job hello paused paused_reason paused_fires",
  ]);
  assert.deepEqual([(await shown()).paused, (await shown()).paused_reason], [true, "a move"]);
  assert.deepEqual(await steps({}), []);
  assert.equal((await shown()).paused, true);
  assert.deepEqual(await steps({ paused: false }), [
    "resume job hello paused paused_reason paused_fires",
  ]);
  assert.equal((await shown()).paused, false);
  assert.deepEqual(await steps({ paused: true, paused_until: "2000-01-01T00:00:00Z" }), []);
});

Deno.test("PUT /config makes a paused job with its reason", async () => {
  await using api = await testApi();

  await apply(api.admin, { jobs: [aJobEntry({ paused: true, paused_reason: "not yet" })] });

  const { jobs: [job] } = (await api.admin.get("/jobs")).body;
  assert.deepEqual([job.paused, job.paused_reason, job.next_run_time, job.version], [
    true,
    "not yet",
    "",
    1,
  ]);
});

Deno.test("PUT /config deletes only with prune, and only what the same owner made", async () => {
  await using api = await testApi();
  await apply(api.admin, { owner: "ours", jobs: [aJobEntry()], calendars: [{ name: "Ours" }] });
  await apply(api.admin, { owner: "theirs", jobs: [aJobEntry({ key: "theirs" })] });
  await makeJob(api.admin, { name: "by hand" });
  const empty = { owner: "ours", jobs: [], calendars: [] };

  const without = (await apply(api.admin, empty)).body;
  const jobsOnly = (await dryRun(api.admin, { owner: "ours", jobs: [] }, "&prune=true")).body;
  const pruned = (await apply(api.admin, empty, "?prune=true")).body;

  assert.deepEqual(without.steps, []);
  assert.deepEqual(shortSteps(jobsOnly), ["delete job hello"]);
  assert.deepEqual(shortSteps(pruned), ["delete job hello", "delete calendar Ours"]);
  const { jobs } = (await api.admin.get("/jobs")).body;
  assert.deepEqual(jobs.map(({ name }: { name: string }) => name).sort(), ["Hello", "by hand"]);
});

Deno.test("PUT /config does not change what another document made", async () => {
  await using api = await testApi();
  await apply(api.admin, { owner: "theirs", jobs: [aJobEntry()] });

  const same = await apply(api.admin, { owner: "ours", jobs: [aJobEntry()] });
  const other = await apply(api.admin, { owner: "ours", jobs: [aJobEntry({ minute: "1" })] });

  assert.deepEqual([same.status, same.body.steps], [200, []]);
  assert.equal(other.status, 403);
  assert.match(other.body.error, /"theirs" made it/);
});

Deno.test("PUT /config?adopt=true owns what nobody owns", async () => {
  await using api = await testApi();
  await makeJob(api.admin, { name: "Hello", category_id: 1 });
  const document = await exported(api.admin);

  assert.deepEqual((await apply(api.admin, document)).body.steps, []);
  const { body } = await apply(api.admin, document, "?adopt=true");

  assert.ok(shortSteps(body).includes("change job hello managed_by"));
  assert.equal((await api.admin.get("/jobs")).body.jobs[0].managed_by, "default");
  assert.deepEqual((await apply(api.admin, document, "?adopt=true")).body.steps, []);
});

Deno.test("PUT /config finds a job that a person made by its name, and gives it the key", async () => {
  await using api = await testApi();
  await makeJob(api.admin, { name: "Nightly report!", category_id: 1 });
  await makeJob(api.admin, { name: "夜間報表", category_id: 1 });
  const { jobs } = await exported(api.admin) as { jobs: { key: string; name: string }[] };

  const { body } = await apply(api.admin, { jobs });

  const keys = Object.fromEntries(jobs.map(({ name, key }) => [name, key]));
  assert.equal(keys["Nightly report!"], "nightly-report");
  assert.match(keys["夜間報表"] ?? "", /^job-[0-9a-f]{12}$/);
  assert.deepEqual([body.steps, body.unchanged], [[], 2]);
  const made = (await api.admin.get("/jobs")).body.jobs;
  assert.deepEqual(
    Object.fromEntries(made.map((job: { name: string; key: string }) => [job.name, job.key])),
    keys,
  );
});

Deno.test("PUT /config takes jobs without keys: the name makes one, or the same name is found again", async () => {
  await using api = await testApi();
  const { key: _, ...named } = aJobEntry({ name: "Nightly report" });
  const chinese = { ...named, name: "夜間報表" };

  const first = await apply(api.admin, { jobs: [named, chinese] });
  const again = await apply(api.admin, { jobs: [named, chinese] });
  const twins = await apply(api.admin, { jobs: [named, { ...named, name: "nightly REPORT" }] });

  assert.equal(first.status, 200);
  assert.deepEqual(again.body.steps, []);
  assert.equal(twins.status, 422);
  assert.deepEqual(twins.body.details, [{
    field: "jobs[1].key",
    reason: '"nightly-report" is that of jobs[0] too',
  }]);
});

Deno.test("PUT /config says all that is wrong, with its place, before it changes anything", async () => {
  await using api = await testApi();
  const document = {
    categories: [{ name: "New" }],
    channels: [{ name: "hook", kind: "webhook" }],
    jobs: [
      aJobEntry({ category: "Nowhere" }),
      aJobEntry({ key: "b", minute: "99" }),
      aJobEntry({ key: "c", not_on: ["No day"] }),
      aJobEntry({ key: "d", job_class_string: "no.Class" }),
    ],
  };

  const { status, body } = await apply(api.admin, document);
  const typo = await apply(api.admin, { jobs: [aJobEntry({ minutes: "1" })] });
  const secret = await apply(api.admin, {
    channels: [{ name: "hook", kind: "webhook", url: "https://hooks.example.org/secret" }],
  });

  assert.equal(status, 422);
  assert.deepEqual(body.details.map(({ field }: { field: string }) => field), [
    "channels[0].url",
    "jobs[0].category",
    "jobs[1].minute",
    "jobs[2].not_on",
    "jobs[3].job_class_string",
  ]);
  assert.deepEqual([typo.status, secret.status], [422, 422]);
  assert.deepEqual((await exported(api.admin)).jobs, []);
});

Deno.test("PUT /config asks the right for each record, and changes nothing without all of them", async () => {
  await using api = await testApi();
  const ofDefault = { jobs: [aJobEntry()] };
  const both = { ...ofDefault, calendars: [{ name: "Holidays" }] };

  const reading = await apply(api.reader, ofDefault);
  const seen = await dryRun(api.reader, ofDefault);
  const half = await apply(api.changer, both);
  const nothing = (await api.admin.get("/jobs")).body.jobs;
  const own = await apply(api.changer, ofDefault);
  const elsewhere = await apply(api.changer, { jobs: [aJobEntry({ category: "other" })] });

  assert.deepEqual([reading.status, seen.status, half.status, own.status, elsewhere.status], [
    403,
    200,
    403,
    200,
    403,
  ]);
  assert.match(seen.body.steps[0].refused, /^Permission denied/);
  assert.deepEqual(nothing, []);
});

Deno.test("PUT /config leaves channels out for whoever does not see them, and says so", async () => {
  await using api = await testApi();
  const channels = [{ name: "hook", kind: "webhook", url: "JOB_SECRET_HOOK" }];

  const { body } = await dryRun(api.changer, { channels });

  assert.deepEqual(body.steps, []);
  assert.deepEqual(body.notes, ["The channels are left out: only admins see them."]);
});

Deno.test("PUT /config notes a channel that alarm rules name and nobody made", async () => {
  await using api = await testApi();
  const jobs = [aJobEntry({ alarms: { channels: ["on cal"] } })];

  const { body } = await apply(api.admin, { jobs });

  assert.deepEqual(body.notes, ['Alarm rules name the channel "on cal", which is not there.']);
  assert.deepEqual((await apply(api.admin, { jobs })).body.steps, []);
});

Deno.test("PUT /config with If-Match applies only the plan that was seen", async () => {
  await using api = await testApi();
  await apply(api.admin, { jobs: [aJobEntry()] });
  const document = { jobs: [aJobEntry({ minute: "7" })] };
  const tag = (await dryRun(api.admin, document)).headers.get("ETag") ?? "";
  const { job_id } = (await api.admin.get("/jobs")).body.jobs[0];
  const send = (tag: string) =>
    api.admin.send("PUT", "/config", document, { headers: { "If-Match": tag } });

  await api.admin.put(`/jobs/${job_id}`, { max_retries: 1 });
  const stale = await send(tag);
  const fresh = await send((await dryRun(api.admin, document)).headers.get("ETag") ?? "");

  assert.deepEqual([stale.status, fresh.status], [412, 200]);
});

Deno.test("a stored secret is exported as stored, and an apply without it keeps it", async () => {
  await using api = await testApi();
  const url = "https://hooks.example.org/T0/secret";
  await api.admin.post("/channels", { name: "hook", kind: "webhook", url });
  const document = await exported(api.admin) as { channels: Record<string, unknown>[] };

  assert.deepEqual(document.channels, [
    { name: "hook", kind: "webhook", language: "en", stored: ["url"] },
  ]);
  assert.equal(JSON.stringify(document).includes("secret"), false);
  assert.deepEqual((await apply(api.admin, document)).body.steps, []);
  const { body } = await apply(api.admin, {
    channels: [{ ...document.channels[0], language: "zh-TW" }],
  });
  assert.deepEqual(shortSteps(body), ["change channel hook language"]);
  const [channel] = (await api.admin.get("/channels")).body.channels;
  assert.deepEqual([channel.target, channel.url_set], ["hooks.example.org", true]);
});

Deno.test("GET /config shows each caller what the caller sees", async () => {
  await using api = await testApi();
  await makeJob(api.admin, { name: "ours", category_id: 1 });
  await makeJob(api.admin, { name: "theirs", category_id: 2 });
  const namesFor = async (client: typeof api.admin) =>
    ((await client.get("/config")).body.jobs as { name: string }[]).map(({ name }) => name);

  assert.deepEqual(await namesFor(api.admin), ["ours", "theirs"]);
  assert.deepEqual(await namesFor(api.reader), ["ours"]);
  assert.equal((await api.reader.get("/config")).body.channels, undefined);
  assert.equal((await api.nobody.get("/config")).status, 401);
});

Deno.test("a key is unique in its category", async () => {
  await using api = await testApi();
  const create = (body: Record<string, unknown>) => api.admin.post("/jobs", aJobBody(body));
  await create({ key: "nightly", category_id: 1 });

  const twin = await create({ key: "nightly", category_id: 1 });
  const elsewhere = await create({ key: "nightly", category_id: 2 });
  const moved = await api.admin.put(`/jobs/${elsewhere.body.job_id}`, { category_id: 1 });
  const renamed = await api.admin.put(`/jobs/${elsewhere.body.job_id}`, { key: "another" });
  const bad = await create({ key: "No Key" });
  const freed = await create({ key: "nightly", category_id: 2 });

  assert.deepEqual([twin, elsewhere, moved, renamed, bad, freed].map(({ status }) => status), [
    409,
    201,
    409,
    200,
    422,
    201,
  ]);
  assert.deepEqual(twin.body.details, [{ field: "key", reason: "is taken" }]);
});

Deno.test("GET /config.schema.json is a JSON schema for everyone", async () => {
  await using api = await testApi();

  const { status, body } = await api.nobody.get("/config.schema.json");

  assert.equal(status, 200);
  assert.match(body.$schema, /draft-07/);
  const fits = new Ajv({ strict: false, validateFormats: false }).compile(body);
  await apply(api.admin, whole);
  for (const good of [whole, await exported(api.admin)]) {
    assert.ok(fits(good), JSON.stringify(fits.errors));
  }
  assert.ok(!fits({ jobs: [aJobEntry({ minutes: "1" })] }));
  assert.ok(JSON.stringify(body).includes("nightly-report"));
  assert.ok(JSON.stringify(body).includes(awesome));
});

Deno.test("the example of docs/jobs_as_code.md is a document that the server takes", async () => {
  await using api = await testApi();
  const text = await Deno.readTextFile("docs/jobs_as_code.md");
  const [, yaml = ""] = /```yaml\n(.*?)```/s.exec(text) ?? [];

  const { status, body } = await apply(api.admin, parse(yaml));

  assert.deepEqual([status, body.steps?.length], [200, 5], JSON.stringify(body));
});
