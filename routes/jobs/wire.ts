import type { JobClassRegistry } from "../../scheduler/job_classes/mod.ts";
import type { Caller } from "../../scheduler/model/caller.ts";
import type { Job } from "../../scheduler/model/job.ts";
import type { Pause } from "../../scheduler/model/firing/pause.ts";
import { jobPolicyToWire } from "../../scheduler/model/job_policy_fields.ts";
import type { LastExecution } from "../../scheduler/store/history/last_executions.ts";
import type { LastExecution as LastExecutionAnswer } from "../contract/find.ts";
import type { Job as JobAnswer } from "../contract/jobs/jobs.ts";
import { alarmRulesToWire } from "../alarms/rules_wire.ts";
import { shownSaid } from "../executions/shown_texts.ts";
import { isoTime, isoTimeOrNothing } from "../http/times.ts";
import { nextRunNote, pausedToWire, timingToWire } from "./timing_wire.ts";
import { scheduleToWire } from "../schedules/wire.ts";

/** @param pause of the job's category, or of everything, where one is in force. */
export function jobToWire(job: Job, pause?: Pause): JobAnswer {
  return {
    job_id: job.id,
    job_class_string: job.jobClass,
    name: job.name,
    pub_args: [...job.pubArgs],
    ...scheduleToWire(job.schedule),
    next_run_time: isoTimeOrNothing(job.nextRunAt),
    next_run_note: nextRunNote(job, pause),
    paused: job.paused,
    ...pausedToWire(job, pause),
    ...timingToWire(job.timing),
    category_id: job.categoryId,
    ...jobPolicyToWire(job.policy),
    ...(job.alarms === undefined ? {} : { alarms: alarmRulesToWire(job.alarms) }),
    version: job.version,
    created_at: isoTime(job.createdAt),
    updated_at: isoTime(job.updatedAt),
  };
}

export function lastExecutionToWire(
  execution: LastExecution,
  caller: Caller,
  jobClasses: JobClassRegistry,
): LastExecutionAnswer {
  const { startedAt, endedAt, description, jobClass } = execution;
  const hasRun = startedAt !== undefined && endedAt !== undefined;
  return {
    execution_id: execution.id,
    state: execution.state,
    scheduled_time: isoTime(execution.scheduledAt),
    started_time: isoTimeOrNothing(startedAt),
    ended_time: isoTimeOrNothing(endedAt),
    duration_ms: hasRun ? endedAt - startedAt : null,
    ...(description === undefined
      ? {}
      : { description: shortReason(shownSaid(description, jobClass, jobClasses, caller)) }),
  };
}

function shortReason(text: string): string {
  return [...text.slice(0, 2 * mostOfReason)].slice(0, mostOfReason).join("");
}

/** A list of jobs holds many reasons. This many characters of each are enough for a row. */
const mostOfReason = 200;
