import { type Command, Option } from "commander";
import type { Execution, ListExecutionsQuery } from "../../client/types.ts";
import { duration } from "../../texts/format.ts";
import type { Context } from "../context.ts";
import { categoryId, jobOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { taken, wholeNumber } from "../taking.ts";
import { momentGiven, shownTime } from "../times.ts";
import { type FollowOptions, followRun, printLine } from "./following.ts";

interface Filters {
  readonly job?: string;
  readonly state?: string;
  readonly trigger?: ListExecutionsQuery["trigger"];
  readonly category?: string;
  readonly search?: string;
  readonly since: string;
  readonly until?: string;
  readonly limit: number;
}

interface RetryOptions extends FollowOptions {
  readonly reason?: string;
  readonly force?: boolean;
  readonly follow?: boolean;
}

export function define(command: Command, context: Context): void {
  filtered(command.command("list").summary("list runs, the newest first"))
    .action((filters: Filters) => list(context, filters));
  command.command("show <run>").summary("show a run, by its id")
    .action((run: string) => show(context, run));
  command.command("logs <run>").summary("print the output of a run")
    .option("-f, --follow", "go on until the run ends, and exit with 1 unless it succeeds")
    .option("--stop-on-interrupt", "with --follow: ctrl+c stops the run")
    .action((run: string, options: RetryOptions) => logs(context, run, options));
  command.command("stop <runs...>").summary("stop runs, or take waiting ones back")
    .action((runs: string[]) => stop(context, runs));
  command.command("retry <run>").summary("run a run once more that has ended")
    .option("-f, --follow", "show the output, and exit with 1 unless the run succeeds")
    .option("--stop-on-interrupt", "with --follow: ctrl+c stops the run")
    .option("--reason <text>", "why; shown with the run")
    .option("--force", "also where the job has no free instance")
    .action((run: string, options: RetryOptions) => retry(context, run, options));
  examples(
    command,
    ["carillon runs list --job backup --since 7d", "the runs of a job in a week"],
    ["carillon runs list --state failed,timeout", "what went wrong in a day"],
    ["carillon runs logs -f RUN", "follow the output"],
  );
}

function filtered(command: Command): Command {
  return command
    .option("--job <job>", "only this job, by name or id")
    .option("--state <states>", "only these states, such as failed,timeout")
    .addOption(
      new Option("--trigger <what>", "what started them").choices(["schedule", "manual", "retry"]),
    )
    .option("--category <category>", "only this category, by name or number")
    .option("--search <text>", "a text in the job's name, the description or the result")
    .option("--since <time>", "from this time, or for this long (90m, 7d)", "1d")
    .option("--until <time>", "up to this time")
    .option("--limit <number>", "at most so many", wholeNumber, 100);
}

async function list(context: Context, filters: Filters): Promise<void> {
  const client = await context.client();
  const now = context.io.now();
  const { since, until, job, category, limit } = filters;
  const query: ListExecutionsQuery = {
    time_range_start: momentGiven("--since", since, now),
    time_range_end: until && momentGiven("--until", until, now),
    job_id: job && (await jobOf(client, job)).job_id,
    category_id: category && await categoryId(client, category) || undefined,
    state: filters.state,
    trigger: filters.trigger,
    q: filters.search,
    limit: Math.min(Math.max(limit, 1), 1000),
  };
  const runs = await taken(client.executions.each(query), limit);
  await context.output.list(runs, [
    { head: "time", of: ({ scheduled_time }) => shownTime(scheduled_time) },
    { head: "job", of: ({ job: { name } }) => name },
    { head: "state", of: ({ state }) => state },
    { head: "took", of: tookOf },
    { head: "run", of: ({ execution_id }) => execution_id },
    { head: "trigger", of: ({ trigger }) => trigger, isWide: true },
    { head: "attempt", of: (run) => `${run.attempt}/${run.max_attempts}`, isWide: true },
    { head: "host", of: ({ hostname }) => hostname, isWide: true },
    { head: "description", of: ({ description }) => description, isWide: true },
  ], "There are no such runs in this time; --since 7d looks further back.");
}

async function show(context: Context, id: string): Promise<void> {
  const run = await (await context.client()).executions.get(id);
  await context.output.one(run, [
    ["run", run.execution_id],
    ["job", `${run.job.name} (${run.job.job_id})`],
    ["state", run.state],
    ["description", run.description],
    ["trigger", run.reason === "" ? run.trigger : `${run.trigger}: ${run.reason}`],
    ["scheduled", shownTime(run.scheduled_time)],
    ["started", shownTime(run.started_time)],
    ["ended", shownTime(run.ended_time)],
    ["took", tookOf(run)],
    ["attempt", `${run.attempt} of ${run.max_attempts}`],
    ["host", run.hostname],
    ["result", run.result],
  ]);
}

function tookOf({ duration_ms: took }: Execution): string {
  return took === null ? "-" : duration(took);
}

async function logs(context: Context, id: string, options: RetryOptions): Promise<void> {
  if (options.follow) return await followRun(context, id, options);
  const { logs } = await (await context.client()).executions.log(id);
  for (const line of logs) printLine(context, line);
}

async function stop(context: Context, ids: readonly string[]): Promise<void> {
  const client = await context.client();
  await context.output.doneEach(ids, async (id) => {
    return [`${id} is being stopped.`, await client.executions.stop(id)];
  });
}

async function retry(context: Context, id: string, options: RetryOptions): Promise<void> {
  const { reason, force, follow } = options;
  const made = await (await context.client()).executions.retry(id, { reason, force });
  if (follow) return await followRun(context, made.execution_id, options);
  await context.output.done(`It is ${made.state}: ${made.execution_id}`, made);
}
