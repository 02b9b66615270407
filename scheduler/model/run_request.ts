import { draftExecution, type Scheduled } from "./execution.ts";
import { type ExecutionId, newId } from "./ids.ts";
import type { Job } from "./job.ts";
import type { Json } from "./json.ts";
import type { Instant } from "./time.ts";

/** How a run that a person asks for differs from what the schedule would make. */
export interface RunRequest {
  /** In place of the job's own. */
  readonly pubArgs?: readonly Json[];
  readonly reason?: string;
  /** Whatever else of the job is under way. */
  readonly force?: boolean;
  /** When it is to run; at once where this is absent or has passed. */
  readonly runAt?: Instant;
  /** The execution that is run again. */
  readonly retryOf?: ExecutionId;
}

/** The execution that is asked for; what becomes of it, planRun() says when its time has come. */
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

/** What became of it, and the reason for which somebody had asked for it. */
export function because(text: string, { reason }: { readonly reason?: string }): string {
  return reason === undefined ? text : `${text} (asked for: ${reason})`;
}
