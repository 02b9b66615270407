import type { JobClassRegistry } from "../../job_classes/mod.ts";
import type { Logger } from "../../log.ts";
import { finish, type Held, leave, type Outcome, type Running } from "../../model/execution.ts";
import { isFailure } from "../../model/execution_state.ts";
import type { ProgramCategories } from "../../model/rights/program_rights.ts";
import type { SecretCategories } from "../../model/rights/secret_rights.ts";
import { type Clock, second } from "../../model/time.ts";
import type { Database } from "../../store/kv/database.ts";
import type { Step } from "../../store/running/step.ts";
import { noTracing, type OpenSpan, type Tracing } from "../../tracing.ts";
import { ExecutionLog } from "./execution_log.ts";
import { NotedPrograms } from "./noted_programs.ts";
import type { EngineObserver } from "../observer.ts";
import { type NoteChild, type Run, startRun } from "./run.ts";

export interface AttemptDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly jobClasses: JobClassRegistry;
  /** Absent: only jobs that an admin saved may run programs. */
  readonly programCategories?: ProgramCategories;
  /** Absent: every job may use every job secret. */
  readonly secretCategories?: SecretCategories;
  readonly log: Logger;
  readonly observer?: EngineObserver;
  readonly tracing?: Tracing;
}

/** Called once when the attempt is over. @param next makes the stored execution's next state. */
export type AttemptOver = (next: Step["next"]) => void;

/** Starts an attempt with its log and its span. `over` is not called before this has returned. */
export function startAttempt(deps: AttemptDeps, claimed: Running, over: AttemptOver): Run {
  const { db, clock, jobClasses, programCategories, secretCategories } = deps;
  const now = clock.now();
  const execution = now === claimed.startedAt ? claimed : { ...claimed, startedAt: now };
  const log = new ExecutionLog(db, clock, execution);
  const span = startSpan(deps.tracing ?? noTracing, execution);
  const programs = new NotedPrograms(deps, execution);
  const noteChild: NoteChild = (child) => programs.note(child);
  const runDeps = { log, noteChild, span, programCategories, secretCategories };
  const jobClass = jobClasses.get(execution.job.jobClass);
  const end = (outcome: Outcome | undefined) =>
    over(endAttempt(deps, { claimed, execution, outcome }, span));
  return startRun(execution, jobClass, runDeps, (outcome) => {
    const closing = log.close();
    // Most runs log nothing and start no program.
    if (closing === undefined && !programs.isNoted) end(outcome);
    else void rest(deps, execution, closing, programs).then(() => end(outcome));
  });
}

/** What a run leaves to do: the rest of its log is written, and the record of its program removed. Never rejects. */
async function rest(
  deps: AttemptDeps,
  { id }: Running,
  closing: Promise<unknown> | undefined,
  programs: NotedPrograms,
): Promise<void> {
  const failure = await closing;
  await programs.forget();
  if (failure !== undefined) {
    deps.log.error("log lines were lost", { execution_id: id, error: failure });
  }
}

/** The span belongs to the trace in which the execution was made. */
function startSpan(tracing: Tracing, { id, job, attempt, traceparent }: Running): OpenSpan {
  const attributes = {
    "carillon.job.id": job.id,
    "carillon.job.class": job.jobClass,
    "carillon.execution.id": id,
    "carillon.execution.attempt": attempt,
  };
  return tracing.start("execution", attributes, traceparent);
}

function endAttempt(
  { clock, observer }: AttemptDeps,
  { claimed, execution, outcome }: {
    readonly claimed: Running;
    /** With the moment of its start. */
    readonly execution: Running;
    readonly outcome: Outcome | undefined;
  },
  span: OpenSpan,
): Step["next"] {
  const now = clock.now();
  const { startedAt } = execution;
  // The stored record has the moment of the claim as its start.
  const next = (held: Held) => {
    const started = held.startedAt === startedAt ? held : { ...held, startedAt };
    return outcome === undefined ? leave(started, now) : finish(started, outcome, now, Math.random);
  };
  const made = next(execution);
  const { state } = made;
  span.end({ "carillon.execution.state": state }, isFailure(state));
  observer?.ended(state, execution.job.jobClass, Math.max(0, now - startedAt) / second);
  // Nearly always it is asked for the execution as it was claimed.
  return (held) => held === claimed ? made : next(held);
}
