import type { App } from "../../app.ts";
import type { Answer } from "../../server/http.ts";
import { OfConnection } from "../../server/of_connection.ts";
import { readJobFigures, tellFacts } from "../../server/job_figures.ts";

const mostLogs = 50;
const fires = 10;

/** Reads what the screen of a job shows. Parts that an older server does not offer are left out. */
export async function readJobFacts(app: App, jobId: string): Promise<void> {
  const client = await app.client();
  const job = await client.job(jobId);
  if (job.ok) app.dispatch({ type: "job_read", job: job.value });
  else if (!app.state.jobs.byId.has(jobId)) {
    const { status, error } = job.failure;
    tellFacts(app, jobId, { problem: { status, error } });
  }
  const logs = async () => {
    const answer = await client.logs({ job_id: jobId, limit: mostLogs });
    // An older server ignores the filter and returns the entries of all jobs.
    const own = valueOf(answer)?.logs.filter(({ job_id }) => job_id === jobId);
    if (own !== undefined) tellFacts(app, jobId, { logs: own });
  };
  await Promise.all([
    readJobFigures(app, jobId),
    logs(),
    ...(job.ok ? [readPreview(app, jobId)] : []),
  ]);
}

const previewed = new OfConnection<string>();

/** Reads the preview again after a change of the schedule, once for each version of the job. */
export function keepUpPreview(app: App, jobId: string): void {
  const job = app.state.jobs.byId.get(jobId);
  const facts = app.state.facts.get(jobId);
  const asked = `${jobId} ${job?.version}`;
  if (job === undefined || facts?.executions === undefined || facts.preview !== undefined) return;
  if (previewed.get(app) === asked) return;
  previewed.set(app, asked);
  void readPreview(app, jobId);
}

/** Reads the next fires, which move on with time. */
export async function readPreview(app: App, jobId: string): Promise<void> {
  const job = app.state.jobs.byId.get(jobId);
  if (job === undefined) return;
  const { month, day, week, day_of_week, hour, minute, timezone } = job;
  const fields = { month, day, week, day_of_week, hour, minute, timezone, count: fires };
  const answer = await (await app.client()).previewSchedule(fields);
  if (answer.ok) tellFacts(app, jobId, { preview: answer.value });
}

function valueOf<T>(answer: Answer<T>): T | undefined {
  return answer.ok ? answer.value : undefined;
}
