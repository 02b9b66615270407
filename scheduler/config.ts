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
  /** The system user that runs the programs of jobs, by name or number. Absent: the server's own user. */
  readonly shellUser?: string;
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

/** A variable of the environment. Plain functions: a schema library costs a start more than all of them. */
interface Variable<T> {
  /** What it must be, for who wrote something else. */
  readonly expected: string;
  /** @returns `undefined` for a text that is not that. */
  readonly read: (text: string) => T | undefined;
}

const variables = {
  PORT: wholeNumber(0, 65_535),
  HOST: text(/^[\w.:%-]+$/, "an address or a host name to listen on"),
  KV_PATH: text(isKvPath, "a file, :memory:, or the http(s) address of a KV Connect server"),
  JWT_SECRET: text(
    (secret) => byteLength(secret) >= 32,
    "at least 32 bytes of text that nobody can guess",
  ),
  JWT_EXPIRATION_DAYS: days(3650),
  ADMIN_USERNAME: text(/^\P{Cc}{1,128}$/u, "a user name of 1 to 128 characters"),
  ADMIN_PASSWORD: text((password) => byteLength(password) <= 1024, "at most 1,024 bytes"),
  TIMEZONE: text(isTimezone, "an IANA time zone such as UTC or Asia/Taipei"),
  ROLE: oneOf("all", "api", "worker"),
  WORKER_CONCURRENCY: wholeNumber(1, 1000),
  LEASE_SECONDS: wholeNumber(2, 3600),
  MISFIRE_GRACE_SECONDS: wholeNumber(0, 31 * 24 * 60 * 60),
  MAX_INSTANCES: wholeNumber(1, 100),
  COALESCE: yesOrNo(),
  EXECUTION_RETENTION_DAYS: days(36_500),
  LOG_RETENTION_DAYS: days(36_500),
  JOB_MODULES: commaList(() => true, ""),
  ALLOW_SHELL_JOBS: yesOrNo(),
  SHELL_USER: text(/^[\w.-]+\$?$/, "the name or number of a system user"),
  HTTP_JOB_ALLOW: text(() => true, ""),
  CORS_ORIGINS: commaList(
    isOrigin,
    "origins such as https://jobs.example.org with commas between, or *",
  ),
  TRUST_PROXY: wholeNumber(0, 10),
  METRICS_TOKEN: text(/^[\w.~+/=-]{16,256}$/, "16 to 256 letters, digits or -._~+/="),
  LOG_LEVEL: oneOf("debug", "info", "warn", "error"),
  DENO_DEPLOY: text(() => true, ""),
  DENO_DEPLOYMENT_ID: text(() => true, ""),
};
type Variables = typeof variables;
type Name = keyof Variables;
/** What is set, read. */
type Given = { [K in Name]?: Variables[K] extends Variable<infer T> ? T : never };

/** Throws a {@link ConfigError}. A variable with empty text counts as not set. */
export function readConfig(
  environment: Readonly<Record<string, string>> | ((name: string) => string | undefined),
): Config {
  const read = typeof environment === "function"
    ? environment
    : (name: string) => Object.hasOwn(environment, name) ? environment[name] : undefined;
  const given: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { expected, read: readText }] of Object.entries(variables)) {
    const text = name === "ADMIN_PASSWORD" || name === "JWT_SECRET"
      ? read(name) // a blank may belong to it
      : read(name)?.trim();
    if (text === undefined || text === "") continue;
    given[name] = readText(text);
    if (given[name] !== undefined) continue;
    const found = secrets.has(name) ? "" : `, not ${JSON.stringify(text.slice(0, 60))}`;
    problems.push(`${name}: must be ${expected}${found}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return toConfig(given as Given);
}

function toConfig(env: Given): Config {
  const onDenoDeploy = env.DENO_DEPLOY !== undefined || env.DENO_DEPLOYMENT_ID !== undefined;
  const kvPath = env.KV_PATH ?? (onDenoDeploy ? undefined : "./data/carillon.db");
  return {
    port: env.PORT ?? 8888,
    host: env.HOST ?? "127.0.0.1",
    onDenoDeploy,
    ...(kvPath !== undefined && { kvPath }),
    ...(env.JWT_SECRET !== undefined && { jwtSecret: env.JWT_SECRET }),
    jwtExpirationDays: env.JWT_EXPIRATION_DAYS ?? 1,
    adminUsername: env.ADMIN_USERNAME ?? "admin",
    ...(env.ADMIN_PASSWORD !== undefined && { adminPassword: env.ADMIN_PASSWORD }),
    timezone: env.TIMEZONE ?? "UTC",
    role: env.ROLE ?? "all",
    workerConcurrency: env.WORKER_CONCURRENCY ?? 10,
    leaseSeconds: env.LEASE_SECONDS ?? 30,
    misfireGraceSeconds: env.MISFIRE_GRACE_SECONDS ?? 3600,
    maxInstances: env.MAX_INSTANCES ?? 3,
    coalesce: env.COALESCE ?? true,
    executionRetentionDays: env.EXECUTION_RETENTION_DAYS ?? 30,
    logRetentionDays: env.LOG_RETENTION_DAYS ?? 365,
    jobModules: env.JOB_MODULES ?? [],
    allowShellJobs: env.ALLOW_SHELL_JOBS ?? false,
    ...(env.SHELL_USER !== undefined && { shellUser: env.SHELL_USER }),
    httpJobAllow: env.HTTP_JOB_ALLOW ?? "",
    corsOrigins: (env.CORS_ORIGINS ?? []).map((origin) =>
      origin === "*" ? "*" : new URL(origin).origin
    ),
    trustedProxies: env.TRUST_PROXY ?? 0,
    ...(env.METRICS_TOKEN !== undefined && { metricsToken: env.METRICS_TOKEN }),
    logLevel: env.LOG_LEVEL ?? "info",
  };
}

function text(isRight: RegExp | ((text: string) => boolean), expected: string): Variable<string> {
  const fits = isRight instanceof RegExp ? (text: string) => isRight.test(text) : isRight;
  return { expected, read: (text) => fits(text) ? text : undefined };
}

function numberIn(form: RegExp, isRight: (number: number) => boolean, expected: string) {
  return {
    expected,
    read: (text: string) => form.test(text) && isRight(Number(text)) ? Number(text) : undefined,
  };
}

function wholeNumber(least: number, most: number): Variable<number> {
  const isRight = (number: number) => number >= least && number <= most;
  return numberIn(/^\d{1,15}$/, isRight, `a whole number from ${least} to ${most}`);
}

function days(most: number): Variable<number> {
  const isRight = (number: number) => number > 0 && number <= most;
  const expected = `a number of days above 0 and up to ${most}`;
  return numberIn(/^\d{1,15}(\.\d{1,15})?$/, isRight, expected);
}

function yesOrNo(): Variable<boolean> {
  return {
    expected: "true or false",
    read: (text) =>
      /^(true|1|yes)$/i.test(text) || (/^(false|0|no)$/i.test(text) ? false : undefined),
  };
}

function oneOf<const Choice extends string>(...choices: readonly Choice[]): Variable<Choice> {
  return {
    expected: `one of ${choices.join(", ")}`,
    read: (text) => choices.find((choice) => choice === text.toLowerCase()),
  };
}

function commaList(isRight: (item: string) => boolean, expected: string): Variable<string[]> {
  const items = (list: string) =>
    list.split(",").map((item) => item.trim()).filter((item) => item !== "");
  return {
    expected,
    read: (list) => items(list).every(isRight) ? items(list) : undefined,
  };
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
