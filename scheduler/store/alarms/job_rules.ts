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

/**
 * The rules of jobs, by their ids. A deleted job has none, and neither has a job whose record cannot be read: the next fire
 * sets it aside.
 */
export async function readJobRules(
  db: Database,
  ids: readonly JobId[],
): Promise<Map<JobId, JobRules>> {
  const jobs = (await db.getMany(ids.map(keys.job.at))).flatMap(({ value }) => value ?? []);
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
