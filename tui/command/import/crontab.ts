import { type Command, Option } from "commander";
import type { Carillon } from "../../client/mod.ts";
import { CarillonError } from "../../client/failure.ts";
import type { Crontab, CrontabJob, CrontabRequest, NewJob } from "../../client/types.ts";
import { clean } from "../../terminal/clean.ts";
import { cronText } from "../../texts/format.ts";
import { confirm } from "../confirming.ts";
import type { Context } from "../context.ts";
import { examples } from "../subcommand.ts";
import { categoryFor } from "./category.ts";
import { type CrontabFile, crontabFiles } from "./crontab_files.ts";
import type { Untaken } from "./untaken.ts";
import { planned, type PlanOptions } from "./planning.ts";
import { printLine, printUntaken, writeYaml } from "./showing.ts";

interface Options extends PlanOptions {
  readonly form?: NonNullable<CrontabRequest["form"]>;
  readonly zone?: string;
  readonly category?: string;
  readonly otherUsers?: boolean;
}

export function define(command: Command, context: Context): void {
  planned(command)
    .argument("[paths...]", "files, folders such as /etc/cron.d, or - for the standard input", [
      "-",
    ])
    .addOption(
      new Option(
        "--form <form>",
        "whether lines name a user before the command; found out without it",
      )
        .choices(["auto", "user", "system"]),
    )
    .option("--zone <name>", "the zone of lines without CRON_TZ; the server's without it")
    .option("--category <category>", "the category of the jobs, by name or number")
    .option(
      "--other-users",
      "take lines of other users than the one that runs commands on the server",
    )
    .action((paths: string[], options: Options) => importCrontabs(context, paths, options));
  examples(
    command,
    ["crontab -l | carillon import crontab", "your own crontab"],
    ["carillon import crontab /etc/crontab /etc/cron.d --dry-run", "what each line would become"],
    ["carillon import crontab jobs.crontab --output-file jobs.yaml", "jobs as code"],
  );
}

/** What becomes of a line, or of one of the two jobs of a line. */
export interface LineFate {
  readonly file: string;
  readonly line: number;
  readonly becomes: "job" | "here already" | "not taken" | "variable" | "comment";
  readonly text: string;
  readonly job?: CrontabJob["job"];
  /** Equal for equal jobs. */
  readonly key?: string;
  readonly reason?: string;
  readonly notes: readonly string[];
}

async function importCrontabs(
  context: Context,
  paths: readonly string[],
  options: Options,
): Promise<void> {
  const client = await context.client();
  const { category, here } = await categoryFor(client, options.category);
  const { files, untaken } = await crontabFiles(context.io, paths);
  const fates: LineFate[] = [];
  const seen = new Map<string, string>();
  for (const file of files) fates.push(...once(await readFile(client, file, options), seen));
  const jobs = fates.flatMap(({ becomes, job }) =>
    becomes === "job" && job !== undefined ? [{ ...job, ...category } as NewJob] : []
  );
  const refused = fates.flatMap(({ file, line, reason }): Untaken[] =>
    reason === undefined ? [] : [{ what: `${file}:${line}`, reason }]
  );
  const all = [...untaken, ...refused];
  if (options.outputFile !== undefined) {
    return await writeYaml(context, options.outputFile, here, jobs, all);
  }
  if (context.output.isForPeople) showLines(context, fates);
  const isDone = options.dryRun === true || jobs.length === 0;
  if (isDone) {
    const sentence = options.dryRun === true ? "Nothing was done." : "Nothing to do.";
    return await tell(context, { lines: fates, created: [], untaken: all }, sentence);
  }
  await confirm(context, `Create ${countOf(jobs.length)}?`, options);
  const { created, failed } = await createAll(client, jobs);
  const answer = { lines: fates, created, untaken: [...all, ...failed] };
  await tell(context, answer, `${countOf(created.length)} created.`);
}

function countOf(jobs: number): string {
  return jobs === 1 ? "1 job" : `${jobs} jobs`;
}

/** What `--json` prints. */
interface CrontabsAnswer {
  readonly lines: readonly LineFate[];
  /** The ids of the new jobs. */
  readonly created: readonly string[];
  readonly untaken: readonly Untaken[];
}

async function tell(
  context: Context,
  answer: CrontabsAnswer,
  sentence: string,
): Promise<void> {
  if (context.output.isForPeople) printUntaken(context.io, answer.untaken);
  await context.output.done(sentence, answer);
}

async function readFile(
  client: Carillon,
  { path, text }: CrontabFile,
  { form, zone, otherUsers }: Options,
): Promise<LineFate[]> {
  const crontab = await client.jobs.readCrontab({
    text,
    ...(path === "-" ? {} : { path }),
    ...(form === undefined ? {} : { form }),
    ...(zone === undefined ? {} : { timezone: zone }),
    ...(otherUsers === true ? { other_users: true } : {}),
  });
  return fatesOf(path, text, crontab);
}

/** Blank lines are left out: each other line becomes exactly one thing, or two jobs where cron joins days by OR. */
export function fatesOf(file: string, text: string, { lines }: Crontab): LineFate[] {
  const texts = text.split(/\r\n|\r|\n/);
  return lines.flatMap((given): LineFate[] => {
    const { line, kind, notes, reason } = given;
    const about = { file, line, text: texts[line - 1]?.trim() ?? "", notes };
    switch (kind) {
      case "blank":
        return [];
      case "job":
        return given.jobs.map(({ job, key, existing_job_id }): LineFate => ({
          ...about,
          ...{ job, key },
          becomes: existing_job_id === "" ? "job" : "here already",
        }));
      case "refused":
        return [{ ...about, becomes: "not taken", reason }];
      default:
        return [{ ...about, becomes: kind }];
    }
  });
}

/** A job that another file has too is made once. @param seen where each job was found first, by its key. */
function once(fates: readonly LineFate[], seen: Map<string, string>): LineFate[] {
  return fates.map(({ key, ...fate }): LineFate => {
    if (key === undefined) return fate;
    const first = seen.getOrInsert(key, `${fate.file}:${fate.line}`);
    if (first.startsWith(`${fate.file}:`)) return fate;
    const { job: _, ...rest } = fate;
    return { ...rest, becomes: "not taken", reason: `it repeats ${first}` };
  });
}

function showLines({ io }: Context, fates: readonly LineFate[]): void {
  for (const { file, line, becomes, text, job, reason, notes } of fates) {
    const shown = job === undefined ? text : `${job.name} (${cronText(job)} ${job.timezone})`;
    printLine(
      io,
      `${file}:${line}  ${becomes}  ${shown}${reason === undefined ? "" : `: ${reason}`}`,
    );
    for (const note of notes) printLine(io, `    ${note}`);
  }
}

/** A job that the server refuses stops no other. @throws CarillonError where it would refuse all. */
async function createAll(
  client: Carillon,
  jobs: readonly NewJob[],
): Promise<{ readonly created: readonly string[]; readonly failed: readonly Untaken[] }> {
  const [created, failed]: [string[], Untaken[]] = [[], []];
  for (const job of jobs) {
    try {
      created.push((await client.jobs.create(job)).job_id);
    } catch (error) {
      if (!(error instanceof CarillonError) || error.status !== 422) throw error;
      failed.push({ what: `job ${JSON.stringify(job.name)}`, reason: clean(error.message) });
    }
  }
  return { created, failed };
}
