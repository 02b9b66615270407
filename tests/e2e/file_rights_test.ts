import assert from "node:assert/strict";
import { openDatabase } from "../../scheduler/store/kv/database.ts";
import { Server, temporaryFolder } from "./server.ts";

const isUnix = Deno.build.os !== "windows";

async function rightsOf(path: string): Promise<string> {
  return (((await Deno.stat(path)).mode ?? 0) & 0o777).toString(8);
}

Deno.test({
  name: "the files of a server are its user's alone, whatever the umask",
  ignore: !isUnix,
  async fn() {
    await using folder = await temporaryFolder();
    const place = `${folder.path}/new/data`;
    const umask = Deno.umask(0);
    // A child gets the umask of its parent.
    const starting = Server.start(place);
    Deno.umask(umask);
    await using _server = await starting;

    const files = (await Array.fromAsync(Deno.readDir(place))).map(({ name }) => name).toSorted();
    const rights = await Promise.all(files.map((name) => rightsOf(`${place}/${name}`)));

    const database = ["carillon.db", "carillon.db-shm", "carillon.db-wal"];
    const beside = ["carillon.db-marker", "carillon.db-processes"];
    assert.deepEqual(files, [database[0], ...beside, ...database.slice(1)]);
    assert.deepEqual(rights, ["600", "600", "700", "600", "600"]);
    assert.equal(await rightsOf(place), "700");
    assert.equal(await rightsOf(`${folder.path}/new`), "700");
  },
});

Deno.test({
  name: "openDatabase() takes the rights of others from the file of an earlier version",
  ignore: !isUnix,
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/carillon.db`;
    (await openDatabase(path)).close();
    await Deno.chmod(path, 0o664);

    (await openDatabase(path)).close();

    assert.equal(await rightsOf(path), "660");
  },
});

Deno.test({
  name: "openDatabase() does not touch a file that is not a database",
  ignore: !isUnix,
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/notes.txt`;
    await Deno.writeTextFile(path, "the notes of another program, which others may read");
    await Deno.chmod(path, 0o644);

    await assert.rejects(openDatabase(path), /not a database/);

    assert.equal(await rightsOf(path), "644");
  },
});
