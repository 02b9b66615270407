import assert from "node:assert/strict";
import { aContext } from "../scheduler/job_classes/support.ts";
import { classes, failureOf, posixTest, program, python, run } from "./program_support.ts";

for (const [job, args] of classes) {
  posixTest(`the environment holds nothing of the server: ${job.name}`, async () => {
    const secrets = [
      "JWT_SECRET",
      "ADMIN_PASSWORD",
      "METRICS_TOKEN",
      "DENO_KV_ACCESS_TOKEN",
      "JOB_SECRET_FIELD",
      "AWS_SECRET_ACCESS_KEY",
      "SIMPLE_SCHEDULER_SLACK_URL",
    ];
    for (const name of secrets) Deno.env.set(name, "xyzzy");
    Deno.env.set("LC_FIELD", "C");
    try {
      const context = aContext({ attempt: 2 });
      const { stdout } = await run(job, args("env"), context);

      assert.doesNotMatch(stdout, /xyzzy/);
      const names = stdout.trim().split("\n").map((line) => line.split("=")[0] ?? "");
      const allowed =
        /^(PATH|HOME|LANG|LC_.*|TZ|TMPDIR|USER|LOGNAME|SHELL|CARILLON_EXECUTION_ID|CARILLON_ATTEMPT|PYTHON.*|_?PYENV.*|PWD|OLDPWD|SHLVL|_)$/;
      assert.deepEqual(names.filter((name) => !allowed.test(name)), []);
      assert.ok(names.includes("PATH") && names.includes("LC_FIELD"));
      assert.match(stdout, new RegExp(`^CARILLON_EXECUTION_ID=${context.executionId}$`, "m"));
      assert.match(stdout, /^CARILLON_ATTEMPT=2$/m);
    } finally {
      for (const name of [...secrets, "LC_FIELD"]) Deno.env.delete(name);
    }
  });

  posixTest(
    `a program runs in an empty folder of its own, which is removed: ${job.name}`,
    async () => {
      const { stdout } = await run(job, args("pwd; ls -A; echo left > file"));

      const [folder = "", ...files] = stdout.trim().split("\n");
      assert.notEqual(folder, Deno.cwd());
      assert.deepEqual(files, []);
      await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
    },
  );
}

posixTest(
  "a program gets the environment, folder, input and umask that its job names",
  async () => {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    Deno.env.set("JOB_SECRET_FIELD_PROGRAM", "correct horse");
    try {
      const { stdout } = await run(program, [{
        program: "sh",
        args: [
          "-c",
          'pwd; umask; echo "$MINE $LANG"; test "$KEY" = "correct horse" && echo key; cat; touch made',
        ],
        env: { MINE: "a b", LANG: "xx", KEY: { secret_env: "JOB_SECRET_FIELD_PROGRAM" } },
        cwd: folder,
        stdin: "line 1\nline 2",
        umask: "027",
      }]);

      assert.equal(stdout, `${folder}\n0027\na b xx\nkey\nline 1\nline 2`);
      assert.equal((await Deno.stat(`${folder}/made`)).mode! & 0o777, 0o640);
    } finally {
      Deno.env.delete("JOB_SECRET_FIELD_PROGRAM");
      await Deno.remove(folder, { recursive: true });
    }
  },
);

posixTest("~ is the program's HOME", async () => {
  const home = await Deno.realPath(await Deno.makeTempDir());
  await Deno.mkdir(`${home}/sub`);
  try {
    const at = async (cwd: string) =>
      (await run(program, [{ program: "pwd", env: { HOME: home }, cwd }])).stdout.trim();
    assert.deepEqual([await at("~"), await at("~/sub")], [home, `${home}/sub`]);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

posixTest("a program that reads none of its input, or a large one, ends all the same", async () => {
  const stdin = "x".repeat(2 ** 20);

  assert.equal((await run(program, [{ program: "true", stdin }])).returncode, 0);
  const { stdout } = await run(program, [{ program: "wc", args: ["-c"], stdin }]);
  assert.equal(stdout.trim(), String(2 ** 20));
});

posixTest(
  "PythonJob runs code from a text and from a file, by the Python that is named",
  async () => {
    const folder = await Deno.realPath(await Deno.makeTempDir());
    const file = `${folder}/job.py`;
    await Deno.writeTextFile(file, "import os, sys; print(sys.argv[1:], os.getcwd(), '中')");
    await Deno.writeTextFile(`${folder}/python`, '#!/bin/sh\necho mine\nexec python3 "$@"\n', {
      mode: 0o755,
    });
    try {
      const text = await run(python, ["str", "print('hello'); import sys; sys.exit(0)", "ignored"]);
      const fromFile = await run(python, ["file", file, "--arg1", "value 1"]);
      const named = await run(python, ["file", file, "--pythonexe", `${folder}/python`, "x"]);
      const namedText = await run(python, ["str", "print(1)", "--pythonexe", `${folder}/python`]);
      const failure = await failureOf(python, ["str", "raise ValueError('bad day')"]);

      assert.equal(text.stdout, "hello\n");
      assert.equal(fromFile.stdout, `['--arg1', 'value 1'] ${folder} 中\n`);
      assert.deepEqual((fromFile as unknown as { command: unknown }).command, [
        "python3",
        file,
        "--arg1",
        "value 1",
      ]);
      assert.equal(named.stdout, `mine\n['x'] ${folder} 中\n`);
      assert.equal(namedText.stdout, "mine\n1\n");
      assert.equal(failure.message, "python3 ended with exit code 1: ValueError: bad day");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
