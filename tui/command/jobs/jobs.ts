import { type Command, Option } from "commander";
import type { Carillon } from "../../client/mod.ts";
import type { Job, ListJobsQuery } from "../../client/types.ts";
import { cronText, duration } from "../../texts/format.ts";
import { confirm, confirmByHand, type YesOption } from "../confirming.ts";
import type { Context } from "../context.ts";
import { wrongUse } from "../failures.ts";
import { categoryId, jobOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { taken, wholeNumber } from "../taking.ts";
import { momentAhead, shownTime } from "../times.ts";
import { createJob, withFields } from "./creating.ts";
import { editJob } from "./editing.ts";

interface Filters {
  readonly search?: string;
  readonly state?: string;
  readonly class?: string;
  readonly category?: string;
  readonly limit?: number;
}

interface PauseOptions extends YesOption {
  readonly reason?: string;
  readonly until?: string;
  readonly makeUp?: boolean;
}

export function define(command: Command, context: Context): void {
  filtered(command.command("list").summary("list the jobs"))
    .action((filters: Filters) => list(context, filters));
  command.command("show <job>").summary("show a job, by name or id")
    .action((job: string) => show(context, job));
  withFields(command.command("create [name]").summary("create a job, from options or a file"))
    .option("-f, --file <path>", "the job as YAML or JSON; - is the standard input")
    .action((name: string | undefined, options) => createJob(context, name, options));
  withFields(command.command("edit <job>").summary("edit a job in $EDITOR, or by options"))
    .option("--name <text>", "the new name")
    .option("-y, --yes", "do not ask, also where the job is managed as code")
    .action((job: string, options) => editJob(context, job, options));
  command.command("pause <jobs...>").summary("pause jobs: they do not fire")
    .option("--reason <text>", "why, for all who see the job")
    .option(
      "--until <time>",
      "up to this time, or for this long (90m, 2d); else until it is resumed",
    )
    .option("--make-up", "hold the fire times until then, in place of skipping them")
    .option("-y, --yes", "do not ask, also where a job is managed as code")
    .action((jobs: string[], options: PauseOptions) => pause(context, jobs, options));
  command.command("resume <jobs...>").summary("let paused jobs fire again")
    .option("-y, --yes", "do not ask, also where a job is managed as code")
    .action((jobs: string[], options: YesOption) => resume(context, jobs, options));
  command.command("delete <job>").summary("delete a job")
    .option("-y, --yes", "do not ask")
    .action((job: string, options: YesOption) => remove(context, job, options));
  command.command("next [job]").summary("when a job, or any job, fires next")
    .option("--count <number>", "how many fire times of a job", wholeNumber, 5)
    .action((job: string | undefined, options: { readonly count: number }) =>
      next(context, job, options.count)
    );
  examples(
    command,
    ["carillon jobs list --search backup --output wide", "jobs with a text in the name or class"],
    [
      'carillon jobs create hello --class AwesomeJob --args \'["a", "b"]\' --cron "0 3 * * *"',
      "create",
    ],
    ["carillon jobs edit hello", "opens the job as YAML in $EDITOR"],
    ["carillon jobs edit hello --set max_retries=3", "change a field"],
    ['carillon jobs pause hello --reason "the database moves" --until 2h', "pause for two hours"],
    ["carillon jobs next hello", "its next fire times"],
  );
}

function filtered(command: Command): Command {
  return command
    .option("--search <text>", "a text in the name or the class")
    .addOption(
      new Option("--state <states>", "only jobs in these states, such as active, paused, failing"),
    )
    .option("--class <class>", "only jobs of this class")
    .option("--category <category>", "only this category, by name or number")
    .option("--limit <number>", "at most so many", wholeNumber);
}

async function list(context: Context, filters: Filters): Promise<void> {
  const client = await context.client();
  const query: ListJobsQuery = {
    q: filters.search,
    state: filters.state,
    job_class_string: filters.class,
    category_id: filters.category && await categoryId(client, filters.category) || undefined,
  };
  const jobs = await taken(client.jobs.each(query), filters.limit ?? Infinity);
  await context.output.list(jobs, [
    { head: "name", of: ({ name }) => name },
    { head: "schedule", of: cronText },
    { head: "zone", of: ({ timezone }) => timezone },
    { head: "next", of: nextOf },
    { head: "class", of: ({ job_class_string: text }) => text.split(".").at(-1) ?? text },
    { head: "category", of: ({ category_id }) => category_id, isWide: true },
    { head: "id", of: ({ job_id }) => job_id, isWide: true },
    { head: "changed", of: ({ updated_at }) => shownTime(updated_at), isWide: true },
  ], "There are no such jobs. `carillon jobs create` makes one.");
}

async function show(context: Context, text: string): Promise<void> {
  const job = await jobOf(await context.client(), text);
  await context.output.one(job, [
    ["name", job.name],
    ["id", job.job_id],
    ["class", job.job_class_string],
    ["arguments", job.pub_args],
    ["schedule", `${cronText(job)} (${job.timezone})`],
    ["next", nextOf(job)],
    ...pauseRows(job),
    ["category", job.category_id],
    ["instances", `${job.max_instances}, then ${job.overlap}`],
    ["retries", job.max_retries],
    ["timeout", job.timeout_seconds === 0 ? "none" : duration(job.timeout_seconds * 1000)],
    ...(job.managed_by === undefined ? [] : [["managed by", job.managed_by] as const]),
    ["version", job.version],
    ["changed", shownTime(job.updated_at)],
  ]);
}

function nextOf({ paused, next_run_time }: Job): string {
  return paused ? "paused" : shownTime(next_run_time);
}

function pauseRows(job: Job): (readonly [string, string])[] {
  const { paused_reason = "", paused_until = "", paused_by = "" } = job;
  const rows = [
    ["paused", paused_reason],
    ["until", paused_until === "" ? "" : shownTime(paused_until)],
    ["by", paused_by],
  ] as const;
  return rows.filter(([, text]) => text !== "");
}

/** Finds all jobs before any is changed. */
async function found(
  context: Context,
  client: Carillon,
  names: readonly string[],
  options: YesOption,
): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const name of names) jobs.push(await jobOf(client, name));
  await confirmByHand(context, jobs, options);
  return jobs;
}

async function pause(
  context: Context,
  names: readonly string[],
  options: PauseOptions,
): Promise<void> {
  const { reason, until, makeUp } = options;
  if (reason === undefined && (until !== undefined || makeUp)) {
    throw wrongUse(
      "A pause with --until or --make-up needs a --reason, for those who see the job.",
    );
  }
  const request = reason === undefined ? undefined : {
    reason,
    until: until && momentAhead("--until", until, context.io.now()),
    fires: makeUp ? "make_up" : "skip",
  } as const;
  const client = await context.client();
  await context.output.doneEach(await found(context, client, names, options), async (job) => {
    const { job_id, name } = job;
    const answer = request === undefined
      ? await client.jobs.pause(job_id)
      : await client.jobs.pauseUntil(job_id, request);
    const end = request?.until ? ` until ${shownTime(request.until)}` : "";
    return [`${name} is paused${end}.`, answer];
  });
}

async function resume(
  context: Context,
  names: readonly string[],
  options: YesOption,
): Promise<void> {
  const client = await context.client();
  await context.output.doneEach(
    await found(context, client, names, options),
    async ({ job_id, name }) => [`${name} is resumed.`, await client.jobs.resume(job_id)],
  );
}

async function remove(context: Context, text: string, options: YesOption): Promise<void> {
  const client = await context.client();
  const { job_id, name, managed_by } = await jobOf(client, text);
  const told = managed_by === undefined ? "" : `, which is managed as code by "${managed_by}"`;
  await confirm(context, `Delete the job "${name}"${told}?`, options);
  await context.output.done(`${name} is deleted.`, await client.jobs.delete(job_id));
}

async function next(context: Context, text: string | undefined, count: number): Promise<void> {
  const client = await context.client();
  if (text === undefined) {
    const { next_fires: fires } = await client.history.stats();
    return await context.output.list(fires, [
      { head: "time", of: ({ next_run_time }) => shownTime(next_run_time) },
      { head: "name", of: ({ name }) => name },
      { head: "id", of: ({ job_id }) => job_id, isWide: true },
    ], "No job fires.");
  }
  const { month, day, week, day_of_week, hour, minute, timezone, paused } = await jobOf(
    client,
    text,
  );
  const schedule = { month, day, week, day_of_week, hour, minute, timezone };
  const { fires } = await client.jobs.preview({ ...schedule, count });
  if (paused) context.io.err("The job is paused: it fires at these times once it is resumed.\n");
  await context.output.list(fires, [
    { head: "local time", of: ({ local_time }) => local_time },
    { head: "utc", of: ({ time }) => time },
  ], "It does not fire again.");
}
