import { Command, Option } from "commander";
import project from "../../deno.json" with { type: "json" };
import type { Context } from "./context.ts";
import { wrongUse } from "./failures.ts";
import { subcommands } from "./list.ts";
import { outputForms } from "./output.ts";
import { examples } from "./subcommand.ts";

/**
 * The program with its subcommands.
 * @param args only the subcommands that are named here are loaded, since loading all takes longer than most of them
 * run; without them all are loaded.
 */
export async function programOf(
  context: Context,
  args: readonly string[] | undefined,
): Promise<Command> {
  const program = new Command("carillon")
    .description("Carillon, from the command line. Without a subcommand the dashboard opens.")
    .version(project.version, "-V, --version", "print the version")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => context.io.out(text),
      writeErr: (text) => context.io.err(text),
      outputError: (text, write) => write(`carillon: ${asLine(text)}\n`),
    })
    .showSuggestionAfterError();
  addGlobalOptions(program);
  examples(
    program,
    ["carillon", "open the dashboard"],
    ["carillon login --url https://jobs.example.org", "log in; the password is asked for"],
    ["carillon jobs list --state failing", "the jobs whose last run failed"],
    ["carillon run backup --follow", "run a job, show its output, exit as it ends"],
    ["carillon runs list --since 1d --json", "the runs of a day, for a program"],
  );
  program.command("dashboard").summary("open the dashboard (the same as no subcommand)")
    .allowUnknownOption();
  for (const { name, summary, load } of subcommands) {
    const command = program.command(name).summary(summary);
    if (args === undefined || args.includes(name)) {
      (await load()).define(command, context);
      describe(command);
    }
  }
  return program;
}

/** The summaries say what each command does: its own help says the same, as a sentence. */
function describe(command: Command): void {
  const summary = command.summary();
  command.description(`${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`);
  command.commands.forEach(describe);
}

function addGlobalOptions(program: Command): void {
  // Not an InvalidArgumentError: its message repeats the secret.
  const secret = () => {
    throw wrongUse(
      "Secrets are not taken from the command line, which other users see: `carillon login` asks for " +
        "the password; programs set CARILLON_API_KEY.",
    );
  };
  program
    .option("--url <address>", "the server (CARILLON_URL; the last log-in; 127.0.0.1:8888)")
    .option("--user <name>", "whose log-in to use")
    .option("--profile <name>", "a server and a user of the settings file (CARILLON_PROFILE)")
    .addOption(
      new Option("-o, --output <form>", "how answers are printed").choices(outputForms),
    )
    .option("--json", "the same as --output json")
    .addOption(new Option("--password [text]").argParser(secret).hideHelp())
    .addOption(new Option("--token [text]").argParser(secret).hideHelp())
    .addOption(new Option("--api-key [text]").argParser(secret).hideHelp());
}

/** Commander's message without its own prefix; suggestions come on lines of their own. */
function asLine(text: string): string {
  return text.replace(/^error: /, "").trim().replace(/\s*\n\s*/g, " ");
}
