import { apiCalls, awesomeJob } from "./api_calls.ts";

const warmUpRuns = 50;

/** Milliseconds from the request to its answer, and to the answer that says that the execution has succeeded. */
export interface RunsByHand {
  readonly posts: number[];
  readonly ends: number[];
}

/** Runs a job by hand over HTTP, one run after the other; polls without a pause until each execution has ended. */
export async function runByHand(port: number, runs: number): Promise<RunsByHand> {
  const { call } = await apiCalls(port);
  const { job_id } = await call("POST", "/jobs", { name: "by hand", ...awesomeJob, hour: 3 });
  const [posts, ends]: [number[], number[]] = [[], []];
  for (let i = 0; i < warmUpRuns + runs; i++) {
    const startedAt = performance.now();
    const { execution_id } = await call("POST", `/executions/${job_id}`);
    const answeredAt = performance.now();
    for (let state = ""; state !== "succeeded";) {
      ({ state } = await call("GET", `/executions/${execution_id}`));
      if (performance.now() - startedAt > 10_000) throw new Error(`it is still ${state}`);
    }
    if (i < warmUpRuns) continue; // the code gets warm
    posts.push(answeredAt - startedAt);
    ends.push(performance.now() - startedAt);
  }
  return { posts, ends };
}
