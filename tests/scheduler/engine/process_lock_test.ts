import assert from "node:assert/strict";
import { ProcessLock } from "../../../scheduler/engine/process_lock.ts";

/** Takes a lock, prints its name, and stays. */
const child = `
  import { ProcessLock } from ${
  JSON.stringify(new URL("../../../scheduler/engine/process_lock.ts", import.meta.url).href)
};
  const lock = await ProcessLock.take(Deno.args[0], "host");
  console.log(lock.processId);
  setInterval(() => {}, 1000);
`;

async function spawned(folder: string) {
  const path = `${folder}/child.ts`;
  await Deno.writeTextFile(path, child);
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-read", "--allow-write", path, `${folder}/processes`],
    stdout: "piped",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const processId = (await reader.read()).value?.trim();
  await reader.cancel();
  assert.ok(processId !== undefined);
  const worker = { hostname: "host", pid: 1, startedAt: 0, leaseUntil: 0, processId };
  return { process, worker };
}

Deno.test("isGone() tells a killed process from one that is frozen", async () => {
  const folder = await Deno.makeTempDir();
  const lock = await ProcessLock.take(`${folder}/processes`, "host");
  const { process, worker } = await spawned(folder);
  assert.ok(lock !== undefined);

  assert.equal(await lock.isGone(worker), false);
  process.kill("SIGSTOP");
  assert.equal(await lock.isGone(worker), false);
  process.kill("SIGKILL");
  await process.status;
  assert.equal(await lock.isGone(worker), true);

  await lock.release();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("isGone() says nothing of itself, of other machines, and of processes without a lock", async () => {
  const folder = await Deno.makeTempDir();
  const lock = await ProcessLock.take(`${folder}/processes`, "host");
  assert.ok(lock !== undefined);
  const worker = { hostname: "host", pid: 1, startedAt: 0, leaseUntil: 0 };
  await Deno.writeTextFile(`${folder}/processes/elsewhere`, "");

  assert.equal(await lock.isGone(worker), false);
  assert.equal(await lock.isGone({ ...worker, processId: lock.processId }), false);
  assert.equal(await lock.isGone({ ...worker, processId: "not there" }), false);
  const other = { ...worker, hostname: "another", processId: "elsewhere" };
  assert.equal(await lock.isGone(other), false);

  await lock.release();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("take() makes a file that only its user may read, and none where it cannot", async () => {
  const folder = await Deno.makeTempDir();
  const lock = await ProcessLock.take(`${folder}/processes`, "host");
  assert.ok(lock !== undefined);

  const { mode } = await Deno.stat(`${folder}/processes/${lock.processId}`);
  assert.equal((mode ?? 0) & 0o777, 0o600);
  await Deno.writeTextFile(`${folder}/a file`, "");
  assert.equal(await ProcessLock.take(`${folder}/a file`, "host"), undefined);

  await lock.release();
  await Deno.remove(folder, { recursive: true });
});
