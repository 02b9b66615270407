import type { Execution } from "../../routes/contract/history/executions.ts";
import { tellRead } from "./telling_reads.ts";
import type { App } from "../app.ts";
import { type JobFacts, mostFactExecutions } from "../state/server/facts.ts";
import { newestFirst } from "../state/server/executions.ts";
import { executionOf } from "../state/selectors.ts";

const day = 86_400_000;

/** Reads the last executions of a job and its figures of the last 30 days. */
export async function readJobFigures(app: App, jobId: string): Promise<void> {
  const client = await app.client();
  const executions = async () => {
    const answer = await client.jobExecutions(jobId, { limit: mostFactExecutions });
    tellRead(app, "job", answer);
    if (answer.ok) {
      const executions = withTold(app, jobId, answer.value.executions);
      tellFacts(app, jobId, { executions });
    }
  };
  await Promise.all([executions(), readJobStats(app, jobId)]);
}

/** What was read, with what events have told since: the answer may be older than these. */
function withTold(app: App, jobId: string, read: readonly Execution[]): readonly Execution[] {
  const oldest = read.length < mostFactExecutions ? "" : read.at(-1)?.scheduled_time ?? "";
  const byId = new Map(read.map((one) => [one.execution_id, one]));
  for (const told of app.state.executions.byId.list()) {
    const { execution_id: id, job, scheduled_time, updated_time } = told;
    if (job.job_id !== jobId) continue;
    const before = byId.get(id);
    const isNewer = before === undefined
      ? scheduled_time >= oldest
      : before.updated_time < updated_time;
    if (isNewer) byId.set(id, told);
  }
  return [...byId.values()].sort(newestFirst).slice(0, mostFactExecutions);
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
