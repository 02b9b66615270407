import { strict as assert } from "node:assert";
import { openDatabase } from "../../scheduler/store/kv/database.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { schemaVersion } from "../../scheduler/store/kv/schema/schema_version.ts";
import { Server, temporaryFolder } from "./server.ts";

Deno.test("a server does not start on a database of a newer program, and says why in one line", async () => {
  await using folder = await temporaryFolder();
  const db = await openDatabase(`${folder.path}/carillon.db`);
  await db.kv.set(keys.schemaVersion.parts, schemaVersion + 1);
  db.close();

  await assert.rejects(Server.start(folder.path, { NO_COLOR: "1" }), (error: Error) => {
    const [first, ...lines] = error.message.trimEnd().split("\n");
    assert.equal(first, "the server ended with 1:");
    assert.equal(lines.length, 1, error.message);
    assert.match(
      lines[0] ?? "",
      new RegExp(`version ${schemaVersion + 1}.*up to ${schemaVersion}`),
    );
    return true;
  });
});

Deno.test("a server marks a new database with its version, and two that start at once agree", async () => {
  await using folder = await temporaryFolder();
  const started = await Promise.all([Server.start(folder.path), Server.start(folder.path)]);
  await using one = started[0];
  await using two = started[1];
  await Promise.all([one.call("GET", "/jobs"), two.call("GET", "/jobs")]);

  const db = await openDatabase(`${folder.path}/carillon.db`);
  const { value } = await db.get(keys.schemaVersion);
  db.close();

  assert.equal(value, schemaVersion);
});
