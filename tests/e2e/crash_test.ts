import { strict as assert } from "node:assert";
import { killAtRandom } from "./kill_at_random.ts";
import { eventually, Server, Sink, temporaryFolder } from "./server.ts";

const curlJob = "simple_scheduler.jobs.curl_job.CurlJob";
const httpJob = "carillon.jobs.HttpJob";
const shortLease = { LEASE_SECONDS: "2" };

interface Execution {
  readonly execution_id: string;
  readonly state: string;
  readonly description: string;
  readonly pid: number;
  readonly attempt: number;
  readonly trigger: string;
  readonly attempts: readonly { readonly error: string }[];
}

Deno.test("a server killed with -9 has all its records when it starts again, and goes on", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  const first = await Server.start(folder.path, shortLease);
  const done = await createJob(first, "done", curlJob, [`${sink.url}/done`]);
  const ended = await runToEnd(first, done);
  sink.delayMs = 60_000;
  const interrupted = await createJob(first, "interrupted", curlJob, [`${sink.url}/interrupted`]);
  const { execution_id } = await first.call("POST", `/executions/${interrupted}`);
  await eventually("the job runs", () => Promise.resolve(sink.hits.get("/interrupted") === 1));

  await first.kill();
  await using second = await Server.start(folder.path, shortLease);

  assert.equal((await second.call("GET", `/executions/${ended.execution_id}`)).state, "succeeded");
  assert.deepEqual(
    (await second.call("GET", "/jobs")).jobs.map((job: { name: string }) => job.name),
    ["done", "interrupted"],
  );
  const lost = await second.hasEnded<Execution>(execution_id);
  assert.equal(lost.state, "failed");
  assert.match(lost.description, /worker .* was lost/);
  assert.equal(sink.hits.get("/interrupted"), 1);
  sink.delayMs = 0;
  assert.equal((await runToEnd(second, interrupted)).state, "succeeded");
});

Deno.test("servers killed at random moments: every accepted execution ends, and none runs twice", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  sink.delayMs = 20;
  const environment = { ...shortLease, WORKER_CONCURRENCY: "20" };
  await using api = await Server.start(folder.path, { ...environment, ROLE: "api" });
  const jobs = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      createJob(api, `job ${i}`, httpJob, [{ url: sink.url }], {
        // Each minute as well, while it is run by hand.
        minute: "*",
        max_instances: 100,
        max_retries: i % 2,
        retry_delay_seconds: 0,
      })),
  );

  const accepted: string[] = [];
  const isDone = { yet: false };
  const killing = killAtRandom(folder.path, environment, isDone);
  for (let i = 0; i < 1000; i += 10) {
    const batch = Array.from({ length: 10 }, async (_, k) => {
      const { execution_id } = await api.call("POST", `/executions/${jobs[(i + k) % 20]}`);
      accepted.push(execution_id);
    });
    await Promise.all(batch);
  }
  isDone.yet = true;
  await killing;
  await using _last = await Server.start(folder.path, { ...environment, ROLE: "worker" });

  const executions = await eventually("every execution ends", async () => {
    const all = await allExecutions(api);
    return all.every(({ state }) => !["scheduled", "running", "stopping"].includes(state)) && all;
  }, 90_000);
  const byId = new Map(executions.map((execution) => [execution.execution_id, execution]));
  assert.equal(accepted.length, 1000);
  assert.deepEqual(accepted.filter((id) => !byId.has(id)), []);
  for (const execution of executions) {
    const hits = sink.hits.get(execution.execution_id) ?? 0;
    const told = JSON.stringify(execution);
    assert.ok(hits <= execution.attempt, `${hits} hits: ${told}`);
    if (execution.state === "succeeded") assert.ok(hits >= 1, told);
    else assert.match(execution.description, /was lost/, told);
  }
  const known = [...sink.hits.keys()].filter((id) => !byId.has(id));
  assert.deepEqual(known, []);
});

Deno.test("a worker that was frozen longer than its lease writes nothing when it wakes", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  await using api = await Server.start(folder.path, { ...shortLease, ROLE: "api" });
  await using frozen = await Server.start(folder.path, { ...shortLease, ROLE: "worker" });
  sink.delayMs = 4000;
  const job = await createJob(api, "slow", httpJob, [{ url: sink.url }], {
    max_retries: 1,
    retry_delay_seconds: 0,
  });
  const { execution_id } = await api.call("POST", `/executions/${job}`);
  await eventually("the job runs", () => Promise.resolve(sink.hits.get(execution_id) === 1));

  await frozen.freeze(`${folder.path}/carillon.db`);
  await using _other = await Server.start(folder.path, { ...shortLease, ROLE: "worker" });
  await eventually("another worker took it over", async () => {
    return (await api.call("GET", `/executions/${execution_id}`)).attempt === 2;
  });
  frozen.signal("SIGCONT");
  await eventually("it notices", () => Promise.resolve(/lease was lost/.test(frozen.output)));

  const execution = await api.hasEnded<Execution>(execution_id);
  assert.equal(execution.state, "succeeded");
  assert.equal(execution.attempt, 2);
  assert.notEqual(execution.pid, frozen.pid);
  assert.match(execution.attempts[0]?.error ?? "", /was lost/);
  assert.equal(sink.hits.get(execution_id), 2);
});

Deno.test("a server that is asked to stop gives back what runs, uncounted, and ends within its grace", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  sink.delayMs = 60_000;
  const first = await Server.start(folder.path);
  const job = await createJob(first, "slow", httpJob, [{ url: sink.url, timeout_seconds: 100 }]);
  const { execution_id } = await first.call("POST", `/executions/${job}`);
  await eventually("the job runs", () => Promise.resolve(sink.hits.get(execution_id) === 1));

  assert.equal(await first.stop("SIGTERM"), 0);
  sink.delayMs = 0;
  await using second = await Server.start(folder.path);

  const execution = await second.hasEnded<Execution>(execution_id);
  assert.equal(execution.state, "succeeded");
  assert.equal(execution.attempt, 1);
  assert.equal(execution.pid, second.pid);
});

Deno.test("a running execution is stopped from another process", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  sink.delayMs = 60_000;
  await using api = await Server.start(folder.path, { ROLE: "api" });
  await using _worker = await Server.start(folder.path, { ROLE: "worker" });
  const job = await createJob(api, "slow", curlJob, [`${sink.url}/slow`]);
  const { execution_id } = await api.call("POST", `/executions/${job}`);
  await eventually("the job runs", () => Promise.resolve(sink.hits.get("/slow") === 1));

  await api.call("DELETE", `/executions/${execution_id}`);

  const execution = await api.hasEnded<Execution>(execution_id);
  assert.equal(execution.state, "stopped");
  assert.equal(execution.description, "stopped by admin");
  const { logs } = await api.call("GET", "/logs");
  assert.equal(logs[0].event, "stopped");
  assert.equal(logs[0].description, execution_id);
});

async function createJob(
  server: Server,
  name: string,
  jobClass: string,
  args: unknown[],
  more: Record<string, unknown> = { hour: 3 },
): Promise<string> {
  const fields = more.minute === undefined && more.hour === undefined ? { hour: 3 } : {};
  const { job_id } = await server.call("POST", "/jobs", {
    name,
    job_class_string: jobClass,
    pub_args: args,
    ...fields,
    ...more,
  });
  return job_id;
}

async function runToEnd(server: Server, job: string): Promise<Execution> {
  const { execution_id } = await server.call("POST", `/executions/${job}`);
  return await server.hasEnded<Execution>(execution_id);
}

async function allExecutions(server: Server): Promise<Execution[]> {
  const all: Execution[] = [];
  let cursor = "";
  for (;;) {
    const page = await server.call("GET", `/executions?limit=1000${cursor}`);
    all.push(...page.executions);
    if (page.next_cursor === undefined) return all;
    cursor = `&cursor=${page.next_cursor}`;
  }
}
