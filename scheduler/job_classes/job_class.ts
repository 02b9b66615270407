/**
 * The shape of a job class: what a job can do. A job class states its arguments once, as a zod tuple; the check of
 * `pub_args`, the public description and the types of `run` follow from it.
 */
import { z } from "zod";

/** For modules outside of this repository, which need no import of their own for it. */
export { z };

/** Lines that are kept with the execution. */
export interface JobLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What a run knows of itself. */
export interface JobContext {
  /** Aborted on stop, timeout and shutdown. A run that sees it should end soon, and throw `signal.reason`. */
  readonly signal: AbortSignal;
  readonly log: JobLog;
  readonly jobId: string;
  readonly jobName: string;
  readonly executionId: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** When the run was due, in milliseconds since 1970; the start may be later. */
  readonly scheduledAt: number;
}

/** One argument, as clients are told of it. */
export interface ArgumentInfo {
  /** Begins with `...` where any number of further arguments may stand. */
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
}

/** Why `pub_args` do not fit. */
export interface ArgumentError {
  /** As a reader knows it: `url (argument 1)`. */
  readonly argument: string;
  /** Its place in `pub_args`, from 0; `undefined` when the error is of all arguments together. */
  readonly index: number | undefined;
  readonly reason: string;
}

export type ArgumentCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly errors: readonly ArgumentError[] };

/** A job class as the registry, the API and the engine know it, whatever its arguments are. */
export interface JobClass {
  /** The class string that jobs name. */
  readonly name: string;
  /** What it does, in a sentence. */
  readonly notes: string;
  /** Why no job of this class can be created or run on this server. Absent when it can. */
  readonly unavailable?: string;
  readonly argumentInfo: readonly ArgumentInfo[];
  /** `pub_args` that fit. */
  readonly example: readonly unknown[];
  /** Never throws. It does not look at `unavailable`. */
  checkArgs(pubArgs: readonly unknown[]): ArgumentCheck;
  /** Throws when the job fails: the arguments do not fit, the class is unavailable, or its own reason. */
  run(pubArgs: readonly unknown[], context: JobContext): Promise<unknown>;
}

export interface JobClassDefinition<Args extends z.ZodTuple> {
  readonly name: string;
  readonly notes: string;
  readonly unavailable?: string | undefined;
  /** Arguments come from JSON. `.meta({ title, description })` of an item is what clients are shown. */
  readonly args: Args;
  readonly example: z.input<Args>;
  /** What it returns is the execution's result and should be JSON; to throw is to fail. */
  run(args: z.output<Args>, context: JobContext): unknown;
}

/** Makes a job class of its definition. */
export function defineJobClass<Args extends z.ZodTuple>(
  definition: JobClassDefinition<Args>,
): JobClass {
  const { name, notes, unavailable, args, example } = definition;
  let argumentInfo: ArgumentInfo[] | undefined;

  return {
    name,
    notes,
    ...(unavailable === undefined ? {} : { unavailable }),
    // Made when asked for: the server's start should not wait for it.
    get argumentInfo() {
      return argumentInfo ??= describeArguments(args);
    },
    example,
    checkArgs(pubArgs) {
      const parsed = parseArguments(args, pubArgs);
      return parsed.ok ? { ok: true } : parsed;
    },
    async run(pubArgs, context) {
      if (unavailable !== undefined) throw new Error(unavailable);
      const parsed = parseArguments(args, pubArgs);
      if (!parsed.ok) {
        throw new TypeError(parsed.errors.map((e) => `${e.argument}: ${e.reason}`).join("; "));
      }
      return await definition.run(parsed.args, context);
    },
  };
}

/** Whether a value, say a module's export, was made by `defineJobClass`; also one of another copy of this file. */
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
    // A value nested so deep that the schema's recursion ends the stack, or a check that throws.
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

/** Only the last arguments can be left out, as in a function. */
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

/** What `.meta()` said of a schema, also when `.optional()` or `.default()` came after it. */
function metaOf(schema: z.core.$ZodType): z.core.GlobalMeta {
  const own = z.globalRegistry.get(schema);
  if (own !== undefined) return own;
  const { def } = schema._zod as z.core.$ZodOptional["_zod"];
  return def.innerType === undefined ? {} : metaOf(def.innerType);
}

function count(n: number, noun: string): string {
  return n === 1 ? `1 ${noun}` : `${n} ${noun}s`;
}
