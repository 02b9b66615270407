import { type Command, Option } from "commander";
import type { Job, ListJobsQuery } from "../../client/types.ts";
import { cronText, duration } from "../../texts/format.ts";
import { confirm, type YesOption } from "../confirming.ts";
import type { Context } from "../context.ts";
import { categoryId, jobOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { taken, wholeNumber } from "../taking.ts";
import { shownTime } from "../times.ts";
import { createJob, withFields } from "./creating.ts";
import { editJob } from "./editing.ts";

interface Filters {
  readonly search?: string;
  readonly state?: string;
  readonly class?: string;
  readonly category?: string;
  readonly limit?: number;
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
    .action((job: string, options) => editJob(context, job, options));
  command.command("pause <jobs...>").summary("pause jobs: they do not fire")
    .action((jobs: string[]) => each(context, jobs, "paused"));
  command.command("resume <jobs...>").summary("let paused jobs fire again")
    .action((jobs: string[]) => each(context, jobs, "resumed"));
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
    ["category", job.category_id],
    ["instances", `${job.max_instances}, then ${job.overlap}`],
    ["retries", job.max_retries],
    ["timeout", job.timeout_seconds === 0 ? "none" : duration(job.timeout_seconds * 1000)],
    ["version", job.version],
    ["changed", shownTime(job.updated_at)],
  ]);
}

function nextOf({ paused, next_run_time }: Job): string {
  return paused ? "paused" : shownTime(next_run_time);
}

/** Finds all jobs before it changes the first. */
async function each(context: Context, names: string[], what: "paused" | "resumed"): Promise<void> {
  const client = await context.client();
  const jobs: Job[] = [];
  for (const name of names) jobs.push(await jobOf(client, name));
  await context.output.doneEach(jobs, async ({ job_id, name }) => {
    const answer = what === "paused"
      ? await client.jobs.pause(job_id)
      : await client.jobs.resume(job_id);
    return [`${name} is ${what}.`, answer];
  });
}

async function remove(context: Context, text: string, options: YesOption): Promise<void> {
  const client = await context.client();
  const { job_id, name } = await jobOf(client, text);
  await confirm(context, `Delete the job "${name}"?`, options);
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
