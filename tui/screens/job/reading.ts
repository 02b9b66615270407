import type { App } from "../../app.ts";
import type { Answer } from "../../server/http.ts";
import { executionOf } from "../executions/list.ts";
import { mostFactExecutions } from "./state.ts";
import type { JobFacts } from "./state.ts";

const mostLogs = 50;
const fires = 10;
const day = 86_400_000;

/** Reads what the job's own screen shows. What the server does not offer stays away. */
export async function readJobFacts(app: App, jobId: string): Promise<void> {
  const client = await app.client();
  const job = await client.job(jobId);
  if (job.ok) app.dispatch({ type: "job_read", job: job.value });
  else if (!app.state.jobs.byId.has(jobId)) {
    const { status, error } = job.failure;
    tell(app, jobId, { problem: { status, error } });
  }
  const logs = async () => {
    const answer = await client.logs({ job_id: jobId, limit: mostLogs });
    // An older server leaves the filter alone and tells of all jobs.
    const own = valueOf(answer)?.logs.filter(({ job_id }) => job_id === jobId);
    if (own !== undefined) tell(app, jobId, { logs: own });
  };
  await Promise.all([
    readJobFigures(app, jobId),
    logs(),
    ...(job.ok ? [readPreview(app, jobId)] : []),
  ]);
}

/** Its last runs and how they went: also for the row under the cursor of the runs. */
export async function readJobFigures(app: App, jobId: string): Promise<void> {
  const client = await app.client();
  const executions = async () => {
    const answer = await client.jobExecutions(jobId, { limit: mostFactExecutions });
    if (answer.ok) tell(app, jobId, { executions: answer.value.executions });
  };
  const stats = async () => {
    const from = new Date(app.state.now - 30 * day).toISOString();
    const answer = await client.stats({ job_id: jobId, time_range_start: from, bucket: "day" });
    if (answer.ok) tell(app, jobId, { stats: answer.value });
  };
  await Promise.all([executions(), stats()]);
}

/** The figures of an execution's job, for the pane beside it: read once, events keep them true. */
export async function readFiguresOf(app: App, executionId: string): Promise<void> {
  const jobId = executionOf(app.state, executionId)?.job.job_id;
  if (jobId === undefined || app.state.facts.get(jobId)?.executions !== undefined) return;
  await readJobFigures(app, jobId);
}

const previewed = new WeakMap<App, string>();

/** After a change of the schedule: once for each version of the job. */
export function keepUpPreview(app: App, jobId: string): void {
  const job = app.state.jobs.byId.get(jobId);
  const facts = app.state.facts.get(jobId);
  const asked = `${jobId} ${job?.version}`;
  if (job === undefined || facts?.executions === undefined || facts.preview !== undefined) return;
  if (previewed.get(app) === asked) return;
  previewed.set(app, asked);
  void readPreview(app, jobId);
}

/** The next fires move on with time. */
export async function readPreview(app: App, jobId: string): Promise<void> {
  const job = app.state.jobs.byId.get(jobId);
  if (job === undefined) return;
  const { month, day, week, day_of_week, hour, minute, timezone } = job;
  const fields = { month, day, week, day_of_week, hour, minute, timezone, count: fires };
  const answer = await (await app.client()).previewSchedule(fields);
  if (answer.ok) tell(app, jobId, { preview: answer.value });
}

function tell(app: App, jobId: string, facts: JobFacts): void {
  app.dispatch({ type: "facts_read", jobId, facts });
}

function valueOf<T>(answer: Answer<T>): T | undefined {
  return answer.ok ? answer.value : undefined;
}
