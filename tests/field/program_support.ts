/** Real programs for tests, run by each class that starts programs. */
import assert from "node:assert/strict";
import { type JobClass, JobFailure } from "../../scheduler/job_classes/job_class.ts";
import { programJob } from "../../scheduler/job_classes/program_job.ts";
import { pythonJob } from "../../scheduler/job_classes/python_job.ts";
import { shellJob } from "../../scheduler/job_classes/shell_job.ts";
import { aContext } from "../scheduler/job_classes/support.ts";

export const shell = shellJob({});
export const program = programJob({});
export const python = pythonJob({});

export interface Result {
  readonly returncode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real program; these tests are for systems with a POSIX shell. */
export function posixTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: Deno.build.os === "windows", fn });
}

export async function run(job: JobClass, args: unknown[], context = aContext()): Promise<Result> {
  return await job.run(args, context) as Result;
}

export async function failureOf(
  job: JobClass,
  args: unknown[],
  context = aContext(),
): Promise<JobFailure> {
  let failure: unknown;
  await job.run(args, context).catch((error) => failure = error);
  assert.ok(failure instanceof JobFailure);
  return failure;
}

/** Each class that starts programs, with `pub_args` that run a script of the shell. */
export const classes: [JobClass, (script: string) => unknown[]][] = [
  [shell, (script) => ["sh", "-c", script]],
  [program, (script) => [{ program: "sh", args: ["-c", script] }]],
  [
    python,
    (
      script,
    ) => ["str", `import subprocess; subprocess.run(["sh", "-c", ${JSON.stringify(script)}])`],
  ],
];

export function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
  } catch {
    return false;
  }
  // A process that nobody has waited for yet has ended as well.
  const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] })
    .outputSync();
  return !/^Z|^$/.test(new TextDecoder().decode(stdout).trim());
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 10));
}
