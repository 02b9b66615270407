import assert from "node:assert/strict";
import type { ChannelId, JobId } from "../../../scheduler/model/ids.ts";
import { minute, second } from "../../../scheduler/model/time.ts";
import { noteSending } from "../../../scheduler/store/channels/health.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { aRun, failed, store, succeeded } from "../../support/alarms.ts";
import { makeJob, type TestApi, testApi } from "../../support/app.ts";
import { makeMonitor, ping } from "../../support/monitors.ts";

async function figures({ app }: TestApi): Promise<string[]> {
  const remoteAddr = { transport: "tcp", hostname: "127.0.0.1", port: 50_000 } as const;
  const text = await (await app.request("/metrics", {}, { remoteAddr })).text();
  return text.split("\n").filter((line) => /^carillon_(monitors|job_last|channels)/.test(line));
}

Deno.test("GET /metrics tells which monitors are down, and counts all by state", async () => {
  await using api = await testApi();
  const [up, down, paused] = [
    await makeMonitor(api, { name: "up" }),
    await makeMonitor(api, { name: "down" }),
    await makeMonitor(api, { name: "paused" }),
  ];
  await ping(api, up.key);
  await ping(api, `${down.key}/fail`);
  await api.admin.post(`/monitors/${paused.id}/pause`);

  const lines = await figures(api);

  for (
    const line of [
      `carillon_monitors_up{monitor_id="${up.id}",monitor_name="up"} 1`,
      `carillon_monitors_up{monitor_id="${down.id}",monitor_name="down"} 0`,
      'carillon_monitors{state="up"} 1',
      'carillon_monitors{state="down"} 1',
      'carillon_monitors{state="paused"} 1',
      'carillon_monitors{state="new"} 0',
    ]
  ) assert.ok(lines.includes(line), `${line} is not in\n${lines.join("\n")}`);
  assert.ok(!lines.some((line) => line.includes(paused.id)));
});

Deno.test("GET /metrics tells the last success of jobs that are watched, and forgets deleted ones", async () => {
  await using api = await testApi();
  const watched = await makeJob(api.admin, { name: "w", alarms: { overdue: { seconds: 3600 } } });
  const other = await makeJob(api.admin, { name: "o" });
  const at = api.clock.now();
  for (const id of [watched, other]) {
    const job = await findJob(api.db, id as JobId);
    assert.ok(job !== undefined);
    await store(api.db, aRun(job, at, succeeded));
    await store(api.db, aRun(job, at + minute, failed));
  }
  const successes = async () => (await figures(api)).filter((line) => line.includes("_success_"));

  const before = await successes();
  await api.admin.delete(`/jobs/${watched}`);
  api.clock.advance(20 * second);

  const endedAt = (at + second) / second;
  assert.deepEqual(before, [
    `carillon_job_last_success_timestamp_seconds{job_name="w"} ${endedAt}`,
  ]);
  assert.deepEqual(await successes(), []);
});

Deno.test("GET /metrics counts the channels that fail", async () => {
  await using api = await testApi();
  const channel = { name: "a", kind: "slack", url: "https://hooks.example.org/" };
  const { id } = (await api.admin.post("/channels", channel)).body;
  await api.admin.post("/channels", { ...channel, name: "b" });

  await noteSending(api.db, id as ChannelId, "answered 503", api.clock.now());

  assert.ok((await figures(api)).includes("carillon_channels_failing 1"));
});
