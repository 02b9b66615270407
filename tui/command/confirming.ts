import type { Context } from "./context.ts";
import { CommandFailure, wrongUse } from "./failures.ts";

export interface YesOption {
  readonly yes?: boolean;
}

/**
 * Asks before something is gone for good.
 * @throws CommandFailure where the answer is no, and where nobody can be asked.
 */
export async function confirm(
  { io }: Context,
  question: string,
  { yes }: YesOption,
): Promise<void> {
  if (yes === true) return;
  if (!io.isInputTerminal) throw wrongUse(`${question} Nobody can be asked here: add --yes.`);
  const answer = await io.ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer?.trim() ?? "")) throw new CommandFailure("Nothing was done.");
}

/**
 * A secret: asked for without echo, or the first line of the standard input.
 * @throws CommandFailure where there is none.
 */
export async function secretFor({ io }: Context, what: string): Promise<string> {
  const given = io.isInputTerminal
    ? await io.askSecret(`${what}: `)
    : (await io.readInput()).split(/\r?\n/)[0];
  if (given === undefined || given === "") {
    throw wrongUse(`There is no ${what.toLowerCase()}. Type it, or send it by the standard input.`);
  }
  return given;
}
