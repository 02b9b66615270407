import { strict as assert } from "node:assert";
import { anAlarm, aWalk, type Walk } from "./support.ts";

let walk: Walk;
let alarm = "";
Deno.test.beforeAll(async () => {
  walk = await aWalk();
  alarm = await anAlarm(walk, "broken");
});
Deno.test.afterAll(() => walk.close());

Deno.test("alarms list shows what is open, and show its history", async () => {
  const { admin } = walk;

  const table = await admin.run("alarms", "list");
  const failed = await admin.json("alarms", "list", "--kind", "failed", "--state", "all");
  const shown = await admin.run("alarms", "show", alarm);
  const missing = await admin.run("alarms", "show", "0".repeat(32));
  const none = await admin.run("alarms", "list", "--kind", "late");

  assert.match(table.out, /^LAST SEEN +SUBJECT +KIND +STATE +ALARM +REASON\n/);
  assert.match(table.out, new RegExp(`broken +failed +open +${alarm}`));
  assert.equal(failed.length, 1);
  assert.match(shown.out, /^state +open$/m);
  assert.match(shown.out, /^opened +\d{4}-.*$/m);
  assert.deepEqual([missing.code, none.code, none.err], [3, 0, "No alarm is open.\n"]);
});

Deno.test("an alarm is acknowledged, snoozed and closed", async () => {
  const { admin } = walk;

  const acknowledged = await admin.run("alarms", "ack", alarm, "--note", "I look after it");
  const snoozed = await admin.json("alarms", "snooze", alarm, "--until", "2h");
  const unread = await admin.run("alarms", "snooze", alarm, "--until", "soon");
  const closed = await admin.run("alarms", "close", alarm);
  const again = await admin.run("alarms", "list");

  assert.equal(acknowledged.out, "The alarm of broken is acknowledged.\n");
  const [{ acknowledged: by, snoozed_until }] = snoozed;
  assert.deepEqual([by.user, by.note], ["admin", "I look after it"]);
  assert.ok(Date.parse(snoozed_until) > Date.now());
  assert.equal(unread.code, 2);
  assert.equal(closed.out, "The alarm of broken is closed.\n");
  assert.equal(again.err, "No alarm is open.\n");
});

Deno.test("channels are listed, shown by name, and tested", async () => {
  const { admin, server } = walk;
  await using hook = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response("ok"),
  );
  const url = `http://127.0.0.1:${hook.addr.port}/hook`;
  await server.call("POST", "/channels", { name: "operators", kind: "webhook", url });
  const dead = { name: "dead", kind: "webhook", url: walk.stranded.environment.CARILLON_URL };
  await server.call("POST", "/channels", dead);

  const listed = await admin.json("channels");
  const shown = await admin.run("channels", "show", "operators");
  const sent = await admin.json("channels", "test", "operators");
  const unsent = await admin.run("channels", "test", "dead");
  const missing = await admin.run("channels", "show", "nobody");

  assert.deepEqual(listed.map(({ name }: { name: string }) => name).sort(), ["dead", "operators"]);
  assert.match(shown.out, /^url +set$/m);
  assert.ok(!shown.out.includes("/hook"));
  assert.equal(sent.sent, true);
  assert.equal(unsent.code, 1);
  assert.match(unsent.out, /^The test message of dead is not sent: /);
  assert.equal(missing.code, 3);
});
