import assert from "node:assert/strict";
import { aJobBody, type Answer, makeJob, testApi } from "../../support/app.ts";

function reasonsOf({ status, body }: Answer): Record<string, string> {
  assert.equal(status, 422, JSON.stringify(body));
  return Object.fromEntries(
    body.details.map((one: { field: string; reason: string }) => [one.field, one.reason]),
  );
}

Deno.test("POST /schedules/preview tells the next fire times, the fields and the words", async () => {
  await using api = await testApi();

  const { status, body } = await api.reader.post("/schedules/preview", {
    hour: 9,
    day_of_week: " MON-FRI ",
    count: 2,
    after: "2026-11-20T09:00:00+08:00",
  });

  assert.equal(status, 200);
  const { description, descriptions, ...rest } = body;
  assert.deepEqual(rest, {
    month: "*",
    day: "*",
    week: "*",
    day_of_week: "mon-fri",
    hour: "9",
    minute: "0",
    timezone: "Asia/Taipei",
    fires: [
      { time: "2026-11-23T01:00:00.000Z", local_time: "2026-11-23T09:00:00+08:00", moved_from: "" },
      { time: "2026-11-24T01:00:00.000Z", local_time: "2026-11-24T09:00:00+08:00", moved_from: "" },
    ],
    ...{ not_on: [], only_on: [], starts_at: "", ends_at: "", excluded: [] },
    note: "",
  });
  assert.equal(description, descriptions.en);
  assert.match(descriptions.en, /Monday/);
  assert.match(descriptions["zh-TW"], /週/);
  const chinese = await api.reader.post("/schedules/preview", { hour: 9, locale: "zh-TW" });
  assert.equal(chinese.body.description, chinese.body.descriptions["zh-TW"]);
});

Deno.test("POST /schedules/preview takes crontab, counts 5 from now, and shows clock changes", async () => {
  await using api = await testApi();

  const daily = await api.reader.post("/schedules/preview", { cron: "@daily", timezone: "UTC" });
  assert.equal(daily.body.fires.length, 5);
  assert.equal(daily.body.fires[0].time, "2026-03-03T00:00:00.000Z");

  const sunday = await api.reader.post("/schedules/preview", { cron: "30 2 * * 0", week: null });
  assert.equal(sunday.body.day_of_week, "6");

  const berlin = await api.reader.post("/schedules/preview", {
    cron: "0 8 * * *",
    timezone: "Europe/Berlin",
    after: "2026-03-28T00:00:00Z",
    count: 2,
  });
  assert.deepEqual(berlin.body.fires.map((one: { local_time: string }) => one.local_time), [
    "2026-03-28T08:00:00+01:00",
    "2026-03-29T08:00:00+02:00",
  ]);
});

Deno.test("POST /schedules/preview says when a schedule never comes, or not as often as asked", async () => {
  await using api = await testApi();

  const never = await api.reader.post("/schedules/preview", { month: 2, day: 30 });
  assert.deepEqual([never.status, never.body.fires], [200, []]);
  assert.match(never.body.note, /^It never fires/);

  const after = "9998-06-01";
  const last = await api.reader.post("/schedules/preview", { month: 1, after, count: 100 });
  assert.deepEqual([last.status, last.body.fires.length], [200, 1]);
  assert.match(last.body.note, /^It fires no more often/);

  for (const after of ["0000-01-01", "9999-12-31T23:59:59.999Z"]) {
    const edge = await api.reader.post("/schedules/preview", { minute: "*", after });
    assert.equal(edge.status, 200);
  }
  const rare = { cron: "59 23 29 2 *", timezone: "Pacific/Apia", count: 100 };
  const leap = await api.reader.post("/schedules/preview", rare);
  assert.equal(leap.body.fires.length, 100);
});

Deno.test("POST /schedules/preview refuses bad fields, and names each with its reason", async () => {
  await using api = await testApi();
  const preview = async (body: unknown) => {
    return reasonsOf(await api.reader.post("/schedules/preview", body));
  };

  const many = await preview({ minute: "61", hour: "x", day: "1", timezone: "Mars/Olympus" });
  assert.deepEqual(Object.keys(many).toSorted(), ["hour", "minute", "timezone"]);
  assert.match(many.minute ?? "", /above the maximum of 59/);

  assert.deepEqual(Object.keys(await preview({})), ["minute"]);
  assert.deepEqual(Object.keys(await preview({ cron: "0 9 13 * fri" })), ["cron"]);
  assert.match((await preview({ cron: "0 9 13 * fri" })).cron ?? "", /make two jobs$/);
  assert.match((await preview({ cron: "* * * * *", minute: 5 })).cron ?? "", /not both/);
  assert.deepEqual(
    Object.keys(await preview({ cron: "nonsense", timezone: "+08:00" })).toSorted(),
    ["cron", "timezone"],
  );
  for (
    const [field, value] of [
      ["count", 0],
      ["count", 101],
      ["count", "five"],
      ["count", 1.5],
      ["after", "tomorrow"],
      ["after", 5],
      ["after", "x".repeat(100_000)],
      ["locale", "de"],
      ["cron", 5],
      ["cron", "* ".repeat(10_000)],
      ["cron", "\u0000"],
      ["minute", { "*": 1 }],
      ["minute", "*,".repeat(100_000)],
      ["timezone", "\ud800"],
    ] as const
  ) assert.ok(field in await preview({ hour: field === "cron" ? null : 3, [field]: value }), field);
  assert.equal((await api.reader.post("/schedules/preview")).status, 400);
  assert.equal((await api.reader.post("/schedules/preview", "[]")).status, 422);
  assert.equal((await api.nobody.post("/schedules/preview", { minute: 1 })).status, 401);
  assert.deepEqual(api.errors, []);
});

Deno.test("a job's cron field is translated to its fields, on POST and on PUT", async () => {
  await using api = await testApi();
  const fieldsOf = async (id: string) => {
    const { month, day, week, day_of_week, hour, minute } =
      (await api.reader.get(`/jobs/${id}`)).body;
    return [month, day, week, day_of_week, hour, minute];
  };
  const id = await makeJob(api.changer, { cron: "*/5 9-17 * * mon-fri", minute: undefined });
  assert.deepEqual(await fieldsOf(id), ["*", "*", "*", "0-4", "9-17", "*/5"]);

  assert.equal((await api.changer.put(`/jobs/${id}`, { week: 7 })).status, 200);
  assert.equal((await api.changer.put(`/jobs/${id}`, { cron: "0 0 1 * *" })).status, 200);
  assert.deepEqual(await fieldsOf(id), ["*", "1", "*", "*", "0", "0"]);
  assert.equal((await api.changer.put(`/jobs/${id}`, { cron: null, hour: 3 })).status, 200);
  assert.deepEqual(await fieldsOf(id), ["*", "1", "*", "*", "3", "0"]);
});

Deno.test("a job's cron field is refused beside cron fields, and where it cannot be translated", async () => {
  await using api = await testApi();
  const id = await makeJob(api.changer);

  for (
    const cron of ["0 9 13 * fri", "@reboot", "", "61 * * * *", "0 0 ? * *", "TZ=UTC 0 0 * * *"]
  ) {
    const posted = reasonsOf(
      await api.changer.post("/jobs", aJobBody({ cron, minute: undefined })),
    );
    assert.deepEqual(Object.keys(posted), ["cron"], cron);
    assert.deepEqual(Object.keys(reasonsOf(await api.changer.put(`/jobs/${id}`, { cron }))), [
      "cron",
    ]);
  }
  const both = reasonsOf(await api.changer.post("/jobs", aJobBody({ cron: "0 0 * * *" })));
  assert.match(both.cron ?? "", /not both/);
  const change = { cron: "0 0 * * *", hour: "1" };
  assert.match(reasonsOf(await api.changer.put(`/jobs/${id}`, change)).cron ?? "", /not both/);
  assert.equal((await api.reader.get(`/jobs/${id}`)).body.version, 1);
});
