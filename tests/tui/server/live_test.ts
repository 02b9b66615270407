import { strict as assert } from "node:assert";
import type { Client, Followed } from "../../../tui/server/client.ts";
import type { State } from "../../../tui/state.ts";
import type { ServerEvent } from "../../../tui/state/server/server_event.ts";
import { startLive } from "../../../tui/server/live.ts";
import {
  aJob,
  anAccount,
  anExecution,
  aState,
  bad,
  good,
  iso,
  start,
  withJobs,
} from "../support/builders.ts";
import { answering, aTestApp } from "../support/test_app.ts";

/** A server whose event stream the test sends. */
class FakeServer {
  jobs = [aJob()];
  reads = 0;
  isUp = true;
  readonly connections: (string | undefined)[] = [];
  #send: ((told: Followed<ServerEvent> | undefined) => void) | undefined;

  readonly client: { -readonly [M in keyof Client]?: Client[M] } = {
    events: (lastEventId, signal) => this.#events(lastEventId, signal),
    jobs: (query = {}) => {
      if (query.include === undefined) this.reads++;
      return good({ jobs: this.jobs });
    },
    executions: () => good({ executions: [] }),
    categories: () => good({ categories: [] }),
    verify: () => good({ user: anAccount() }),
    stats: () => bad(404, "no stats"),
  };

  say(told: Followed<ServerEvent>): void {
    this.#send?.(told);
  }

  ready(resumed = false): void {
    const value = { type: "ready", time: iso(start), resumed } as const;
    this.say({ kind: "event", value, id: "1" });
  }

  end(): void {
    this.#send?.(undefined);
  }

  async *#events(
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Followed<ServerEvent>> {
    this.connections.push(lastEventId);
    const failure = { status: 0, code: "unreachable", error: "refused", details: [] };
    const waiting: (Followed<ServerEvent> | undefined)[] = [];
    let wake = () => {};
    this.#send = (told) => (waiting.push(told), wake());
    signal.addEventListener("abort", () => this.#send?.(undefined));
    while (this.isUp) {
      while (waiting.length === 0) await new Promise<void>((resolve) => wake = resolve);
      const told = waiting.shift();
      if (told === undefined) break;
      yield told;
    }
    yield { kind: "ended", failure };
  }
}

function live(state: State = aState({ type: "disconnected" })) {
  const server = new FakeServer();
  const tokens: (string | undefined)[] = [];
  const elsewhere = (_server: string, token: string | undefined) => {
    tokens.push(token);
    return answering(server.client);
  };
  const test = aTestApp(state, server.client, { elsewhere });
  const stop = startLive(test.app);
  return { ...test, server, tokens, stop, phase: () => test.app.state.connection.phase };
}

const heartbeat = { kind: "heartbeat" } as const;

Deno.test("everything is read once the event stream is ready", async () => {
  const { app, timers, server, stop, phase } = live();
  await timers.advance(10);
  const before = phase();

  server.ready();
  await timers.advance(10);

  assert.equal(before, "connecting");
  assert.equal(phase(), "live");
  assert.equal(app.state.jobs.byId.size, 1);
  assert.equal(server.reads, 1);
  stop();
});

Deno.test("after two silent seconds the connection counts as lost, and the data stays", async () => {
  const { app, timers, server, stop, phase } = live();
  await timers.advance(10);
  server.ready();
  await timers.advance(1000);
  server.say(heartbeat);
  await timers.advance(1900);
  const before = phase();

  await timers.advance(110);

  assert.equal(before, "live");
  assert.equal(phase(), "lost");
  assert.equal(app.state.jobs.byId.size, 1);
  const { connection } = app.state;
  assert.ok(connection.phase === "lost" && connection.since === start + 1000);
  assert.match(JSON.stringify(connection), /no word from the server for 2 s/);
  stop();
});

Deno.test("it reconnects within a second and a half after the last event, and reads everything again", async () => {
  const { timers, server, stop, phase } = live();
  await timers.advance(10);
  server.ready();
  const job = server.jobs[0]!;
  server.say({ kind: "event", value: { type: "job", job_id: job.job_id, job }, id: "7" });
  await timers.advance(10);
  server.isUp = false;
  server.end();
  await timers.advance(20_000);
  const tries = server.connections.length;
  const lost = phase();

  server.isUp = true;
  await timers.advance(1500);
  server.ready(true);
  await timers.advance(10);

  assert.equal(lost, "lost");
  assert.ok(tries >= 18 && tries <= 25, `${tries} tries`);
  assert.equal(server.connections.at(-1), "7");
  assert.equal(phase(), "live");
  assert.equal(server.reads, 2);
  stop();
});

Deno.test("when the stream cannot resume, everything is read again", async () => {
  const { timers, server, stop } = live();
  await timers.advance(10);
  server.ready();
  await timers.advance(10);

  server.jobs = [aJob(), aJob()];
  server.say({ kind: "event", value: { type: "reload", reason: "too old" } });
  await timers.advance(10);

  assert.equal(server.reads, 2);
  stop();
});

Deno.test("a lapsed session ends the stream, and a new log-in starts it again", async () => {
  const { app, timers, server, stop, phase } = live(aState(...withJobs([aJob()])));
  await timers.advance(10);
  server.ready();
  await timers.advance(10);

  app.dispatch({ type: "session_lapsed" });
  server.end();
  await timers.advance(5000);
  const tries = server.connections.length;
  const idle = phase();
  app.dispatch({ type: "logged_in", account: anAccount(), server: "http://127.0.0.1:8888" });
  app.live.restart();
  await timers.advance(10);

  assert.equal(idle, "idle");
  assert.equal(tries, 1);
  assert.equal(server.connections.length, 2);
  stop();
});

Deno.test("the clock is the server's, and ticks on its seconds", async () => {
  const { app, timers, server, stop } = live();
  await timers.advance(10);
  const value = { type: "ready", time: iso(start + 3_600_400), resumed: false } as const;
  server.say({ kind: "event", value });
  await timers.advance(2000);

  assert.equal(Math.round((app.state.now - start) / 60_000), 60);
  assert.equal(app.state.now % 1000, 0);
  stop();
});

Deno.test("a tick of the clock takes the events that wait into its frame", async () => {
  const { app, timers, server, stop } = live();
  await timers.advance(10);
  server.ready();
  await timers.advance(850);
  const jobs = [aJob(), aJob()];
  for (const job of jobs) {
    server.say({ kind: "event", value: { type: "job", job_id: job.job_id, job } });
    await timers.advance(10);
  }
  const heldBefore = app.state.jobs.byId.has(jobs[1]?.job_id ?? "");

  await timers.advance(1000 - app.clock.now() % 1000);

  assert.equal(heldBefore, false);
  assert.equal(app.state.jobs.byId.has(jobs[1]?.job_id ?? ""), true);
  stop();
});

Deno.test("the clock of the server is measured again each minute", async () => {
  const { app, timers, server, stop } = live();
  let ahead = 0;
  server.client.upcoming = () => {
    const time_range_start = iso(timers.now() + ahead);
    return good({ time_range_start, minutes: [], heaviest: [] } as never);
  };
  await timers.advance(10);
  server.ready();
  await timers.advance(10);

  ahead = 600_000;
  for (let i = 0; i < 62; i++) {
    server.say(heartbeat);
    await timers.advance(1000);
  }

  assert.equal(Math.round((app.state.now - timers.now()) / 60_000), 10);
  stop();
});

Deno.test("what the user must not see any more leaves the screen within five seconds", async () => {
  const [seen, hidden] = [aJob({ category_id: 2 }), aJob({ category_id: 3 })];
  const running = anExecution(hidden, { state: "running", ended_time: "" });
  const { app, timers, server, tokens, kept, stop } = live();
  const user = anAccount({ is_admin: false, category_id: 0 });
  Object.assign(server.client, { token: "T" });
  server.client.verify = () => good({ user });
  server.client.executions = () => good({ executions: [running] });
  server.jobs = [seen, hidden];
  await timers.advance(10);
  server.ready();
  await timers.advance(10);
  const before = [app.state.jobs.byId.size, app.state.executions.byId.size];
  const feedBefore = app.state.feed.entries.length;

  server.client.verify = () => good({ user: { ...user, category_id: 2 } });
  server.client.executions = () => good({ executions: [] });
  server.jobs = [seen];
  for (let i = 0; i < 6; i++) {
    server.say(heartbeat);
    await timers.advance(1000);
  }
  server.ready();
  await timers.advance(10);

  assert.deepEqual(before, [2, 1]);
  assert.ok(feedBefore > 0);
  assert.deepEqual([...app.state.jobs.byId.keys()], [seen.job_id]);
  assert.equal(app.state.executions.byId.size, 0);
  assert.equal(app.state.feed.entries.length, 0);
  assert.equal(app.state.session.account?.category_id, 2);
  // A new client, so that what is being read by the old one does not reach the screen.
  assert.deepEqual(tokens, ["T"]);
  assert.deepEqual([...kept.values()].map(({ account }) => account.category_id), [2]);
  stop();
});

Deno.test("a right that was granted shows within five seconds", async () => {
  const { app, timers, server, stop } = live();
  const reader = anAccount({ is_admin: false, is_permission: false });
  server.client.verify = () => good({ user: reader });
  await timers.advance(10);
  server.ready();
  await timers.advance(10);
  const before = app.state.session.account?.is_permission;

  server.client.verify = () => good({ user: { ...reader, is_permission: true } });
  for (let i = 0; i < 5; i++) {
    server.say(heartbeat);
    await timers.advance(1000);
  }

  assert.deepEqual([before, app.state.session.account?.is_permission], [false, true]);
  stop();
});
