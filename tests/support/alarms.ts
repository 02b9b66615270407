import type { Alarm, AlarmNotice } from "../../scheduler/model/alarms/alarm.ts";
import type { AlarmKind } from "../../scheduler/model/alarms/alarm_kind.ts";
import type { AlarmRules } from "../../scheduler/model/alarms/alarm_rules.ts";
import { type Ended, isEnded, type Outcome } from "../../scheduler/model/execution.ts";
import { draftExecution, finish, start } from "../../scheduler/model/execution.ts";
import {
  type ClaimId,
  type ExecutionId,
  fireId,
  newId,
  type WorkerId,
} from "../../scheduler/model/ids.ts";
import { editJob, type Job } from "../../scheduler/model/job.ts";
import { second } from "../../scheduler/model/time.ts";
import { findAlarms } from "../../scheduler/store/alarms/find_alarms.ts";
import { addExecution } from "../../scheduler/store/history/executions.ts";
import { changeJob } from "../../scheduler/store/jobs/jobs.ts";
import { Commit, commit } from "../../scheduler/store/kv/commit.ts";
import type { Database } from "../../scheduler/store/kv/database.ts";
import { keys } from "../../scheduler/store/kv/keys.ts";
import { AlarmWatching } from "../../scheduler/store/watching/watch_alarms.ts";
import { anAudit } from "./store.ts";

export const succeeded: Outcome = { kind: "succeeded", result: "" };
export const failed: Outcome = { kind: "failed", reason: "exit status 1", result: "" };

/** An execution of a fire that started `lateMs` after its time and ran for `tookMs`. */
export function aRun(
  job: Job,
  at: number,
  outcome: Outcome,
  { lateMs = 0, tookMs = second, trigger = "schedule" as Ended["trigger"] } = {},
): Ended {
  const id = trigger === "schedule" ? fireId(job.id, at) : newId<ExecutionId>(at);
  const ready = draftExecution({ id, job, trigger, scheduledAt: at, readyAt: at }, at);
  const holder = {
    workerId: newId<WorkerId>(at),
    claimId: newId<ClaimId>(at),
    hostname: "host",
    pid: 1,
  };
  const running = start(ready, holder, at + lateMs);
  const ended = finish(running, outcome, at + lateMs + tookMs, () => 0);
  if (!isEnded(ended)) throw new Error("the job must not have retries");
  return ended;
}

/** Stores ended executions, in one commit. */
export async function store(db: Database, ...runs: readonly Ended[]): Promise<void> {
  const work = new Commit();
  for (const run of runs) addExecution(work, run);
  await commit(db, work, Math.max(...runs.map(({ endedAt }) => endedAt)));
}

/** All alarms, the first opened first. */
export async function alarmsOf(db: Database, kind?: AlarmKind): Promise<readonly Alarm[]> {
  const filter = kind === undefined ? {} : { kind };
  return (await findAlarms(db, filter, { limit: 1000, oldestFirst: true })).items;
}

/** What is to be told, in the order of the notices of each alarm. */
export async function noticesOf(db: Database): Promise<readonly AlarmNotice[]> {
  const rows = await db.list(keys.alarmNotice.all, { limit: 1000 });
  return rows.map(({ value }) => value).toSorted((a, b) =>
    a.alarmId === b.alarmId ? a.number - b.number : a.alarmId < b.alarmId ? -1 : 1
  );
}

export async function setRules(
  db: Database,
  { id }: Job,
  alarms: AlarmRules,
  now: number,
): Promise<void> {
  await changeJob(db, id, (job) => ({
    job: editJob(job, { ...job, alarms }, now),
    audit: anAudit(job, "modified", now),
  }), now);
}

/** What the duty of one tick does, in a process that has just started. */
export async function look(db: Database, now: number, watching = new AlarmWatching(db)) {
  await watching.look(now, () => true);
}
