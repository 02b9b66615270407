import {
  type JobClass,
  type JobLog,
  resultLimit,
  type StartedChild,
} from "../../job_classes/job_class.ts";
import { plainText } from "../../job_classes/plain_text.ts";
import { withSecrets } from "../../job_classes/job_secret.ts";
import { maskSecrets } from "../../job_classes/secret_mask.ts";
import type { Outcome, Running } from "../../model/execution.ts";
import { type ProgramCategories, programRefusal } from "../../model/rights/program_rights.ts";
import {
  closedSecrets,
  type SecretCategories,
  secretRefusal,
} from "../../model/rights/secret_rights.ts";
import { cutText } from "../../model/json.ts";
import { second } from "../../model/time.ts";
import { detailsOfFailure, textOfError, textOfResult } from "./result_text.ts";

/** Why a run is asked to end early. */
export type Interruption =
  | { readonly kind: "stop"; readonly by: string }
  | { readonly kind: "timeout" }
  /** The worker gives the execution up, because its process ends or has lost its lease. */
  | { readonly kind: "leave" };

/** A run that has started. */
export interface Run {
  /** Aborts the job's signal. The first of several interruptions counts. */
  interrupt(why: Interruption): void;
  /** Never rejects. `undefined` when the run was left unfinished. */
  readonly outcome: Promise<Outcome | undefined>;
}

/** An interrupted run has this long to clean up. A later result is dropped. */
const cleanUpMs = 2 * second;

/** Stored bytes; an execution's record as a whole must stay below 64 KiB. */
const reasonLimit = 1000;

/** Records a program that a run has started. */
export type NoteChild = (child: StartedChild) => Promise<void>;

/** Runs one attempt of an execution. An error of the job becomes an outcome: nothing is thrown. */
export function startRun(
  execution: Running,
  jobClass: JobClass | undefined,
  log: JobLog,
  noteChild: NoteChild = () => Promise.resolve(),
  programCategories?: ProgramCategories,
  secretCategories?: SecretCategories,
): Run {
  const refusal = whyNot(execution, jobClass, programCategories, secretCategories);
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
  const { categoryId } = execution.job;
  const settled = withSecrets(
    (name) => secretRefusal(name, categoryId, secretCategories),
    () => attempt(execution, jobClass, controller.signal, log, noteChild),
  );
  const outcome = (async () => {
    await Promise.race([settled, interrupted.promise]);
    clearTimeout(timer);
    const ended = why === undefined ? await settled : await within(settled, cleanUpMs);
    return why === undefined ? ended : afterInterruption(why, ended, execution);
  })();
  return { interrupt, outcome };
}

/** The reason why this execution can never start here; `undefined` when it can. */
function whyNot(
  execution: Running,
  jobClass: JobClass | undefined,
  programCategories: ProgramCategories | undefined,
  secretCategories: SecretCategories | undefined,
): Outcome | undefined {
  const notStarted = (reason: string): Outcome => ({
    kind: "not started",
    reason: cutText(reason, reasonLimit),
  });
  if (jobClass === undefined) {
    return notStarted(`unknown job class ${execution.job.jobClass}`);
  }
  if (jobClass.unavailable !== undefined) return notStarted(jobClass.unavailable);
  const noRight = programRefusal(jobClass, execution.job, programCategories);
  if (noRight !== undefined) return notStarted(noRight);
  const { pubArgs, categoryId } = execution.job;
  const [closed] = closedSecrets(jobClass, pubArgs, categoryId, secretCategories);
  if (closed !== undefined) return notStarted(closed.reason);
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
      // The job finished in spite of the signal: running it again would run it twice.
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
      return `not finished within its timeout of ${execution.job.policy.timeoutSeconds} s`;
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
