import { type Caller, isAdmin } from "../../scheduler/model/caller.ts";
import type { Execution } from "../../scheduler/model/execution.ts";
import type { Execution as ExecutionAnswer } from "../contract/executions.ts";
import { scheduleToWire } from "../schedules/wire.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";

/** A line of a stack trace that names a file of the server. */
const frame = /^ +at .*(file:|https?:|npm:|jsr:|ext:|[\\/]).*:\d+:\d+\)?$\n?/gm;

/** Paths of the server's files are for admins alone. A result of the job itself stays as it is. */
function shownResult(execution: Execution, caller: Caller | undefined): string {
  if (!("result" in execution)) return "";
  const isForAdmin = caller !== undefined && isAdmin(caller);
  if (isForAdmin || execution.state === "succeeded") return execution.result;
  return execution.result.replace(frame, "");
}

/** @param caller absent where several callers get the same answer: it is then not the one for admins. */
export function executionToWire(execution: Execution, caller?: Caller): ExecutionAnswer {
  const { id, job, scheduledAt, createdAt, updatedAt } = execution;
  const startedAt = "startedAt" in execution ? execution.startedAt : undefined;
  const endedAt = "endedAt" in execution ? execution.endedAt : undefined;
  return {
    execution_id: id,
    state: execution.state,
    description: execution.description,
    result: shownResult(execution, caller),
    job: {
      job_id: job.id,
      job_class_string: job.jobClass,
      name: job.name,
      pub_args: [...job.pubArgs],
      ...scheduleToWire(job.schedule),
      category_id: job.categoryId,
    },
    trigger: execution.trigger,
    reason: execution.reason ?? "",
    retry_of: execution.retryOf ?? "",
    attempt: execution.attempt,
    max_attempts: job.policy.maxRetries + 1,
    attempts: execution.attempts.map((one) => ({
      attempt: one.attempt,
      started_time: isoTime(one.startedAt),
      ended_time: isoTime(one.endedAt),
      outcome: one.outcome,
      error: one.error,
    })),
    given_back: (execution.givenBack ?? []).map(({ at, hostname, pid }) => ({
      time: isoTime(at),
      hostname,
      pid,
    })),
    coalesced: execution.coalesced ?? 0,
    coalesced_since: isoTimeOrNothing(execution.coalescedSince),
    hostname: "hostname" in execution ? execution.hostname ?? "" : "",
    pid: "pid" in execution ? execution.pid ?? -1 : -1,
    task_id: "",
    scheduled_time: isoTime(scheduledAt),
    created_time: isoTime(createdAt),
    started_time: isoTimeOrNothing(startedAt),
    ended_time: isoTimeOrNothing(endedAt),
    updated_time: isoTime(updatedAt),
    duration_ms: startedAt === undefined || endedAt === undefined ? null : endedAt - startedAt,
  };
}
