import type { Config } from "../scheduler/config.ts";
import { Engine, type EngineDeps } from "../scheduler/engine/engine.ts";
import { ProcessLock } from "../scheduler/engine/process_lock.ts";
import { jobClassRegistry } from "../scheduler/job_classes/mod.ts";
import type { SendDeps } from "../scheduler/notifications/deliver.ts";
import { notificationJob } from "../scheduler/notifications/notification_job.ts";
import { second, systemClock } from "../scheduler/model/time.ts";

/** The parts of the service that its engine works with. */
export type EngineParts =
  & Pick<
    EngineDeps,
    "db" | "jobClasses" | "programCategories" | "secretCategories" | "log" | "observer" | "tracing"
  >
  & { readonly sending: SendDeps };

/** A running engine, and the lock that shows other processes that this one lives. */
export interface StartedEngine {
  readonly engine: Engine;
  /** Absent where processes share no file. */
  readonly lock: ProcessLock | undefined;
}

/** Starts what fires and runs jobs in this process. */
export async function startEngine(config: Config, deps: EngineParts): Promise<StartedEngine> {
  const lock = await lockProcess(config);
  const clock = systemClock;
  const notifications = notificationJob({ ...deps.sending, db: deps.db, clock });
  const engine = new Engine({
    ...deps,
    // The API does not know this class, so that no job can have it.
    jobClasses: jobClassRegistry([...deps.jobClasses.list(), notifications]),
    ...(lock && { processId: lock.processId, isGone: (worker) => lock.isGone(worker) }),
    clock,
    concurrency: config.workerConcurrency,
    hostname: hostname(),
    pid: Deno.pid,
    leaseMs: config.leaseSeconds * second,
    executionRetentionDays: config.executionRetentionDays,
    logRetentionDays: config.logRetentionDays,
    heartbeatUrl: config.heartbeatUrl,
  });
  engine.start();
  return { engine, lock };
}

/** Only processes of one machine share a file. */
async function lockProcess({ kvPath }: Config): Promise<ProcessLock | undefined> {
  const isFile = kvPath !== undefined && kvPath !== ":memory:" && !/^https?:/.test(kvPath);
  return isFile ? await ProcessLock.take(`${kvPath}-processes`, hostname()) : undefined;
}

/** Deno Deploy has no host name. */
function hostname(): string {
  try {
    return Deno.hostname();
  } catch {
    return Deno.env.get("DENO_REGION") ?? "";
  }
}
