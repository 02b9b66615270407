import type { Execution } from "../../scheduler/model/execution.ts";
import type { Execution as ExecutionAnswer } from "../contract/executions.ts";
import { scheduleToWire } from "../schedules/wire.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";

export function executionToWire(execution: Execution): ExecutionAnswer {
  const { id, job, scheduledAt, createdAt, updatedAt } = execution;
  const startedAt = "startedAt" in execution ? execution.startedAt : undefined;
  const endedAt = "endedAt" in execution ? execution.endedAt : undefined;
  return {
    execution_id: id,
    state: execution.state,
    description: execution.description,
    result: "result" in execution ? execution.result : "",
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
