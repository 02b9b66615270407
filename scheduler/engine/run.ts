import {
  type JobClass,
  type JobLog,
  resultLimit,
  type StartedChild,
} from "../job_classes/job_class.ts";
import { plainText } from "../job_classes/plain_text.ts";
import { maskSecrets } from "../job_classes/secret_mask.ts";
import type { Outcome, Running } from "../model/execution.ts";
import { cutText } from "../model/json.ts";
import { second } from "../model/time.ts";
import { detailsOfFailure, textOfError, textOfResult } from "./result_text.ts";

/** Why a run is asked to end before it is through. */
export type Interruption =
  | { readonly kind: "stop"; readonly by: string }
  | { readonly kind: "timeout" }
  /** The process ends, or has lost its lease: the execution is not this worker's any more. */
  | { readonly kind: "leave" };

/** What a worker holds of a run under way. */
export interface Run {
  /** The job's signal is aborted; of several interruptions the first counts. */
  interrupt(why: Interruption): void;
  /** Never rejects. `undefined`: it was left unfinished, and what becomes of it is not for this run to say. */
  readonly outcome: Promise<Outcome | undefined>;
}

/** How long an interrupted run has to clean up behind itself; what it returns later is dropped. */
const cleanUpMs = 2 * second;

/** Stored bytes; an execution's record as a whole must stay below 64 KiB. */
const reasonLimit = 1000;

/** What a run of a program is recorded by. */
export type NoteChild = (child: StartedChild) => Promise<void>;

/** Runs one attempt of an execution. What the job does wrong is data here: nothing is thrown. */
export function startRun(
  execution: Running,
  jobClass: JobClass | undefined,
  log: JobLog,
  noteChild: NoteChild = () => Promise.resolve(),
): Run {
  const refusal = whyNot(execution, jobClass);
  if (refusal !== undefined || jobClass === undefined) {
    return { interrupt: () => {}, outcome: Promise.resolve(refusal) };
  }

  const controller = new AbortController();
  let why: Interruption | undefined;
  const interrupted = Promise.withResolvers<void>();
  const interrupt = (reason: Interruption) => {
    if (why !== undefined) return;
    why = reason;
    controller.abort(new DOMException(textOf(reason, execution), nameOf(reason)));
    interrupted.resolve();
  };

  const { timeoutSeconds } = execution.job.policy;
  const timer = timeoutSeconds === 0
    ? undefined
    : setTimeout(() => interrupt({ kind: "timeout" }), timeoutSeconds * second);
  const settled = attempt(execution, jobClass, controller.signal, log, noteChild);
  const outcome = (async () => {
    await Promise.race([settled, interrupted.promise]);
    clearTimeout(timer);
    const ended = why === undefined ? await settled : await within(settled, cleanUpMs);
    return why === undefined ? ended : afterInterruption(why, ended, execution);
  })();
  return { interrupt, outcome };
}

/** An execution that can't be started here, and would not be if it were tried again. */
function whyNot(execution: Running, jobClass: JobClass | undefined): Outcome | undefined {
  const notStarted = (reason: string): Outcome => ({
    kind: "not started",
    reason: cutText(reason, reasonLimit),
  });
  if (jobClass === undefined) {
    return notStarted(`unknown job class ${execution.job.jobClass}`);
  }
  if (jobClass.unavailable !== undefined) return notStarted(jobClass.unavailable);
  const check = jobClass.checkArgs(execution.job.pubArgs);
  if (check.ok) return undefined;
  const errors = check.errors.map(({ argument, reason }) => `${argument}: ${reason}`);
  return notStarted(`the arguments do not fit: ${errors.join("; ")}`);
}

async function attempt(
  execution: Running,
  jobClass: JobClass,
  signal: AbortSignal,
  log: JobLog,
  childStarted: NoteChild,
): Promise<Outcome> {
  const { id, job, attempt, scheduledAt } = execution;
  let description: string | undefined;
  try {
    const result = await jobClass.run(job.pubArgs, {
      signal,
      log: masked(log),
      jobId: job.id,
      jobName: job.name,
      executionId: id,
      attempt,
      scheduledAt,
      retryDelayMaxSeconds: job.policy.retryDelayMaxSeconds,
      describe: (text) => {
        description = cutText(plainText(maskSecrets(String(text).toWellFormed())), reasonLimit);
      },
      childStarted,
    });
    return {
      kind: "succeeded",
      result: textOfResult(result, resultLimit, maskSecrets),
      ...(description === undefined ? {} : { description }),
    };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Outcome {
  const { message, whole } = textOfError(error);
  const { result, retryAfterMs } = detailsOfFailure(error);
  return {
    kind: "failed",
    reason: cutText(plainText(maskSecrets(message)), reasonLimit),
    result: result === undefined
      ? cutText(maskSecrets(whole), resultLimit)
      : textOfResult(result, resultLimit, maskSecrets),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function masked(log: JobLog): JobLog {
  return {
    debug: (message) => log.debug(maskSecrets(String(message))),
    info: (message) => log.info(maskSecrets(String(message))),
    warn: (message) => log.warn(maskSecrets(String(message))),
    error: (message) => log.error(maskSecrets(String(message))),
  };
}

function afterInterruption(
  why: Interruption,
  ended: Outcome | undefined,
  execution: Running,
): Outcome | undefined {
  switch (why.kind) {
    case "stop":
      return { kind: "stopped", by: why.by };
    case "timeout":
      return { kind: "timeout", reason: textOf(why, execution) };
    case "leave":
      // It came to its end in spite of the signal: to run it again would be to run it twice.
      return ended?.kind === "succeeded" ? ended : undefined;
  }
}

function nameOf(why: Interruption): string {
  return why.kind === "timeout" ? "TimeoutError" : "AbortError";
}

function textOf(why: Interruption, execution: Running): string {
  switch (why.kind) {
    case "stop":
      return `stopped by ${why.by}`;
    case "timeout":
      return `not through after its timeout of ${execution.job.policy.timeoutSeconds} s`;
    case "leave":
      return "the worker leaves this execution";
  }
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
