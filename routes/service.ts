import { hashPassword, stopPasswordWorker, verifyPassword } from "../scheduler/auth/password.ts";
import { createTokenSigner } from "../scheduler/auth/token.ts";
import { type Config, ConfigError, readConfig } from "../scheduler/config.ts";
import type { Engine, EngineDeps } from "../scheduler/engine/engine.ts";
import { keptSecret, prepareDatabase } from "../scheduler/first_start.ts";
import type { JobClassRegistry } from "../scheduler/job_classes/mod.ts";
import { consoleFormat, createLogger, type Logger } from "../scheduler/log.ts";
import { Metrics } from "../scheduler/metrics.ts";
import { second, systemClock } from "../scheduler/model/time.ts";
import { type Database, openDatabase } from "../scheduler/store/kv/database.ts";
import { openTracing } from "../scheduler/tracing.ts";
import { createApp, createHealthApp } from "./app.ts";

/** A service that runs. */
export interface Service {
  /** Absent where this process has no crons and no worker. */
  readonly engine: Engine | undefined;
  /** Answers no more, gives unfinished work back, closes the database. */
  stop(why: string): Promise<void>;
}

/**
 * Starts what the environment asks for.
 * @returns `undefined` when it cannot; the reason has been told on the console then.
 */
export async function startService(): Promise<Service | undefined> {
  let log = createLogger();
  try {
    const config = readConfig((name) => Deno.env.get(name));
    log = createLogger({ level: config.logLevel });
    return await start(config, log);
  } catch (error) {
    if (error instanceof ConfigError && consoleFormat() === "text") tell(error.message);
    else if (error instanceof ConfigError) log.error(error.message);
    else log.error("Carillon could not start", { error });
    return undefined;
  }
}

/** Whoever waits for the server to answer does not wait for its engine to be loaded too. */
const headStartMs = 50;

/** What answers comes first; what works by itself is loaded behind it. */
async function start(config: Config, log: Logger): Promise<Service> {
  const jobClasses = Promise.withResolvers<JobClassRegistry>();
  // What its operator wrote may be wrong: then nothing is to be opened or answered.
  const isOwn = config.jobModules.length > 0 || config.httpJobAllow !== "" ||
    config.shellUser !== undefined;
  if (isOwn) jobClasses.resolve(await readJobClasses(config));

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
  }, clock.now());

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
    jobClasses: jobClasses.promise,
    defaults: {
      timeZone: config.timezone,
      policy: {
        maxInstances: config.maxInstances,
        overlap: "skip",
        misfireGraceSeconds: config.misfireGraceSeconds,
        coalesce: config.coalesce,
        maxRetries: 0,
        retryDelaySeconds: 10,
        retryDelayMaxSeconds: 600,
        timeoutSeconds: 0,
      },
    },
    corsOrigins: config.corsOrigins,
  });
  const server = serve(
    config,
    (request, { remoteAddr }) => app.fetch(request, { remoteAddr }),
    log,
  );

  await new Promise((done) => setTimeout(done, headStartMs));
  if (!isOwn) jobClasses.resolve(await readJobClasses(config));
  const engine = config.role === "api" ? undefined : await startEngine(config, {
    db,
    jobClasses: await jobClasses.promise,
    log,
    observer: metrics,
    tracing,
  });
  return { engine, stop: (why) => stop(why, server, engine, db, log) };
}

async function readJobClasses(config: Config): Promise<JobClassRegistry> {
  const { builtInJobClasses, holdJobSecrets, jobClassRegistry, loadJobModules, parseAllowList } =
    await import(
      "../scheduler/job_classes/mod.ts"
    );
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

async function startEngine(
  config: Config,
  deps: Pick<EngineDeps, "db" | "jobClasses" | "log" | "observer" | "tracing">,
): Promise<Engine> {
  const { Engine } = await import("../scheduler/engine/engine.ts");
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

/** Deno Deploy has no host name to tell. */
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

/** Connections that stay open (a client that follows events) are not waited for. */
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

/** For the person who started it: said plainly, and not through the log, which hides secrets. */
function tell(text: string): void {
  // deno-lint-ignore no-console -- not a log line
  console.log(text);
}
