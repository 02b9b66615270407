import type { Command } from "commander";

/** The hidden subcommand that the shells ask for completions. */
export const completionWord = "__complete";

/** The names of jobs that begin with a text. */
export type FindJobs = (typed: string) => Promise<readonly string[]>;

/**
 * What may stand in place of the last word: a line for each candidate, with its description after a tab.
 * @param words of the command line, without the name of the program. The last one may be "".
 * @param findJobs asked where the last word stands for a job.
 */
export async function candidatesFor(
  program: Command,
  words: readonly string[],
  findJobs: FindJobs,
): Promise<string[]> {
  const before = words.slice(0, -1);
  // A shell may hand over the word with its escapes.
  const typed = (words.at(-1) ?? "").replaceAll(/\\(.)/g, "$1");
  let command = program;
  const options = [...program.options];
  for (const word of before) {
    const next = command.commands.find((one) =>
      one.name() === word || one.aliases().includes(word)
    );
    if (next === undefined) continue;
    command = next;
    options.push(...next.options);
  }
  const previous = before.at(-1);
  const last = previous?.startsWith("-")
    ? options.find(({ long, short }) => previous === long || previous === short)
    : undefined;
  const isOfOption = last !== undefined && (last.required || last.optional);
  const isJob = isOfOption ? last.long === "--job" : !typed.startsWith("-") &&
    command.registeredArguments.some((one) => /^jobs?$/.test(one.name()));
  if (isJob) return [...await findJobs(typed)];
  const choices = isOfOption
    ? (last.argChoices ?? []).map((choice): [string, string] => [choice, ""])
    : typed.startsWith("-")
    ? options.filter(({ hidden, long }) => !hidden && long !== undefined)
      .map(({ long = "", description }): [string, string] => [long, description])
    : [
      ...command.commands.map((one): [string, string] => [one.name(), one.summary()]),
      ...command.registeredArguments.flatMap(({ argChoices = [] }) =>
        argChoices.map((choice): [string, string] => [choice, ""])
      ),
    ];
  return choices.filter(([word]) => word.startsWith(typed))
    .map(([word, description]) => description === "" ? word : `${word}\t${description}`);
}
