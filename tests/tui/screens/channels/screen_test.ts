import { strict as assert } from "node:assert";
import { frameOf } from "../../../../tui/frame.ts";
import type { StateEvent } from "../../../../tui/state.ts";
import { lineWidth } from "../../../../tui/terminal/theme.ts";
import { testApi } from "../../../support/app.ts";
import { aChannel } from "../../support/alarms.ts";
import { aState, good, iso, start } from "../../support/builders.ts";
import { clientOf } from "../../support/real_server.ts";
import { sizes, TestTerminal } from "../../support/terminal.tsx";
import { waitFor } from "../../support/wait_for.ts";

const [enter, save, tab] = ["\r", "\x13", "\t"];
const channels = [
  aChannel(),
  aChannel({
    name: "Pager",
    kind: "pagerduty",
    target: "events.pagerduty.com",
    failing_since: iso(start - 600_000),
    last_error: "answered 503 Service Unavailable",
  }),
];

function at(client = {}, ...events: readonly StateEvent[]) {
  const state = aState(...events, { type: "view_switched", screen: "channels" });
  const given = { channels: () => good({ channels }), ...client };
  return { columns: 100, rows: 30, state, client: given };
}

Deno.test("channels show whether they work, and why not", async () => {
  await using terminal = new TestTerminal(at());

  const screen = await terminal.text();

  assert.match(screen, /Channels 2/);
  assert.match(screen, /✓ On call +webhook .* works/);
  assert.match(screen, /✗ Pager +pagerduty .*fails since .* answered 503/);
});

Deno.test("t sends a test, shows how it went, and the page keeps it", async () => {
  const tested: string[] = [];
  await using terminal = new TestTerminal(at({
    testChannel: (id: string) => {
      tested.push(id);
      return good({ sent: false, outcome: "no route to host", duration_ms: 20 });
    },
  }));

  await terminal.settle();
  await terminal.press("t");
  const toast = await terminal.text();
  await terminal.press(enter);

  assert.deepEqual(tested, [channels[0]?.id]);
  assert.match(toast, /On call did not send the test: no route to host/);
  assert.match(await terminal.text(), /last test +.*not sent, no route to host[^]*target +hooks/);
});

Deno.test("a channel is made, edited without its secrets, and deleted, at the real server", async () => {
  await using api = await testApi();
  const client = clientOf(api, api.admin.token);
  await using terminal = new TestTerminal({ ...at(), client });
  const list = async () => (await api.admin.get("/channels")).body.channels;
  const shown = (text: RegExp) => waitFor(async () => text.test(await terminal.text()));

  await terminal.press("n", "Ops", tab, tab, tab, "https://hooks.example.org/x", save, enter);
  await shown(/created Ops/);
  const [made] = await list();
  await shown(/▸ . Ops/);
  await terminal.press("e");
  await shown(/Edit channel Ops/);
  await terminal.press("\x15", "Operators", save);
  const review = await terminal.text();
  await terminal.press(enter);
  await shown(/saved Operators/);
  const [edited] = await list();
  await shown(/▸ . Operators/);
  await terminal.press("D", "y");
  await shown(/deleted Operators/);

  assert.deepEqual([made.kind, made.target, made.url_set], ["webhook", "hooks.example.org", true]);
  assert.doesNotMatch(review, /hooks\.example/);
  assert.deepEqual([edited.name, edited.url_set], ["Operators", true]);
  assert.deepEqual(await list(), []);
});

Deno.test("the form shows the fields of the kind, and refuses quiet hours that it cannot read", async () => {
  await using terminal = new TestTerminal(at());

  await terminal.press("n", "Mail", tab, "email", enter);
  const form = await terminal.text();
  await terminal.press(...Array.from({ length: 10 }, () => tab), "at night", save);

  assert.match(form, /Mail server[^]*Password[^]*From[^]*To/);
  assert.doesNotMatch(form, / URL /);
  assert.match(await terminal.text(), /such as 22:00-07:00/);
});

Deno.test("a user who is no admin sees no channels", async () => {
  const account = { id: 2, username: "op", category_id: 1, is_admin: false, is_permission: true };
  await using terminal = new TestTerminal(at({}, { type: "account_known", account }));

  assert.match(await terminal.text(), /Only admins see this/);
});

for (const language of ["en", "zh-TW"] as const) {
  Deno.test(`channels, the page of one and its form fit every size, in ${language}`, async () => {
    await using terminal = new TestTerminal(at({}, { type: "prefs_set", language }));
    for (const screen of ["channels", "channel", "channel_form"] as const) {
      const id = screen === "channel_form" ? {} : { id: channels[1]!.id };
      terminal.app.dispatch({ type: "view_opened", view: { screen, ...id } });
      for (const [columns, rows] of sizes) {
        await terminal.resize(columns, rows);
        const { lines } = frameOf(terminal.state, terminal.app, columns, rows);
        for (const line of lines.slice(2, -1)) assert.ok(lineWidth(line) <= columns);
      }
    }
  });
}
