import { defineJobClass, type JobClass, z } from "./job_class.ts";
import { type Program, runProgram } from "./programs/program.ts";
import type { ProgramClassOptions } from "./shell_job.ts";

const pythonOption = "--pythonexe";

/** Lines come as they are written, and in UTF-8. */
const env = { PYTHONUNBUFFERED: "1", PYTHONUTF8: "1" };

/** The class of the system before Carillon: Python code from a file or from the job itself. */
export function pythonJob({ unavailable, ...settings }: ProgramClassOptions): JobClass {
  return defineJobClass({
    name: "simple_scheduler.jobs.python_job.PythonJob",
    notes: "Runs Python code from a file or from a text, and fails unless it ends with exit code " +
      "0; returns its command, its exit code and what it wrote.",
    unavailable,
    startsPrograms: true,
    relaysOutput: true,
    args: z.tuple(
      [
        z.enum(["file", "str"], 'must be "file" or "str"').meta({
          title: "mode",
          description: "file: the code is in a file; str: the code follows as a text.",
        }),
        z.string().min(1, "must not be empty").meta({
          title: "content",
          description: "The path of a .py file, or the code itself.",
        }),
      ],
      z.string().meta({
        title: "arguments",
        description: "Passed to the file as they are; not with str. " +
          `${pythonOption} and the argument after it name the Python to run (python3).`,
      }),
    ).refine(([mode, content]) => mode !== "file" || content.endsWith(".py"), {
      path: [1],
      error: "must be the path of a .py file",
    }),
    example: ["str", "import datetime; print(datetime.datetime.now())"],
    async run([mode, content, ...rest], context) {
      const { python, args } = withoutOption(rest);
      const program = mode === "file"
        ? fileProgram(python, content, args)
        : { program: python, args: ["-c", content], env };
      const result = await runProgram(program, settings, context);
      return { command: [program.program, ...program.args], ...result };
    },
  });
}

/** As before: a path with a folder runs in that folder, and a relative path begins at the server's folder. */
function fileProgram(python: string, path: string, args: readonly string[]): Program {
  const [, folder, name = path] = /^(.*)[\\/]([^\\/]+)$/.exec(path) ?? [];
  const isAbsolute = /^([\\/]|[A-Za-z]:)/.test(path);
  if (isAbsolute) return { program: python, args: [path, ...args], env, cwd: folder || "/" };
  const here = Deno.cwd();
  return folder === undefined
    ? { program: python, args: [`${here}/${name}`, ...args], env }
    : { program: python, args: [`${here}/${path}`, ...args], env, cwd: `${here}/${folder}` };
}

function withoutOption(rest: readonly string[]): { python: string; args: string[] } {
  let python = Deno.build.os === "windows" ? "python" : "python3";
  const args: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const next = rest[i + 1];
    if (rest[i] === pythonOption && next !== undefined) {
      python = next;
      i++;
    } else args.push(rest[i]!);
  }
  return { python, args };
}
