import assert from "node:assert/strict";
import { programJob } from "../../../scheduler/job_classes/program_job.ts";
import { pythonJob } from "../../../scheduler/job_classes/python_job.ts";
import type { JobClass } from "../../../scheduler/job_classes/job_class.ts";

function reasonsOf(job: JobClass, ...pubArgs: unknown[]): string[] {
  const check = job.checkArgs(pubArgs);
  return check.ok ? [] : check.errors.map(({ reason }) => reason);
}

Deno.test("ProgramJob refuses options that do not fit, each by its name", () => {
  const job = programJob({});
  const options = (given: Record<string, unknown>) => reasonsOf(job, { program: "x", ...given });

  assert.deepEqual(reasonsOf(job, {}), ["program: expected string, received undefined"]);
  assert.deepEqual(options({ cwd: "sub/folder" }), [
    "cwd: must be an absolute path, or begin with ~/",
  ]);
  assert.deepEqual(options({ umask: "9" }), ['umask: must be octal, such as "027"']);
  assert.deepEqual(options({ env: { "A B": "x" } }), [
    "env.A B: is not the name of an environment variable",
  ]);
  assert.deepEqual(options({ env: { CARILLON_EXECUTION_ID: "x" } }), [
    "env.CARILLON_EXECUTION_ID: is set by the server",
  ]);
  assert.deepEqual(options({ env: { A: { secret_env: "JWT_SECRET" } } }).length, 1);
  assert.deepEqual(options({ success_codes: [0, 1], warning_codes: [1] }), [
    "warning_codes: must not repeat a code of success_codes",
  ]);
  assert.deepEqual(options({ args: ["a\0b"] }), [
    "args.0: has a character that a program cannot be given",
  ]);
  assert.deepEqual(options({ shell: true }), ['Unrecognized key: "shell"']);
});

Deno.test("PythonJob takes a file or a text, and nothing else", () => {
  const job = pythonJob({});

  assert.deepEqual(reasonsOf(job, "exec", "x"), ['must be "file" or "str"']);
  assert.deepEqual(reasonsOf(job, "file", "script.sh"), ["must be the path of a .py file"]);
  assert.deepEqual(
    reasonsOf(job, "file", "/a/b.py", "--arg", "1", "--pythonexe", "/venv/bin/python"),
    [],
  );
});
