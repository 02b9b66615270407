import { z } from "zod";

/** What the service is told at its start. Read once, by main.ts; everyone else is handed his part. */
export interface Config {
  /** 0: any that is free. */
  readonly port: number;
  readonly host: string;
  readonly onDenoDeploy: boolean;
  /** Absent: the database that Deno Deploy provides. */
  readonly kvPath?: string;
  readonly jwtSecret?: string;
  readonly jwtExpirationDays: number;
  readonly adminUsername: string;
  readonly adminPassword?: string;
  /** An IANA zone. */
  readonly timezone: string;
  readonly role: "all" | "api" | "worker";
  readonly workerConcurrency: number;
  /** How long a worker that says nothing keeps what it runs. */
  readonly leaseSeconds: number;
  readonly misfireGraceSeconds: number;
  readonly maxInstances: number;
  readonly coalesce: boolean;
  readonly executionRetentionDays: number;
  readonly logRetentionDays: number;
  readonly jobModules: readonly string[];
  readonly allowShellJobs: boolean;
  readonly httpJobAllow: string;
  /** Origins as a browser sends them, or `*`. */
  readonly corsOrigins: readonly string[];
  /** How many proxies of ours stand before the server. */
  readonly trustedProxies: number;
  /** Absent: metrics are for this machine and for admins. */
  readonly metricsToken?: string;
  readonly logLevel: "debug" | "info" | "warn" | "error";
}

/** The environment is wrong: the message has one line for each variable that is. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(readonly problems: readonly string[]) {
    super(["The configuration is wrong.", ...problems].join("\n"));
  }
}

/** Their values may not be shown, wrong or not (an address may hold a password). */
const secrets: ReadonlySet<string> = new Set([
  "JWT_SECRET",
  "ADMIN_PASSWORD",
  "KV_PATH",
  "METRICS_TOKEN",
]);

const Environment = z.object({
  PORT: wholeNumber(0, 65_535).default(8888),
  HOST: text(/^[\w.:%-]+$/, "an address or a host name to listen on").default("127.0.0.1"),
  KV_PATH: z.string().refine(isKvPath, {
    error: "a file, :memory:, or the http(s) address of a KV Connect server",
  }).optional(),
  JWT_SECRET: z.string().refine((secret) => byteLength(secret) >= 32, {
    error: "at least 32 bytes of text that nobody can guess",
  }).optional(),
  JWT_EXPIRATION_DAYS: days(3650).default(1),
  ADMIN_USERNAME: text(/^\P{Cc}{1,128}$/u, "a user name of 1 to 128 characters").default("admin"),
  ADMIN_PASSWORD: z.string().refine((password) => byteLength(password) <= 1024, {
    error: "at most 1,024 bytes",
  }).optional(),
  TIMEZONE: z.string().refine(isTimezone, {
    error: "an IANA time zone such as UTC or Asia/Taipei",
  }).default("UTC"),
  ROLE: oneOf("all", "api", "worker").default("all"),
  WORKER_CONCURRENCY: wholeNumber(1, 1000).default(10),
  LEASE_SECONDS: wholeNumber(2, 3600).default(30),
  MISFIRE_GRACE_SECONDS: wholeNumber(0, 31 * 24 * 60 * 60).default(3600),
  MAX_INSTANCES: wholeNumber(1, 100).default(3),
  COALESCE: yesOrNo().default(true),
  EXECUTION_RETENTION_DAYS: days(36_500).default(30),
  LOG_RETENTION_DAYS: days(36_500).default(365),
  JOB_MODULES: commaList().default([]),
  ALLOW_SHELL_JOBS: yesOrNo().default(false),
  HTTP_JOB_ALLOW: z.string().default(""),
  CORS_ORIGINS: commaList().refine((origins) => origins.every(isOrigin), {
    error: "origins such as https://jobs.example.org with commas between, or *",
  }).default([]),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  METRICS_TOKEN: text(/^[\w.~+/=-]{16,256}$/, "16 to 256 letters, digits or -._~+/=").optional(),
  LOG_LEVEL: oneOf("debug", "info", "warn", "error").default("info"),
  DENO_DEPLOY: z.string().optional(),
  DENO_DEPLOYMENT_ID: z.string().optional(),
});

/** Throws a {@link ConfigError}. A variable with empty text counts as not set. */
export function readConfig(
  environment: Readonly<Record<string, string>> | ((name: string) => string | undefined),
): Config {
  const read = typeof environment === "function"
    ? environment
    : (name: string) => Object.hasOwn(environment, name) ? environment[name] : undefined;
  const given: Record<string, string> = {};
  for (const name of Object.keys(Environment.shape)) {
    const value = name === "ADMIN_PASSWORD" || name === "JWT_SECRET"
      ? read(name) // a blank may belong to it
      : read(name)?.trim();
    if (value !== undefined && value !== "") given[name] = value;
  }

  const parsed = Environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error, given));
  return toConfig(parsed.data);
}

function toConfig(env: z.infer<typeof Environment>): Config {
  const onDenoDeploy = env.DENO_DEPLOY !== undefined || env.DENO_DEPLOYMENT_ID !== undefined;
  const kvPath = env.KV_PATH ?? (onDenoDeploy ? undefined : "./data/carillon.db");
  return {
    port: env.PORT,
    host: env.HOST,
    onDenoDeploy,
    ...(kvPath !== undefined && { kvPath }),
    ...(env.JWT_SECRET !== undefined && { jwtSecret: env.JWT_SECRET }),
    jwtExpirationDays: env.JWT_EXPIRATION_DAYS,
    adminUsername: env.ADMIN_USERNAME,
    ...(env.ADMIN_PASSWORD !== undefined && { adminPassword: env.ADMIN_PASSWORD }),
    timezone: env.TIMEZONE,
    role: env.ROLE,
    workerConcurrency: env.WORKER_CONCURRENCY,
    leaseSeconds: env.LEASE_SECONDS,
    misfireGraceSeconds: env.MISFIRE_GRACE_SECONDS,
    maxInstances: env.MAX_INSTANCES,
    coalesce: env.COALESCE,
    executionRetentionDays: env.EXECUTION_RETENTION_DAYS,
    logRetentionDays: env.LOG_RETENTION_DAYS,
    jobModules: env.JOB_MODULES,
    allowShellJobs: env.ALLOW_SHELL_JOBS,
    httpJobAllow: env.HTTP_JOB_ALLOW,
    corsOrigins: env.CORS_ORIGINS.map((origin) => origin === "*" ? "*" : new URL(origin).origin),
    trustedProxies: env.TRUST_PROXY,
    ...(env.METRICS_TOKEN !== undefined && { metricsToken: env.METRICS_TOKEN }),
    logLevel: env.LOG_LEVEL,
  };
}

/** Each issue's message is what is expected; the first one of a variable is enough. */
function problemsOf(error: z.ZodError, given: Readonly<Record<string, string>>): string[] {
  const problems = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const name = String(path[0]);
    if (problems.has(name)) continue;
    const found = secrets.has(name) ? "" : `, not ${JSON.stringify(given[name]?.slice(0, 60))}`;
    problems.set(name, `${name}: must be ${message}${found}`);
  }
  return [...problems.values()];
}

function text(form: RegExp, error: string) {
  return z.string().regex(form, { error });
}

function wholeNumber(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  return text(/^\d{1,15}$/, error)
    .transform(Number)
    .refine((number) => number >= least && number <= most, { error });
}

function days(most: number) {
  const error = `a number of days above 0 and up to ${most}`;
  return text(/^\d{1,15}(\.\d{1,15})?$/, error)
    .transform(Number)
    .refine((number) => number > 0 && number <= most, { error });
}

function yesOrNo() {
  return z.stringbool({
    truthy: ["true", "1", "yes"],
    falsy: ["false", "0", "no"],
    error: "true or false",
  });
}

function oneOf<const Choice extends string>(...choices: readonly [Choice, ...Choice[]]) {
  return z.string().toLowerCase().pipe(z.enum(choices, { error: `one of ${choices.join(", ")}` }));
}

function commaList() {
  return z.string().transform((list) =>
    list.split(",").map((item) => item.trim()).filter((item) => item !== "")
  );
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

function isTimezone(zone: string): boolean {
  if (!/^[a-z]/i.test(zone)) return false; // Intl also knows offsets such as +08:00
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

function isOrigin(origin: string): boolean {
  if (origin === "*") return true;
  const url = URL.parse(origin);
  return url !== null && isHttpUrl(origin) && url.href === `${url.origin}/`;
}
