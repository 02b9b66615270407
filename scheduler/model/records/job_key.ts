import { z } from "zod";

const pattern = /^[a-z0-9-]+$/;
const longest = 100;

/** The name by which documents know a job, also after the job gets another name. Unique in the job's category. */
export const JobKey = z.string().min(1, "must not be empty")
  .max(longest, `must not be longer than ${longest} characters`)
  .regex(pattern, "must be of a-z, 0-9 and hyphens");

/** The key that a name makes; "" for a name without Latin letters and digits. */
export function keyOfName(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").slice(0, longest).replace(/^-+|-+$/g, "");
}

interface Keyed<Id extends string> {
  readonly id: Id;
  readonly name: string;
  readonly key?: string;
  readonly categoryId: number;
}

/**
 * The key of each job: its own, or one made from its name. Where the names of several jobs of a category make the same key,
 * the oldest job has it, and the others and names without Latin letters get keys with a part of their ids.
 */
export function keysOfJobs<Id extends string>(jobs: readonly Keyed<Id>[]): Map<Id, string> {
  const keys = new Map<Id, string>();
  const taken = new Set<string>();
  const take = ({ id, categoryId }: Keyed<Id>, key: string) => {
    if (taken.has(`${categoryId} ${key}`)) return false;
    taken.add(`${categoryId} ${key}`);
    keys.set(id, key);
    return true;
  };
  for (const job of jobs) if (job.key !== undefined) take(job, job.key);
  // Ids begin with their time.
  const others = jobs.filter(({ key }) => key === undefined).toSorted((a, b) =>
    a.id < b.id ? -1 : 1
  );
  for (const job of others) {
    const made = keyOfName(job.name);
    const tail = job.id.slice(-12);
    const candidates = [made, made === "" ? `job-${tail}` : `${made.slice(0, 80)}-${tail}`, job.id];
    candidates.find((key) => key !== "" && take(job, key));
  }
  return keys;
}
