import { strict as assert } from "node:assert";
import { aWalk, type Walk } from "./support.ts";

let walk: Walk;
Deno.test.beforeAll(async () => {
  walk = await aWalk();
});
Deno.test.afterAll(() => walk.close());

Deno.test("a monitor is made with its ping address, listed, paused, renewed and deleted", async () => {
  const { admin } = walk;

  const made = await admin.json("monitors", "create", "mail", "--every", "7200");
  const listed = await admin.run("monitors", "list");
  const paused = await admin.run("monitors", "pause", "mail");
  const shown = await admin.json("monitors", "show", "mail");
  const resumed = await admin.run("monitors", "resume", made.monitor_id);
  const renewed = await admin.json("monitors", "renew-key", "mail", "--yes");
  const removed = await admin.run("monitors", "delete", "mail", "--yes");
  const missing = await admin.run("monitors", "show", "mail");

  assert.match(made.ping_path, /^\/ping\/[0-9a-f-]{36}$/);
  assert.match(listed.out, /^NAME +STATE +LAST PING +NEXT +EXPECTED\nmail +new +- +- +every 2h00m/);
  assert.match(paused.shown, /mail is paused/);
  assert.equal(shown.state, "paused");
  assert.match(resumed.shown, /mail is resumed/);
  assert.notEqual(renewed.ping_path, made.ping_path);
  assert.match(removed.shown, /mail is deleted/);
  assert.equal(missing.code, 3);
});

Deno.test("a monitor without a period and without cron fields is refused with the reason", async () => {
  const { code, err } = await walk.admin.run("monitors", "create", "odd");

  assert.notEqual(code, 0);
  assert.match(err, /period_seconds|cron/);
});
