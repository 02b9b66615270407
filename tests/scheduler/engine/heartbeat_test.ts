import assert from "node:assert/strict";
import { HeartbeatCall } from "../../../scheduler/engine/heartbeat_call.ts";
import { createLogger } from "../../../scheduler/log.ts";
import { minute } from "../../../scheduler/model/time.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { memoryDatabase } from "../../support/memory_database.ts";
import { aWorld, until } from "../../support/world.ts";

/** A server that answers each call as the test says. */
function aMonitor(answer: () => Response | Promise<Response>) {
  let calls = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ method }) => {
    assert.equal(method, "GET");
    calls++;
    return answer();
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/ping/secret`,
    calls: () => calls,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const othersFirst = () => Promise.resolve();

function aLog() {
  const lines: string[] = [];
  const clock = new FakeClock();
  return { lines, log: createLogger({ clock, level: "info", write: (line) => lines.push(line) }) };
}

Deno.test("a tick calls HEARTBEAT_URL once in each minute, and does not wait for the answer", async () => {
  const gate = Promise.withResolvers<void>();
  await using monitor = aMonitor(() => gate.promise.then(() => new Response("ok")));
  await using world = await aWorld();
  const engine = world.engine({ heartbeatUrl: monitor.url });
  engine.start();

  await until(() => monitor.calls() === 1, "the first call");
  await engine.tick();
  await engine.tick();
  world.clock.advance(minute);
  await engine.tick();
  await until(() => monitor.calls() === 2, "the call of the next minute");

  gate.resolve();
  assert.equal(monitor.calls(), 2);
});

Deno.test("a tick that could not fire does not call HEARTBEAT_URL", async () => {
  await using monitor = aMonitor(() => new Response("ok"));
  await using world = await aWorld();
  const engine = world.engine({ heartbeatUrl: monitor.url });
  const list = world.db.list.bind(world.db);
  world.db.list = () => Promise.reject(new Error("the database is broken"));

  await engine.tick();
  const broken = monitor.calls();
  world.db.list = list;
  await engine.tick();

  assert.deepEqual([broken, monitor.calls()], [0, 1]);
});

Deno.test("of the processes of a database, one calls HEARTBEAT_URL in each minute", async () => {
  await using monitor = aMonitor(() => new Response("ok"));
  await using world = await aWorld();
  const engines = [1, 2, 3].map(() => world.engine({ heartbeatUrl: monitor.url }));

  for (let i = 0; i < 3; i++) {
    await Promise.all(engines.map((engine) => engine.tick()));
    world.clock.advance(minute);
  }

  assert.equal(monitor.calls(), 3);
});

Deno.test("a process whose last call failed lets the others go first, and goes on where there is no other", async () => {
  const { log } = aLog();
  await using db = await memoryDatabase();
  await using monitor = aMonitor(() => new Response("ok"));
  const refused = aMonitor(() => new Response("", { status: 500 }));
  const gate = Promise.withResolvers<void>();
  const cut = new HeartbeatCall(db, log, refused.url, { othersFirst: () => gate.promise });
  const whole = new HeartbeatCall(db, log, monitor.url);

  cut.call(0);
  await cut.over();
  cut.call(minute);
  whole.call(minute);
  await whole.over();
  gate.resolve();
  await cut.over();
  const besides = [refused.calls(), monitor.calls()];
  cut.call(2 * minute);
  await cut.over();
  const alone = refused.calls();
  await refused[Symbol.asyncDispose]();

  assert.deepEqual(besides, [1, 1]);
  assert.equal(alone, 2);
});

Deno.test("HeartbeatCall tells each change of how the calls go, and never the address", async () => {
  let status = 500;
  await using monitor = aMonitor(() => new Response("", { status }));
  const { lines, log } = aLog();
  await using db = await memoryDatabase();
  const heartbeat = new HeartbeatCall(db, log, monitor.url, { othersFirst });

  for (const [at, answered] of [500, 500, 200, 200, 404].entries()) {
    status = answered;
    heartbeat.call(at * minute);
    await heartbeat.over();
  }

  assert.equal(monitor.calls(), 5);
  assert.deepEqual(lines.map((line) => /status \d+|again/.exec(line)?.[0]), [
    "status 500",
    "again",
    "status 404",
  ]);
  assert.ok(!lines.join().includes("secret"));
});

Deno.test("HeartbeatCall gives up on a server that does not answer, and on one that is not there", async () => {
  const gate = Promise.withResolvers<void>();
  const monitor = aMonitor(() => gate.promise.then(() => new Response("ok")));
  const { lines, log } = aLog();
  await using db = await memoryDatabase();
  const heartbeat = new HeartbeatCall(db, log, monitor.url, { answerMs: 20, othersFirst });

  heartbeat.call(0);
  await heartbeat.over();
  gate.resolve();
  await monitor[Symbol.asyncDispose]();
  heartbeat.call(minute);
  await heartbeat.over();

  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? "", /no answer within/);
  assert.match(lines[1] ?? "", /no connection/);
});
