import assert from "node:assert/strict";
import { minute } from "../../../scheduler/model/time.ts";
import { makeJob, type TestApi, testApi } from "../../support/app.ts";

const closed = {
  name: "Holidays",
  timezone: "UTC",
  dates: [{ from: "2026-03-03", name: "Doll's" }],
};

async function aCalendar(api: TestApi, given: object = closed): Promise<number> {
  const { status, body } = await api.admin.post("/calendars", given);
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
}

Deno.test("a calendar is made, shown, changed and deleted, each with its version", async () => {
  await using api = await testApi();
  const id = await aCalendar(api);

  const shown = await api.reader.get(`/calendars/${id}`);
  assert.deepEqual(shown.body.dates, [{ from: "2026-03-03", to: "2026-03-03", name: "Doll's" }]);
  const tag = shown.headers.get("ETag") ?? "";
  const windows = [{ days: ["fri"], from: "22:00", to: "24:00" }];
  const changed = await api.admin.send("PUT", `/calendars/${id}`, { windows }, {
    headers: { "If-Match": tag },
  });
  assert.equal(changed.status, 200);
  assert.equal(changed.headers.get("ETag"), '"v2"');
  const late = await api.admin.send("DELETE", `/calendars/${id}`, undefined, {
    headers: { "If-Match": tag },
  });
  assert.equal(late.status, 412);
  const { body: [only] } = { body: (await api.reader.get("/calendars")).body.calendars };
  assert.deepEqual([only.dates.length, only.windows], [1, windows]);

  assert.equal((await api.admin.delete(`/calendars/${id}`)).status, 200);
  assert.equal((await api.reader.get(`/calendars/${id}`)).status, 404);
  const { logs } = (await api.admin.get("/logs?kind=security")).body;
  const told = logs.filter(({ kind }: { kind: string }) => kind === "calendar");
  assert.deepEqual(
    told.map(({ event }: { event: string }) => event).toSorted(),
    ["added", "deleted", "modified"],
  );
});

Deno.test("a bad calendar is refused by the name of its field", async () => {
  await using api = await testApi();
  const cases = [
    [{ dates: [{ from: "2026-02-30" }] }, "dates[0].from"],
    [{ dates: [{ from: "2026-03-03", to: "2026-03-02" }] }, "dates[0].to"],
    [{ windows: [{ days: [], from: "00:00", to: "24:00" }] }, "windows[0].days"],
    [{ windows: [{ days: ["mon"], from: "25:00", to: "24:00" }] }, "windows[0].from"],
    [{ times: [{ from: "2026-03-03T10:00Z", to: "2026-03-03T10:00Z" }] }, "times[0].to"],
    [{ timezone: "Mars/Olympus" }, "timezone"],
    [{ ics: "no calendar" }, "ics"],
  ] as const;

  for (const [given, field] of cases) {
    const { status, body } = await api.admin.post("/calendars", { name: "x", ...given });
    assert.equal(status, 422, field);
    assert.equal(body.details[0].field, field);
  }
});

Deno.test("an iCalendar text becomes dates, beside those that are sent with it", async () => {
  await using api = await testApi();
  const ics = [
    "BEGIN:VCALENDAR",
    "BEGIN:VEVENT",
    "UID:1",
    "DTSTART;VALUE=DATE:20260501",
    "SUMMARY:Labour Day",
    "RRULE:FREQ=YEARLY",
    "END:VEVENT",
    "END:VCALENDAR",
  ].join("\r\n");

  const { body } = await api.admin.get(`/calendars/${await aCalendar(api, { ...closed, ics })}`);

  assert.deepEqual(body.dates.slice(0, 2).map(({ from }: { from: string }) => from), [
    "2026-03-03",
    "2026-05-01",
  ]);
  assert.ok(body.known_until > "2035");
});

Deno.test("a job fires by its calendars, and its answer shows them", async () => {
  await using api = await testApi();
  const id = await aCalendar(api);

  const fields = { minute: undefined, cron: "0 9 * * *", timezone: "UTC", not_on: [id] };
  const job = await makeJob(api.changer, fields);
  const made = (await api.reader.get(`/jobs/${job}`)).body;
  await api.changer.put(`/jobs/${job}`, { not_on: [] });
  const free = (await api.reader.get(`/jobs/${job}`)).body;

  assert.deepEqual([made.not_on, made.next_run_time], [[id], "2026-03-04T09:00:00.000Z"]);
  assert.deepEqual([free.not_on, free.next_run_time], [[], "2026-03-03T09:00:00.000Z"]);
});

Deno.test("a job whose calendars exclude everything is told so, and so is the end of a schedule", async () => {
  await using api = await testApi();
  const week = {
    days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    from: "00:00",
    to: "24:00",
  };
  const always = await aCalendar(api, { name: "always", windows: [week] });

  const never = await makeJob(api.changer, { not_on: [always] });
  const over = await makeJob(api.changer, {
    ends_at: "2026-03-02T10:00:30Z",
    timezone: "UTC",
    minute: "5",
  });

  const noteOf = async (job: string) => (await api.reader.get(`/jobs/${job}`)).body.next_run_note;
  assert.equal(await noteOf(never), "The schedule has no fire time within 20 years.");
  assert.match(
    await noteOf(over),
    /^The schedule has no further fire time before its end, 2026-03-02/,
  );
});

Deno.test("bad calendars, starts and ends of a job are refused by name", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const cases = [
    [{ not_on: [99] }, "not_on"],
    [{ only_on: ["x"] }, "only_on[0]"],
    [{ starts_at: "soon" }, "starts_at"],
    [{ starts_at: "2027-01-01", ends_at: "2026-01-01" }, "ends_at"],
    [{ jitter_seconds: -1 }, "jitter_seconds"],
    [{ on_excluded: "never" }, "on_excluded"],
  ] as const;

  for (const [given, field] of cases) {
    const { status, body } = await api.changer.put(`/jobs/${job}`, given);
    assert.equal(status, 422, JSON.stringify(body));
    assert.equal(body.details[0].field, field);
  }
  await api.changer.put(`/jobs/${job}`, { starts_at: "2027-01-01T00:00:00Z" });
  await api.changer.put(`/jobs/${job}`, { starts_at: "" });
  assert.equal((await api.reader.get(`/jobs/${job}`)).body.starts_at, "");
});

Deno.test("the preview marks excluded and moved fire times", async () => {
  await using api = await testApi();
  const id = await aCalendar(api, { ...closed, dates: [{ from: "2026-03-07", to: "2026-03-08" }] });

  const { body } = await api.reader.post("/schedules/preview", {
    ...{ cron: "0 9 * * 6", timezone: "UTC", count: 2 },
    ...{ not_on: [id], on_excluded: "next_working_day" },
  });

  assert.deepEqual(
    body.fires.map(({ time, moved_from }: Record<string, string>) => [time, moved_from]),
    [
      ["2026-03-09T09:00:00.000Z", "2026-03-07T09:00:00.000Z"],
      ["2026-03-14T09:00:00.000Z", ""],
    ],
  );
  assert.deepEqual(body.excluded, [{
    time: "2026-03-07T09:00:00.000Z",
    local_time: "2026-03-07T09:00:00+00:00",
    calendar: "Holidays",
    moved_to: "2026-03-09T09:00:00.000Z",
  }]);
  const bad = await api.reader.post("/schedules/preview", { cron: "@daily", only_on: [77] });
  assert.equal(bad.body.details[0].field, "only_on");
});

Deno.test("a paused job shows why, until when and by whom, and who may see it may read it", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const until = new Date(api.clock.now() + 5 * minute).toISOString();

  const past = await api.changer.post(`/jobs/${job}/pause`, {
    reason: "a move",
    until: "2026-03-02T09:59:59Z",
  });
  assert.deepEqual([past.status, past.body.details[0].field], [422, "until"]);
  await api.changer.post(`/jobs/${job}/pause`, { reason: "a move", until, fires: "make_up" });
  const paused = (await api.reader.get(`/jobs/${job}`)).body;
  await api.changer.options(`/jobs/${job}`);
  const resumed = (await api.reader.get(`/jobs/${job}`)).body;
  await api.changer.patch(`/jobs/${job}`);
  const plain = (await api.reader.get(`/jobs/${job}`)).body;

  const of = (shown: Record<string, unknown>) =>
    ["paused", "scope", "reason", "until", "by", "fires"].map((name) =>
      shown[name === "paused" ? name : `paused_${name}`]
    );
  assert.deepEqual(of(paused), [true, "job", "a move", until, "changer", "make_up"]);
  assert.equal(paused.next_run_time, "");
  assert.deepEqual(of(resumed), [false, "", "", "", "", ""]);
  assert.deepEqual(of(plain), [true, "job", "", "", "changer", ""]);
});

Deno.test("a pause of a category or of everything shows at its jobs, and rights decide who begins it", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const shown = async () => (await api.reader.get("/jobs")).body.jobs[0];

  const all = { reason: "a move" };
  assert.equal((await api.changer.post("/maintenance", all)).status, 403);
  assert.equal((await api.stranger.post("/maintenance", { ...all, category_id: 1 })).status, 404);
  assert.equal((await api.changer.post("/maintenance", { ...all, category_id: 1 })).status, 201);
  const ofCategory = await shown();
  assert.equal((await api.overseer.post("/maintenance", { ...all, fires: "make_up" })).status, 201);
  const ofAll = (await api.reader.get(`/jobs/${job}`)).body;
  const listed = (await api.stranger.get("/maintenance")).body.pauses;
  await api.admin.delete("/maintenance/0");
  await api.changer.delete("/maintenance/1");
  const after = await shown();

  assert.deepEqual([ofCategory.paused, ofCategory.paused_scope], [false, "category"]);
  assert.notEqual(ofCategory.next_run_time, "");
  assert.match(ofCategory.next_run_note, /^The category is paused until somebody ends the pause/);
  assert.deepEqual([ofAll.paused_scope, ofAll.paused_by], ["everything", "overseer"]);
  assert.deepEqual(listed.map(({ category_id }: { category_id: number }) => category_id), [0]);
  assert.equal(after.paused_scope, "");
  assert.equal((await api.changer.delete("/maintenance/1")).status, 404);
});

Deno.test("a job shows the pause of its own category, whichever job was read before it", async () => {
  await using api = await testApi();
  const [paused, other] = [await makeJob(api.changer), await makeJob(api.stranger)];
  await api.changer.post("/maintenance", { reason: "a move", category_id: 1 });
  const scopeOf = async (id: string) => (await api.overseer.get(`/jobs/${id}`)).body.paused_scope;

  const scopes: string[] = [];
  for (const id of [paused, other, other, paused, paused]) scopes.push(await scopeOf(id));
  await api.changer.delete("/maintenance/1");

  assert.deepEqual(scopes, ["category", "", "", "category", "category"]);
  assert.equal(await scopeOf(paused), "");
  assert.equal((await api.stranger.get(`/jobs/${paused}`)).status, 404);
});
