import { hashPassword, stopPasswordWorker, verifyPassword } from "../scheduler/auth/password.ts";
import { passwordPolicy } from "../scheduler/auth/password_policy.ts";
import { createTokenSigner } from "../scheduler/auth/token.ts";
import { type Config, ConfigError, readConfig, secretNames } from "../scheduler/config.ts";
import type { Engine } from "../scheduler/engine/engine.ts";
import type { ProcessLock } from "../scheduler/engine/process_lock.ts";
import {
  builtInJobClasses,
  holdJobSecrets,
  type JobClassRegistry,
  jobClassRegistry,
  loadJobModules,
  parseAllowList,
} from "../scheduler/job_classes/mod.ts";
import { findProgramUser } from "../scheduler/job_classes/programs/program_user.ts";
import { consoleFormat, createLogger, type Logger } from "../scheduler/log.ts";
import { withFewRepeats } from "../scheduler/log_repeats.ts";
import { Metrics } from "../scheduler/metrics.ts";
import { defaultJobPolicy } from "../scheduler/model/job_policy_fields.ts";
import { systemClock } from "../scheduler/model/time.ts";
import type { Database } from "../scheduler/store/kv/database.ts";
import { keptSecret } from "../scheduler/kept_secret.ts";
import { openTracing } from "../scheduler/tracing.ts";
import { readProgramCategories, readSecretCategories } from "./category_lists.ts";
import type { AppDeps } from "./deps.ts";
import { OpenBodies } from "./http/open_bodies.ts";
import { isShared, openPrepared, tell } from "./open_prepared.ts";
import type { EngineParts, StartedEngine } from "./start_engine.ts";
import { databaseProblem, isRefusedStart, listenProblem, setBy } from "./start_problems.ts";
import { waitForDatabase, waitingAnswer } from "./wait_for_database.ts";

/** A running service. */
export interface Service {
  /** Absent in a process without crons and worker. */
  readonly engine: Engine | undefined;
  /** Answers open requests, gives unfinished executions back, and closes the database. */
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
    // The programs that this process starts must not inherit the secrets.
    for (const name of secretNames) Deno.env.delete(name);
    return await start(config, log);
  } catch (error) {
    tellWhyNot(error, log);
    return undefined;
  }
}

function tellWhyNot(error: unknown, log: Logger): void {
  if (error instanceof Deno.errors.NotCapable) {
    log.error(`Carillon could not start: ${error.message}`); // names the flag that is missing
  } else if (error instanceof ConfigError || isRefusedStart(error)) {
    const problems = error instanceof ConfigError ? error.problems : [error.message];
    if (consoleFormat() === "text") tell(error.message);
    else for (const problem of problems) log.error(problem);
  } else log.error("Carillon could not start", { error });
}

/** Opens what the operator configured first: when a part of it is wrong, the service answers nothing and runs nothing. */
async function start(config: Config, log: Logger): Promise<Service> {
  const jobClasses = await readJobClasses(config);
  const [metrics, tracing] = [new Metrics(), await openTracing(Deno.env.get("OTEL_DENO"))];
  const front = new Front(config, log);
  const open = () => openPrepared(config, { metrics, tracing, log });
  // The routes load while the database opens.
  const [db, { createApp, createHealthApp }] = await Promise.all([
    (isShared(config) ? waitForDatabase(open, { log, waiting: () => front.listen() }) : open())
      .catch((error) => Promise.reject(databaseProblem(error, config.kvPath))),
    import("./app.ts"),
  ]);

  // Deno reads this variable when it opens the database, so it is removed only now.
  Deno.env.delete("DENO_KV_ACCESS_TOKEN");
  const programCategories = await readProgramCategories(config, db, log);
  const secretCategories = await readSecretCategories(Deno.env.toObject(), db, log);
  const rights = { programCategories, secretCategories };

  const { metricsToken, trustedProxies } = config;
  const clock = systemClock;
  // The application comes before the engine, which may take a while to find out how late it is.
  const running: { engine?: Engine } = {};
  const clockSkew = () => running.engine?.clockSkew();
  const takePlace = async () => await running.engine?.takePlace();
  const sending = { allow: parseAllowList(config.httpJobAllow), publicUrl: config.publicUrl };
  const seen = { db, clock, log, metrics, metricsToken, trustedProxies, clockSkew };
  const app = config.role === "worker"
    ? createHealthApp(seen)
    : createApp({ ...seen, ...apiDeps(config, db, jobClasses), ...rights, takePlace, sending });
  const bodies = new OpenBodies();
  const server = front.listen((request, info) =>
    bodies.answer(request, (whole) => app.fetch(whole, info))
  );
  const engineParts = { db, jobClasses, sending, ...rights, log, observer: metrics, tracing };
  const { engine, lock } = config.role === "api" ? {} : await loadEngine(config, engineParts);
  if (engine !== undefined) running.engine = engine;
  return { engine, stop: (why) => stop(why, { server, bodies, engine, lock, db, log }) };
}

function apiDeps(
  config: Config,
  db: Database,
  jobClasses: JobClassRegistry,
): Pick<
  AppDeps,
  | "tokens"
  | "passwords"
  | "passwordPolicy"
  | "jobClasses"
  | "defaults"
  | "loginCookie"
  | "mcp"
  | "corsOrigins"
  | "runsAs"
  | "settings"
> {
  const { jwtExpirationDays: expirationDays, maxInstances, misfireGraceSeconds, coalesce } = config;
  const secret = config.jwtSecret ?? (() => keptSecret(db, systemClock.now()));
  return {
    tokens: createTokenSigner({ secret, expirationDays, clock: systemClock }),
    passwords: { hash: hashPassword, verify: verifyPassword },
    passwordPolicy: passwordPolicy(config.passwordMinLength),
    jobClasses,
    defaults: {
      timeZone: config.timezone,
      policy: {
        ...defaultJobPolicy,
        maxInstances,
        misfireGraceSeconds,
        coalesce,
      },
    },
    loginCookie: config.loginCookie,
    mcp: config.mcp,
    corsOrigins: config.corsOrigins,
    runsAs: programRunner(config),
    settings: () => doctorSettings(config),
  };
}

/** Read when somebody asks: most processes are not examined. */
async function doctorSettings(config: Config): ReturnType<NonNullable<AppDeps["settings"]>> {
  const { isUnscoped } = await import("../scheduler/doctor/settings.ts");
  const hasTimezone = Boolean(Deno.env.get("TIMEZONE"));
  const surroundings = { hasTimezone, isUnscoped: await isUnscoped(config) };
  return { settings: config, surroundings };
}

/** Who runs programs: the user of the server, unless SHELL_USER names another. */
function programRunner({ shellUser }: Config): NonNullable<AppDeps["runsAs"]> {
  if (shellUser === undefined) return { user: Deno.env.get("USER"), home: Deno.env.get("HOME") };
  const { user } = findProgramUser(shellUser);
  return { user: user?.name ?? shellUser, home: user?.home };
}

async function readJobClasses(config: Config): Promise<JobClassRegistry> {
  holdJobSecrets();
  const { allowShellJobs, jobModules, shellUser } = config;
  const httpJobAllow = await setBy("HTTP_JOB_ALLOW", () => parseAllowList(config.httpJobAllow));
  const here = new URL(`file://${Deno.cwd()}/`);
  return await setBy("JOB_MODULES", async () =>
    jobClassRegistry([
      ...builtInJobClasses({ allowShellJobs, httpJobAllow, shellUser }),
      ...await loadJobModules(jobModules, here),
    ]));
}

/** How long the requests that waited for the server come before the engine, in milliseconds. */
const firstRequestsMs = 50;

/** Loads the engine behind the server: the engine keeps the processor busy for about 30 ms, and no request needs it. */
async function loadEngine(config: Config, parts: EngineParts): Promise<StartedEngine> {
  await new Promise((done) => setTimeout(done, firstRequestsMs));
  const { startEngine } = await import("./start_engine.ts");
  return await startEngine(config, parts);
}

/** The server that answers on the port. It can listen before there is an application. */
class Front {
  readonly #config: Config;
  readonly #log: Logger;
  #answer: Deno.ServeHandler = waitingAnswer;
  #server: Deno.HttpServer | undefined;

  constructor(config: Config, log: Logger) {
    this.#config = config;
    this.#log = log;
  }

  /** Listens from now on, and gives the requests to `answer`. @throws ConfigError where the port cannot be had. */
  listen(answer: Deno.ServeHandler = this.#answer): Deno.HttpServer {
    this.#answer = answer;
    return this.#server ??= this.#serve((request, info) => this.#answer(request, info));
  }

  #serve(handler: Deno.ServeHandler): Deno.HttpServer {
    if (this.#config.onDenoDeploy) return Deno.serve(handler);
    const { host, port, role } = this.#config;
    const onListen = ({ hostname, port }: Deno.NetAddr) => {
      const shown = hostname.includes(":") ? `[${hostname}]` : hostname;
      this.#log.info(`Carillon listens on http://${shown}:${port}`, { role });
    };
    try {
      return Deno.serve({ hostname: host, port, onListen }, handler);
    } catch (error) {
      throw listenProblem(error, host, port);
    }
  }
}

/** How long a stopping server waits for the bodies of requests. */
const bodyGraceMs = 2500;
/** How long it waits for open answers after that. A client that follows events keeps its connection open. */
const answerMs = 1000;

interface Parts {
  readonly server: Deno.HttpServer;
  readonly bodies: OpenBodies;
  readonly engine: Engine | undefined;
  readonly lock: ProcessLock | undefined;
  readonly db: Database;
  readonly log: Logger;
}

async function stop(why: string, parts: Parts): Promise<void> {
  const { server, bodies, engine, lock, db, log } = parts;
  log.info(`${why}: stopping`);
  await Promise.all([closeServer(server, bodies), engine?.stop()]);
  await stopPasswordWorker();
  db.close();
  await lock?.release();
  log.info("stopped");
}

async function closeServer(server: Deno.HttpServer, bodies: OpenBodies): Promise<void> {
  await bodies.close(bodyGraceMs);
  await Promise.race([server.shutdown(), new Promise((done) => setTimeout(done, answerMs))]);
}
