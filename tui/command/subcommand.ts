import type { Command } from "commander";
import type { Context } from "./context.ts";

/** Gives a command its arguments, options, examples and subcommands, and what it does. */
export type Define = (command: Command, context: Context) => void;

/** A row in the list of subcommands. Its file is loaded when the subcommand is asked for. */
export interface Subcommand {
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  readonly load: () => Promise<{ readonly define: Define }>;
}

/** Adds examples to the help of a command: what to type, and what that does. */
export function examples(command: Command, ...rows: readonly (readonly [string, string])[]): void {
  const width = Math.max(...rows.map(([typed]) => typed.length));
  const lines = rows.map(([typed, does]) => `  ${typed.padEnd(width)}  ${does}`);
  command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
