import { type Command, Option } from "commander";
import type { Context } from "../context.ts";
import { examples } from "../subcommand.ts";
import { categoryFor } from "./category.ts";
import { cronJobOf, type Pods } from "./cron_job.ts";
import type { Taken } from "./foreign_jobs.ts";
import { importRecords, planned, type PlanOptions } from "./planning.ts";
import { readText } from "./reading.ts";
import type { Untaken } from "./untaken.ts";

interface Options extends PlanOptions {
  readonly zone?: string;
  readonly category?: string;
  readonly pods: Pods;
}

export function define(command: Command, context: Context): void {
  planned(command)
    .argument("[files...]", "YAML or JSON with CronJobs; - is the standard input", ["-"])
    .option("--zone <name>", "the zone of CronJobs without timeZone", "UTC")
    .option("--category <category>", "the category of the jobs, by name or number")
    .addOption(
      new Option(
        "--pods <how>",
        "kubectl: a run makes a Job of the CronJob; command: it runs the container's command here",
      )
        .choices(["kubectl", "command"]).default("kubectl"),
    )
    .action((files: string[], options: Options) => importCronJobs(context, files, options));
  examples(
    command,
    [
      "kubectl get cronjobs -A -o yaml | carillon import kubernetes --dry-run",
      "those of a cluster",
    ],
    ["carillon import kubernetes cronjobs.yaml --pods command", "run the commands on the server"],
  );
}

async function importCronJobs(
  context: Context,
  files: readonly string[],
  options: Options,
): Promise<void> {
  const client = await context.client();
  const { category, here } = await categoryFor(client, options.category);
  const taken: Taken[] = [];
  const untaken: Untaken[] = [];
  for (const file of files) {
    const text = file === "-" ? await context.io.readInput() : await readText(file);
    const { resources, problems } = await resourcesIn(file, text);
    untaken.push(...problems);
    for (const resource of resources) taken.push(await cronJobOf(client, resource, options));
  }
  await importRecords(context, client, {
    source: "kubernetes",
    records: {
      jobs: taken.flatMap(({ jobs }) => jobs).map((job) => ({ ...job, ...category })),
      ...{ categories: [], users: [], executions: [], logs: [] },
    },
    untaken: [...untaken, ...taken.flatMap((one) => one.untaken)],
    notes: [...new Set(taken.flatMap(({ notes }) => notes))],
    here,
  }, options);
}

/** The resources of all documents of a file; a List counts as its items. */
async function resourcesIn(
  file: string,
  text: string,
): Promise<{ readonly resources: readonly unknown[]; readonly problems: readonly Untaken[] }> {
  const { parseAllDocuments } = await import("yaml");
  const [resources, problems]: [unknown[], Untaken[]] = [[], []];
  for (const [i, document] of [...parseAllDocuments(text)].entries()) {
    const what = `${file}, document ${i + 1}`;
    const [error] = document.errors ?? [];
    if (error !== undefined) {
      problems.push({ what, reason: error.message.split("\n")[0] ?? "it is not YAML" });
      continue;
    }
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (value === null || value === undefined) continue;
    const { items } = value as { items?: unknown };
    resources.push(...(Array.isArray(items) ? items : [value]));
  }
  return { resources, problems };
}
