import assert from "node:assert/strict";
import { eventually, Server, temporaryFolder } from "../e2e/server.ts";
import { isAlive, posixTest } from "./program_support.ts";

const environment = { LEASE_SECONDS: "2", ALLOW_SHELL_JOBS: "true" };

interface Execution {
  readonly execution_id: string;
  readonly state: string;
  readonly description: string;
  readonly attempt: number;
  readonly attempts: readonly { readonly error: string }[];
}

/** Programs that note their process ids in a file, one line each, and go on for long. */
function script(file: string): string {
  return `trap "" TERM; setsid sh -c 'trap "" TERM; echo $$ >> ${file}; sleep 600; sleep 601' & ` +
    `echo $$ >> ${file}; sleep 602; sleep 603`;
}

async function pidsIn(file: string, count: number): Promise<number[]> {
  return await eventually(`${count} processes`, async () => {
    const text = await Deno.readTextFile(file).catch(() => "");
    const pids = text.trim().split("\n").filter((line) => line !== "").map(Number);
    return pids.length >= count && pids;
  });
}

async function startedJob(server: Server, file: string, retries: number): Promise<string> {
  const { job_id } = await server.call("POST", "/jobs", {
    name: "goes on for long",
    job_class_string: "simple_scheduler.jobs.shell_job.ShellJob",
    pub_args: ["sh", "-c", script(file)],
    month: "2",
    day: "30",
    max_retries: retries,
    retry_delay_seconds: 1,
  });
  const { execution_id } = await server.call("POST", `/executions/${job_id}`);
  return execution_id;
}

posixTest(
  "after a kill -9 of the server its program is ended before the retry starts",
  async () => {
    await using folder = await temporaryFolder();
    const file = `${folder.path}/pids`;
    let first = await Server.start(folder.path, environment);
    try {
      const id = await startedJob(first, file, 1);
      const lost = await pidsIn(file, 2);
      await first.kill();
      assert.ok(lost.every(isAlive), "a program lives on when its server is killed");

      first = await Server.start(folder.path, environment);
      const all = await pidsIn(file, 4);
      assert.ok(lost.every((pid) => !isAlive(pid)), "the retry runs alone");

      const execution: Execution = await first.call("GET", `/executions/${id}`);
      assert.deepEqual([execution.attempt, execution.state], [2, "running"], execution.description);
      assert.match(execution.attempts[0]?.error ?? "", /was lost; its program was ended$/);

      await first.call("DELETE", `/executions/${id}`);
      await eventually(
        "the programs' end",
        () => Promise.resolve(all.every((pid) => !isAlive(pid))),
      );
    } finally {
      await first.kill();
    }
  },
);

posixTest("a shutdown ends programs that ignore SIGTERM", async () => {
  await using folder = await temporaryFolder();
  const file = `${folder.path}/pids`;
  await using server = await Server.start(folder.path, environment);
  await startedJob(server, file, 0);
  const pids = await pidsIn(file, 2);

  await server.stop();

  await eventually("the programs' end", () => Promise.resolve(pids.every((pid) => !isAlive(pid))));
});
