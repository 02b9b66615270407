import type { ClockSkew } from "../../scheduler/engine/checks/clock_check.ts";
import type { EndFigures } from "../../scheduler/model/figures/end_figures.ts";
import { successRate } from "../../scheduler/model/execution_state.ts";
import type { DueJob, listWorkers } from "../../scheduler/store/history/stats.ts";
import { isoTime } from "../http/times.ts";

export function figuresToWire(figures: EndFigures) {
  const { counts: { "scheduled error": scheduledError, ...counts }, durations } = figures;
  return {
    ...counts,
    scheduled_error: scheduledError,
    success_rate: successRate(figures.counts) ?? null,
    duration_ms: durations ?? null,
  };
}

/** Milliseconds; `null` where there is no other process to compare with. */
export function skewToWire(skew: ClockSkew | undefined): number | null {
  return skew === undefined || skew.others === 0 ? null : Math.round(skew.aheadMs);
}

type Worker = Awaited<ReturnType<typeof listWorkers>>[number];

export function workerToWire({ id, hostname, pid, startedAt, leaseUntil }: Worker) {
  return {
    worker_id: id,
    hostname,
    pid,
    started_time: isoTime(startedAt),
    lease_until: isoTime(leaseUntil),
  };
}

export function dueJobToWire(job: DueJob) {
  return {
    job_id: job.id,
    name: job.name,
    job_class_string: job.jobClass,
    category_id: job.categoryId,
    next_run_time: isoTime(job.nextRunAt),
  };
}
