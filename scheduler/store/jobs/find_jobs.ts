import type { JobState } from "../../model/execution_state.ts";
import type { CategoryId, JobId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { failingJobs } from "../history/last_executions.ts";
import { afterName, beforeName, nameCursor, type Page, type PageRequest } from "../kv/pages.ts";
import { holdsText } from "../kv/text_match.ts";

/** Which jobs to find. An absent field allows all values. */
export interface JobFilter {
  readonly categoryId?: CategoryId;
  readonly jobClass?: string;
  /** In the name or the class; upper and lower case alike. */
  readonly text?: string;
  /** The job has any of these states. */
  readonly states?: ReadonlySet<JobState>;
}

/** The most jobs that are read for one page. To know whether a job fails takes several reads more. */
const mostLookedAt = 5000;
const mostLookedAtClosely = 1000;

/**
 * A page of the jobs that match, by name. When many jobs have to be read to find few, the page is short, and has a cursor
 * all the same.
 * @throws Refusal `invalid` for a bad cursor.
 */
export async function findJobs(
  db: Database,
  filter: JobFilter,
  request: PageRequest & { readonly zToA?: boolean },
): Promise<Page<Job>> {
  const { categoryId, ...rest } = filter;
  const { limit, zToA = false } = request;
  const isFiltered = Object.keys(rest).length > 0;
  const most = filter.states?.has("failing") ? mostLookedAtClosely : mostLookedAt;
  const table = categoryId === undefined ? keys.job.allByName : keys.job.allByCategory(categoryId);
  const step = Math.min(isFiltered ? Math.max(limit + 1, 200) : limit + 1, 500);
  const found: { job: Job; cursor: string }[] = [];
  let { cursor } = request;
  for (let looked = 0; looked < most;) {
    const entries = await db.list(table, {
      ...rangeOf(cursor, zToA),
      limit: step,
      newestFirst: zToA,
    });
    const jobs = await db.getMany(entries.map(({ key }) => keys.job.at(key.at(-1) as JobId)));
    const matching = await matchingJobs(db, jobs.flatMap(({ value }) => value ?? []), filter);
    for (const [i, { key }] of entries.entries()) {
      cursor = nameCursor(String(key.at(-2)), String(key.at(-1)));
      const job = jobs[i]?.value;
      if (job === undefined || !matching.has(job.id)) continue;
      if (found.length === limit) return pageOf(found, found.at(-1)?.cursor);
      found.push({ job, cursor });
    }
    if (entries.length < step) return pageOf(found, undefined);
    looked += entries.length;
  }
  return pageOf(found, cursor);
}

function rangeOf(cursor: string | undefined, zToA: boolean) {
  if (cursor === undefined) return {};
  return zToA ? { before: beforeName(cursor) } : { from: afterName(cursor) };
}

function pageOf(found: readonly { job: Job }[], cursor: string | undefined): Page<Job> {
  const items = found.map(({ job }) => job);
  return cursor === undefined ? { items } : { items, nextCursor: cursor };
}

async function matchingJobs(
  db: Database,
  jobs: readonly Job[],
  { categoryId, jobClass, text, states }: JobFilter,
): Promise<Set<JobId>> {
  const alike = jobs.filter((job) =>
    (jobClass === undefined || job.jobClass === jobClass) &&
    (text === undefined || holdsText(text, [job.name, job.jobClass]))
  );
  if (states === undefined) return new Set(alike.map(({ id }) => id));
  const [some, others] = [new Set<JobId>(), [] as JobId[]];
  for (const { id, paused } of alike) {
    if (states.has(paused ? "paused" : "active")) some.add(id);
    else others.push(id);
  }
  if (!states.has("failing")) return some;
  return some.union(await failingJobs(db, others, categoryId, alike));
}
