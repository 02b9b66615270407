import assert from "node:assert/strict";
import { parseAllowList } from "../../scheduler/job_classes/http/allow_list.ts";
import { httpJob } from "../../scheduler/job_classes/http_job.ts";
import type { ExecutionId } from "../../scheduler/model/ids.ts";
import { readLog } from "../../scheduler/store/history/execution_logs.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { aWorld, type Does, ended, until } from "../support/world.ts";
import { executionAt } from "../support/store.ts";
import { posixTest, program, python, shell } from "./program_support.ts";
import { keptAlive, rawServer } from "./raw_server.ts";

/** Everything that the database holds of an execution. */
async function recordOf(db: Database, id: ExecutionId): Promise<string> {
  return JSON.stringify([await executionAt(db, id), await readLog(db, id)]);
}

posixTest("secrets by reference are in no log, result or description", async () => {
  const secrets = {
    JOB_SECRET_FIELD_A: 'pass"word & more',
    JOB_SECRET_FIELD_B: "-----BEGIN-----\nMIIEvQIBADANBg\n-----END-----",
  };
  const script =
    'echo "$A"; echo "$B" >&2; echo "got $A" >&2; printf %s "$A" | base64; echo "{\\"k\\":\\"$A\\"}"; exit $1';
  const does = (code: number): Does => (context) =>
    program.run([{
      program: "sh",
      args: ["-c", script, "sh", String(code)],
      env: { A: { secret_env: "JOB_SECRET_FIELD_A" }, B: { secret_env: "JOB_SECRET_FIELD_B" } },
      warning_codes: [2],
    }], context);
  await using world = await aWorld();
  for (const [name, value] of Object.entries(secrets)) Deno.env.set(name, value);
  try {
    for (const code of [0, 1, 2]) {
      const id = await world.runNow(does(code));
      await world.engine().drain();

      const execution = await ended(world.db, id);
      const record = await recordOf(world.db, id);
      for (
        const secret of ["word", "MIIEvQIBADANBg", btoa(secrets.JOB_SECRET_FIELD_A).slice(0, 12)]
      ) {
        assert.equal(record.includes(secret), false, `${code}: ${secret} in ${record}`);
      }
      assert.equal(JSON.parse(execution.result).returncode, code);
      assert.equal(execution.state, code === 1 ? "failed" : "succeeded");
      if (code > 0) assert.match(execution.description, /ended with exit code \d: got \*\*\*$/);
    }
  } finally {
    for (const name of Object.keys(secrets)) Deno.env.delete(name);
  }
});

posixTest(
  "the result of a program is valid JSON however much it wrote, and however it ended",
  async () => {
    await using world = await aWorld();
    const floods = ["yes", "yes 訊息", "cat /dev/zero", "yes '\"\\'", "cat /dev/urandom"];
    for (const flood of floods) {
      for (const code of [0, 3]) {
        const script =
          `${flood} | head -c 1000000; echo out-tail; (${flood} | head -c 1000000; echo err-tail) >&2; exit ${code}`;
        const id = await world.runNow((context) => shell.run(["sh", "-c", script], context));
        await world.engine().drain();

        const { result, state, description } = await ended(world.db, id);
        const { returncode, stdout, stderr } = JSON.parse(result);
        assert.equal(state, code === 0 ? "succeeded" : "failed");
        assert.equal(returncode, code);
        assert.match(stdout, /out-tail\n$/);
        assert.match(stderr, /err-tail\n$/);
        assert.match(result, /^\{\n {4}"returncode"/);
        // deno-lint-ignore no-control-regex -- escape codes are what must not be there
        assert.doesNotMatch(description, /\u001b/);
      }
    }
  },
);

posixTest("colours are no codes in the description, whoever throws them", async () => {
  await using world = await aWorld();
  const id = await world.runNow(() => {
    throw new Error("\u001b[31mred\u001b[0m alert");
  });
  await world.engine().drain();

  assert.equal((await ended(world.db, id)).description, "red alert");
});

posixTest("a result is indented as the system before did", async () => {
  await using world = await aWorld();
  const id = await world.runNow((context) => python.run(["str", "print(1)"], context));
  await world.engine().drain();

  const { result } = await ended(world.db, id);
  assert.equal(result, JSON.stringify(JSON.parse(result), null, 4));
  assert.deepEqual(Object.keys(JSON.parse(result)), ["command", "returncode", "stdout", "stderr"]);
});

Deno.test("Retry-After is obeyed by the job's own retries, within the job's cap", async () => {
  let headers: Record<string, string> = {};
  await using server = rawServer(() => keptAlive("busy", headers, "503 Service Unavailable"));
  const job = httpJob(parseAllowList("127.0.0.1"));
  const date = "Sun, 06 Nov 1994 08:49:37 GMT";
  const cases: [Record<string, string>, number][] = [
    [{ "retry-after": "500" }, 500],
    [{ "retry-after": "Sun, 06 Nov 1994 08:56:17 GMT", date }, 400],
    [{ "retry-after": "86400" }, 600],
  ];
  for (const [given, seconds] of cases) {
    headers = given;
    await using world = await aWorld();
    const id = await world.runNow(
      (context) => job.run([{ url: `http://127.0.0.1:${server.port}/` }], context),
      { maxRetries: 1, retryDelaySeconds: 1, retryDelayMaxSeconds: 600 },
    );
    const startedAt = world.clock.now();
    const draining = world.engine().drain();
    await until(async () =>
      (await executionAt(world.db, id)).state === "scheduled" && server.requests.length > 0
    );
    await draining;

    const execution = await executionAt(world.db, id);
    assert.ok(execution.state === "scheduled");
    assert.equal((execution.readyAt ?? 0) - startedAt, seconds * 1000);
  }
});
