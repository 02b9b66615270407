import { hashPassword, stopPasswordWorker, verifyPassword } from "../scheduler/auth/password.ts";
import { createTokenSigner } from "../scheduler/auth/token.ts";
import { type Config, ConfigError, readConfig } from "../scheduler/config.ts";
import { Engine, type EngineDeps } from "../scheduler/engine/engine.ts";
import { keptSecret, prepareDatabase } from "../scheduler/first_start.ts";
import {
  builtInJobClasses,
  type JobClassRegistry,
  jobClassRegistry,
  loadJobModules,
  parseAllowList,
} from "../scheduler/job_classes/mod.ts";
import { consoleFormat, createLogger, type Logger } from "../scheduler/log.ts";
import { Metrics } from "../scheduler/metrics.ts";
import { defaultJobPolicy } from "../scheduler/model/job_policy_fields.ts";
import { second, systemClock } from "../scheduler/model/time.ts";
import { type Database, openDatabase } from "../scheduler/store/kv/database.ts";
import { NewerDatabaseError } from "../scheduler/store/kv/schema_version.ts";
import { openTracing } from "../scheduler/tracing.ts";
import { createApp, createHealthApp } from "./app.ts";

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
  let log = createLogger();
  try {
    const config = readConfig((name) => Deno.env.get(name));
    log = createLogger({ level: config.logLevel });
    return await start(config, log);
  } catch (error) {
    const isSaid = error instanceof ConfigError || error instanceof NewerDatabaseError;
    if (isSaid && consoleFormat() === "text") tell(error.message);
    else if (isSaid) log.error(error.message);
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

  const { metricsToken, trustedProxies } = config;
  const seen = { db, clock, log, metrics, metricsToken, trustedProxies };
  const app = config.role === "worker" ? createHealthApp(seen) : createApp({
    ...seen,
    tokens: createTokenSigner({
      secret: config.jwtSecret ?? await keptSecret(db, clock.now()),
      expirationDays: config.jwtExpirationDays,
      clock,
    }),
    passwords: { hash: hashPassword, verify: verifyPassword },
    jobClasses,
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
    runsAs: { user: Deno.env.get("USER"), home: Deno.env.get("HOME") },
  });
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

async function readJobClasses(config: Config): Promise<JobClassRegistry> {
  const { allowShellJobs, jobModules } = config;
  let httpJobAllow;
  try {
    httpJobAllow = parseAllowList(config.httpJobAllow);
  } catch (error) {
    throw new ConfigError([`HTTP_JOB_ALLOW: ${error instanceof Error ? error.message : error}`]);
  }
  const here = new URL(`file://${Deno.cwd()}/`);
  return jobClassRegistry([
    ...builtInJobClasses({ allowShellJobs, httpJobAllow }),
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
