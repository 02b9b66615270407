import type { Command } from "commander";
import type { Carillon } from "../../client/mod.ts";
import type { JobEdit, NewJob } from "../../client/types.ts";
import type { Context } from "../context.ts";
import { CommandFailure, wrongUse } from "../failures.ts";
import { categoryId } from "../names.ts";
import { exitCodes } from "../exit_codes.ts";
import { setFields } from "./set_fields.ts";

/** The options that set fields of a job. */
export interface FieldOptions {
  readonly class?: string;
  readonly args?: string;
  readonly cron?: string;
  readonly zone?: string;
  readonly category?: string;
  readonly set?: readonly string[];
}

interface CreateOptions extends FieldOptions {
  readonly file?: string;
}

export function withFields(command: Command): Command {
  return command
    .option("--class <class>", "what it does: a class string, or the end of it")
    .option("--args <json>", "its arguments as a JSON array")
    .option("--cron <expression>", "when it fires: a crontab expression, in quotes")
    .option("--zone <name>", "the IANA zone that the expression is read in")
    .option("--category <category>", "its category, by name or number")
    .option(
      "--set <field=value>",
      "any other field, such as max_retries=3 or alarms.failed.after=3; JSON for lists and objects; may be repeated",
      (text: string, before: string[] = []) => [...before, text],
    );
}

export async function createJob(
  context: Context,
  name: string | undefined,
  { file, ...options }: CreateOptions,
): Promise<void> {
  const client = await context.client();
  const given: Readonly<Record<string, unknown>> = file === undefined
    ? {}
    : { ...await readFields(context, file) };
  const fields = { ...given, ...await fieldsOf(client, options, given) };
  const job = { ...fields, ...(name === undefined ? {} : { name }) } as NewJob;
  if (typeof job.name !== "string") {
    throw wrongUse("What is its name? Give NAME, or a file with it.");
  }
  const made = await client.jobs.create(job);
  await context.output.done(`${job.name} is there: ${made.job_id}`, made);
}

/** The fields of a job that the options set. @param before the job as it is, or as a file has it. */
export async function fieldsOf(
  client: Carillon,
  options: FieldOptions,
  before: Readonly<Record<string, unknown>> = {},
): Promise<JobEdit> {
  const { args, cron, zone, category, set = [] } = options;
  const fields: Record<string, unknown> = {};
  if (options.class !== undefined) fields.job_class_string = await classOf(client, options.class);
  if (args !== undefined) fields.pub_args = argsOf(args);
  if (cron !== undefined) fields.cron = cron;
  if (zone !== undefined) fields.timezone = zone;
  if (category !== undefined) fields.category_id = await categoryId(client, category);
  return { ...fields, ...setFields(set, before) } as JobEdit;
}

/** @throws CommandFailure for what is not a JSON array. */
export function argsOf(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // said below
  }
  throw wrongUse(`--args: ${text} is not a JSON array, such as '["a", 1]'.`);
}

/** Class strings are long: the part behind the last full stop is enough where it names one class. */
async function classOf(client: Carillon, text: string): Promise<string> {
  if (text.includes(".")) return text;
  const classes = await client.jobs.classes();
  const [found, ...others] = classes.map(({ job_class_string: one }) => one)
    .filter((one) => one.endsWith(`.${text}`));
  if (found !== undefined && others.length === 0) return found;
  const why = found === undefined ? "There is no" : "There are several of the";
  throw new CommandFailure(
    `${why} job class "${text}". \`carillon classes\` lists them.`,
    exitCodes.notFound,
  );
}

async function readFields({ io }: Context, file: string): Promise<object> {
  let text: string;
  try {
    text = file === "-" ? await io.readInput() : await Deno.readTextFile(file);
  } catch (error) {
    throw wrongUse(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  return await fieldsIn(text, file);
}

/** @throws CommandFailure for what is not a YAML mapping. */
export async function fieldsIn(text: string, file: string): Promise<object> {
  const { parse, YAMLParseError } = await import("yaml");
  try {
    const value: unknown = parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    throw wrongUse(`${file} does not hold the fields of a job.`);
  } catch (error) {
    if (error instanceof YAMLParseError) {
      throw wrongUse(`${file} is not YAML: ${error.message.split("\n")[0]}`);
    }
    throw error;
  }
}
