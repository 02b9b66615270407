/** The executions of monitors: each stands for a run elsewhere of which a ping told the end, or for one that did not come. */
import type { Ended } from "../execution.ts";
import { type ExecutionId, type JobId, type MonitorId, newId } from "../ids.ts";
import { defaultJobPolicy } from "../job_policy_fields.ts";
import { draftSchedule } from "../schedule.ts";
import { cutText } from "../json.ts";
import type { Instant } from "../time.ts";
import type { Monitor } from "./monitor.ts";

/** The class of these executions. No job can have it. */
export const monitorClass = "carillon.monitor";

/** In bytes: what a record keeps of the body of a ping. The ping has the whole body. */
const resultLimit = 8 * 1024;

/** How a run elsewhere ended. */
export interface MonitorEnd {
  readonly state: "succeeded" | "failed" | "timeout" | "scheduled error";
  readonly at: Instant;
  /** Absent where the start was not told. */
  readonly startedAt?: Instant;
  readonly description: string;
  readonly result?: string;
}

/** The id by which executions of a monitor are found. */
export function jobIdOf(id: MonitorId): JobId {
  return id as string as JobId;
}

/** Its id begins with the time of the ping: alarms are closed by later executions. */
export function monitorExecution(monitor: Monitor, end: MonitorEnd): Ended {
  const { at, state, startedAt, description, result = "" } = end;
  const { rhythm, timeZone } = monitor;
  return {
    id: newId<ExecutionId>(at),
    job: {
      id: jobIdOf(monitor.id),
      name: monitor.name,
      jobClass: monitorClass,
      pubArgs: [],
      // A period has no fire times. A snapshot has a schedule all the same: one that never fires.
      schedule: "schedule" in rhythm
        ? rhythm.schedule
        : draftSchedule({ month: "2", day: "30" }, timeZone),
      categoryId: monitor.categoryId,
      policy: defaultJobPolicy,
    },
    trigger: "ping",
    scheduledAt: at,
    createdAt: at,
    updatedAt: at,
    attempt: state === "scheduled error" ? 0 : 1,
    attempts: [],
    state,
    description,
    endedAt: at,
    result: cutText(result, resultLimit),
    ...(startedAt === undefined ? {} : { startedAt }),
  };
}
