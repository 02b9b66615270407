import type { Command } from "commander";
import type { RunRequest } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { jobOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { argsOf } from "./creating.ts";
import { type FollowOptions, followRun } from "./following.ts";

interface Options extends FollowOptions {
  readonly args?: string;
  readonly reason?: string;
  readonly force?: boolean;
  readonly at?: string;
  readonly follow?: boolean;
}

export function define(command: Command, context: Context): void {
  command
    .argument("<job>", "its name or id")
    .option("-f, --follow", "show the output, and exit with 1 unless the run succeeds")
    .option("--stop-on-interrupt", "with --follow: ctrl+c stops the run, instead of leaving it")
    .option("--args <json>", "other arguments, as a JSON array")
    .option("--reason <text>", "why; shown with the run")
    .option("--force", "also where the job has no free instance")
    .option("--at <time>", "not now but then (ISO 8601)")
    .action((job: string, options: Options) => run(context, job, options));
  examples(
    command,
    ["carillon run backup", "start it, and print the id of the run"],
    ["carillon run backup --follow && echo good", "wait, and go by the outcome"],
  );
}

async function run(context: Context, text: string, options: Options): Promise<void> {
  const client = await context.client();
  const { job_id, name } = await jobOf(client, text);
  const request: RunRequest = {
    ...(options.args === undefined ? {} : { pub_args: argsOf(options.args) }),
    reason: options.reason,
    force: options.force,
    run_at: options.at,
  };
  const made = await client.executions.run(job_id, request);
  if (options.follow) return await followRun(context, made.execution_id, options);
  const why = made.description === "" ? "" : `, ${made.description}`;
  await context.output.done(`${name} is ${made.state}${why}: ${made.execution_id}`, made);
}
