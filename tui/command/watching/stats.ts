import type { Command } from "commander";
import { duration } from "../../texts/format.ts";
import type { Context } from "../context.ts";
import { categoryId, jobOf } from "../names.ts";
import { examples } from "../subcommand.ts";
import { momentGiven, shownTime } from "../times.ts";

interface Options {
  readonly since: string;
  readonly job?: string;
  readonly category?: string;
}

export function define(command: Command, context: Context): void {
  command
    .option("--since <time>", "from this time, or for this long (90m, 7d)", "1h")
    .option("--job <job>", "only this job, by name or id")
    .option("--category <category>", "only this category, by name or number")
    .action((options: Options) => stats(context, options));
  examples(command, ["carillon stats --since 1d --category reports", "a day of one category"]);
}

async function stats(context: Context, { since, job, category }: Options): Promise<void> {
  const client = await context.client();
  const answer = await client.history.stats({
    time_range_start: momentGiven("--since", since, context.io.now()),
    job_id: job && (await jobOf(client, job)).job_id,
    category_id: category === undefined ? undefined : await categoryId(client, category),
  });
  const { total, queue, tick, next_fires: fires } = answer;
  const { success_rate: rate, duration_ms: took } = total;
  await context.output.one(answer, [
    ["range", `${shownTime(answer.time_range_start)} to ${shownTime(answer.time_range_end)}`],
    ["succeeded", total.succeeded],
    ["failed", total.failed],
    ["timeout", total.timeout],
    ["stopped", total.stopped],
    ["not started", total.scheduled_error],
    ["success rate", rate === null ? "-" : `${(rate * 100).toFixed(1)} %`],
    ["duration", took === null ? "-" : `${duration(took.p50)} (95 %: ${duration(took.p95)})`],
    ["queue", `${queue.ready} ready, ${queue.running} running, ${queue.later} later`],
    ["late", tick.lag_ms === 0 ? "no" : `by ${duration(tick.lag_ms)}`],
    [
      "next",
      fires[0] === undefined ? "-" : `${fires[0].name}, ${shownTime(fires[0].next_run_time)}`,
    ],
  ]);
}
