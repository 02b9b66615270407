import assert from "node:assert/strict";
import { eventually, Server, temporaryFolder } from "../server.ts";
import { BreakableDisk, canBreak, canMount, SmallDisk } from "./disks.ts";

const [mayMount, mayBreak] = [await canMount(), await canBreak()];
const isRoot = Deno.build.os === "windows" || Deno.uid() === 0;

/** A start that must fail. @returns the one line that says why. */
async function failedStart(path: string): Promise<string> {
  const environment = { KV_PATH: path, NO_COLOR: "1" };
  const started = await Server.start("", environment).catch((error: Error) => error);
  if (!(started instanceof Error)) {
    await started[Symbol.asyncDispose]();
    throw new Error("the server has started");
  }
  const [first, ...lines] = started.message.trimEnd().split("\n");
  assert.equal(first, "the server ended with 1:");
  assert.equal(lines.length, 1, started.message);
  return String(JSON.parse(lines[0] ?? "").message);
}

Deno.test({
  name: "a start on a read-only file system names KV_PATH, the file and the reason in one line" +
    (mayMount ? "" : " (skipped: this user may not mount a tmpfs)"),
  ignore: !mayMount,
  async fn() {
    await using folder = await temporaryFolder();
    await using disk = await SmallDisk.mount(`${folder.path}/disk`);
    assert.ok(disk !== undefined);
    {
      await using _made = await Server.start(disk.path);
    }
    assert.ok(await disk.makeReadOnly());

    for (const path of ["carillon.db", "other.db", "folder/carillon.db"]) {
      const line = await failedStart(`${disk.path}/${path}`);

      assert.match(line, /^KV_PATH: the database cannot be used: .*Read-only file system/);
      assert.ok(line.includes(`${disk.path}/${path.split("/")[0]}`), line);
    }
  },
});

Deno.test({
  name: "a start on a file that the user may not write names KV_PATH, the file and the reason" +
    (isRoot ? " (skipped: this user may write every file)" : ""),
  ignore: isRoot,
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/carillon.db`;
    {
      await using _made = await Server.start(folder.path);
    }
    await Deno.chmod(path, 0o400);

    const line = await failedStart(path);

    assert.match(line, /^KV_PATH: the database cannot be used: /);
    assert.ok(line.includes(path), line);
  },
});

Deno.test({
  name: "a file system that takes no more writes: changes get 507 with the reason, reads go on" +
    (mayBreak ? "" : " (skipped: this user may not mount a file system from a file)"),
  ignore: !mayBreak,
  async fn() {
    await using folder = await temporaryFolder();
    await using disk = await BreakableDisk.mount(`${folder.path}/disk`);
    assert.ok(disk !== undefined);
    await using server = await Server.start(disk.path);
    assert.ok(await disk.break());

    const refused = await server.fetch("POST", "/categories", { name: "new", description: "" });

    const { code, error } = await refused.json();
    assert.deepEqual([refused.status, code], [507, "storage_full"]);
    assert.match(error, /^Nothing can be stored now: the disk reports errors/);
    await server.call("GET", "/jobs");
    const ready = await eventually("it is not ready", async () => {
      const response = await fetch(`${server.url}/readyz`);
      const text = await response.text();
      return response.status === 503 && text;
    });
    assert.match(ready, /the disk reports errors/);
  },
});
