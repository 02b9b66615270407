import type { Command } from "commander";

/** The hidden subcommand that the shells ask for completions. */
export const completionWord = "__complete";

/**
 * What may stand in place of the last word: a line for each candidate, with its description after a tab.
 * @param words of the command line, without the name of the program. The last one may be "".
 */
export function candidatesFor(program: Command, words: readonly string[]): string[] {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? "";
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
  const choices = last !== undefined && (last.required || last.optional)
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
