import { clean } from "../../terminal/clean.ts";
import type { Context } from "../context.ts";
import { wrongUse } from "../failures.ts";
import type { Io } from "../io.ts";
import type { Untaken } from "./untaken.ts";

/** Prints a text of another system on one line, without what could harm a terminal. */
export function printLine(io: Io, text: string): void {
  io.out(`${clean(text).replace(/\s*\n\s*/g, " ")}\n`);
}

export function printUntaken(io: Io, untaken: readonly Untaken[]): void {
  if (untaken.length === 0) return;
  printLine(io, `Not taken (${untaken.length}):`);
  for (const { what, reason } of untaken) printLine(io, `  ${what}: ${reason}`);
}

/**
 * Writes categories and jobs as a document of jobs as code.
 * @param file `-` is the standard output.
 */
export async function writeYaml(
  { io }: Context,
  file: string,
  categories: readonly unknown[],
  jobs: readonly object[],
  untaken: readonly Untaken[],
): Promise<void> {
  const { documentText } = await import("./document.ts");
  const text = documentText(categories, jobs as readonly Record<string, unknown>[]);
  if (file === "-") io.out(text);
  else {
    try {
      await Deno.writeTextFile(file, text);
    } catch (error) {
      throw wrongUse(
        `${file} cannot be written: ${error instanceof Error ? error.message : error}`,
      );
    }
    io.err(`${jobs.length} jobs are in ${file}.\n`);
  }
  for (const { what, reason } of untaken) {
    io.err(`Not taken: ${what}: ${clean(reason).replace(/\s*\n\s*/g, " ")}\n`);
  }
}
