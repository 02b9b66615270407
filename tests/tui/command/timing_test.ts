import { strict as assert } from "node:assert";
import { aWalk, type Walk } from "./support.ts";

let walk: Walk;
Deno.test.beforeAll(async () => void (walk = await aWalk()));
Deno.test.afterAll(() => walk.close());

Deno.test("calendars are listed, and shown by name with their days", async () => {
  const { admin, server } = walk;
  await server.call("POST", "/calendars", {
    name: "holidays",
    dates: [{ from: "2026-12-25", to: "2026-12-26", name: "Christmas" }],
    windows: [{ days: ["sat", "sun"], from: "00:00", to: "24:00" }],
  });

  const table = await admin.run("calendars");
  const shown = await admin.run("calendars", "show", "Holidays");
  const missing = await admin.run("calendars", "show", "nothing");

  assert.match(table.out, /^ID +NAME +ZONE +DATES +WINDOWS +TIMES\n1 +holidays +UTC +1 +1 +0\n$/);
  assert.match(shown.out, /^date +2026-12-25 to 2026-12-26, Christmas$/m);
  assert.match(shown.out, /^window +sat, sun 00:00 to 24:00$/m);
  assert.equal(missing.code, 3);
  assert.match(missing.err, /`carillon calendars list` shows all/);
});

Deno.test("maintenance begins, is shown and ends, for everything and for a category", async () => {
  const { admin } = walk;

  const begun = await admin.json("maintenance", "begin", "it moves", "--until", "2h", "--make-up");
  const one = await admin.run("maintenance", "begin", "new", "--category", "default");
  const shown = await admin.run("maintenance");
  const ended = await admin.run("maintenance", "end");
  await admin.run("maintenance", "end", "default");
  const again = await admin.run("maintenance", "end");
  const none = await admin.run("maintenance", "show");

  assert.deepEqual([begun.category_id, begun.fires], [0, "make_up"]);
  assert.ok(Date.parse(begun.until) > Date.now() + 7_000_000);
  assert.equal(one.out, "The category default is paused until somebody ends the pause.\n");
  assert.match(shown.out, /^all +it moves +made up for /m);
  assert.match(shown.out, /^default +new +skipped /m);
  assert.equal(ended.out, "Everything is no longer paused.\n");
  assert.deepEqual([again.code, none.err], [3, "Nothing is paused.\n"]);
});

Deno.test("events tells of pauses", async () => {
  const { admin } = walk;
  const pressed = Promise.withResolvers<() => void>();
  let begun: Promise<unknown> | undefined;

  const { code, out } = await admin.type(
    {
      interrupts: pressed.resolve,
      async onOut(out) {
        begun ??= admin.run("maintenance", "begin", "it moves");
        if (out.includes('"type":"pause"')) (await pressed.promise)();
      },
    },
    "events",
    "--kinds",
    "pause",
  );
  await begun;
  await admin.run("maintenance", "end");

  assert.equal(code, 130);
  assert.match(out, /"reason":"it moves"/);
});
