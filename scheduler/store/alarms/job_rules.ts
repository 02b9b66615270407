import type { AlarmSubject } from "../../model/alarms/alarm.ts";
import { type AlarmRules, rulesOf, type WholeAlarmRules } from "../../model/alarms/alarm_rules.ts";
import type { CategoryId, JobId, MonitorId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Monitor } from "../../model/monitors/monitor.ts";
import { jobIdOf } from "../../model/monitors/monitor_execution.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { knownAlarms } from "./known_alarms.ts";

/** A job or a monitor as its alarms name it, with the rules that hold for it now. */
export interface JobRules {
  readonly subject: AlarmSubject;
  readonly categoryId: CategoryId;
  readonly rules: WholeAlarmRules;
}

/** The part of a job that its alarms need. */
type AlarmedJob = Pick<Job, "id" | "name" | "categoryId" | "alarms">;

/**
 * The rules of jobs and monitors, by their ids. What is deleted has none.
 * @param otherwise jobs as their executions have them: of a job whose record cannot be read, the rules of the category hold.
 */
export async function readJobRules(
  db: Database,
  ids: readonly JobId[],
  otherwise: ReadonlyMap<JobId, AlarmedJob> = new Map(),
): Promise<Map<JobId, JobRules>> {
  const entries = await db.getMany(ids.map(keys.job.at));
  const jobs = entries.flatMap((entry, i): AlarmedJob[] => {
    if (entry.value !== undefined) return [entry.value];
    const id = ids[i];
    const snapshot = id && "isUnreadable" in entry ? otherwise.get(id) : undefined;
    return snapshot === undefined ? [] : [snapshot];
  });
  const absent = ids.filter((_, i) => entries[i]?.versionstamp === null);
  const monitors = await readMonitors(db, absent);
  const own = [...new Set([...jobs, ...monitors].map(({ categoryId }) => categoryId))];
  const categories = await db.getMany(own.map(keys.category.at));
  const ofCategory = new Map(own.map((id, i) => [id, categories[i]?.value?.alarms]));
  const { server } = knownAlarms(db);
  const rulesFor = ({ categoryId, alarms }: Pick<AlarmedJob, "categoryId" | "alarms">) =>
    rulesOf(server, ofCategory.get(categoryId), alarms);
  const ofJobs = jobs.map((job) => {
    const { id, categoryId } = job;
    return [id, { subject: subjectOf(job), categoryId, rules: rulesFor(job) }] as const;
  });
  const ofMonitors = monitors.map((monitor) => {
    const { id, categoryId } = monitor;
    const rules = monitorRules(rulesFor(monitor), monitor.alarms);
    return [jobIdOf(id), { subject: monitorSubject(monitor), categoryId, rules }] as const;
  });
  return new Map<JobId, JobRules>([...ofJobs, ...ofMonitors]);
}

async function readMonitors(db: Database, ids: readonly JobId[]): Promise<Monitor[]> {
  if (ids.length === 0) return [];
  const entries = await db.getMany(ids.map((id) => keys.monitor.at(id as string as MonitorId)));
  return entries.flatMap(({ value }) => value ?? []);
}

/** A monitor that says nothing else is missed: that is what it is for. Its rhythm says when it is overdue. */
function monitorRules(rules: WholeAlarmRules, own: AlarmRules = {}): WholeAlarmRules {
  return { ...rules, missed: own.missed ?? true, late: false, overdue: false };
}

export function monitorSubject({ id, name }: Pick<Monitor, "id" | "name">): AlarmSubject {
  return { kind: "monitor", id, name };
}

export function subjectOf({ id, name }: Pick<Job, "id" | "name">): AlarmSubject {
  return { kind: "job", id, name };
}
