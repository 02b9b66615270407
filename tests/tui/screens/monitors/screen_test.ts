import { strict as assert } from "node:assert";
import { frameOf } from "../../../../tui/frame.ts";
import { lengthText, secondsOf } from "../../../../tui/screens/monitors/looks.ts";
import type { StateEvent } from "../../../../tui/state.ts";
import { lineWidth } from "../../../../tui/terminal/theme.ts";
import { type TestApi, testApi } from "../../../support/app.ts";
import { makeMonitor, ping } from "../../../support/monitors.ts";
import { EventReader } from "../../../support/sse.ts";
import { aState, iso, start } from "../../support/builders.ts";
import { clientOf } from "../../support/real_server.ts";
import { sizes, TestTerminal } from "../../support/terminal.tsx";
import { waitFor } from "../../support/wait_for.ts";

const [enter, save, tab, esc] = ["\r", "\x13", "\t", "\x1b"];

function at(client = {}, ...events: readonly StateEvent[]) {
  const state = aState(...events, { type: "view_switched", screen: "monitors" });
  return { columns: 100, rows: 30, state, client };
}

async function monitorEvents(api: TestApi): Promise<EventReader> {
  const headers = { Authorization: `Bearer ${api.admin.token}` };
  const path = "/api/v1/events?kinds=monitor";
  const events = new EventReader(await api.app.request(path, { headers }));
  await events.next();
  return events;
}

Deno.test("secondsOf() reads what lengthText() writes", () => {
  for (const seconds of [45, 60, 5400, 86_400, 90_000]) {
    assert.equal(secondsOf(lengthText(seconds)), seconds);
  }
  assert.deepEqual(["", "soon", "1w"].map(secondsOf), [undefined, undefined, undefined]);
});

Deno.test("a monitor is made, its address stays until it is dismissed, and it is paused, edited and deleted", async () => {
  await using api = await testApi();
  const client = clientOf(api, api.admin.token);
  await using terminal = new TestTerminal(at(client));
  const shown = (text: RegExp) => waitFor(async () => text.test(await terminal.text()));
  const first = async () => (await api.admin.get("/monitors")).body.monitors[0];

  await terminal.press("n", "mail backup", tab, tab, "\x15", "2h", save, enter);
  await shown(/Ping address of mail backup/);
  const address = terminal.state.overlay.overlay;
  await terminal.press(esc);
  await terminal.timers.advance(60);
  const warned = await terminal.text();
  await terminal.press("y", esc);
  await terminal.timers.advance(60);
  const made = await first();
  await shown(/▸ ○ mail backup +new +never/);
  await terminal.press("p");
  await shown(/‖ mail backup +paused/);
  await terminal.press("p");
  await shown(/○ mail backup +new/);
  await terminal.press("e");
  await shown(/Edit monitor mail backup/);
  await terminal.press("\x15", "mail", save);
  await shown(/To be saved/);
  await terminal.press(enter);
  await shown(/saved mail/);
  const edited = await first();
  await terminal.press(enter);
  await shown(/expected +every 2h/);
  await terminal.press("w", "y");
  await shown(/Ping address of mail/);
  const renewed = terminal.state.overlay.overlay;

  assert.ok(address?.kind === "secret" && renewed?.kind === "secret");
  assert.match(address.secret, /^http:\/\/127\.0\.0\.1:8888\/ping\/[0-9a-f-]{36}$/);
  assert.notEqual(address.secret, renewed.secret);
  assert.match(warned, /Not copied yet/);
  assert.equal(made.period_seconds, 7200);
  assert.deepEqual([edited.name, edited.period_seconds], ["mail", 7200]);
});

Deno.test("a change by hand of a monitor that is managed as code is asked about first", async () => {
  await using api = await testApi();
  const monitors = [{ name: "mail", period_seconds: 60 }];
  await api.admin.put("/config", { owner: "team-reports", monitors });
  const client = clientOf(api, api.admin.token);
  await using terminal = new TestTerminal(at(client));
  const shown = (text: RegExp) => waitFor(async () => text.test(await terminal.text()));
  const isPaused = async () => (await api.admin.get("/monitors")).body.monitors[0].paused;

  await shown(/mail +new/);
  await terminal.press("p");
  const asked = await terminal.text();
  const before = await isPaused();
  await terminal.press("y");
  await shown(/‖ mail +paused/);
  const after = await isPaused();
  await terminal.press("e");
  await shown(/Edit monitor mail by hand/);

  assert.match(asked, /Change mail by hand\?/);
  assert.match(asked, /managed as code by team-reports: the next apply may undo this/);
  assert.deepEqual([before, after], [false, true]);
});

Deno.test("the event stream keeps the list and the page of a monitor right, its pings too", async () => {
  await using api = await testApi();
  const { key } = await makeMonitor(api, { name: "mail" });
  await using events = await monitorEvents(api);
  await using terminal = new TestTerminal(at(clientOf(api, api.admin.token)));
  const shown = (text: RegExp) => waitFor(async () => text.test(await terminal.text()));
  terminal.app.dispatch({ type: "clock_ticked", now: api.clock.now() });
  const pinged = async (path: string) => {
    await ping(api, path);
    const told = await events.until(({ event }) => event === "monitor");
    const changes = told.map(({ data }) => ({ type: "monitor", ...data }));
    terminal.app.dispatch({ type: "changes", events: changes });
  };

  await shown(/○ mail +new/);
  await pinged(key);
  await shown(/✓ mail +up/);
  await terminal.press(enter);
  await shown(/pings \(1\)/);
  await pinged(`${key}/fail`);
  await shown(/state +✗ down[^]*pings \(2\)[^]*fail[^]*success/);
});

Deno.test("a monitor gets late by time alone, and its page says who manages it", async () => {
  await using api = await testApi();
  const monitors = [{ name: "mail", period_seconds: 60 }];
  await api.admin.put("/config", { owner: "team-reports", monitors });
  const [made] = (await api.admin.get("/monitors")).body.monitors;
  const next_ping_time = iso(start + 1000);
  const up = { ...made, state: "up", last_ping_time: iso(start), next_ping_time };
  await using terminal = new TestTerminal(at({}, { type: "monitors_read", monitors: [up] }));

  const before = await terminal.text();
  terminal.app.dispatch({ type: "clock_ticked", now: start + 2000 });
  const after = await terminal.text();
  await terminal.press(enter);

  assert.match(before, /✓ mail +up/);
  assert.match(after, /! mail +late/);
  assert.match(await terminal.text(), /state +! late[^]*managed by +team-reports, as code/);
});

Deno.test("the form wants a period or cron fields, and not both", async () => {
  await using terminal = new TestTerminal(at());

  await terminal.press("n", "x", tab, tab, tab, "0 2 * * *", save);

  assert.match(await terminal.text(), /exactly one of both/);
});

Deno.test("a server without monitors says so", async () => {
  await using terminal = new TestTerminal(at());

  assert.match(await terminal.text(), /This server does not offer that/);
});

for (const language of ["en", "zh-TW"] as const) {
  Deno.test(`monitors and their form fit every size, in ${language}`, async () => {
    await using terminal = new TestTerminal(at({}, { type: "prefs_set", language }));
    for (const screen of ["monitors", "monitor_form"] as const) {
      terminal.app.dispatch({ type: "view_opened", view: { screen } });
      for (const [columns, rows] of sizes) {
        await terminal.resize(columns, rows);
        const { lines } = frameOf(terminal.state, terminal.app, columns, rows);
        for (const line of lines.slice(2, -1)) assert.ok(lineWidth(line) <= columns);
      }
    }
  });
}
