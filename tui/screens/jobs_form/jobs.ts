import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Body, SaveAnswer } from "../../forms/form_kind.ts";
import { isSame } from "../../forms/parts.ts";
import { shownText } from "../../forms/shown.ts";
import type { Client } from "../../server/client.ts";
import { eachAtOnce } from "../../server/each_at_once.ts";
import type { Answer, Failure } from "../../server/http.ts";
import { pauseBefore } from "../../server/restoring.ts";
import type { FormerJob } from "../../state/act.ts";
import { rulesWith } from "./alarm_channels.ts";

/** How many requests run at once. */
const atOnce = 8;

/** The jobs of the form, with their versions by id. */
export interface LoadedJobs {
  readonly jobs: readonly Job[];
  readonly etags: ReadonlyMap<string, string>;
}

/** The different values of a field in several jobs, the most frequent first. */
export class Mixed {
  readonly counts: readonly (readonly [value: unknown, count: number])[];

  constructor(counts: Mixed["counts"]) {
    this.counts = counts;
  }
}

/** The value that all jobs have, or their different values; `undefined`: there is no job. */
export function countedValuesOf(jobs: readonly Job[], valueOf: (job: Job) => unknown): unknown {
  const counts = new Map<unknown, number>();
  for (const job of jobs) counts.set(valueOf(job), (counts.get(valueOf(job)) ?? 0) + 1);
  if (counts.size < 2) return [...counts.keys()][0];
  return new Mixed([...counts].sort(([, a], [, b]) => b - a));
}

/** Reads the jobs. A job that is gone is left out. */
export async function loadJobs(
  client: Client,
  ids: readonly string[],
): Promise<Answer<LoadedJobs>> {
  const found = new Map<string, Job>();
  const etags = new Map<string, string>();
  let failure: Failure | undefined;
  await eachAtOnce(ids, atOnce, async (id) => {
    const answer = await client.jobToEdit(id);
    if (answer.ok) {
      found.set(id, answer.value);
      if (answer.etag !== undefined) etags.set(id, answer.etag);
    } else if (answer.failure.status !== 404) failure = answer.failure;
  });
  if (failure !== undefined) return { ok: false, failure };
  const jobs = ids.flatMap((id) => found.get(id) ?? []);
  return { ok: true, value: { jobs, etags } };
}

/**
 * Changes the fields in each job. Other fields stay as they are. A failure says how many jobs it concerns.
 * @returns what undo puts back, also for the jobs that were changed before a failure.
 */
export async function saveJobs(
  client: Client,
  { jobs, etags }: LoadedJobs,
  body: Body,
): Promise<SaveAnswer> {
  const former: FormerJob[] = [];
  let failed = 0;
  let failure: Failure | undefined;
  await eachAtOnce(jobs, atOnce, async (job) => {
    let changed = await changeOne(client, job, etags.get(job.job_id), body);
    if (changed.failure?.status === 412) {
      // Somebody changed the job since it was read. The new values hold for it too, but undo has to know its old ones.
      const now = await client.jobToEdit(job.job_id);
      changed = now.ok
        ? await changeOne(client, now.value, now.etag, body)
        : { failure: now.failure };
    }
    if (changed.former !== undefined) former.push(changed.former);
    if (changed.failure === undefined) return;
    failed++;
    failure ??= changed.failure;
  });
  if (failure === undefined) return { ok: true, value: former };
  const error = `${failed} / ${jobs.length}: ${failure.error}`;
  // The refusal of a precondition would be shown as a conflict with one record.
  const status = failure.status === 412 ? 409 : failure.status;
  return { ok: false, failure: { ...failure, error, status }, partly: former };
}

interface Changed {
  /** Absent where nothing was changed. */
  readonly former?: FormerJob;
  readonly failure?: Failure;
}

async function changeOne(
  client: Client,
  job: Job,
  etag: string | undefined,
  { paused, paused_reason: reason, alarm_channels: channels, ...fields }: Body,
): Promise<Changed> {
  const id = job.job_id;
  const body: Body = channels === undefined
    ? fields
    : { ...fields, alarms: rulesWith(job, String(channels)) };
  let former: FormerJob = { id, name: shownText(job.name) };
  let tag = etag;
  if (Object.keys(body).length > 0) {
    const answer = await client.changeJob(id, body, tag);
    if (!answer.ok) return { failure: answer.failure };
    tag = answer.etag;
    former = withTag({ ...former, ...bodyBefore(job, body) }, tag);
  }
  if (paused !== undefined || reason !== undefined) {
    const answer = paused === false
      ? await client.resumeJob(id, tag)
      : await client.pauseJob(id, reason === undefined ? undefined : { reason }, tag);
    if (!answer.ok) return { ...changedIn(former), failure: answer.failure };
    const isNew = job.paused !== (paused ?? true) || reason !== undefined;
    former = withTag({ ...former, ...(isNew ? { pause: pauseBefore(job) } : {}) }, answer.etag);
  }
  return changedIn(former);
}

function withTag({ etag: _, ...former }: FormerJob, etag: string | undefined): FormerJob {
  return etag === undefined ? former : { ...former, etag };
}

/** The former values of the fields that get another one. */
function bodyBefore(job: Job, body: Body): Pick<FormerJob, "body"> {
  const before = Object.keys(body).map((name) => {
    const value = job[name as keyof Job];
    // A job without rules of its own gets them taken away by an empty object.
    return [name, name === "alarms" ? value ?? {} : value] as const;
  }).filter(([name, value]) => !isSame(value, body[name]));
  return before.length === 0 ? {} : { body: Object.fromEntries(before) };
}

function changedIn(former: FormerJob): Changed {
  return former.body === undefined && former.pause === undefined ? {} : { former };
}
