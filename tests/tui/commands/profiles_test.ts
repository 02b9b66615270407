import { strict as assert } from "node:assert";
import { perform } from "../../../tui/commands/performing.ts";
import { logIn } from "../../../tui/server/session.ts";
import { goToProfile } from "../../../tui/commands/profiles.ts";
import type { StateEvent } from "../../../tui/state.ts";
import { startLive } from "../../../tui/server/live.ts";
import { aJob, anAccount, aState, withJobs } from "../support/builders.ts";
import { aTestApp } from "../support/test_app.ts";
import { TestTerminal } from "../support/terminal.tsx";
import { WireServer } from "../support/wire_server.ts";

const prodUrl = "http://127.0.0.1:8888";
const stagingUrl = "https://staging.example.com";

const profiles: readonly StateEvent[] = [
  { type: "profile_named", name: "prod", profile: { url: prodUrl, user: "admin" } },
  { type: "profile_named", name: "staging", profile: { url: `${stagingUrl}/`, user: "mika" } },
];
const mika = anAccount({ id: 5, username: "mika" });
const kept = [[`${stagingUrl}/`, { token: "KEPT", account: mika }]] as const;

/** Two servers. The event stream of the first is followed. */
async function live() {
  const [prod, staging] = [new WireServer([aJob({ name: "of prod" })]), new WireServer([], mika)];
  staging.jobs.push(aJob({ name: "of staging" }));
  const state = aState({ type: "disconnected" }, ...profiles);
  const test = aTestApp(state, prod.client("FIRST"), {
    elsewhere: (server, token) => (server === prodUrl ? prod : staging).client(token),
    kept,
  });
  const stop = startLive(test.app);
  await test.timers.advance(10);
  const names = () => [...test.app.state.jobs.byId.values()].map(({ name }) => name);
  return { ...test, test, prod, staging, stop, names };
}

Deno.test("P lists the profiles and marks the present one", async () => {
  await using terminal = new TestTerminal({ state: aState(...profiles) });

  await terminal.press("P");

  const text = await terminal.text();
  assert.match(text, /▸ ● prod +127\.0\.0\.1:8888 · admin/);
  assert.match(text, / {3} {2}staging +staging\.example\.com · mika/);
});

Deno.test("a server without a profile is marked too", async () => {
  const state = aState(profiles[1]!);
  await using terminal = new TestTerminal({ state });

  await terminal.press("P");

  assert.match(await terminal.text(), /▸ ● \(here\) +127\.0\.0\.1:8888 · admin/);
});

Deno.test("without profiles P says how to make one", async () => {
  await using terminal = new TestTerminal();

  await terminal.press("P");

  assert.match(await terminal.text(), /No profiles yet: "keep profile" \(:\)/);
});

Deno.test("the head shows the profile's name in place of the address", async () => {
  await using terminal = new TestTerminal({ state: aState(...profiles) });

  assert.match((await terminal.screen())[0] ?? "", /^ prod ● live/);
});

Deno.test("a profile with a kept token opens at once: same tab, its data, its token", async () => {
  const staging = new WireServer([aJob({ name: "of staging" })], mika);
  const state = aState(...withJobs([aJob({ name: "of prod" })]), ...profiles, {
    type: "view_switched",
    screen: "jobs",
  });
  await using terminal = new TestTerminal({
    state,
    client: new WireServer([]).client(),
    isLive: true,
    around: { elsewhere: (_, token) => staging.client(token), kept },
  });

  await terminal.press("P", "stag", "\r");
  const switched = await terminal.text();
  staging.ready();
  await terminal.timers.advance(10);
  await terminal.timers.advance(10);

  assert.doesNotMatch(switched, /of prod/);
  assert.match(await terminal.text(), /staging ● live[^]*\[2 Jobs\][^]*▸ ○ of staging/);
  assert.equal(terminal.state.session.username, "mika");
  assert.ok(staging.asked.includes("GET jobs Bearer KEPT"));
});

Deno.test("a profile without a token opens the log-in, for that server and user", async () => {
  await using terminal = new TestTerminal({ state: aState(...profiles) });

  await terminal.press("P", "stag", "\r");

  const text = await terminal.text();
  assert.match(text, /Server +https:\/\/staging\.example\.com/);
  assert.match(text, /User +mika/);
  assert.equal(terminal.state.session.status, "out");
  assert.equal(terminal.state.jobs.byId.size, 0);
});

Deno.test("a late answer of the old server is never shown", async () => {
  const { app, timers, prod, staging, names, stop } = await live();
  prod.held.add("jobs");
  prod.ready();
  await timers.advance(10);

  goToProfile(app, "staging");
  await timers.advance(10);
  staging.ready();
  await timers.advance(10);
  prod.release();
  await timers.advance(50);

  assert.ok(prod.asked.some((asked) => asked.startsWith("GET jobs")));
  assert.deepEqual(names(), ["of staging"]);
  assert.equal(app.state.jobs.phase, "ready");
  stop();
});

Deno.test("late and waiting events of the old server are not shown", async () => {
  const { app, timers, prod, staging, names, stop } = await live();
  prod.ready();
  await timers.advance(10);
  const tell = (name: string) => {
    const job = aJob({ name });
    prod.say("job", { job_id: job.job_id, job });
  };
  tell("told in time");
  await timers.advance(300);
  tell("waits for its batch");
  await timers.advance(10);
  const before = names();

  goToProfile(app, "staging");
  tell("told late");
  await timers.advance(10);
  staging.ready();
  await timers.advance(500);

  assert.deepEqual(before.toSorted(), ["of prod", "told in time"]);
  assert.deepEqual(names(), ["of staging"]);
  assert.equal(app.state.connection.phase, "live");
  stop();
});

Deno.test("an act on the old server shows nothing on the new one, and cannot be undone there", async () => {
  const { app, timers, prod, staging, stop } = await live();
  prod.ready();
  await timers.advance(10);
  const [id = ""] = app.state.jobs.byId.keys();
  prod.held.add(`jobs/${id}`);
  void perform(app, { kind: "pause_jobs", jobIds: [id] });
  await timers.advance(10);

  goToProfile(app, "staging");
  staging.ready();
  prod.release();
  await timers.advance(50);

  assert.ok(prod.asked.includes(`PATCH jobs/${id} Bearer FIRST`));
  assert.deepEqual(app.state.notices, {});
  stop();
});

Deno.test("a log-in as another user drops pending answers too", async () => {
  const { app, timers, prod, names, stop } = await live();
  prod.held.add("jobs");
  prod.ready();
  await timers.advance(10);

  const error = await logIn(app, prodUrl, "ken", "secret");
  prod.release();
  await timers.advance(50);

  assert.equal(error, undefined);
  assert.equal(app.state.session.username, "ken");
  assert.deepEqual(names(), []);
  stop();
});

Deno.test("and back again: the same server is read anew", async () => {
  const { app, timers, prod, staging, names, stop, test } = await live();
  test.kept.set("admin@http://127.0.0.1:8888", { token: "FIRST", account: anAccount() });
  prod.ready();
  await timers.advance(10);

  goToProfile(app, "staging");
  await timers.advance(10);
  staging.ready();
  await timers.advance(10);
  goToProfile(app, "prod");
  await timers.advance(10);
  prod.ready();
  await timers.advance(10);

  assert.deepEqual(names(), ["of prod"]);
  assert.equal(app.state.session.username, "admin");
  stop();
});

Deno.test("a switch asks before unsaved text is lost", async () => {
  await using terminal = new TestTerminal({ state: aState(...profiles) });

  await terminal.press("2", "n", "typed");
  await terminal.press("\x10", "profile stag", "\r");
  const asked = await terminal.text();
  await terminal.press("n");
  const stayed = terminal.state.session.server;
  await terminal.press("\x10", "profile stag", "\r", "y");

  assert.match(asked, /not saved[^]*y Lose it and go to staging/);
  assert.equal(stayed, prodUrl);
  assert.equal(terminal.state.session.server, `${stagingUrl}/`);
  assert.deepEqual(terminal.state.forms, {});
});

Deno.test(":keep profile keeps the server under a name, ctrl+x in the list removes it", async () => {
  await using terminal = new TestTerminal();

  await terminal.press(":", "keep profile", "\r", "here", "\r");
  const told = await terminal.text();
  await terminal.press("P", "\x18");

  assert.match(told, /kept here in the settings/);
  assert.match(told, /^ here ● live/);
  assert.deepEqual(terminal.test.saved, [
    { name: "here", profile: { url: prodUrl, user: "admin" } },
    { name: "here", profile: undefined },
  ]);
  assert.deepEqual(terminal.state.settings.profiles, {});
});
