import { strict as assert } from "node:assert";
import { aWalk, type Walk } from "./support.ts";

let walk: Walk;
Deno.test.beforeAll(async () => {
  walk = await aWalk();
  const shell = (name: string, script: string) =>
    walk.admin.json(
      "jobs",
      "create",
      name,
      "--class",
      "ShellJob",
      "--args",
      JSON.stringify(["sh", "-c", script]),
      "--cron",
      "0 3 1 1 *",
    );
  await shell("good", "echo one; echo two");
  await shell("bad", "echo trouble >&2; exit 3");
  await shell("long", "echo begun; exec sleep 600");
});
Deno.test.afterAll(() => walk.close());

Deno.test("run --follow shows the output, and exits with the outcome of the run", async () => {
  const { admin } = walk;

  const good = await admin.run("run", "good", "--follow");
  const bad = await admin.run("run", "bad", "-f");

  assert.equal(good.code, 0);
  assert.equal(good.out, "one\ntwo\n");
  assert.match(good.err, /^good succeeded in \S+\n$/);
  assert.equal(bad.code, 1);
  assert.equal(bad.out, "trouble\n");
  assert.match(bad.err, /^bad failed in \S+: .*3/);
});

Deno.test("run --follow --json prints each line and at last the run as JSON", async () => {
  const { admin } = walk;

  const { out } = await admin.run("run", "good", "--follow", "--json");

  const rows = out.trim().split("\n").map((row) => JSON.parse(row));
  assert.deepEqual(rows.slice(0, -1).map(({ message }) => message), ["one", "two"]);
  assert.equal(rows.at(-1).state, "succeeded");
});

Deno.test("run without --follow prints the id of the run", async () => {
  const { admin, server } = walk;

  const run = await admin.json("run", "good", "--reason", "the report was late");
  const later = await admin.run("run", "good", "--at", "2999-01-01T00:00:00Z");

  await server.hasEnded(run.execution_id);
  const { reason, trigger } = await admin.json("runs", "show", run.execution_id);
  assert.deepEqual([reason, trigger], ["the report was late", "manual"]);
  assert.equal(later.code, 2); // at most 366 days ahead
});

Deno.test("ctrl+c leaves a followed run, and the run goes on", async () => {
  const { admin } = walk;
  const pressed = Promise.withResolvers<() => void>();

  const following = admin.type({ interrupts: pressed.resolve }, "run", "long", "--follow");
  (await pressed.promise)();
  const { code, err } = await following;

  const [run] = await admin.json("runs", "list", "--job", "long", "--limit", "1");
  assert.equal(code, 130);
  assert.equal(
    err,
    `carillon: the run goes on. \`carillon runs logs -f ${run.execution_id}\` follows it.\n`,
  );
  assert.ok(["running", "scheduled"].includes(run.state));
  await admin.run("runs", "stop", run.execution_id);
});

Deno.test("ctrl+c with --stop-on-interrupt stops the run, and waits for its end", async () => {
  const { admin } = walk;
  const pressed = Promise.withResolvers<() => void>();

  const options = ["--follow", "--stop-on-interrupt", "--force"];
  const following = admin.type({ interrupts: pressed.resolve }, "run", "long", ...options);
  (await pressed.promise)();
  const { code, err } = await following;

  assert.equal(code, 1);
  assert.match(err, /^carillon: stopping the run; .*\nlong stopped/);
});

Deno.test("runs list filters by job, state and time", async () => {
  const { admin } = walk;
  await admin.run("run", "bad", "--follow");

  const failed = await admin.json("runs", "list", "--state", "failed", "--job", "bad");
  const none = await admin.run("runs", "list", "--until", "2020-01-01", "--since", "2019-01-01");
  const wide = await admin.run("runs", "list", "--search", "bad", "-o", "wide");
  const wrong = await admin.run("runs", "list", "--since", "yesterday");

  assert.ok(failed.length > 0);
  assert.deepEqual(
    new Set(failed.map(({ state }: { state: string }) => state)),
    new Set(["failed"]),
  );
  assert.deepEqual([none.code, none.out], [0, ""]);
  assert.match(wide.out, /^TIME +JOB +STATE +TOOK +RUN +TRIGGER +ATTEMPT +HOST +DESCRIPTION\n/);
  assert.deepEqual([wrong.code, wrong.out], [2, ""]);
});

Deno.test("runs show, logs and retry take the id of a run", async () => {
  const { admin } = walk;
  const ran = await admin.json("run", "bad");
  const id = ran.execution_id;
  await walk.server.hasEnded(id);

  const shown = await admin.run("runs", "show", id);
  const logs = await admin.run("runs", "logs", id);
  const followed = await admin.run("runs", "logs", "-f", id);
  const again = await admin.run("runs", "retry", id, "--follow");
  const stopped = await admin.run("runs", "stop", id);
  const missing = await admin.run("runs", "show", "no such run");

  assert.match(shown.out, /^state +failed$/m);
  assert.deepEqual([logs.code, logs.out], [0, "trouble\n"]);
  assert.deepEqual([followed.code, followed.out], [1, "trouble\n"]);
  assert.deepEqual([again.code, again.out], [1, "trouble\n"]);
  assert.deepEqual([stopped.code, missing.code], [1, 3]);
});
