import assert from "node:assert/strict";
import { minute } from "../../../scheduler/model/time.ts";
import { forgetEndedPauses } from "../../../scheduler/store/pauses/pauses.ts";
import { makeJob, testApi } from "../../support/app.ts";
import type { Upcoming } from "../../../routes/contract/jobs/upcoming.ts";

type Closed = NonNullable<Upcoming["closed"]>[number];

const range = "from=2026-03-02T10:00:00Z&to=2026-03-02T10:10:00Z";

Deno.test("GET /upcoming counts every fire of each job, not only its next one", async () => {
  await using api = await testApi();
  await makeJob(api.admin, { name: "often", minute: "*" });
  await makeJob(api.admin, { name: "also", minute: "*" });
  await makeJob(api.admin, { name: "rare", minute: "5" });
  const paused = await makeJob(api.admin, { name: "paused", minute: "*" });
  await api.admin.patch(`/jobs/${paused}`);

  const { status, body } = await api.admin.get(`/upcoming?${range}`);

  assert.equal(status, 200);
  assert.equal(body.fires, 21);
  assert.equal(body.jobs, 3);
  assert.equal(body.minutes.length, 10);
  assert.deepEqual(
    body.minutes.map(({ fires }: { fires: number }) => fires),
    [2, 2, 2, 2, 2, 3, 2, 2, 2, 2],
  );
  assert.deepEqual(
    body.minutes[5].jobs.map(({ name }: { name: string }) => name),
    ["also", "often", "rare"],
  );
  assert.deepEqual(
    body.heaviest.map(({ name, fires }: { name: string; fires: number }) => [name, fires]),
    [["also", 10], ["often", 10], ["rare", 1]],
  );
});

Deno.test("GET /upcoming counts for each caller what the caller sees", async () => {
  await using api = await testApi();
  await makeJob(api.admin, { minute: "*" });
  await makeJob(api.stranger, { minute: "*" });
  const fires = async (who: "admin" | "reader" | "stranger", more = "") =>
    (await api[who].get(`/upcoming?${range}${more}`)).body.fires;

  assert.equal(await fires("admin"), 20);
  assert.equal(await fires("admin", "&category_id=2"), 10);
  assert.equal(await fires("reader"), 10);
  assert.equal(await fires("stranger"), 10);
  assert.equal((await api.reader.get(`/upcoming?${range}&category_id=2`)).status, 404);
});

Deno.test("GET /upcoming follows what becomes of the jobs", async () => {
  await using api = await testApi();
  const fires = async () => (await api.admin.get(`/upcoming?${range}`)).body.fires;
  const [one, other] = [await makeJob(api.admin, { minute: "*" }), await makeJob(api.admin)];
  await api.admin.put(`/jobs/${other}`, { minute: "3" });
  assert.equal(await fires(), 11);

  await api.admin.patch(`/jobs/${one}`);
  assert.equal(await fires(), 1);

  await api.admin.send("OPTIONS", `/jobs/${one}`);
  await api.admin.delete(`/jobs/${other}`);
  assert.equal(await fires(), 10);
});

Deno.test("GET /upcoming refuses a range that is empty or too long", async () => {
  await using api = await testApi();
  const reason = async (query: string) => {
    const { status, body } = await api.reader.get(`/upcoming?${query}`);
    return [status, body.details?.[0]?.field];
  };

  assert.deepEqual(await reason("from=2026-03-02T10:00Z&to=2026-03-02T10:00Z"), [422, "to"]);
  assert.deepEqual(await reason("from=2026-03-02T10:00Z&to=2026-03-03T10:01Z"), [422, "to"]);
  assert.deepEqual(await reason("from=soon"), [422, "from"]);
  assert.deepEqual(await reason(`names=0&${range}`), [422, "names"]);
  assert.deepEqual(await reason("names=4&from=2026-03-02T10:00Z&to=2026-03-02T10:11Z"), [
    422,
    "names",
  ]);
});

Deno.test("GET /upcoming names all jobs of a minute where the range is short", async () => {
  await using api = await testApi();
  for (const name of ["d", "b", "c", "a", "e"]) await makeJob(api.admin, { name, minute: "*" });

  const { body } = await api.reader.get(
    "/upcoming?from=2026-03-02T10:00Z&to=2026-03-02T10:01Z&names=500",
  );

  assert.deepEqual(
    body.minutes.map(({ jobs }: { jobs: { name: string }[] }) => jobs.map(({ name }) => name)),
    [["a", "b", "c", "d", "e"]],
  );
});

Deno.test("GET /upcoming tells what calendars and pauses close, to those whom it concerns", async () => {
  await using api = await testApi();
  const calendar = await api.admin.post("/calendars", {
    name: "Night",
    timezone: "UTC",
    windows: [{ days: ["mon"], from: "11:00", to: "12:30" }],
  });
  await makeJob(api.admin, { minute: "*", not_on: [calendar.body.id] });
  const pause = { reason: "the database moves", until: "2026-03-02T10:30:00Z" };
  await api.admin.post("/maintenance", { category_id: 2, ...pause });
  const closed = async (who: "reader" | "admin") => {
    const { body } = await api[who].get(
      "/upcoming?from=2026-03-02T10:00Z&to=2026-03-02T12:00Z",
    );
    return body.closed.map(({ kind, name, category_id, start_time, end_time }: Closed) =>
      `${kind} ${name} ${category_id} ${start_time.slice(11, 16)} ${end_time.slice(11, 16)}`
    );
  };

  const night = "calendar Night 0 11:00 12:00";
  assert.deepEqual(await closed("admin"), ["pause the database moves 2 10:00 10:30", night]);
  assert.deepEqual(await closed("reader"), [night]);
});

Deno.test("GET /upcoming?only=closed tells what was paused in the past, and counts no fires", async () => {
  await using api = await testApi();
  await makeJob(api.admin, { minute: "*" });
  const begin = (reason: string) => api.admin.post("/maintenance", { reason });
  const range = "from=2026-03-02T10:00Z&to=2026-03-02T11:00Z";
  await begin("the database moves");
  api.clock.advance(10 * minute);
  await api.admin.delete("/maintenance/0");
  api.clock.advance(10 * minute);
  await forgetEndedPauses(api.db, api.clock.now());
  await begin("the network moves");
  api.clock.advance(10 * minute);

  const { body } = await api.reader.get(`/upcoming?only=closed&${range}`);

  const told = body.closed.map(({ name, start_time, end_time }: Closed) =>
    `${name} ${start_time.slice(11, 16)} ${end_time.slice(11, 16)}`
  );
  assert.deepEqual(told, ["the database moves 10:00 10:10", "the network moves 10:20 11:00"]);
  assert.deepEqual([body.fires, body.minutes, body.heaviest], [0, [], []]);
  assert.equal((await api.reader.get(`/upcoming?only=fires&${range}`)).status, 422);
});

Deno.test("a pause that another one replaces is told up to then", async () => {
  await using api = await testApi();
  await api.admin.post("/maintenance", { reason: "one", fires: "skip" });
  api.clock.advance(10 * minute);
  await api.admin.post("/maintenance", { reason: "two", fires: "make_up" });
  api.clock.advance(10 * minute);

  const range = "from=2026-03-02T10:00Z&to=2026-03-02T10:20Z";
  const { body } = await api.reader.get(`/upcoming?only=closed&${range}`);

  assert.deepEqual(
    body.closed.map(({ name, end_time }: Closed) => `${name} ${end_time.slice(11, 16)}`),
    ["one 10:10", "two 10:20"],
  );
});

Deno.test("GET /upcoming?only=closed tells when single jobs were paused", async () => {
  await using api = await testApi();
  const make = (name: string) => makeJob(api.admin, { name, minute: "*" });
  const [ended, early, still, gone] = [
    await make("ended"),
    await make("early"),
    await make("still"),
    await make("gone"),
  ];
  const monitor = await api.admin.post("/monitors", { name: "beat", period_seconds: 60 });
  await api.admin.patch(`/jobs/${early}`);
  api.clock.advance(10 * minute);
  for (const id of [ended, still, gone]) await api.admin.patch(`/jobs/${id}`);
  await api.admin.post(`/monitors/${monitor.body.monitor_id}/pause`);
  api.clock.advance(10 * minute);
  await api.admin.post(`/jobs/${ended}/pause`, { reason: "another word" });
  await api.admin.options(`/jobs/${early}`);
  await api.admin.delete(`/jobs/${gone}`);
  api.clock.advance(10 * minute);
  await api.admin.options(`/jobs/${ended}`);
  await api.admin.post(`/monitors/${monitor.body.monitor_id}/resume`);

  const range = "from=2026-03-02T10:05Z&to=2026-03-02T10:40Z";
  const closed = async (who: "admin" | "stranger") =>
    (await api[who].get(`/upcoming?only=closed&${range}`)).body.closed.map(
      ({ kind, name, start_time, end_time }: Closed) =>
        `${kind} ${name} ${start_time.slice(11, 16)} ${end_time.slice(11, 16)}`,
    );

  assert.deepEqual((await closed("admin")).toSorted(), [
    "pause early 10:05 10:20",
    "pause ended 10:10 10:30",
    "pause gone 10:10 10:20",
    "pause still 10:10 10:40",
  ]);
  assert.deepEqual(await closed("stranger"), []);
});
