import { z } from "zod";
import type { Execution, ExecutionList } from "../../contract/history/executions.ts";
import type { ExecutionLog } from "../../contract/history/execution_logs.ts";
import { pathOf } from "../calls.ts";
import { runInShort } from "../shown.ts";
import { Cursor, defineTool, ends, ExecutionId, JobId, limit, reads, runs } from "../tool.ts";

const reason = z.string().optional().describe("Why; it is shown with the run.");
const force = z.boolean().optional().describe("Also where the job has no free instance.");
const IdempotencyKey = z.string().optional()
  .describe("Calls with the same key run the job once, however often they are sent.");

function onceBy(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { "Idempotency-Key": key };
}

export const listRuns = defineTool({
  name: "list_runs",
  title: "List runs",
  description:
    "Lists runs, the newest first, of one job or of all that the caller sees. Without a time: those of the last day.",
  annotations: reads,
  input: {
    job_id: JobId.optional(),
    state: z.string().optional()
      .describe("Only these states, with commas between, such as failed,timeout,running."),
    since: z.string().optional().describe("From this ISO 8601 time."),
    until: z.string().optional().describe("Up to this ISO 8601 time."),
    search: z.string().optional().describe(
      "A text in the job's name, the description or the result.",
    ),
    limit: limit(20, 100),
    cursor: Cursor,
  },
  async act(api, { since, until, search, ...query }) {
    const { executions, next_cursor } = await api.get<ExecutionList>("executions", {
      ...query,
      q: search,
      // The next page belongs to the range of the first one, which the cursor knows.
      time_range_start: since ?? (query.cursor === undefined ? api.dayAgo() : undefined),
      time_range_end: until,
    });
    return { runs: executions.map(runInShort), next_cursor };
  },
});

export const readLog = defineTool({
  name: "read_log",
  title: "Read the output of a run",
  description: "Reads a run, and the last lines of what it printed.",
  annotations: reads,
  input: {
    execution_id: ExecutionId,
    lines: z.int().min(1).max(1000).default(200).describe("How many lines, counted from the end."),
  },
  async act(api, { execution_id, lines }) {
    const [run, log] = await Promise.all([
      api.get<Execution>(pathOf`executions/${execution_id}`),
      api.get<ExecutionLog>(pathOf`executions/${execution_id}/logs`),
    ]);
    const left = Math.max(0, log.logs.length - lines);
    const { attempts, given_back } = run;
    return {
      run: {
        ...runInShort(run),
        description: run.description,
        result: run.result,
        attempts,
        given_back,
      },
      lines: log.logs.slice(left),
      earlier_lines: left,
      is_cut: log.is_cut,
    };
  },
});

export const runJob = defineTool({
  name: "run_job",
  title: "Run a job",
  description:
    "Runs a job now, or at a time. Its schedule stays as it is. The answer comes before the run has ended: read_log tells its state.",
  annotations: runs,
  input: {
    job_id: JobId,
    pub_args: z.array(z.unknown()).optional().describe("Arguments in place of the job's own."),
    run_at: z.string().optional().describe("An ISO 8601 time, at most 366 days ahead."),
    reason,
    force,
    idempotency_key: IdempotencyKey,
  },
  act: (api, { job_id, idempotency_key, ...request }) =>
    api.post(pathOf`executions/${job_id}`, request, onceBy(idempotency_key)),
});

export const retryRun = defineTool({
  name: "retry_run",
  title: "Retry a run",
  description: "Runs a run that has ended once more, as a new run.",
  annotations: runs,
  input: { execution_id: ExecutionId, reason, force, idempotency_key: IdempotencyKey },
  act: (api, { execution_id, idempotency_key, ...request }) =>
    api.post(pathOf`executions/${execution_id}/retry`, request, onceBy(idempotency_key)),
});

export const stopRun = defineTool({
  name: "stop_run",
  title: "Stop a run",
  description: "Stops a run that is running, or takes one back that waits.",
  annotations: ends,
  input: { execution_id: ExecutionId },
  act: (api, { execution_id }) => api.delete(pathOf`executions/${execution_id}`),
});
