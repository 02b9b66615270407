import assert from "node:assert/strict";
import { eventually, pause, Server, Sink, temporaryFolder } from "./server.ts";

const root = new URL("../..", import.meta.url).pathname;

interface Told {
  readonly severity: string;
  readonly check: string;
}

async function doctor(
  folder: string,
  ...args: string[]
): Promise<{ code: number; output: string }> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-all", "tasks/doctor.ts", ...args],
    cwd: root,
    env: { KV_PATH: `${folder}/carillon.db` },
    stderr: "null",
  }).output();
  return { code, output: new TextDecoder().decode(stdout) };
}

Deno.test("the doctor finds nothing wrong in a busy service, and mends what somebody broke", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  await using server = await Server.start(folder.path, { TIMEZONE: "UTC" });
  const jobs: string[] = [];
  for (let i = 0; i < 20; i++) {
    const { job_id } = await server.call("POST", "/jobs", {
      job_class_string: "carillon.jobs.HttpJob",
      name: `job ${i}`,
      pub_args: [{ url: i % 5 === 0 ? "http://127.0.0.1:1/refused" : sink.url }],
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
  const seen: Told[] = [];
  for (let i = 0; i < 5; i++) {
    const { findings, is_whole } = await server.call("GET", "/doctor");
    assert.equal(is_whole, true);
    seen.push(...findings);
  }
  await eventually("jobs run", () => Promise.resolve(sink.hits.size > 300), 180_000);
  const beside = await doctor(folder.path);
  isOver = true;
  await load;

  const wrong = seen.filter(({ check }) => !["zone data", "settings", "channels"].includes(check));
  assert.deepEqual(wrong, []);
  assert.equal(beside.code, 0, beside.output);
  assert.doesNotMatch(beside.output, /ERROR/);

  const kv = await Deno.openKv(`${folder.path}/carillon.db`);
  const [row] = await Array.fromAsync(kv.list({ prefix: ["job_by_name"] }));
  assert.ok(row !== undefined);
  await kv.delete(row.key);
  kv.close();
  const broken = await doctor(folder.path);
  const mended = await doctor(folder.path, "--fix");
  const after = await doctor(folder.path);

  assert.equal(broken.code, 1);
  assert.match(broken.output, /ERROR: 1 records have no entry in job_by_name/);
  assert.match(mended.output, /mended: 1/);
  assert.equal(after.code, 0, after.output);
  assert.equal((await server.call("GET", "/jobs")).jobs.length, 20);
});
