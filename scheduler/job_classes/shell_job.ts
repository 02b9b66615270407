import { defineJobClass, type JobClass, z } from "./job_class.ts";
import { type ProgramSettings, runProgram } from "./programs/program.ts";

/** The settings of the classes that start programs. */
export interface ProgramClassOptions extends ProgramSettings {
  /** Why programs may not run on this server. */
  readonly unavailable?: string | undefined;
}

/** The contract's class. ProgramJob has more options. */
export function shellJob({ unavailable, ...settings }: ProgramClassOptions): JobClass {
  return defineJobClass({
    name: "simple_scheduler.jobs.shell_job.ShellJob",
    notes: "Runs a program with its arguments, not through a shell, and fails unless it ends " +
      "with exit code 0; returns its exit code and what it wrote.",
    unavailable,
    startsPrograms: true,
    relaysOutput: true,
    args: z.tuple(
      [
        z.string().min(1, "must not be empty").meta({
          title: "program",
          description: "Its path, or its name when it is on the server's PATH.",
        }),
      ],
      z.string().meta({ title: "arguments", description: "Passed to the program as they are." }),
    ),
    example: ["df", "-h", "/"],
    run: ([program, ...args], context) => runProgram({ program, args }, settings, context),
  });
}
