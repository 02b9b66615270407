/**
 * The shape of a job class: what a job can do. A job class states its arguments once, as a zod tuple. The check of
 * `pub_args`, the public description and the types of `run` follow from the tuple.
 */
import { z } from "zod";

/** For modules outside of this repository, so that they need no import of zod. */
export { z };
export { readJobSecret } from "./job_secret.ts";

/** Stored bytes of an execution's result. The engine cuts the texts of a longer result. */
export const resultLimit = 16 * 1024;

/** Lines that are kept with the execution. */
export interface JobLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A program that a run has started. */
export interface StartedChild {
  /** The process group of the program; on Windows the process id. */
  readonly pgid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** What a run is given. */
export interface JobContext {
  /** Aborted on stop, timeout and shutdown. The run must then end soon, and throw `signal.reason`. */
  readonly signal: AbortSignal;
  readonly log: JobLog;
  readonly jobId: string;
  readonly jobName: string;
  readonly executionId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The fire time, in milliseconds since 1970. The run may start later. */
  readonly scheduledAt: number;
  /** The job's longest wait before a retry, in seconds. It also bounds a `Retry-After` of a server. */
  readonly retryDelayMaxSeconds: number;
  /** Sets the execution's description for a run that succeeds: a sentence, for example a warning. */
  describe(text: string): void;
  /** Records a program, so that it is ended if this server is killed. Resolved when the record is written. */
  childStarted(child: StartedChild): Promise<void>;
}

/** The failure of a job that says more than its message. A run throws it; any other error fails the job as well. */
export class JobFailure extends Error {
  override readonly name = "JobFailure";
  /** The execution's result, as JSON. Without it, the result is the error's stack. */
  readonly result?: unknown;
  /** The next attempt starts no earlier than this, within the job's `retry_max_delay_seconds`. */
  readonly retryAfterMs?: number;

  constructor(
    message: string,
    more: ErrorOptions & { readonly result?: unknown; readonly retryAfterMs?: number | undefined } =
      {},
  ) {
    super(message, more);
    if (more.result !== undefined) this.result = more.result;
    if (more.retryAfterMs !== undefined) this.retryAfterMs = more.retryAfterMs;
  }
}

/** One argument, as the API describes it. */
export interface ArgumentInfo {
  /** Begins with `...` when any number of further arguments may follow. */
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
}

/** Why an argument of `pub_args` is wrong. */
export interface ArgumentError {
  /** For example `url (argument 1)`. */
  readonly argument: string;
  /** The place in `pub_args`, from 0; `undefined` when the error concerns all arguments together. */
  readonly index: number | undefined;
  readonly reason: string;
}

export type ArgumentCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly errors: readonly ArgumentError[] };

/** A job class as the registry, the API and the engine use it. */
export interface JobClass {
  /** The class string of the jobs. */
  readonly name: string;
  /** What the class does, in a sentence. */
  readonly notes: string;
  /** Why this server neither creates nor runs jobs of this class. Absent when it does. */
  readonly unavailable?: string;
  /** Whether the class runs programs of the caller's choice, as the server's user or as `SHELL_USER`. */
  readonly startsPrograms?: boolean;
  /**
   * Whether log lines, descriptions and results repeat what a program or another server said. They are then shown as
   * they are. Otherwise only admins see lines in them that look like stack frames of the server's code.
   */
  readonly relaysOutput?: boolean;
  readonly argumentInfo: readonly ArgumentInfo[];
  /** Valid `pub_args`. */
  readonly example: readonly unknown[];
  /** Secrets that these arguments use without naming them. */
  impliedSecrets?(pubArgs: readonly unknown[]): readonly string[];
  /** Never throws. Does not look at `unavailable`. */
  checkArgs(pubArgs: readonly unknown[]): ArgumentCheck;
  /** Throws when the job fails: wrong arguments, an unavailable class, or the job's own error. */
  run(pubArgs: readonly unknown[], context: JobContext): Promise<unknown>;
}

export interface JobClassDefinition<Args extends z.ZodTuple> {
  readonly name: string;
  readonly notes: string;
  readonly unavailable?: string | undefined;
  readonly startsPrograms?: boolean;
  readonly relaysOutput?: boolean;
  /** Arguments come from JSON. The API shows `.meta({ title, description })` of each item. */
  readonly args: Args;
  readonly example: z.input<Args>;
  impliedSecrets?(pubArgs: readonly unknown[]): readonly string[];
  /** Returns the execution's result, which should be JSON. The job fails when it throws. */
  run(args: z.output<Args>, context: JobContext): unknown;
}

/** Makes a job class from its definition. */
export function defineJobClass<Args extends z.ZodTuple>(
  definition: JobClassDefinition<Args>,
): JobClass {
  const { name, notes, unavailable, startsPrograms, relaysOutput, args, example, impliedSecrets } =
    definition;
  let argumentInfo: ArgumentInfo[] | undefined;
  /** What checkArgs() read last. A worker checks the arguments right before it runs the job with them. */
  let checked: { readonly pubArgs: readonly unknown[]; readonly parsed: Parsed<Args> } | undefined;

  return {
    name,
    notes,
    ...(unavailable === undefined ? {} : { unavailable }),
    ...(startsPrograms === undefined ? {} : { startsPrograms }),
    ...(relaysOutput === undefined ? {} : { relaysOutput }),
    // Made on the first request, so that the server starts sooner.
    get argumentInfo() {
      return argumentInfo ??= describeArguments(args);
    },
    example,
    ...(impliedSecrets === undefined ? {} : { impliedSecrets }),
    checkArgs(pubArgs) {
      const parsed = parseArguments(args, pubArgs);
      checked = { pubArgs, parsed };
      return parsed.ok ? { ok: true } : parsed;
    },
    async run(pubArgs, context) {
      if (unavailable !== undefined) throw new Error(unavailable);
      const parsed = checked?.pubArgs === pubArgs ? checked.parsed : parseArguments(args, pubArgs);
      // Each run has what was parsed for it alone, because a job may change its arguments.
      checked = undefined;
      if (!parsed.ok) {
        throw new TypeError(parsed.errors.map((e) => `${e.argument}: ${e.reason}`).join("; "));
      }
      const result = definition.run(parsed.args, context);
      return result instanceof Promise ? await result : result;
    },
  };
}

/** Whether defineJobClass() made this value. Also true for a value of another copy of this file. */
export function isJobClass(value: unknown): value is JobClass {
  return typeof value === "object" && value !== null &&
    "name" in value && typeof value.name === "string" &&
    "checkArgs" in value && typeof value.checkArgs === "function" &&
    "run" in value && typeof value.run === "function";
}

type Parsed<Args extends z.ZodTuple> =
  | { readonly ok: true; readonly args: z.output<Args> }
  | { readonly ok: false; readonly errors: readonly ArgumentError[] };

function parseArguments<Args extends z.ZodTuple>(
  schema: Args,
  pubArgs: readonly unknown[],
): Parsed<Args> {
  const most = schema.def.rest === null ? schema.def.items.length : Infinity;
  if (pubArgs.length > most) {
    const reason = `is one too many: ${count(most, "argument")} at most`;
    return { ok: false, errors: [{ argument: nameOf(schema, most), index: most, reason }] };
  }
  const least = requiredCount(schema);
  if (pubArgs.length < least) {
    const missing = Array.from({ length: least - pubArgs.length }, (_, i) => pubArgs.length + i);
    const errors = missing.map((index) => (
      { argument: nameOf(schema, index), index, reason: "is missing" }
    ));
    return { ok: false, errors };
  }
  let parsed: z.ZodSafeParseResult<z.output<Args>>;
  try {
    parsed = schema.safeParse(pubArgs);
  } catch (error) {
    // A deeply nested value overflows the stack of the schema's recursion; a check may throw.
    const reason = error instanceof RangeError ? "are nested too deeply" : String(error);
    return { ok: false, errors: [{ argument: "arguments", index: undefined, reason }] };
  }
  if (parsed.success) return { ok: true, args: parsed.data };
  return { ok: false, errors: parsed.error.issues.map((issue) => toError(schema, issue)) };
}

function toError(schema: z.ZodTuple, issue: z.core.$ZodIssue): ArgumentError {
  const [index, ...inner] = issue.path;
  if (typeof index !== "number") {
    return { argument: "arguments", index: undefined, reason: reasonOf(issue) };
  }
  const where = inner.length > 0 ? `${inner.map(String).join(".")}: ` : "";
  return { argument: nameOf(schema, index), index, reason: where + reasonOf(issue) };
}

/** Only the last arguments are optional, as in a function. */
function requiredCount(schema: z.ZodTuple): number {
  return schema.def.items.findLastIndex((item) => item._zod.optin === undefined) + 1;
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_union" && issue.message === "Invalid input") {
    const reasons = issue.errors.flat().map(reasonOf);
    if (reasons.length > 0) return [...new Set(reasons)].join(", or ");
  }
  if (issue.code === "invalid_key" && issue.issues.length > 0) {
    return issue.issues.map(reasonOf).join(", and ");
  }
  return issue.message.replace(/^Invalid input: /, "");
}

function nameOf(schema: z.ZodTuple, index: number): string {
  const item = schema.def.items[index] ?? schema.def.rest;
  const title = item === null ? undefined : metaOf(item).title;
  return title === undefined ? `argument ${index + 1}` : `${title} (argument ${index + 1})`;
}

function describeArguments(schema: z.ZodTuple): ArgumentInfo[] {
  const required = requiredCount(schema);
  const items = schema.def.items.map((item, index): ArgumentInfo => ({
    name: metaOf(item).title ?? `argument${index + 1}`,
    ...typeAndDescription(item),
    required: index < required,
  }));
  const rest = schema.def.rest;
  if (rest === null) return items;
  const name = `...${metaOf(rest).title ?? "arguments"}`;
  return [...items, { name, ...typeAndDescription(rest), required: false }];
}

function typeAndDescription(item: z.core.$ZodType): { type: string; description: string } {
  const schema = z.toJSONSchema(item, { io: "input", unrepresentable: "any" });
  const preset = schema.default === undefined || schema.default === ""
    ? ""
    : ` Default: ${JSON.stringify(schema.default)}.`;
  return { type: typeOf(schema), description: (metaOf(item).description ?? "") + preset };
}

function typeOf(schema: z.core.JSONSchema._JSONSchema): string {
  if (typeof schema === "boolean") return "any";
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const types = new Set(choices.map(typeOf));
    return types.has("any") ? "any" : [...types].join(" | ");
  }
  if (schema.type === "array" && !Array.isArray(schema.items)) {
    const inner = typeOf(schema.items ?? true);
    return inner.includes(" ") ? `(${inner})[]` : `${inner}[]`;
  }
  return [schema.type ?? "any"].flat().join(" | ");
}

/** The `.meta()` of a schema, also when `.optional()` or `.default()` follows it. */
function metaOf(schema: z.core.$ZodType): z.core.GlobalMeta {
  const own = z.globalRegistry.get(schema);
  if (own !== undefined) return own;
  const { def } = schema._zod as z.core.$ZodOptional["_zod"];
  return def.innerType === undefined ? {} : metaOf(def.innerType);
}

function count(n: number, noun: string): string {
  return n === 1 ? `1 ${noun}` : `${n} ${noun}s`;
}
