import assert from "node:assert/strict";
import { verifyBackup } from "../../scheduler/store/backup/verify.ts";
import { temporaryFolder } from "./server.ts";

const root = new URL("../..", import.meta.url).pathname;

interface StartedTask extends AsyncDisposable {
  readonly url: string;
  /** The flags of the process that serves. Linux only. */
  flags(): Promise<string[]>;
}

/** The service as `deno task start` starts it. */
async function startTask(env: Record<string, string>): Promise<StartedTask> {
  const task = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "start"],
    cwd: root,
    env: { PORT: "0", ADMIN_PASSWORD: "correct horse battery staple", ...env },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let [output, url] = ["", undefined as string | undefined];
  const lines = task.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (url === undefined) {
    const { done, value } = await lines.read();
    if (done) throw new Error(`the service ended:\n${output}`);
    output += value;
    url = /listens on (http:[^" ]+)/.exec(output)?.[1];
  }
  return {
    url,
    flags: async () => await flagsBelow(task.pid),
    async [Symbol.asyncDispose]() {
      await lines.cancel();
      task.kill("SIGTERM");
      assert.equal((await task.status).code, 0);
    },
  };
}

async function flagsBelow(pid: number): Promise<string[]> {
  const children = (await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`)).trim();
  for (const child of children.split(" ").filter((id) => id !== "")) {
    const words = (await Deno.readTextFile(`/proc/${child}/cmdline`)).split("\0");
    if (words.some((word) => word.endsWith("/main.ts"))) return words;
    const below = await flagsBelow(Number(child));
    if (below.length > 0) return below;
  }
  return [];
}

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}

Deno.test("deno task start serves the API and its page without the right to start programs", async () => {
  await using folder = await temporaryFolder();
  await using service = await startTask({ KV_PATH: `${folder.path}/data/carillon.db` });

  for (const path of ["/", "/docs", "/docs/swagger-ui.css", "/api/v1/openapi.json", "/metrics"]) {
    assert.equal(await statusOf(`${service.url}${path}`), 200, path);
  }
  if (Deno.build.os !== "linux") return;
  const flags = await service.flags();
  assert.ok(flags.includes(`--allow-write=${folder.path}/data/`), flags.join(" "));
  assert.deepEqual(flags.filter((flag) => flag.startsWith("--allow-run")), []);
});

Deno.test("deno task start gives the rights that backups and examinations need", async () => {
  await using folder = await temporaryFolder();
  await using service = await startTask({ KV_PATH: `${folder.path}/data/carillon.db` });
  const logIn = await fetch(`${service.url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username: "admin", password: "correct horse battery staple" }),
  });
  const headers = { Authorization: `Bearer ${(await logIn.json()).token}` };

  const backup = await fetch(`${service.url}/api/v1/backup`, { headers });
  const content = await verifyBackup(backup.body ?? new ReadableStream());
  const report = await (await fetch(`${service.url}/api/v1/doctor`, { headers })).json();

  assert.equal(content.header.consistency, "snapshot");
  assert.equal(report.is_whole, true);
  const checks = report.findings.map(({ text }: { text: string }) => text).join(" ");
  assert.doesNotMatch(checks, /may read and write all files/);
});

Deno.test("deno task start may start programs with shell jobs", async () => {
  await using service = await startTask({ KV_PATH: ":memory:", ALLOW_SHELL_JOBS: "true" });

  assert.equal(await statusOf(`${service.url}/healthz`), 200);
  if (Deno.build.os === "linux") assert.ok((await service.flags()).includes("--allow-run"));
});

Deno.test("deno task start says what is wrong with the configuration, and exits with 1", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "start"],
    cwd: root,
    env: { PORT: "http", KV_PATH: ":memory:" },
    stderr: "null",
  }).output();

  assert.equal(code, 1);
  assert.match(new TextDecoder().decode(stdout), /PORT: must be a whole number/);
});
