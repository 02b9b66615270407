import type { Command } from "commander";
import type { ListLogsQuery } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { jobOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { taken, wholeNumber } from "../taking.ts";
import { momentGiven, shownTime } from "../times.ts";

interface Options {
  readonly since: string;
  readonly until?: string;
  readonly by?: string;
  readonly event?: ListLogsQuery["event"];
  readonly job?: string;
  readonly security?: boolean;
  readonly limit: number;
}

export function define(command: Command, context: Context): void {
  command
    .option("--since <time>", "from this time, or for this long (90m, 7d)", "1d")
    .option("--until <time>", "up to this time")
    .option("--by <name>", "only what this user or API key did")
    .option("--event <event>", "only this event, such as modified")
    .option("--job <job>", "only this job, by name or id")
    .option("--security", "users, categories, API keys and log-ins instead (for admins)")
    .option("--limit <number>", "at most so many, the newest", wholeNumber, 100)
    .action((options: Options) => audit(context, options));
  examples(
    command,
    ["carillon audit --since 7d --event deleted", "the jobs that were deleted in a week"],
    ["carillon audit --security --since 1h", "log-ins of the last hour"],
  );
}

async function audit(context: Context, options: Options): Promise<void> {
  const client = await context.client();
  const now = context.io.now();
  const query: ListLogsQuery = {
    time_range_start: momentGiven("--since", options.since, now),
    time_range_end: options.until && momentGiven("--until", options.until, now),
    user: options.by,
    event: options.event,
    job_id: options.job && (await jobOf(client, options.job)).job_id,
    limit: Math.min(options.limit, 1000),
  };
  const { output } = context;
  const none = "Nothing was changed in this time.";
  if (options.security) {
    const entries = await taken(client.history.eachSecurityChange(query), options.limit);
    return await output.list(entries, [
      { head: "time", of: ({ created_time }) => shownTime(created_time) },
      { head: "by", of: ({ user }) => user || "-" },
      { head: "what", of: ({ kind, event }) => `${kind} ${event}` },
      { head: "subject", of: ({ subject }) => subject },
      { head: "address", of: ({ address }) => address, isWide: true },
      { head: "description", of: ({ description }) => description, isWide: true },
    ], none);
  }
  const entries = await taken(client.history.eachChange(query), options.limit);
  await output.list(entries, [
    { head: "time", of: ({ created_time }) => shownTime(created_time) },
    { head: "by", of: ({ user }) => user },
    { head: "event", of: ({ event }) => event },
    { head: "job", of: ({ job_name }) => job_name },
    { head: "job id", of: ({ job_id }) => job_id, isWide: true },
    { head: "description", of: ({ description }) => description, isWide: true },
  ], none);
}
