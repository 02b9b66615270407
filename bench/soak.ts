/**
 * The real service under a steady load: jobs that fire each minute, and requests; one row a minute.
 *
 *   deno task bench:soak [minutes]       60 unless said otherwise
 */
import { addJob } from "../scheduler/store/jobs/jobs.ts";
import { Commit } from "../scheduler/store/kv/commit.ts";
import { percentile, tell } from "./support/figures.ts";
import { aJob, benchDatabase, eachMinute, rawBatches, writeRaw } from "./support/seeds.ts";
import { adminToken, startCarillon } from "./support/servers.ts";

const minutes = Number(Deno.args.find((arg) => /^\d+$/.test(arg)) ?? 60);
const executionsPerSecond = 200;
const requestsPerSecond = 50;
/** A sixtieth of them is due at each second on average, all of them at the minute. */
const jobs = executionsPerSecond * 60;

await using bench = await benchDatabase();
const now = Date.now();
const work = new Commit();
const awesome = { jobClass: "simple_scheduler.jobs.sample_job.AwesomeJob", pubArgs: ["a", "b"] };
const stored = Array.from(
  { length: jobs },
  (_, i) => aJob(now, { ...awesome, name: `job ${i}`, schedule: eachMinute }),
);
for (const job of stored) addJob(work, undefined, job);
await writeRaw(bench.db, rawBatches(work.mutations));
const firstJob = stored[0]?.id;
await using server = await startCarillon(bench.path, { METRICS_TOKEN: "a-token-of-the-soak" });
const url = `http://127.0.0.1:${server.port}`;
const headers = { Authorization: `Bearer ${await adminToken()}` };
const paths = [
  `/api/v1/jobs/${firstJob}`,
  "/api/v1/jobs?limit=20",
  "/api/v1/executions?limit=20",
  `/api/v1/jobs/${firstJob}/executions?limit=10`,
  "/api/v1/users/current",
];

tell("| minute | executions | requests | p50 ms | p99 ms | failed | memory MiB | database MiB |");
tell("| ------ | ---------- | -------- | ------ | ------ | ------ | ---------- | ------------ |");
let executionsBefore = await endedSoFar();
for (let minute = 1; minute <= minutes; minute++) {
  const { times, failed } = await aMinuteOfRequests();
  const executions = await endedSoFar();
  const row = [
    minute,
    executions - executionsBefore,
    times.length,
    percentile(times, 50).toFixed(1),
    percentile(times, 99).toFixed(1),
    failed,
    server.residentMiB().toFixed(0),
    ((await Deno.stat(bench.path)).size / 1024 / 1024).toFixed(0),
  ];
  executionsBefore = executions;
  tell(`| ${row.join(" | ")} |`);
}

async function aMinuteOfRequests(): Promise<{ times: number[]; failed: number }> {
  const times: number[] = [];
  let failed = 0;
  const asked: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let i = 0; i < 60 * requestsPerSecond; i++) {
    const dueIn = startedAt + i * 1000 / requestsPerSecond - performance.now();
    if (dueIn > 0) await new Promise((done) => setTimeout(done, dueIn));
    asked.push(ask(paths[i % paths.length] ?? "/"));
  }
  await Promise.all(asked);
  return { times, failed };

  async function ask(path: string): Promise<void> {
    const sentAt = performance.now();
    const answer = await fetch(url + path, { headers });
    await answer.body?.pipeTo(new WritableStream());
    times.push(performance.now() - sentAt);
    if (!answer.ok) failed++;
  }
}

async function endedSoFar(): Promise<number> {
  const answer = await fetch(`${url}/metrics`, {
    headers: { Authorization: "Bearer a-token-of-the-soak" },
  });
  const lines = (await answer.text()).split("\n");
  return lines.filter((line) => line.startsWith("carillon_attempts_ended_total{"))
    .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
