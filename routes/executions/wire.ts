import type { JobClassRegistry } from "../../scheduler/job_classes/mod.ts";
import type { Caller } from "../../scheduler/model/caller.ts";
import type { Execution } from "../../scheduler/model/execution.ts";
import type { Execution as ExecutionAnswer } from "../contract/history/executions.ts";
import { scheduleToWire } from "../schedules/wire.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";
import { shownTexts } from "./shown_texts.ts";

/**
 * @param caller absent where several callers get the same answer: it is then not the one for admins.
 * @param jobClasses tell whose words the texts are; without them, the texts count as the server's.
 */
export function executionToWire(
  execution: Execution,
  caller?: Caller,
  jobClasses?: JobClassRegistry,
): ExecutionAnswer {
  const shown = shownTexts(execution, jobClasses, caller);
  const { id, job, scheduledAt, createdAt, updatedAt } = execution;
  const startedAt = "startedAt" in execution ? execution.startedAt : undefined;
  const endedAt = "endedAt" in execution ? execution.endedAt : undefined;
  return {
    execution_id: execution.formerId ?? id,
    state: execution.state,
    description: shown.said(execution.description),
    result: shown.result,
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
      error: shown.said(one.error),
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
