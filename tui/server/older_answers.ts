import { z } from "zod";
import { JobEvent as NewestJobEvent } from "../../routes/contract/history/events.ts";
import { jobPolicyFields, jobPolicyNames } from "../../routes/contract/facts.ts";
import { Job as NewestJob, JobList as NewestJobList } from "../../routes/contract/jobs/jobs.ts";

/**
 * The answers about jobs, as the dashboard reads them. A server that is older than a field of the job policy does
 * not send it; the field is then read as its default, as the server itself reads an older record.
 */
export const Job = withPolicyDefaults(NewestJob);
export const JobList = NewestJobList.extend({
  jobs: z.array(withPolicyDefaults(NewestJobList.shape.jobs.element)),
});
export const JobEvent = NewestJobEvent.extend({ job: Job.nullable() });

/** The same schema, but each policy field that is absent gets its default. */
function withPolicyDefaults<T extends z.ZodObject>(schema: T): T {
  const fields = jobPolicyNames.map((name) => {
    const { wireName, default: value } = jobPolicyFields[name];
    return [wireName, (schema.shape[wireName] as z.ZodType).default(value)];
  });
  return schema.extend(Object.fromEntries(fields)) as unknown as T;
}
