import type { AlarmSubject } from "../../model/alarms/alarm.ts";
import { rulesOf, type WholeAlarmRules } from "../../model/alarms/alarm_rules.ts";
import type { CategoryId, JobId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { knownAlarms } from "./known_alarms.ts";

/** A job as its alarms name it, with the rules that hold for it now. */
export interface JobRules {
  readonly subject: AlarmSubject;
  readonly categoryId: CategoryId;
  readonly rules: WholeAlarmRules;
}

/** The part of a job that its alarms need. */
type AlarmedJob = Pick<Job, "id" | "name" | "categoryId" | "alarms">;

/**
 * The rules of jobs, by their ids. A deleted job has none.
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
  const own = [...new Set(jobs.map(({ categoryId }) => categoryId))];
  const categories = await db.getMany(own.map(keys.category.at));
  const ofCategory = new Map(own.map((id, i) => [id, categories[i]?.value?.alarms]));
  const { server } = knownAlarms(db);
  return new Map(jobs.map((job) => {
    const rules = rulesOf(server, ofCategory.get(job.categoryId), job.alarms);
    return [job.id, { subject: subjectOf(job), categoryId: job.categoryId, rules }];
  }));
}

export function subjectOf({ id, name }: Pick<Job, "id" | "name">): AlarmSubject {
  return { kind: "job", id, name };
}
