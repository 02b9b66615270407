import { defineJobClass, type JobClass, z } from "./job_class.ts";
import { JobSecretName, readJobSecret } from "./job_secret.ts";
import { executionVariable } from "./programs/environment.ts";
import { runProgram } from "./programs/program.ts";
import type { ProgramClassOptions } from "./shell_job.ts";

const Secret = z.strictObject({ secret_env: JobSecretName });
const Text = z.string().regex(/^[^\0]*$/, "has a character that a program cannot be given");
const SecretOrText = z.union([Text, Secret], {
  error: "must be a text, or { secret_env } with the name of a JOB_SECRET_ variable",
});

const VariableName = z.string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")
  .refine((name) => name !== executionVariable, "is set by the server");

const ExitCodes = z.array(z.int().min(0).max(255)).max(256);

const ProgramOptions = z.strictObject({
  program: Text.min(1, "must not be empty"),
  args: z.array(Text).default([]),
  env: z.record(VariableName, SecretOrText).default({}),
  cwd: Text.regex(/^(\/|~(\/|$)|[A-Za-z]:[\\/])/, "must be an absolute path, or begin with ~/")
    .optional(),
  stdin: SecretOrText.optional(),
  umask: z.string().regex(/^[0-7]{3,4}$/, 'must be octal, such as "027"').optional(),
  success_codes: ExitCodes.min(1, "must not be empty").default([0]),
  warning_codes: ExitCodes.default([]),
}).refine(
  ({ success_codes, warning_codes }) => !warning_codes.some((code) => success_codes.includes(code)),
  {
    path: ["warning_codes"],
    error: "must not repeat a code of success_codes",
  },
);

/** A program with its environment, folder, input and exit codes. */
export function programJob({ unavailable, ...settings }: ProgramClassOptions): JobClass {
  return defineJobClass({
    name: "carillon.jobs.ProgramJob",
    notes: "Runs a program with its own environment, folder, input, umask and exit codes; " +
      "returns its exit code and what it wrote.",
    unavailable,
    startsPrograms: true,
    relaysOutput: true,
    args: z.tuple([
      ProgramOptions.meta({
        title: "options",
        description: "program: its path, or its name when it is on PATH; args, a list of texts; " +
          "env: variables beside PATH, HOME, LANG, LC_*, TZ, TMPDIR, USER, LOGNAME and SHELL of " +
          "the server, each a text or { secret_env: the name of a variable that begins with " +
          "JOB_SECRET_ }; cwd: an absolute path or ~/… (an empty folder of its own, removed " +
          "after the run); stdin: a text or { secret_env }; umask, such as 027; success_codes, " +
          "exit codes that are a success ([0]); warning_codes, exit codes that are a success " +
          "with a warning in the description ([]).",
      }),
    ]),
    example: [{
      program: "rsync",
      args: ["-a", "/srv/data/", "backup:/srv/data/"],
      env: { RSYNC_PASSWORD: { secret_env: "JOB_SECRET_RSYNC" }, LANG: "C" },
      cwd: "/srv/data",
      umask: "027",
      warning_codes: [24],
    }],
    run([{ program, args, env, cwd, stdin, umask, success_codes, warning_codes }], context) {
      const given = Object.entries(env).map(([name, value]) => [name, textOf(value)]);
      return runProgram(
        {
          program,
          args,
          env: Object.fromEntries(given),
          cwd,
          stdin: stdin === undefined ? undefined : textOf(stdin),
          umask,
          successCodes: success_codes,
          warningCodes: warning_codes,
        },
        settings,
        context,
      );
    },
  });
}

function textOf(value: z.output<typeof SecretOrText>): string {
  return typeof value === "string" ? value : readJobSecret(value.secret_env);
}
