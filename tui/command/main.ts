import { type Command, CommanderError } from "commander";
import { Context } from "./context.ts";
import { type ExitCode, exitCodes } from "./exit_codes.ts";
import { failureText } from "./failures.ts";
import type { Io } from "./io.ts";
import { programOf } from "./program.ts";
import { candidatesFor, completionWord } from "./shell/candidates.ts";

/**
 * Runs one command line.
 * @param args without the name of the program.
 * @returns the exit code of the process. Only a bug is thrown.
 */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const context: Context = new Context(io, () => program.opts());
  const isCompletion = args[0] === completionWord;
  const program: Command = await programOf(context, isCompletion ? undefined : args);
  if (isCompletion) {
    const words = args.slice(1);
    const { findJobs } = await import("./shell/job_names.ts");
    const lines = await candidatesFor(program, words, findJobs(context, program, words));
    for (const line of lines) io.out(`${line}\n`);
    return exitCodes.done;
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return context.exitCode;
  } catch (error) {
    // Commander has printed its own message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    const said = failureText(error);
    if (said === undefined) throw error;
    io.err(`carillon: ${said.text}\n`);
    return said.exitCode;
  }
}
