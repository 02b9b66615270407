import assert from "node:assert/strict";
import { type TestApi, testApi } from "../../support/app.ts";
import { makeMonitor, ping } from "../../support/monitors.ts";
import { apply, dryRun, exported, shortSteps } from "./support.ts";

const aMonitorEntry = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: "Mail backup",
  cron: "0 2 * * *",
  timezone: "Asia/Taipei",
  ...more,
});

async function onlyMonitor(api: TestApi) {
  const { monitors } = (await api.admin.get("/monitors")).body;
  assert.equal(monitors.length, 1);
  return monitors[0];
}

Deno.test("PUT /config makes a monitor with what it names, and a note says how to get its key", async () => {
  await using api = await testApi();
  const document = {
    owner: "team",
    categories: [{ name: "Reports" }],
    channels: [{ name: "On call", kind: "webhook", url: "JOB_SECRET_HOOK" }],
    monitors: [aMonitorEntry({
      category: "Reports",
      grace_seconds: 600,
      paused: true,
      manual_resume: true,
      alarms: { failed: { after: 2 }, missed: false, channels: ["On call"] },
    })],
  };

  const planned = (await dryRun(api.admin, document)).body;
  const { status, body } = await apply(api.admin, document);

  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(
    shortSteps(planned).at(-1),
    "create monitor Mail backup minute hour timezone grace_seconds paused manual_resume alarms",
  );
  assert.match(planned.notes[0], /POST \/api\/v1\/monitors\/\{id\}\/key/);
  assert.deepEqual(body.notes, planned.notes);
  const monitor = await onlyMonitor(api);
  const { channels: [channel] } = (await api.admin.get("/channels")).body;
  const { name, hour, minute, grace_seconds, paused, manual_resume, managed_by, version } = monitor;
  assert.deepEqual(
    [name, hour, minute, grace_seconds, paused, manual_resume, managed_by, version],
    ["Mail backup", "2", "0", 600, true, true, "team", 1],
  );
  assert.deepEqual(monitor.alarms, {
    failed: { after: 2 },
    missed: false,
    channels: [channel.id],
  });
  assert.deepEqual((await exported(api.admin)).monitors, [{
    category: "Reports",
    name: "Mail backup",
    minute: "0",
    hour: "2",
    timezone: "Asia/Taipei",
    grace_seconds: 600,
    paused: true,
    manual_resume: true,
    alarms: { failed: { after: 2 }, missed: false, channels: ["On call"] },
  }]);
  const again = (await apply(api.admin, document)).body;
  assert.deepEqual([again.steps, again.notes, again.unchanged], [[], [], 3]);
});

Deno.test("PUT /config changes a monitor, which keeps the key of its ping address", async () => {
  await using api = await testApi();
  const { key } = await makeMonitor(api, { name: "mail BACKUP", category_id: 1 });

  const { body } = await apply(api.admin, { monitors: [aMonitorEntry()] });

  assert.deepEqual(shortSteps(body), [
    "change monitor mail BACKUP name minute hour period_seconds grace_seconds",
  ]);
  assert.deepEqual(body.notes, []);
  const { name, period_seconds, hour, managed_by, version } = await onlyMonitor(api);
  assert.deepEqual([name, period_seconds, hour, managed_by, version], [
    "Mail backup",
    null,
    "2",
    undefined,
    2,
  ]);
  assert.equal((await ping(api, key)).status, 200);
});

Deno.test("PUT /config pauses and resumes a monitor, and leaves alone what the document does not decide", async () => {
  await using api = await testApi();
  const steps = async (more: object) =>
    shortSteps((await apply(api.admin, { monitors: [aMonitorEntry({ ...more })] })).body);
  await steps({});

  assert.deepEqual(await steps({ paused: true }), ["pause monitor Mail backup paused"]);
  assert.deepEqual(await steps({}), []);
  assert.equal((await onlyMonitor(api)).paused, true);
  assert.deepEqual(await steps({ paused: false, grace_seconds: 60 }), [
    "change monitor Mail backup grace_seconds paused",
  ]);
  assert.deepEqual(await steps({ paused: true, grace_seconds: 60 }), [
    "pause monitor Mail backup paused",
  ]);
  assert.deepEqual(await steps({ paused: false, grace_seconds: 60 }), [
    "resume monitor Mail backup paused",
  ]);
  const { paused, grace_seconds, version } = await onlyMonitor(api);
  assert.deepEqual([paused, grace_seconds, version], [false, 60, 5]);
});

Deno.test("PUT /config deletes only the monitors of the same owner, and changes none of another one", async () => {
  await using api = await testApi();
  await apply(api.admin, { owner: "ours", monitors: [aMonitorEntry()] });
  await apply(api.admin, { owner: "theirs", monitors: [aMonitorEntry({ name: "theirs" })] });
  await makeMonitor(api, { name: "by hand", category_id: 1 });
  const theirs = aMonitorEntry({ name: "theirs", grace_seconds: 60 });

  const other = await apply(api.admin, { owner: "ours", monitors: [theirs] });
  const unlisted = (await dryRun(api.admin, { owner: "ours" }, "&prune=true")).body;
  const pruned = (await apply(api.admin, { owner: "ours", monitors: [] }, "?prune=true")).body;
  const adopted = await apply(
    api.admin,
    { monitors: [{ name: "by hand", period_seconds: 60, grace_seconds: 60 }] },
    "?adopt=true",
  );

  assert.equal(other.status, 403);
  assert.match(other.body.error, /"theirs" made it/);
  assert.deepEqual(unlisted.steps, []);
  assert.deepEqual(shortSteps(pruned), ["delete monitor Mail backup"]);
  assert.deepEqual(shortSteps(adopted.body), ["change monitor by hand managed_by"]);
  const { monitors } = (await api.admin.get("/monitors")).body;
  assert.deepEqual(
    monitors.map(({ name, managed_by }: Record<string, string>) => [name, managed_by]),
    [["by hand", "default"], ["theirs", "theirs"]],
  );
});

Deno.test("PUT /config says what is wrong with monitors, with its place", async () => {
  await using api = await testApi();
  await makeMonitor(api, { name: "twin", category_id: 1 });
  await makeMonitor(api, { name: "Twin", category_id: 1 });

  const { status, body } = await apply(api.admin, {
    monitors: [
      { name: "no rhythm" },
      aMonitorEntry({ period_seconds: 60 }),
      aMonitorEntry({ name: "MAIL backup" }),
      aMonitorEntry({ name: "elsewhere", category: "Nowhere" }),
      aMonitorEntry({ name: "twin" }),
    ],
  });
  const key = await apply(api.admin, { monitors: [aMonitorEntry({ key: crypto.randomUUID() })] });

  assert.deepEqual([status, key.status], [422, 422]);
  assert.deepEqual(body.details.map(({ field }: { field: string }) => field), [
    "monitors[0].period_seconds",
    "monitors[1].period_seconds",
    "monitors[2].name",
    "monitors[3].category",
    "monitors[4].name",
  ]);
});

Deno.test("PUT /config asks the right for each monitor", async () => {
  await using api = await testApi();
  const own = { monitors: [aMonitorEntry()] };
  const elsewhere = { monitors: [aMonitorEntry({ category: "other" })] };

  const answers = [
    await apply(api.reader, own),
    await dryRun(api.reader, own),
    await apply(api.changer, elsewhere),
    await apply(api.changer, own),
  ];

  assert.deepEqual(answers.map(({ status }) => status), [403, 200, 403, 200]);
  assert.match(answers[1]?.body.steps[0].refused, /^Permission denied/);
  assert.equal((await onlyMonitor(api)).managed_by, "default");
});
