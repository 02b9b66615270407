import type { Command } from "commander";
import { languageOf } from "../../texts/language.ts";
import type { Context } from "../context.ts";
import { examples } from "../subcommand.ts";

interface Options {
  readonly zone?: string;
  readonly count: string;
  readonly after?: string;
}

export function define(command: Command, context: Context): void {
  command
    .argument("<expression>", "a crontab expression, in quotes")
    .option("--zone <name>", "the IANA zone that it is read in; the server's without it")
    .option("--count <number>", "how many fire times", "5")
    .option("--after <time>", "fire times after this moment (ISO 8601)")
    .action((cron: string, options: Options) => preview(context, cron, options));
  examples(
    command,
    ['carillon preview "*/5 9-17 * * mon-fri" --zone Asia/Taipei', "the next five fire times"],
    ['carillon preview "@daily" --count 1 --json', "for a program"],
  );
}

async function preview(context: Context, cron: string, options: Options): Promise<void> {
  const { io, output } = context;
  const locale = ["LC_ALL", "LC_MESSAGES", "LANG"].map(io.env).find(Boolean);
  const answer = await (await context.client()).jobs.preview({
    cron,
    timezone: options.zone,
    count: Number(options.count),
    after: options.after,
    locale: languageOf(locale),
  });
  if (!output.isForPeople) return await output.done("", answer);
  io.out(`${answer.description} (${answer.timezone})\n`);
  await output.list(answer.fires, [
    { head: "local time", of: ({ local_time }) => local_time },
    { head: "utc", of: ({ time }) => time },
  ], "It never fires.");
  if (answer.note !== "") io.err(`${answer.note}\n`);
}
