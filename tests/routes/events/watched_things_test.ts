import assert from "node:assert/strict";
import type { ChannelId } from "../../../scheduler/model/ids.ts";
import { lowestChangeId } from "../../../scheduler/model/change.ts";
import { minute } from "../../../scheduler/model/time.ts";
import { noteSending } from "../../../scheduler/store/channels/health.ts";
import { changesBehind } from "../../../scheduler/store/feed/changes.ts";
import { watchMonitors } from "../../../scheduler/store/monitors/watch_monitors.ts";
import { otherCategory, type TestApi, testApi } from "../../support/app.ts";
import { makeMonitor, ping } from "../../support/monitors.ts";
import { EventReader, type Told } from "../../support/sse.ts";

type Who = "admin" | "reader" | "stranger";

async function open(api: TestApi, who: Who, kinds: string): Promise<EventReader> {
  const headers = { Authorization: `Bearer ${api[who].token}` };
  const events = new EventReader(
    await api.app.request(`/api/v1/events?kinds=${kinds}`, { headers }),
  );
  await events.next();
  return events;
}

async function nextOf(events: EventReader, kind: string): Promise<Told["data"]> {
  return (await events.until(({ event }) => event === kind)).at(-1)?.data;
}

Deno.test("events tell of a monitor when it is made, pinged, found down, edited, paused and deleted", async () => {
  await using api = await testApi();
  await using events = await open(api, "reader", "monitor");
  const next = async () => {
    const { monitor_id, monitor } = await nextOf(events, "monitor");
    return [monitor_id, monitor && [monitor.name, monitor.state, monitor.started, monitor.pings]];
  };

  const { id, key } = await makeMonitor(api);
  assert.deepEqual(await next(), [id, ["a monitor", "new", false, 0]]);
  await ping(api, `${key}/start`);
  assert.deepEqual(await next(), [id, ["a monitor", "new", true, 1]]);
  await ping(api, key);
  assert.deepEqual(await next(), [id, ["a monitor", "up", false, 2]]);
  api.clock.advance(3 * minute);
  await watchMonitors(api.db, api.clock.now() - 2 * minute);
  await watchMonitors(api.db, api.clock.now());
  assert.deepEqual(await next(), [id, ["a monitor", "down", false, 2]]);
  await api.admin.put(`/monitors/${id}`, { name: "mail" });
  assert.deepEqual(await next(), [id, ["mail", "down", false, 2]]);
  await api.admin.post(`/monitors/${id}/pause`);
  assert.deepEqual(await next(), [id, ["mail", "paused", false, 2]]);
  await api.admin.delete(`/monitors/${id}`);
  assert.deepEqual(await next(), [id, null]);
});

Deno.test("a ping that resumes a monitor is one event, and each ping adds one small thing to the feed", async () => {
  await using api = await testApi();
  const { id, key } = await makeMonitor(api);
  await api.admin.post(`/monitors/${id}/pause`);
  await using events = await open(api, "reader", "monitor,log");

  await ping(api, key);
  const told = await events.until(({ event }) => event === "log");
  await ping(api, `${key}/start`);
  const [start] = await events.until(({ event }) => event === "monitor");
  const { changes } = await changesBehind(api.db, lowestChangeId);

  assert.deepEqual(told.map(({ event }) => event), ["monitor", "log"]);
  assert.equal(start?.data.monitor.started, true);
  assert.deepEqual(changes.at(-1)?.things, [{ kind: "monitor", id, categoryId: 1 }]);
});

Deno.test("a monitor that leaves the caller's category is gone for that caller, and comes for another", async () => {
  await using api = await testApi();
  const { id } = await makeMonitor(api);
  api.clock.advance(minute);
  await using reader = await open(api, "reader", "monitor");
  await using stranger = await open(api, "stranger", "monitor");
  await using admin = await open(api, "admin", "monitor");

  await api.admin.put(`/monitors/${id}`, { category_id: otherCategory });
  await makeMonitor(api, { name: "hidden", category_id: otherCategory });
  await makeMonitor(api, { name: "shown" });

  assert.deepEqual(await nextOf(reader, "monitor"), { monitor_id: id, monitor: null });
  assert.equal((await nextOf(reader, "monitor")).monitor.name, "shown");
  assert.equal((await nextOf(stranger, "monitor")).monitor.category_id, otherCategory);
  assert.equal((await nextOf(stranger, "monitor")).monitor.name, "hidden");
  const names = [await nextOf(admin, "monitor"), await nextOf(admin, "monitor")];
  assert.deepEqual(names.map(({ monitor }) => monitor.name), ["a monitor", "hidden"]);
});

Deno.test("events tell admins alone of channels: made, changed, failing, deleted, and never a secret", async () => {
  await using api = await testApi();
  await using admin = await open(api, "admin", "channel");
  await using reader = await open(api, "reader", "channel,calendar");
  const url = "https://hooks.example.com/very-secret";

  const channel = { name: "on call", kind: "webhook", url, secret: "s".repeat(24) };
  const { body: { id } } = await api.admin.post("/channels", channel);
  const made = await nextOf(admin, "channel");
  await noteSending(api.db, id as ChannelId, "refused", api.clock.now());
  const failing = await nextOf(admin, "channel");
  await api.admin.put(`/channels/${id}`, { name: "night shift" });
  const renamed = await nextOf(admin, "channel");
  await api.admin.delete(`/channels/${id}`);
  const gone = await nextOf(admin, "channel");
  await api.admin.post("/calendars", { name: "Holidays" });
  const first = await reader.next();

  assert.equal(made.channel.name, "on call");
  assert.equal(failing.channel.last_error, "refused");
  assert.equal(renamed.channel.name, "night shift");
  assert.deepEqual(gone, { id, channel: null });
  assert.doesNotMatch(JSON.stringify([made, failing, renamed]), /very-secret|ssss/);
  assert.equal(first?.event, "calendar");
});

Deno.test("events tell everybody of calendars: made, changed and deleted", async () => {
  await using api = await testApi();
  await using events = await open(api, "stranger", "calendar");

  const { body: { id } } = await api.admin.post("/calendars", { name: "Holidays" });
  const made = await nextOf(events, "calendar");
  await api.admin.put(`/calendars/${id}`, { dates: [{ from: "2027-01-01" }] });
  const changed = await nextOf(events, "calendar");
  await api.admin.delete(`/calendars/${id}`);

  assert.deepEqual([made.id, made.calendar.name], [id, "Holidays"]);
  assert.equal(changed.calendar.dates[0].from, "2027-01-01");
  assert.deepEqual(await nextOf(events, "calendar"), { id, calendar: null });
});
