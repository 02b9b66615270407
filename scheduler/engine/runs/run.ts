import {
  type JobClass,
  type JobLog,
  resultLimit,
  type StartedChild,
} from "../../job_classes/job_class.ts";
import { plainText } from "../../job_classes/plain_text.ts";
import { withSecrets } from "../../job_classes/job_secret.ts";
import { maskSecrets, secretMask } from "../../job_classes/secret_mask.ts";
import type { Outcome, Running } from "../../model/execution.ts";
import { type ProgramCategories, programRefusal } from "../../model/rights/program_rights.ts";
import {
  closedSecrets,
  isAnyClosed,
  type SecretCategories,
  secretRefusal,
} from "../../model/rights/secret_rights.ts";
import { cutText } from "../../model/json.ts";
import { second } from "../../model/time.ts";
import type { OpenSpan } from "../../tracing.ts";
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
}

/** Called once, and never before startRun() has returned. @param outcome `undefined` when the run was left unfinished. */
export type RunOver = (outcome: Outcome | undefined) => void;

export interface RunDeps {
  readonly log: JobLog;
  readonly noteChild: NoteChild;
  /** The job runs within it, and what follows the run does not. */
  readonly span: OpenSpan;
  /** Absent: only jobs that an admin saved may run programs. */
  readonly programCategories: ProgramCategories | undefined;
  /** Absent: every job may use every job secret. */
  readonly secretCategories: SecretCategories | undefined;
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
  deps: RunDeps,
  over: RunOver,
): Run {
  const refusal = whyNot(execution, jobClass, deps);
  if (refusal !== undefined || jobClass === undefined) {
    queueMicrotask(() => over(refusal));
    return { interrupt: () => {} };
  }
  const run = new StartedRun(execution, over);
  const { secretCategories, span } = deps;
  const { categoryId } = execution.job;
  const start = () => span.within(() => attempt(execution, jobClass, run.signal, deps));
  // The context that withSecrets() makes costs as much as all the rest of a short run.
  const settled = isAnyClosed(secretCategories)
    ? withSecrets((name) => secretRefusal(name, categoryId, secretCategories), start)
    : start();
  void settled.then((outcome) => run.settle(outcome));
  return run;
}

class StartedRun implements Run {
  readonly #execution: Running;
  readonly #over: RunOver;
  readonly #controller = new AbortController();
  /** The end of the run's time, and after an interruption the end of the time to clean up. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #why: Interruption | undefined;
  #isOver = false;

  constructor(execution: Running, over: RunOver) {
    this.#execution = execution;
    this.#over = over;
    const { timeoutSeconds } = execution.job.policy;
    if (timeoutSeconds > 0) {
      this.#timer = setTimeout(() => this.interrupt({ kind: "timeout" }), timeoutSeconds * second);
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  interrupt(why: Interruption): void {
    if (this.#why !== undefined || this.#isOver) return;
    this.#why = why;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.settle(undefined), cleanUpMs);
    this.#controller.abort(new DOMException(textOf(why, this.#execution), nameOf(why)));
  }

  /** @param outcome of the job; `undefined` when it did not end in time after an interruption. */
  settle(outcome: Outcome | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    const why = this.#why;
    this.#over(why === undefined ? outcome : afterInterruption(why, outcome, this.#execution));
  }
}

/** The reason why this execution can never start here; `undefined` when it can. */
function whyNot(
  execution: Running,
  jobClass: JobClass | undefined,
  { programCategories, secretCategories }: RunDeps,
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
  { log, noteChild }: RunDeps,
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
      childStarted: noteChild,
    });
    return {
      kind: "succeeded",
      result: textOfResult(result, resultLimit, secretMask()),
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
      : textOfResult(result, resultLimit, secretMask()),
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
