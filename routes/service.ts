import { hashPassword, stopPasswordWorker, verifyPassword } from "../scheduler/auth/password.ts";
import { createTokenSigner } from "../scheduler/auth/token.ts";
import { type Config, ConfigError, readConfig } from "../scheduler/config.ts";
import { Engine, type EngineDeps } from "../scheduler/engine/engine.ts";
import { keptSecret, prepareDatabase } from "../scheduler/first_start.ts";
import {
  builtInJobClasses,
  holdJobSecrets,
  type JobClassRegistry,
  jobClassRegistry,
  loadJobModules,
  parseAllowList,
} from "../scheduler/job_classes/mod.ts";
import { consoleFormat, createLogger, type Logger } from "../scheduler/log.ts";
import { withFewRepeats } from "../scheduler/log_repeats.ts";
import { Metrics } from "../scheduler/metrics.ts";
import { defaultJobPolicy } from "../scheduler/model/job_policy_fields.ts";
import { second, systemClock } from "../scheduler/model/time.ts";
import { type Database, openDatabase } from "../scheduler/store/kv/database.ts";
import { StorageFullError } from "../scheduler/store/kv/faults/failures.ts";
import { textOfKey, UnreadableRecordError } from "../scheduler/store/kv/faults/unreadable.ts";
import { NewerDatabaseError } from "../scheduler/store/kv/schema_version.ts";
import { openTracing } from "../scheduler/tracing.ts";
import { type AppDeps, createApp, createHealthApp } from "./app.ts";

/** Errors of a start whose message says all that an operator needs. */
const saidErrors = [ConfigError, NewerDatabaseError, StorageFullError, UnreadableRecordError];

/** A running service. */
export interface Service {
  /** Absent in a process without crons and worker. */
  readonly engine: Engine | undefined;
  /** Stops answering, gives unfinished work back, and closes the database. */
  stop(why: string): Promise<void>;
}

/**
 * Starts the parts of the service that the environment asks for.
 * @returns `undefined` when it cannot start; the console shows the reason.
 */
export async function startService(): Promise<Service | undefined> {
  let log = withFewRepeats(createLogger());
  try {
    const config = readConfig((name) => Deno.env.get(name));
    log = withFewRepeats(createLogger({ level: config.logLevel }));
    return await start(config, log);
  } catch (error) {
    const isSaid = saidErrors.some((one) => error instanceof one);
    if (isSaid && error instanceof Error && consoleFormat() === "text") tell(error.message);
    else if (isSaid && error instanceof Error) log.error(error.message);
    else log.error("Carillon could not start", { error });
    return undefined;
  }
}

async function start(config: Config, log: Logger): Promise<Service> {
  // First, because the operator's own job modules may be wrong: then nothing is opened.
  const jobClasses = await readJobClasses(config);
  const [metrics, tracing] = [new Metrics(), await openTracing(Deno.env.get("OTEL_DENO"))];
  const db = await openDatabase(config.kvPath, {
    commitAnswered: (isDone) => metrics.commitAnswered(isDone),
    retried: () => metrics.retried(),
    traceparent: () => tracing.current(),
    unreadable: (key) => {
      metrics.unreadable();
      log.warn("a record cannot be read and is left out", { key: textOfKey(key) });
    },
    storageRefused: (refusal) => metrics.storageRefused(refusal),
  });
  const clock = systemClock;
  const { adminUsername, adminPassword } = config;
  await prepareDatabase(db, {
    adminUsername,
    adminPassword,
    hashPassword,
    tellPassword: (username, password) =>
      tell(`The first user is ${username}, with the password ${password} (not shown again).`),
    tellMigration: (from, to, what) =>
      log.info(`migrates the database from schema version ${from} to ${to}: ${what}`),
  }, clock);

  const app = await openApp(config, { db, clock, log, metrics, jobClasses });
  const server = serve(
    config,
    (request, { remoteAddr }) => app.fetch(request, { remoteAddr }),
    log,
  );

  const engine = config.role === "api"
    ? undefined
    : startEngine(config, { db, jobClasses, log, observer: metrics, tracing });
  return { engine, stop: (why) => stop(why, server, engine, db, log) };
}

/** What the process answers: everything, or in a process that only works its health and its metrics. */
async function openApp(
  config: Config,
  deps: Pick<AppDeps, "db" | "clock" | "log" | "jobClasses"> & { readonly metrics: Metrics },
) {
  const { db, clock } = deps;
  const { metricsToken, trustedProxies } = config;
  if (config.role === "worker") return createHealthApp({ ...deps, metricsToken, trustedProxies });
  return createApp({
    ...deps,
    metricsToken,
    trustedProxies,
    tokens: createTokenSigner({
      secret: config.jwtSecret ?? await keptSecret(db, clock.now()),
      expirationDays: config.jwtExpirationDays,
      clock,
    }),
    passwords: { hash: hashPassword, verify: verifyPassword },
    defaults: {
      timeZone: config.timezone,
      policy: {
        ...defaultJobPolicy,
        maxInstances: config.maxInstances,
        misfireGraceSeconds: config.misfireGraceSeconds,
        coalesce: config.coalesce,
      },
    },
    corsOrigins: config.corsOrigins,
  });
}

async function readJobClasses(config: Config): Promise<JobClassRegistry> {
  holdJobSecrets();
  const { allowShellJobs, jobModules, shellUser } = config;
  let httpJobAllow;
  try {
    httpJobAllow = parseAllowList(config.httpJobAllow);
  } catch (error) {
    throw new ConfigError([`HTTP_JOB_ALLOW: ${error instanceof Error ? error.message : error}`]);
  }
  const here = new URL(`file://${Deno.cwd()}/`);
  return jobClassRegistry([
    ...builtInJobClasses({ allowShellJobs, httpJobAllow, shellUser }),
    ...await loadJobModules(jobModules, here),
  ]);
}

function startEngine(
  config: Config,
  deps: Pick<EngineDeps, "db" | "jobClasses" | "log" | "observer" | "tracing">,
): Engine {
  const engine = new Engine({
    ...deps,
    clock: systemClock,
    concurrency: config.workerConcurrency,
    hostname: hostname(),
    pid: Deno.pid,
    leaseMs: config.leaseSeconds * second,
    executionRetentionDays: config.executionRetentionDays,
    logRetentionDays: config.logRetentionDays,
  });
  engine.start();
  return engine;
}

/** Deno Deploy has no host name. */
function hostname(): string {
  try {
    return Deno.hostname();
  } catch {
    return Deno.env.get("DENO_REGION") ?? "";
  }
}

function serve(config: Config, handler: Deno.ServeHandler, log: Logger): Deno.HttpServer {
  if (config.onDenoDeploy) return Deno.serve(handler);
  return Deno.serve({
    hostname: config.host,
    port: config.port,
    onListen: ({ hostname, port }) => {
      const host = hostname.includes(":") ? `[${hostname}]` : hostname;
      log.info(`Carillon listens on http://${host}:${port}`, { role: config.role });
    },
  }, handler);
}

/** The longest wait for open answers: a client that follows events keeps its connection open. */
const answerMs = 1000;

async function stop(
  why: string,
  server: Deno.HttpServer,
  engine: Engine | undefined,
  db: Database,
  log: Logger,
): Promise<void> {
  log.info(`${why}: stopping`);
  const answered = Promise.race([
    server.shutdown(),
    new Promise((done) => setTimeout(done, answerMs)),
  ]);
  await Promise.all([answered, engine?.stop()]);
  await stopPasswordWorker();
  db.close();
  log.info("stopped");
}

/** Writes to the person who starts the service, not to the log, which hides secrets. */
function tell(text: string): void {
  // deno-lint-ignore no-console -- not a log line
  console.log(text);
}
