import { z } from "zod";
import { Engine, type EngineDeps } from "../../scheduler/engine/engine.ts";
import {
  defineJobClass,
  type JobClass,
  type JobContext,
} from "../../scheduler/job_classes/job_class.ts";
import { jobClassRegistry } from "../../scheduler/job_classes/mod.ts";
import { createLogger, type Logger } from "../../scheduler/log.ts";
import { isEnded } from "../../scheduler/model/execution.ts";
import type { CategoryId, ExecutionId } from "../../scheduler/model/ids.ts";
import type { JobPolicy } from "../../scheduler/model/job_policy.ts";
import { draftSchedule, type Schedule } from "../../scheduler/model/schedule.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { aJob } from "./builders.ts";
import { FakeClock } from "./fake_clock.ts";
import { executionAt, runNowAt, seededDatabase, storedJob } from "./store.ts";

/** What a job of the class `test` does; given by the test, by the name in its one argument. */
export type Does = (context: JobContext) => unknown;

const eachMinute = draftSchedule({ minute: "*" }, "UTC");
export const never = draftSchedule({ month: "2", day: "30" }, "UTC");

export interface World extends AsyncDisposable {
  readonly db: Database;
  readonly clock: FakeClock;
  readonly logged: string[];
  /** The class of the jobs of this world. */
  readonly jobClass: JobClass;
  /** A new process' engine, not started. It is stopped when the test is over. */
  engine(given?: Partial<EngineDeps>): Engine;
  /** A run-now execution of a new job that does this. */
  runNow(does: Does, policy?: Partial<JobPolicy>): Promise<ExecutionId>;
  /** A job, due each minute, that does this; in the default category, unless the test says otherwise. */
  job(
    does: Does,
    policy?: Partial<JobPolicy>,
    more?: { readonly schedule?: Schedule; readonly categoryId?: CategoryId },
  ): ReturnType<typeof storedJob>;
}

export async function aWorld(clock = new FakeClock()): Promise<World> {
  const db = await seededDatabase(clock);
  const doings = new Map<string, Does>();
  const engines: Engine[] = [];
  const logged: string[] = [];
  const log: Logger = createLogger({ clock, level: "debug", write: (line) => logged.push(line) });
  const jobClass = defineJobClass({
    name: "test",
    notes: "does what the test says",
    args: z.tuple([z.string()]),
    example: ["x"],
    run: ([name], context) => doings.get(name)?.(context),
  });
  const jobClasses = jobClassRegistry([jobClass]);

  function job(does: Does, policy: Partial<JobPolicy> = {}, more = {}) {
    const name = `does ${doings.size}`;
    doings.set(name, does);
    const given = { jobClass: "test", pubArgs: [name], schedule: eachMinute, policy, ...more };
    return storedJob(db, aJob(clock.now(), given));
  }

  return {
    db,
    clock,
    logged,
    jobClass,
    job,
    engine(given = {}) {
      const deps: EngineDeps = {
        db,
        clock,
        jobClasses,
        log,
        concurrency: 10,
        hostname: "host",
        pid: 1,
        executionRetentionDays: 30,
        logRetentionDays: 365,
        elapsed: () => clock.elapsed(),
        answerMs: 0,
        ...given,
      };
      const engine = new Engine(deps);
      engines.push(engine);
      return engine;
    },
    async runNow(does, policy) {
      return await runNowAt(db, await job(does, policy, { schedule: never }), clock.now());
    },
    async [Symbol.asyncDispose]() {
      for (const engine of engines) await engine.stop();
      await db[Symbol.asyncDispose]();
    },
  };
}

/** Resolves when the condition holds. A test that waits in vain fails by this. */
export async function until(isSo: () => boolean | Promise<boolean>, what = "it"): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (!await isSo()) {
    if (performance.now() > giveUpAt) throw new Error(`${what} did not become true`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

export async function ended(db: Database, id: ExecutionId) {
  await until(async () => isEnded(await executionAt(db, id)), "the execution's end");
  const execution = await executionAt(db, id);
  if (!isEnded(execution)) throw new Error("it goes on after its end");
  return execution;
}

/** Until the signal is aborted; then throws its reason, as a well-behaved job does. */
export function untilAborted({ signal }: JobContext): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
