import { strict as assert } from "node:assert";
import { Server } from "../../e2e/server.ts";
import { aWalk, type Walk } from "./support.ts";

let walk: Walk;
Deno.test.beforeAll(async () => void (walk = await aWalk()));
Deno.test.afterAll(() => walk.close());

Deno.test("a backup is restored into a new database, with which a server starts", async () => {
  const { admin, folder } = walk;
  await admin.json("jobs", "create", "kept", "--class", "AwesomeJob", "--cron", "0 3 1 1 *");
  const file = `${folder}/carillon.backup`;
  await Deno.mkdir(`${folder}/restored`);
  const database = `${folder}/restored/carillon.db`;

  const made = await admin.json("backup", file);
  const twice = await admin.run("backup", file);
  const restored = await admin.run("restore", file, "--database", database);
  const again = await admin.run("restore", file, "--database", database);
  await using server = await Server.start(`${folder}/restored`);
  const { jobs } = await server.call("GET", "/jobs");

  assert.deepEqual([made.file, made.is_snapshot], [file, true]);
  assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
  assert.equal(twice.code, 1);
  assert.match(twice.err, /exists already/);
  assert.match(restored.out, /^Restored the backup of /);
  assert.equal(again.code, 1);
  assert.deepEqual(jobs.map(({ name }: { name: string }) => name), ["kept"]);
});

Deno.test("restore refuses a file that is no backup, and needs a database", async () => {
  const { admin, folder } = walk;
  const file = `${folder}/no.backup`;
  await Deno.writeTextFile(file, "no backup\n");

  const broken = await admin.run("restore", file, "--database", `${folder}/new.db`);
  const missing = await admin.run("restore", `${folder}/none`, "--database", `${folder}/new.db`);
  const nowhere = await admin.run("restore", file);

  assert.deepEqual([broken.code, missing.code, nowhere.code], [1, 1, 2]);
  assert.match(broken.err, /^carillon: This is no backup of Carillon/);
  assert.match(nowhere.err, /--database PATH/);
});

Deno.test("backup leaves nothing behind where the file cannot be written", async () => {
  const { admin, folder } = walk;

  const { code, err } = await admin.run("backup", `${folder}/none/carillon.backup`);

  assert.equal(code, 1);
  assert.match(err, /^carillon: [^\n]+\n$/);
});

Deno.test("doctor says what it found, and exits with 0 where nothing is an error", async () => {
  const { admin } = walk;

  const report = await admin.run("doctor", "-o", "wide");
  const value = await admin.json("doctor", "--seconds", "5");

  assert.equal(report.code, 0);
  assert.match(report.out, /^Looked at \d+ records in /);
  assert.match(report.out, / MiB$/m);
  assert.equal(value.is_whole, true);
});
