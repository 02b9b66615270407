import assert from "node:assert/strict";
import type { SendDeps } from "../../../scheduler/notifications/deliver.ts";
import { notificationJob } from "../../../scheduler/notifications/notification_job.ts";
import { jobClassRegistry, parseAllowList } from "../../../scheduler/job_classes/mod.ts";
import { hour, minute, second } from "../../../scheduler/model/time.ts";
import type { Engine } from "../../../scheduler/engine/engine.ts";
import { findChannel } from "../../../scheduler/store/channels/channels.ts";
import { keys } from "../../../scheduler/store/kv/keys.ts";
import { anAlarm, recovered, storedChannel } from "../../support/channels.ts";
import { HttpSink } from "../../support/sinks.ts";
import { allExecutions, keysOf } from "../../support/store.ts";
import { aWorld, type World } from "../../support/world.ts";

function anEngine(world: World, given: Partial<SendDeps> = {}): Engine {
  const { db, clock, jobClass } = world;
  const deps = { db, clock, allow: parseAllowList("*"), timeoutMs: 10_000, ...given };
  return world.engine({ jobClasses: jobClassRegistry([jobClass, notificationJob(deps)]) });
}

/** A minute of the server: it tells of alarms, and sends what is ready. */
async function aMinute(world: World, engine: Engine, ms = minute): Promise<void> {
  await engine.tick();
  await engine.drain();
  world.clock.advance(ms);
}

Deno.test("a failing job tells its channel once, and once more when it recovers", async () => {
  await using world = await aWorld();
  await using sink = new HttpSink();
  await storedChannel(world.db, world.clock.now(), {}, { url: sink.url });
  const engine = anEngine(world, { publicUrl: "https://carillon.example.org" });
  let isBroken = true;
  const job = await world.job(({ log }) => {
    log.info("copies the files");
    if (isBroken) throw new Error("disk full");
  });

  world.clock.advance(minute);
  for (let i = 0; i < 4; i++) await aMinute(world, engine);
  isBroken = false;
  for (let i = 0; i < 3; i++) await aMinute(world, engine);

  const bodies = sink.received.map(({ body }) => JSON.parse(body));
  assert.deepEqual(bodies.map(({ notices: [{ event }] }) => event), ["opened", "closed"]);
  const [opened, closed] = bodies;
  assert.equal(opened.subject, `${job.name} failed`);
  assert.match(opened.text, /Why: .*disk full/);
  assert.match(opened.text, /The last line of output:\n {2}copies the files/);
  assert.match(opened.link, /^https:\/\/carillon\.example\.org\/api\/v1\/executions\/\w{32}$/);
  assert.match(closed.subject, /recovered after .*, \d+ runs failed$/);
  assert.deepEqual(sink.received.map(({ headers }) => headers.get("Idempotency-Key")), [
    opened.id,
    closed.id,
  ]);
});

Deno.test("a sink that is down for an hour gets every notice once it is up", async () => {
  await using world = await aWorld();
  await using sink = new HttpSink();
  sink.behaviour = "fail";
  const { id } = await storedChannel(world.db, world.clock.now(), {}, { url: sink.url });
  const engine = anEngine(world);
  const alarms: string[] = [];
  for (let i = 0; i < 60; i++) {
    if (i % 12 === 0) alarms.push((await anAlarm(world.db, world.clock.now())).id);
    await aMinute(world, engine);
  }
  const failing = await findChannel(world.db, id);
  assert.equal(failing?.health.failingSince, Date.parse("2026-03-02T10:00:00Z"));
  assert.match(failing?.health.lastError ?? "", /^127\.0\.0\.1:\d+ answered 503/);

  sink.behaviour = "ok";
  sink.received.length = 0;
  for (let i = 0; i < 61; i++) await aMinute(world, engine);

  const told = sink.received.map(({ body }) => JSON.parse(body).notices[0].alarm_id);
  assert.deepEqual(told.toSorted(), alarms.toSorted());
  assert.equal((await findChannel(world.db, id))?.health.failingSince, undefined);
});

Deno.test("a message that a sink never takes is tried for most of a day, and raises no message", async () => {
  await using world = await aWorld();
  await using sink = new HttpSink();
  sink.behaviour = 410;
  const channel = await storedChannel(world.db, world.clock.now(), {}, { url: sink.url });
  const engine = anEngine(world);
  const alarm = await anAlarm(world.db, world.clock.now());
  const began = world.clock.now();
  let execution = undefined;
  while (execution === undefined || !("endedAt" in execution)) {
    await aMinute(world, engine, 5 * minute);
    [execution] = await allExecutions(world.db);
  }

  assert.equal(execution.state, "failed");
  assert.equal(execution.trigger, "notification");
  assert.ok(execution.endedAt - began > 17 * hour);
  assert.deepEqual(
    new Set(sink.received.map(({ headers }) => headers.get("idempotency-key"))).size,
    1,
  );
  await aMinute(world, engine);
  assert.equal((await allExecutions(world.db)).length, 1);
  assert.deepEqual(await keysOf(world.db, "alarm_notice", "channel_notice"), []);
  const alarms = await world.db.list(keys.alarm.all, { limit: 10 });
  assert.deepEqual(alarms.map(({ value: { subject, kind } }) => [subject.id, kind]), [
    [alarm.subject.id, "failed"],
    [channel.id, "unsent"],
  ]);
});

Deno.test("a sink that hangs or refuses the connection is tried again", async () => {
  await using world = await aWorld();
  const sink = new HttpSink();
  const { port, url } = sink;
  sink.behaviour = "hang";
  const { id } = await storedChannel(world.db, world.clock.now(), {}, { url });
  const engine = anEngine(world, { timeoutMs: 200 });
  await anAlarm(world.db, world.clock.now());

  await aMinute(world, engine);
  assert.match((await findChannel(world.db, id))?.health.lastError ?? "", /did not answer within/);
  await sink[Symbol.asyncDispose]();
  await aMinute(world, engine, 5 * minute);
  assert.match((await findChannel(world.db, id))?.health.lastError ?? "", /did not answer: /);
  await using again = new HttpSink(port);
  await aMinute(world, engine, 5 * minute);

  assert.equal(again.received.length, 1);
});

Deno.test("a sink that asks for a wait with Retry-After gets it", async () => {
  await using world = await aWorld();
  await using sink = new HttpSink();
  [sink.behaviour, sink.headers] = [429, { "retry-after": "600" }];
  await storedChannel(world.db, world.clock.now(), {}, { url: sink.url });
  const engine = anEngine(world);
  await anAlarm(world.db, world.clock.now());
  await aMinute(world, engine);

  for (let i = 0; i < 8; i++) await aMinute(world, engine);

  assert.equal(sink.received.length, 1);
});

Deno.test("private addresses are refused unless they are allowed", async () => {
  await using world = await aWorld();
  await using sink = new HttpSink();
  const { id } = await storedChannel(world.db, world.clock.now(), {}, { url: sink.url });
  const engine = anEngine(world, { allow: parseAllowList("") });
  await anAlarm(world.db, world.clock.now());

  await aMinute(world, engine);

  assert.equal(sink.received.length, 0);
  assert.match((await findChannel(world.db, id))?.health.lastError ?? "", /HTTP_JOB_ALLOW/);
});

Deno.test("a webhook is signed, as the verifier of docs/channels.md checks it", async () => {
  await using world = await aWorld();
  await using sink = new HttpSink();
  const secrets = { url: sink.url, secret: "the-signing-key" };
  await storedChannel(world.db, world.clock.now(), { hasSecret: true }, secrets);
  const engine = anEngine(world);
  await anAlarm(world.db, world.clock.now());
  await aMinute(world, engine);

  const [{ headers, body } = { headers: new Headers(), body: "" }] = sink.received;
  const docs = await Deno.readTextFile(new URL("../../../docs/channels.md", import.meta.url));
  const [, source = ""] = /```js\n([^]*?)```/.exec(docs) ?? [];
  const { isGenuine } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  const header = headers.get("X-Carillon-Signature");

  assert.equal(await isGenuine("the-signing-key", header, body), true);
  assert.equal(await isGenuine("the-signing-key", header, `${body} `), false);
  assert.equal(await isGenuine("another-key", header, body), false);
  const old = `t=${Math.floor(Date.now() / 1000) - 600},v1=00`;
  assert.equal(await isGenuine("the-signing-key", old, body), false);
});

Deno.test("a channel's secrets are in no execution, log or line of the server", async () => {
  await using world = await aWorld();
  await using sink = new HttpSink();
  sink.behaviour = "fail"; // it says the path in its answer
  const secrets = { url: sink.url, secret: "the-signing-key" };
  await storedChannel(world.db, world.clock.now(), { hasSecret: true }, secrets);
  const engine = anEngine(world);
  await anAlarm(world.db, world.clock.now());
  await aMinute(world, engine);
  sink.behaviour = "ok";
  for (let i = 0; i < 3; i++) await aMinute(world, engine);
  assert.equal(sink.received.length, 2);

  const stored: string[] = [];
  for await (const { key, value } of world.db.kv.list({ prefix: [] })) {
    if (key[0] === "channel_secrets") continue;
    stored.push(Deno.inspect(value, { depth: 20, strAbbreviateSize: Infinity }));
  }
  const all = [...stored, ...world.logged].join("\n");
  assert.doesNotMatch(all, /T0P-S3CRET/);
  assert.doesNotMatch(all, /the-signing-key/);
});

Deno.test("a started engine tells within a second, without a tick", async () => {
  await using world = await aWorld();
  await using sink = new HttpSink();
  await storedChannel(world.db, world.clock.now(), {}, { url: sink.url });
  const engine = anEngine(world);
  engine.start();
  await engine.tick();

  const alarm = await anAlarm(world.db, world.clock.now() + second);
  const giveUpAt = performance.now() + 60_000;
  while (sink.received.length === 0 && performance.now() < giveUpAt) {
    await new Promise((done) => setTimeout(done, 20));
  }

  assert.equal(sink.received.length, 1);
  await recovered(world.db, alarm, world.clock.now());
});
