import { draftExecution, type Scheduled } from "./execution.ts";
import { type ExecutionId, newId } from "./ids.ts";
import type { Job } from "./job.ts";
import type { Json } from "./json.ts";
import type { Instant } from "./time.ts";

/** How a run that a person asks for differs from a scheduled one. */
export interface RunRequest {
  /** Arguments in place of the job's own. */
  readonly pubArgs?: readonly Json[];
  readonly reason?: string;
  /** Run even when the job has no free instance. */
  readonly force?: boolean;
  /** When to run; at once where it is absent or in the past. */
  readonly runAt?: Instant;
  /** The ended execution that is run again. */
  readonly retryOf?: ExecutionId;
}

/** The execution for a request. When its time has come, planRun() decides whether it starts or waits its turn. */
export function draftRun(job: Job, request: RunRequest, now: Instant): Scheduled {
  const { pubArgs = job.pubArgs, reason, force = false, runAt = now, retryOf } = request;
  const at = Math.max(now, runAt);
  const why = reason === undefined ? {} : { reason };
  const draft = draftExecution({
    id: newId<ExecutionId>(at),
    job: { ...job, pubArgs: [...pubArgs] },
    trigger: retryOf === undefined ? "manual" : "retry",
    scheduledAt: at,
    ...why,
    ...(retryOf === undefined ? {} : { retryOf }),
    ...(at > now ? { later: { at, force } } : {}),
  }, now);
  return at > now ? { ...draft, description: because("waits for its time", why) } : draft;
}

/** A description, with the reason that the person who asked for the run gave. */
export function because(text: string, { reason }: { readonly reason?: string }): string {
  return reason === undefined ? text : `${text} (asked for: ${reason})`;
}
