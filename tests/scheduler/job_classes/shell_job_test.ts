import assert from "node:assert/strict";
import { shellJob } from "../../../scheduler/job_classes/shell_job.ts";
import { aContext } from "./support.ts";

const job = shellJob({});
const hasSh = Deno.build.os !== "windows";

/** The arguments of a job that runs a script in a Deno of its own. */
function script(code: string, ...args: string[]): string[] {
  return [Deno.execPath(), "eval", "--no-config", "--no-lock", code, ...args];
}

interface ShellResult {
  readonly returncode: number;
  readonly stdout: string;
  readonly stderr: string;
}

Deno.test("ShellJob returns what the program wrote and logs its lines", async () => {
  const context = aContext();

  const result = await job.run(
    script("console.log('one\\ntwo'); Deno.stderr.writeSync(new TextEncoder().encode('three'))"),
    context,
  );

  assert.deepEqual(result, { returncode: 0, stdout: "one\ntwo\n", stderr: "three" });
  assert.deepEqual(context.lines.toSorted(), ["info: one", "info: two", "warn: three"]);
});

Deno.test("ShellJob passes arguments as they are, not through a shell", async () => {
  const args = ["$HOME", "a b", "; echo hi", "*", "", "é"];

  const result = await job.run(
    script("console.log(JSON.stringify(Deno.args))", ...args),
    aContext(),
  ) as ShellResult;

  assert.deepEqual(JSON.parse(result.stdout), args);
});

Deno.test("ShellJob fails on another exit code than 0, with the end of stderr's last line", async () => {
  await assert.rejects(
    job.run(
      script("console.error('x'.repeat(5000) + ' no space left'); Deno.exit(3)"),
      aContext(),
    ),
    (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, / ended with exit code 3: …x+ no space left$/);
      assert.ok(error.message.length < 1000);
      return true;
    },
  );
});

Deno.test("ShellJob fails when the program cannot be started", async () => {
  await assert.rejects(
    job.run(["no-such-program-anywhere", "x"], aContext()),
    /^Error: no-such-program-anywhere cannot be started: /,
  );
});

Deno.test("ShellJob keeps head and tail of much output", async () => {
  const code = "const line = new TextEncoder().encode('é'.repeat(99) + '\\n');" +
    "Deno.stdout.writeSync(new TextEncoder().encode('first\\n'));" +
    "for (let i = 0; i < 5000; i++) Deno.stdout.writeSync(line);" +
    "Deno.stdout.writeSync(new TextEncoder().encode('last'));";

  const { stdout } = await job.run(script(code), aContext()) as ShellResult;

  assert.match(stdout, /^first\né+\n/);
  assert.match(stdout, /é\n\[cut: \d+ bytes are not kept\]\né/);
  assert.match(stdout, /é\nlast$/);
  assert.doesNotMatch(stdout, /\ufffd/);
  assert.ok(new TextEncoder().encode(stdout).length < 25_000);
});

Deno.test("ShellJob hides the server's own secrets from the program", async () => {
  Deno.env.set("ADMIN_PASSWORD", "xyzzy");
  Deno.env.set("JOB_SECRET_SHELL_JOB_TEST", "for jobs");
  try {
    const result = await job.run(
      script("console.log(JSON.stringify(Deno.env.toObject()))"),
      aContext(),
    ) as ShellResult;
    const env = JSON.parse(result.stdout);

    assert.equal(env.ADMIN_PASSWORD, undefined);
    assert.equal(env.JOB_SECRET_SHELL_JOB_TEST, undefined);
  } finally {
    Deno.env.delete("ADMIN_PASSWORD");
    Deno.env.delete("JOB_SECRET_SHELL_JOB_TEST");
  }
});

Deno.test("ShellJob ends the program when aborted", async () => {
  const reason = new Error("stopped by alice");
  const stop = new AbortController();
  const context = aContext({
    signal: stop.signal,
    onLine: (line) => line === "ready" && stop.abort(reason),
  });

  await assert.rejects(
    job.run(script("console.log('ready'); setInterval(() => {}, 1000)"), context),
    (error) => error === reason,
  );
});

Deno.test({
  name: "ShellJob kills a program that does not heed SIGTERM",
  ignore: !hasSh,
  async fn() {
    const reason = new Error("stopped by alice");
    const stop = new AbortController();
    const context = aContext({
      signal: stop.signal,
      onLine: (line) => line === "ready" && stop.abort(reason),
    });
    const code = "Deno.addSignalListener('SIGTERM', () => {});" +
      "console.log('ready'); setInterval(() => {}, 1000)";

    await assert.rejects(
      shellJob({ killAfterMs: 300 }).run(script(code), context),
      (error) => error === reason,
    );
  },
});

Deno.test("ShellJob starts nothing once it is aborted", async () => {
  const reason = new Error("stopped by alice");

  await assert.rejects(
    job.run(["no-such-program-anywhere"], aContext({ signal: AbortSignal.abort(reason) })),
    (error) => error === reason,
  );
});

Deno.test({
  name: "ShellJob ends with its program, also when a child of it holds the output open",
  ignore: !hasSh,
  async fn() {
    const result = await job.run(["sh", "-c", "echo $$; sleep 30 & echo $!"], aContext());

    const { stdout } = result as ShellResult;
    const child = Number(stdout.trim().split("\n")[1]);
    Deno.kill(child, "SIGKILL"); // throws unless it is still there
  },
});

Deno.test("ShellJob cannot run where programs are not allowed", async () => {
  const forbidden = shellJob({
    unavailable: "programs may not be run: ALLOW_SHELL_JOBS is not set",
  });

  assert.match(forbidden.unavailable ?? "", /ALLOW_SHELL_JOBS/);
  assert.equal(job.unavailable, undefined);
  await assert.rejects(forbidden.run(script("1"), aContext()), /ALLOW_SHELL_JOBS/);
});

Deno.test({
  name: "ShellJob ends what the program started, too, when aborted",
  ignore: !hasSh,
  async fn() {
    const stop = new AbortController();
    let grandchild = 0;
    const context = aContext({
      signal: stop.signal,
      onLine: (line) => {
        grandchild = Number(line);
        stop.abort(new Error("stopped by alice"));
      },
    });

    await assert.rejects(job.run(["sh", "-c", "sleep 600 & echo $!; wait"], context), /by alice/);

    await until(() => !isAlive(grandchild));
  },
});

function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 10));
}
