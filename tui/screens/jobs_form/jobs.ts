import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import type { Body } from "../../forms/form_kind.ts";
import type { Client } from "../../server/client.ts";
import { eachAtOnce } from "../../server/each_at_once.ts";
import type { Answer, Failure } from "../../server/http.ts";

/** How many requests run at once. */
const atOnce = 8;

/** The different values of a field in several jobs, the most frequent first. */
export class Mixed {
  readonly counts: readonly (readonly [value: unknown, count: number])[];

  constructor(counts: Mixed["counts"]) {
    this.counts = counts;
  }
}

/** The value that all jobs have, or their different values; `undefined`: there is no job. */
export function countedValuesOf(jobs: readonly Job[], name: keyof Job): unknown {
  const counts = new Map<unknown, number>();
  for (const job of jobs) counts.set(job[name], (counts.get(job[name]) ?? 0) + 1);
  if (counts.size < 2) return [...counts.keys()][0];
  return new Mixed([...counts].sort(([, a], [, b]) => b - a));
}

/** Reads the jobs. A job that is gone is left out. */
export async function loadJobs(
  client: Client,
  ids: readonly string[],
): Promise<Answer<{ readonly jobs: readonly Job[] }>> {
  const jobs: Job[] = [];
  let failure: Failure | undefined;
  await eachAtOnce(ids, atOnce, async (id) => {
    const answer = await client.jobToEdit(id);
    if (answer.ok) jobs.push(answer.value);
    else if (answer.failure.status !== 404) failure = answer.failure;
  });
  return failure === undefined ? { ok: true, value: { jobs } } : { ok: false, failure };
}

/** Changes the fields in each job. Other fields stay as they are. A failure says how many jobs it concerns. */
export async function saveJobs(
  client: Client,
  ids: readonly string[],
  { paused, ...body }: Body,
): Promise<Answer<unknown>> {
  let failed = 0;
  let failure: Failure | undefined;
  await eachAtOnce(ids, atOnce, async (id) => {
    const answers = [
      ...(Object.keys(body).length === 0 ? [] : [await client.changeJob(id, body)]),
      ...(paused === undefined
        ? []
        : [await (paused === true ? client.pauseJob(id) : client.resumeJob(id))]),
    ];
    const refused = answers.find((answer) => !answer.ok);
    if (refused === undefined || refused.ok) return;
    failed++;
    failure ??= refused.failure;
  });
  if (failure === undefined) return { ok: true, value: undefined };
  const error = `${failed} / ${ids.length}: ${failure.error}`;
  // The refusal of a precondition would be shown as a conflict with one record.
  return {
    ok: false,
    failure: { ...failure, error, status: failure.status === 412 ? 409 : failure.status },
  };
}
