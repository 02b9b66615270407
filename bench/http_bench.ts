/** Measures requests per second of the real service from a second process, beside bare Hono that reads one key. */
import { Commit } from "../scheduler/store/kv/commit.ts";
import { addExecution } from "../scheduler/store/history/executions.ts";
import { addJob } from "../scheduler/store/jobs/jobs.ts";
import { jobToWire } from "../routes/jobs/wire.ts";
import { type Bench, type Figure, median } from "./support/figures.ts";
import { aJob, aRun, benchDatabase, rawBatches, seldom, writeRaw } from "./support/seeds.ts";
import { adminToken, load, startBare, startCarillon } from "./support/servers.ts";

const rounds = 3;

const http: Bench = async () => {
  await using bench = await benchDatabase();
  await using bareBench = await benchDatabase();
  const now = Date.now();
  const job = aJob(now, { name: "the job", schedule: seldom });
  const others = Array.from(
    { length: 500 },
    (_, i) => aJob(now, { name: `job ${i}`, schedule: seldom }),
  );
  await writeRaw(bench.db, rawBatches(rows(now, [job, ...others])));
  await bareBench.db.kv.set(["thing"], jobToWire(job));
  await using carillon = await startCarillon(bench.path, { LOG_LEVEL: "info" });
  await using bare = await startBare(bareBench.path);

  const { port } = carillon;
  const asked = {
    bare: () => load(bare.port, { path: "/thing" }),
    // Each connection asks for another job: users ask different questions.
    job: () => load(port, { path: others.slice(0, 32).map(({ id }) => `/api/v1/jobs/${id}`) }),
    jobs: () => load(port, { path: "/api/v1/jobs?limit=100" }),
    executions: () => load(port, { path: "/api/v1/executions?limit=100" }),
    changingJobs: () => whileChanging(port, job.id, "/api/v1/jobs?limit=100"),
    changingExecutions: () => whileChanging(port, job.id, "/api/v1/executions?limit=100"),
    post: () =>
      load(port, {
        method: "POST",
        path: "/api/v1/jobs",
        status: 201,
        connections: 16,
        body: {
          name: "a posted job",
          job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
          pub_args: ["a", "b"],
          hour: 3,
        },
      }),
  };
  const rates: Record<string, number[]> = {};
  const p99s: Record<string, number[]> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, ask] of Object.entries(asked)) {
      const { rate, p99 } = await ask();
      if (round === 0) continue; // the code gets warm
      (rates[name] ??= []).push(rate);
      (p99s[name] ??= []).push(p99);
    }
  }
  const of = (name: keyof typeof asked) => median(rates[name] ?? []);
  const figure = (
    text: string,
    name: keyof typeof asked,
    goal?: { readonly text: string; readonly isMet: boolean },
  ): Figure => ({
    name: text,
    value: of(name),
    unit: `requests/s (p99 ${median(p99s[name] ?? []).toFixed(1)} ms)`,
    better: "more",
    ratio: of(name) / of("bare"),
    reference: "bare Hono",
    ...(goal === undefined ? {} : { goal: goal.text, isMet: goal.isMet }),
  });
  // A list reads and parses 100 records: it may cost as much as 100 requests for one key.
  const list = (text: string, name: keyof typeof asked) =>
    figure(text, name, { text: ">= 0.01 of bare Hono", isMet: of(name) >= 0.01 * of("bare") });
  return [
    {
      name: "reference: bare Hono with one kv.get",
      value: of("bare"),
      unit: "requests/s",
      better: "more",
    },
    figure("GET /jobs/{id}", "job", {
      text: ">= 0.5 of bare Hono",
      isMet: of("job") >= 0.5 * of("bare"),
    }),
    list("GET /jobs, 100 of them", "jobs"),
    list("GET /executions, 100 of them", "executions"),
    list("GET /jobs, 100 of them, while records change", "changingJobs"),
    list("GET /executions, 100 of them, while records change", "changingExecutions"),
    figure("POST /jobs, 16 connections", "post", {
      text: ">= 1,000/s",
      isMet: of("post") >= 1000,
    }),
  ];
};
export default http;

/** Changes of the job each second, and new executions of it. */
const changesPerSecond = 50;

/** Asks for a list while jobs and executions change. */
async function whileChanging(port: number, job: string, path: string) {
  const headers = {
    Authorization: `Bearer ${await adminToken()}`,
    "Content-Type": "application/json",
  };
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await answer.body?.cancel();
    if (answer.status !== 200) throw new Error(`${method} ${path} answered ${answer.status}`);
  };
  const changes: Promise<unknown>[] = [];
  const timer = setInterval(() => {
    const body = { name: `the job, changed for the ${changes.length}th time` };
    changes.push(send("PUT", `/jobs/${job}`, body), send("POST", `/executions/${job}`));
  }, 1000 / changesPerSecond);
  try {
    return await load(port, { path });
  } finally {
    clearInterval(timer);
    await Promise.all(changes);
  }
}

function* rows(now: number, [job, ...others]: ReturnType<typeof aJob>[]) {
  const work = new Commit();
  if (job !== undefined) addJob(work, undefined, job);
  for (const [i, other] of others.entries()) {
    addJob(work, undefined, other);
    addExecution(work, aRun(other, now - i).ended);
  }
  // Without queue entries, which the worker would claim.
  yield* work.mutations.filter(({ key }) => key[0] !== "queue");
}
