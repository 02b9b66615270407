/**
 * A program that writes 1 GB, on a real server: how soon `/healthz` answers and other jobs fire meanwhile.
 * `deno run --allow-all bench/flood_bench.ts`
 */
import { eventually, Server, Sink, temporaryFolder } from "../tests/e2e/server.ts";

const floods = {
  "short lines": "yes",
  "long lines": `yes ${"é".repeat(500)}`,
  "no lines": "cat /dev/zero",
  "progress lines": "yes 12% | tr '\\n' '\\r'",
  "binary": "cat /dev/urandom",
};

await using folder = await temporaryFolder();
await using sink = new Sink();
await using server = await Server.start(folder.path, { ALLOW_SHELL_JOBS: "true" });

for (const [name, flood] of Object.entries(floods)) {
  const id = await runJob("simple_scheduler.jobs.shell_job.ShellJob", [
    "sh",
    "-c",
    `${flood} | head -c 1073741824`,
  ]);
  const startedAt = performance.now();
  const answers: number[] = [];
  const starts: number[] = [];
  const probe = async () => {
    const at = performance.now();
    await (await fetch(`${server.url}/healthz`)).body?.cancel();
    answers.push(performance.now() - at);
  };
  const fire = async () => {
    const other = await runJob("simple_scheduler.jobs.curl_job.CurlJob", [sink.url]);
    const at = performance.now();
    await eventually("the other job's call", () => Promise.resolve(sink.hits.has(other)));
    starts.push(performance.now() - at);
  };
  const isOver = async () => {
    const { state } = await server.call("GET", `/executions/${id}`);
    return !["scheduled", "running"].includes(state);
  };
  while (!await isOver()) {
    await Promise.all([fire(), ...Array.from({ length: 20 }, (_, i) => later(i * 25, probe))]);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  show(
    `${name}: 1 GB in ${seconds.toFixed(1)} s; /healthz p50 ${at(answers, 0.5)} ms, p99 ${
      at(answers, 0.99)
    } ms, worst ${at(answers, 1)} ms of ${answers.length}; other jobs start within ${
      at(starts, 1)
    } ms of ${starts.length}`,
  );
}

async function runJob(jobClass: string, pubArgs: unknown[]): Promise<string> {
  const { job_id } = await server.call("POST", "/jobs", {
    name: "flood bench",
    job_class_string: jobClass,
    pub_args: pubArgs,
    month: "2",
    day: "30",
  });
  return (await server.call("POST", `/executions/${job_id}`)).execution_id;
}

async function later(ms: number, act: () => Promise<void>): Promise<void> {
  await new Promise((done) => setTimeout(done, ms));
  await act();
}

function at(values: number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(0);
}

function show(text: string): void {
  // deno-lint-ignore no-console -- its result
  console.log(text);
}
