import { tellRead } from "./telling_reads.ts";
import type { App } from "../app.ts";
import { type JobFacts, mostFactExecutions } from "../state/server/facts.ts";
import { executionOf } from "../state/selectors.ts";

const day = 86_400_000;

/** Reads the last executions of a job and its figures of the last 30 days. */
export async function readJobFigures(app: App, jobId: string): Promise<void> {
  const client = await app.client();
  const executions = async () => {
    const answer = await client.jobExecutions(jobId, { limit: mostFactExecutions });
    tellRead(app, "job", answer);
    if (answer.ok) tellFacts(app, jobId, { executions: answer.value.executions });
  };
  await Promise.all([executions(), readJobStats(app, jobId)]);
}

/** Reads the figures of a job of the last 30 days. @returns whether the server gave them. */
export async function readJobStats(app: App, jobId: string): Promise<boolean> {
  const from = new Date(app.state.now - 30 * day).toISOString();
  const query = { job_id: jobId, time_range_start: from, bucket: "day" };
  const answer = await (await app.client()).stats(query);
  if (answer.ok) tellFacts(app, jobId, { stats: answer.value });
  return answer.ok;
}

/** Reads the figures of an execution's job, unless they are there: events keep them up to date. */
export async function readFiguresOf(app: App, executionId: string): Promise<void> {
  const jobId = executionOf(app.state, executionId)?.job.job_id;
  if (jobId === undefined || app.state.facts.get(jobId)?.executions !== undefined) return;
  await readJobFigures(app, jobId);
}

export function tellFacts(app: App, jobId: string, facts: JobFacts): void {
  app.dispatch({ type: "facts_read", jobId, facts });
}
