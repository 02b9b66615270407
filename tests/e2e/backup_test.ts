import assert from "node:assert/strict";
import { recordsIn, recordsOf } from "../support/backups.ts";
import { openDatabase } from "../../scheduler/store/kv/database.ts";
import { KvServer } from "./chaos/kv_server.ts";
import { eventually, pause, Server, Sink, temporaryFolder } from "./server.ts";

const root = new URL("../..", import.meta.url).pathname;

interface Ran {
  readonly code: number;
  readonly output: string;
}

function command(name: string, kvPath: string, args: readonly string[], env = {}): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-all", `tasks/${name}.ts`, ...args],
    cwd: root,
    env: { KV_PATH: kvPath, ...env },
    stderr: "null",
    stdin: "null",
  });
}

async function task(
  name: string,
  kvPath: string,
  args: readonly string[],
  env = {},
): Promise<Ran> {
  const { code, stdout } = await command(name, kvPath, args, env).output();
  return { code, output: new TextDecoder().decode(stdout).trim() };
}

/** A server whose jobs are fired by hand again and again, until `stop` is called. */
async function busyServer(folder: string, sink: Sink) {
  const server = await Server.start(folder);
  const jobs: string[] = [];
  for (let i = 0; i < 20; i++) {
    const { job_id } = await server.call("POST", "/jobs", {
      job_class_string: "carillon.jobs.HttpJob",
      name: `job ${i}`,
      pub_args: [{ url: sink.url }],
      minute: "*",
    });
    jobs.push(job_id);
  }
  let isOver = false;
  const load = Promise.all(jobs.map(async (id) => {
    // A pause, so that the load is the same however long the other processes take.
    while (!isOver) {
      await server.call("POST", `/executions/${id}`).catch(() => {});
      await pause(50);
    }
  }));
  return {
    server,
    async stop() {
      isOver = true;
      await load;
    },
  };
}

Deno.test("a backup under load is restored elsewhere, and the restored service goes on", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  const busy = await busyServer(`${folder.path}/a`, sink);
  await using server = busy.server;
  await eventually("jobs run", () => Promise.resolve(sink.hits.size > 100), 180_000);

  const file = `${folder.path}/one.backup`;
  const made = await task("backup", "unused", [file, "--url", server.url], {
    CARILLON_TOKEN: server.token,
  });
  const beside = await task("backup", `${folder.path}/a/carillon.db`, [
    `${folder.path}/two.backup`,
  ]);
  await busy.stop();
  assert.equal(made.code, 0, made.output);
  assert.match(made.output, /is whole: \d+ records.*\n.*snapshot of one moment/);
  assert.equal(beside.code, 0, beside.output);
  assert.equal((await task("verify", "unused", [file])).code, 0);

  const kvPath = `${folder.path}/b/carillon.db`;
  const restored = await task("restore", kvPath, [file, "--fire-missed"]);
  assert.equal(restored.code, 0, restored.output);
  const inFile = await recordsIn(await Deno.readFile(file));
  const db = await openDatabase(kvPath);
  const records = await recordsOf(db);
  db.close();
  const passing = /^\["(change_|pulse|program|last_tick|storage_probe|failed_log_ins|backup_mark)/;
  const lasting = [...inFile].filter(([key]) => !passing.test(key));
  assert.ok(lasting.length > 300);
  for (const [key, value] of lasting) assert.deepEqual(records.get(key), value, key);

  const settledPath = `${folder.path}/c/carillon.db`;
  const settled = await task("restore", settledPath, [file]);
  assert.match(settled.output, /executions were running .* failed/);
  const again = await task("restore", settledPath, [file]);
  assert.equal(again.code, 1);
  assert.match(again.output, /not empty/);
  const hits = new Set(sink.hits.keys());
  await using other = await Server.start(`${folder.path}/c`);
  const { executions } = await other.call("GET", "/executions?limit=1000");
  const open = executions.filter(({ state }: { state: string }) =>
    ["scheduled", "running", "stopping"].includes(state)
  );
  assert.deepEqual(open, []);
  const { jobs } = await other.call("GET", "/jobs");
  assert.equal(jobs.length, 20);
  const { execution_id } = await other.call("POST", `/executions/${jobs[0].job_id}`);
  await other.hasEnded(execution_id);
  const later = [...sink.hits.keys()].filter((id) => !hits.has(id));
  assert.ok(later.includes(execution_id));
});

Deno.test("a restore that is killed leaves a database on which no service starts", async () => {
  await using folder = await temporaryFolder();
  const from = await openDatabase(`${folder.path}/a.db`);
  for (let i = 0; i < 40; i++) {
    const operation = from.kv.atomic();
    for (let j = 0; j < 100; j++) operation.set(["row", i, j], "x".repeat(5000));
    await operation.commit();
  }
  from.close();
  const file = `${folder.path}/one.backup`;
  assert.equal((await task("backup", `${folder.path}/a.db`, [file])).code, 0);
  const into = `${folder.path}/b/carillon.db`;
  const restoring = command("restore", into, [file]).spawn();
  await eventually("the restore writes", async () => {
    const size = await Deno.stat(`${into}-wal`).then(({ size }) => size, () => 0);
    return size > 500_000;
  });
  restoring.kill("SIGKILL");
  await restoring.output();

  await assert.rejects(Server.start(`${folder.path}/b`), /did not come to its end/);
  assert.match((await task("reset_admin", into, [])).output, /did not come to its end/);
  const again = await task("restore", into, [file]);

  assert.equal(again.code, 0, again.output);
  assert.match(again.output, /beginning of an earlier restore was removed/);
  await using server = await Server.start(`${folder.path}/b`);
  await server.call("GET", "/jobs");
});

Deno.test("a server does not start on an empty database where there was data", async () => {
  await using folder = await temporaryFolder();
  const first = await Server.start(folder.path);
  await first.stop();
  for (const suffix of ["", "-wal", "-shm"]) {
    await Deno.remove(`${folder.path}/carillon.db${suffix}`).catch(() => {});
  }

  await assert.rejects(Server.start(folder.path), /database is empty, and .*-marker says/);
  await assert.rejects(Server.start(folder.path), /database is empty, and .*-marker says/);

  await Deno.remove(`${folder.path}/carillon.db-marker`);
  await assert.rejects(
    Server.start(folder.path, { CARILLON_EXPECT_DATA: "true" }),
    /database is empty, and CARILLON_EXPECT_DATA is true/,
  );
  await using anew = await Server.start(folder.path);
  await anew.call("GET", "/jobs");
});

Deno.test("a backup of a KV server says its ranges, and is restored into another KV server", async () => {
  await using folder = await temporaryFolder();
  await using from = await KvServer.start();
  await using into = await KvServer.start();
  await using first = await Server.start(folder.path, from.environment);
  const { job_id } = await first.call("POST", "/jobs", {
    job_class_string: "carillon.jobs.HttpJob",
    name: "moves",
    pub_args: [{ url: "http://127.0.0.1:1/" }],
    minute: "*",
  });
  const file = `${folder.path}/one.backup`;

  const { KV_PATH: unused, ...token } = from.environment;
  const made = await task("backup", unused ?? "", [file], token);
  const restored = await task("restore", into.url, [file], token);

  assert.equal(made.code, 0, made.output);
  assert.match(made.output, /ranges, from versionstamp \w+ to \w+/);
  assert.equal(restored.code, 0, restored.output);
  assert.match(restored.output, /run `deno task doctor -- --fix`/);
  await using second = await Server.start(folder.path, into.environment);
  assert.equal((await second.call("GET", `/jobs/${job_id}`)).name, "moves");
});
