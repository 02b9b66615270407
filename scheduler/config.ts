import { z } from "zod";
import { jobPolicyFields } from "./model/job_policy_fields.ts";
import { isTimeZone } from "./cron/mod.ts";

/** How a field of the configuration is set. */
interface Variable {
  /** The environment variable. */
  readonly name: string;
  /** A second variable that is read when the first is not set. */
  readonly orName?: string;
  /** Errors do not show the value: it is a secret, or an address that may hold one. */
  readonly isSecret?: boolean;
  /** Blanks at the start and the end belong to the value. */
  readonly keepsBlanks?: boolean;
}

const { maxInstances, misfireGraceSeconds, coalesce } = jobPolicyFields;

const variables = z.registry<Variable>();

/**
 * The configuration in one table: the field, what its variable takes, and the default.
 * README.md says the same to operators.
 */
const Fields = z.object({
  /** 0: any free port. */
  port: wholeNumber(0, 65_535).default(8888).register(variables, { name: "PORT" }),
  host: text(/^[\w.:%-]+$/, "an address or a host name to listen on")
    .default("127.0.0.1").register(variables, { name: "HOST" }),
  onDenoDeploy: z.string().default("").transform((mark) => mark !== "")
    .register(variables, { name: "DENO_DEPLOY", orName: "DENO_DEPLOYMENT_ID" }),
  /** Absent: the database that Deno Deploy provides. */
  kvPath: text(isKvPath, "a file, :memory:, or the http(s) address of a KV Connect server")
    .exactOptional().register(variables, { name: "KV_PATH", isSecret: true }),
  /** A start on an empty database is refused. */
  expectData: yesOrNo().default(false).register(variables, { name: "CARILLON_EXPECT_DATA" }),
  /** Absent: a secret that is made once and kept in the database. */
  jwtSecret: text(
    (secret) => byteLength(secret) >= 32,
    "at least 32 bytes of text that nobody can guess",
  ).exactOptional().register(variables, { name: "JWT_SECRET", isSecret: true, keepsBlanks: true }),
  jwtExpirationDays: days(3650).default(1).register(variables, { name: "JWT_EXPIRATION_DAYS" }),
  adminUsername: text(
    /^(?!\s*api\s+key\s*:)\P{Cc}{1,128}$/iu,
    'a user name of 1 to 128 characters that does not begin with "api key:"',
  )
    .default("admin").register(variables, { name: "ADMIN_USERNAME" }),
  /** Absent: the first admin gets a random password. */
  adminPassword: text((password) => byteLength(password) <= 1024, "at most 1,024 bytes")
    .exactOptional()
    .register(variables, { name: "ADMIN_PASSWORD", isSecret: true, keepsBlanks: true }),
  /** For passwords that are made through the API, in characters. */
  passwordMinLength: wholeNumber(1, 128).default(12)
    .register(variables, { name: "PASSWORD_MIN_LENGTH" }),
  /** The zone of jobs that name none. */
  timezone: text(isTimeZone, "an IANA time zone such as UTC or Asia/Taipei")
    .default("UTC").register(variables, { name: "TIMEZONE" }),
  role: oneOf("all", "api", "worker").default("all").register(variables, { name: "ROLE" }),
  workerConcurrency: wholeNumber(1, 1000).default(10)
    .register(variables, { name: "WORKER_CONCURRENCY" }),
  /** How long a silent worker keeps what it runs. */
  leaseSeconds: wholeNumber(2, 3600).default(30).register(variables, { name: "LEASE_SECONDS" }),
  misfireGraceSeconds: wholeNumber(misfireGraceSeconds.least, misfireGraceSeconds.most)
    .default(misfireGraceSeconds.default)
    .register(variables, { name: "MISFIRE_GRACE_SECONDS" }),
  maxInstances: wholeNumber(maxInstances.least, maxInstances.most).default(maxInstances.default)
    .register(variables, { name: "MAX_INSTANCES" }),
  coalesce: yesOrNo().default(coalesce.default).register(variables, { name: "COALESCE" }),
  executionRetentionDays: days(36_500).default(30)
    .register(variables, { name: "EXECUTION_RETENTION_DAYS" }),
  logRetentionDays: days(36_500).default(365).register(variables, { name: "LOG_RETENTION_DAYS" }),
  /** 0: failures raise no alarm. */
  alarmFailedAfter: wholeNumber(0, 100).default(1).register(variables, {
    name: "ALARM_FAILED_AFTER",
  }),
  alarmMissed: yesOrNo().default(true).register(variables, { name: "ALARM_MISSED" }),
  /** 0: no start is late, and no run is long. */
  alarmLateSeconds: wholeNumber(0, 31 * 86_400).default(0)
    .register(variables, { name: "ALARM_LATE_SECONDS" }),
  alarmLongSeconds: wholeNumber(0, 31 * 86_400).default(0)
    .register(variables, { name: "ALARM_LONG_SECONDS" }),
  /** 0: nobody is told again. */
  alarmRepeatHours: wholeNumber(0, 8760).default(24)
    .register(variables, { name: "ALARM_REPEAT_HOURS" }),
  jobModules: commaList(z.string()).default([]).register(variables, { name: "JOB_MODULES" }),
  allowShellJobs: yesOrNo().default(false).register(variables, { name: "ALLOW_SHELL_JOBS" }),
  /** The system user that runs the programs of jobs, by name or number. Absent: the server's own user. */
  shellUser: text(/^[\w.-]+\$?$/, "the name or number of a system user")
    .exactOptional().register(variables, { name: "SHELL_USER" }),
  /** Numbers or names of the categories whose jobs may run programs without an admin, or `*`. */
  shellCategories: commaList(z.string()).default([])
    .register(variables, { name: "SHELL_CATEGORIES" }),
  /** Read by parseAllowList(). */
  httpJobAllow: z.string().default("").register(variables, { name: "HTTP_JOB_ALLOW" }),
  /** Origins as a browser sends them, or `*`. */
  corsOrigins: commaList(
    text(isOrigin, "origins such as https://jobs.example.org with commas between, or *")
      .transform((origin) => origin === "*" ? origin : new URL(origin).origin),
  ).default([]).register(variables, { name: "CORS_ORIGINS" }),
  loginCookie: yesOrNo().default(false).register(variables, { name: "LOGIN_COOKIE" }),
  /** Whether the server speaks the Model Context Protocol. */
  mcp: yesOrNo().default(false).register(variables, { name: "MCP" }),
  /** Where people reach the service, for the links in notifications; absent: they have no links. */
  publicUrl: text(isHttpUrl, "the http(s) address under which people reach the service")
    .transform((url) => url.replace(/\/+$/, ""))
    .exactOptional().register(variables, { name: "PUBLIC_URL" }),
  /** How many proxies of the operator stand before the server. */
  trustedProxies: wholeNumber(0, 10).default(0).register(variables, { name: "TRUST_PROXY" }),
  /** Absent: only this machine and admins may read metrics. */
  metricsToken: text(/^[\w.~+/=-]{16,256}$/, "16 to 256 letters, digits or -._~+/=")
    .exactOptional().register(variables, { name: "METRICS_TOKEN", isSecret: true }),
  /** Absent: nobody watches the service from outside. */
  heartbeatUrl: text(isHttpUrl, "an http(s) address").exactOptional()
    .register(variables, { name: "HEARTBEAT_URL", isSecret: true }),
  logLevel: oneOf("debug", "info", "warn", "error").default("info")
    .register(variables, { name: "LOG_LEVEL" }),
});

/** The configuration of one process. main.ts reads it once; each part gets only the fields that it needs. */
export type Config = Readonly<z.output<typeof Fields>>;

type Field = keyof typeof Fields.shape;

/** The names of all variables that readConfig() reads. */
export const variableNames: readonly string[] = fieldNames().flatMap((field) => {
  const { name, orName } = variableOf(field);
  return orName === undefined ? [name] : [name, orName];
});

/** The variables whose values are secrets. */
export const secretNames: readonly string[] = fieldNames().map(variableOf)
  .filter(({ isSecret = false }) => isSecret).map(({ name }) => name);

/** The environment is wrong. The message has one line for each wrong variable. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  /** @param problems each `VARIABLE: what is wrong`. */
  constructor(readonly problems: readonly string[], options?: ErrorOptions) {
    super(["The configuration is wrong.", ...problems].join("\n"), options);
  }
}

/**
 * Reads the configuration. A variable with empty text counts as not set.
 * @throws ConfigError that names every wrong variable.
 */
export function readConfig(
  environment: Readonly<Record<string, string>> | ((name: string) => string | undefined),
): Config {
  const read = typeof environment === "function"
    ? environment
    : (name: string) => Object.hasOwn(environment, name) ? environment[name] : undefined;
  const given: Partial<Record<Field, string>> = {};
  for (const field of fieldNames()) {
    const value = textOf(variableOf(field), read);
    if (value !== undefined) given[field] = value;
  }
  // Compiling the schema, which zod does by itself, would take longer than this one reading of it.
  const parsed = Fields.safeParse(given, { jitless: true });
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error, given));
  const config = parsed.data;
  if (config.kvPath !== undefined || config.onDenoDeploy) return config;
  return { ...config, kvPath: "./data/carillon.db" };
}

function fieldNames(): Field[] {
  return Object.keys(Fields.shape) as Field[];
}

function variableOf(field: Field): Variable {
  const variable = variables.get(Fields.shape[field]);
  if (variable === undefined) throw new Error(`${field} has no variable`);
  return variable;
}

function textOf(
  { name, orName, keepsBlanks = false }: Variable,
  read: (name: string) => string | undefined,
): string | undefined {
  const value = read(name) || orName && read(orName);
  const shown = keepsBlanks ? value : value?.trim();
  return shown === "" ? undefined : shown;
}

/** One line for each wrong variable, with the first reason. */
function problemsOf(error: z.ZodError, given: Partial<Record<Field, string>>): string[] {
  const problems = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const field = path[0] as Field;
    const { name, isSecret = false } = variableOf(field);
    const found = isSecret ? "" : `, not ${JSON.stringify(given[field]?.slice(0, 60))}`;
    if (!problems.has(name)) problems.set(name, `${name}: ${message}${found}`);
  }
  return [...problems.values()];
}

function text(isRight: RegExp | ((text: string) => boolean), expected: string) {
  const fits = isRight instanceof RegExp ? (text: string) => isRight.test(text) : isRight;
  return z.string().refine(fits, `must be ${expected}`);
}

/** The form is checked first: Number() would also take `0x50` and `1e3`. */
function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.string().regex(/^\d{1,15}$/, error)
    .pipe(z.coerce.number<string>().min(least, error).max(most, error));
}

function days(most: number) {
  const error = `must be a number of days above 0 and up to ${most}`;
  return z.string().regex(/^\d{1,15}(\.\d{1,15})?$/, error)
    .pipe(z.coerce.number<string>().gt(0, error).max(most, error));
}

function yesOrNo() {
  return z.stringbool({
    truthy: ["true", "1", "yes"],
    falsy: ["false", "0", "no"],
    error: "must be true or false",
  });
}

function oneOf<const Choice extends string>(...choices: readonly Choice[]) {
  const error = `must be one of ${choices.join(", ")}`;
  return z.string().toLowerCase().pipe(z.enum(choices, error));
}

/** Items with commas between them; blank items do not count. */
function commaList<T>(item: z.ZodType<T, string>) {
  return z.string()
    .transform((list) => list.split(",").map((part) => part.trim()).filter((part) => part !== ""))
    .pipe(z.array(item));
}

function byteLength(value: string): number {
  return new TextEncoder().encode(value).length;
}

function isKvPath(path: string): boolean {
  if (path.includes("\0")) return false;
  return /^[a-z][a-z\d+.-]*:\/\//i.test(path) ? isHttpUrl(path) : true;
}

function isHttpUrl(url: string): boolean {
  return /^https?:$/.test(URL.parse(url)?.protocol ?? "");
}

function isOrigin(origin: string): boolean {
  if (origin === "*") return true;
  const url = URL.parse(origin);
  return url !== null && isHttpUrl(origin) && url.href === `${url.origin}/`;
}
