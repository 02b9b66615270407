import { strict as assert } from "node:assert";
import { eventually, Server, Sink, temporaryFolder } from "./server.ts";

const httpJob = "carillon.jobs.HttpJob";
/** Two servers share the work here: on a busy machine, one may come to its renewal seconds late. */
const lease = { LEASE_SECONDS: "4" };
const hourMs = 3_600_000;

interface Execution {
  readonly execution_id: string;
  readonly state: string;
  readonly description: string;
  readonly attempt: number;
  readonly trigger: string;
}

/** The wall clock of one process, which can be set while it runs. */
class WrongClock {
  readonly #path: string;
  readonly environment: Record<string, string>;

  constructor(folder: string, offsetMs: number) {
    this.#path = `${folder}/wrong_clock_${crypto.randomUUID()}`;
    this.environment = { WRONG_CLOCK: this.#path };
    this.set(offsetMs);
  }

  set(offsetMs: number): void {
    // Written to another file first and then renamed: the process must not read half a number.
    Deno.writeTextFileSync(`${this.#path}.new`, String(offsetMs));
    Deno.renameSync(`${this.#path}.new`, this.#path);
  }
}

function startWrong(folder: string, clock: WrongClock, environment: Record<string, string>) {
  const given = { ...lease, ...environment, ...clock.environment };
  return Server.start(folder, given, "wrong_clock_main.ts");
}

async function createJob(server: Server, url: string, more: Record<string, unknown> = {}) {
  const { job_id } = await server.call("POST", "/jobs", {
    name: `job ${crypto.randomUUID()}`,
    job_class_string: httpJob,
    pub_args: [{ url }],
    hour: 3,
    ...more,
  });
  return job_id as string;
}

async function runNow(server: Server, job: string): Promise<string> {
  return (await server.call("POST", `/executions/${job}`)).execution_id;
}

function read(server: Server, id: string): Promise<Execution> {
  return server.call("GET", `/executions/${id}`);
}

function isHit(sink: Sink, id: string, times = 1): Promise<unknown> {
  return eventually(`${id} runs`, () => Promise.resolve((sink.hits.get(id) ?? 0) >= times));
}

Deno.test("a server whose clock is an hour ahead ends no live run and fires no job of the next hour", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  await using right = await Server.start(folder.path, lease);
  sink.delayMs = 60_000;
  const live = await runNow(right, await createJob(right, sink.url));
  await isHit(sink, live);
  // Once an hour, and not within the next minutes.
  const minute = (new Date().getUTCMinutes() + 30) % 60;
  const hourly = await createJob(right, sink.url, { hour: "*", minute });

  const clock = new WrongClock(folder.path, hourMs);
  await using wrong = await startWrong(folder.path, clock, { ROLE: "worker" });
  await eventually("it says so", () => Promise.resolve(/server is ahead/.test(wrong.output)));
  // Two more leases, in which the run is not taken away.
  const until = performance.now() + 8000;
  await eventually("two leases", () => Promise.resolve(performance.now() > until));

  const { state, attempt } = await read(right, live);
  assert.deepEqual([state, attempt], ["running", 1]);
  const { executions } = await right.call("GET", "/executions?limit=100");
  assert.deepEqual(executions.map((one: Execution) => one.execution_id), [live]);
  const { next_run_time } = await right.call("GET", `/jobs/${hourly}`);
  assert.ok(Date.parse(next_run_time) - Date.now() < hourMs);
});

Deno.test("a server that is killed and starts with its clock an hour back recovers runs and retries in time", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  await using api = await Server.start(folder.path, { ...lease, ROLE: "api" });
  const first = await Server.start(folder.path, { ...lease, ROLE: "worker" });
  const broken = await createJob(api, "http://127.0.0.1:1/", {
    max_retries: 1,
    retry_delay_seconds: 4,
  });
  sink.delayMs = 60_000;
  const lost = await runNow(api, await createJob(api, sink.url));
  await isHit(sink, lost);
  const retried = await runNow(api, broken);
  await eventually("it waits for its retry", async () => {
    const { state, attempt } = await read(api, retried);
    return state === "scheduled" && attempt === 1;
  });

  await first.kill();
  const clock = new WrongClock(folder.path, -hourMs);
  await using _second = await startWrong(folder.path, clock, { ROLE: "worker" });

  assert.match((await api.hasEnded<Execution>(lost)).description, /was lost/);
  assert.equal((await api.hasEnded<Execution>(retried)).attempt, 2);
});

Deno.test("every accepted execution ends, once, while the clock of one of two workers goes forward and back", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  await using right = await Server.start(folder.path, lease);
  const clock = new WrongClock(folder.path, 0);
  await using _wrong = await startWrong(folder.path, clock, { ROLE: "worker" });
  const jobs = await Promise.all(
    [1, 2, 3, 4].map(() => createJob(right, sink.url, { max_instances: 100 })),
  );

  const accepted: string[] = [];
  for (const offsetMs of [0, hourMs, 0, -hourMs, 20_000, 0]) {
    clock.set(offsetMs);
    // Long enough that each process compares the clocks: it does so three times in a lease.
    const until = performance.now() + 1500;
    while (performance.now() < until) {
      accepted.push(...await Promise.all(jobs.map((job) => runNow(right, job))));
    }
  }
  const ended = await Promise.all(accepted.map((id) => right.hasEnded<Execution>(id)));

  assert.deepEqual(ended.filter(({ state }) => state !== "succeeded"), []);
  assert.deepEqual(accepted.filter((id) => sink.hits.get(id) !== 1), []);
});

Deno.test("a worker that is frozen for less than its lease keeps its run", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  const environment = { LEASE_SECONDS: "10" };
  await using api = await Server.start(folder.path, { ...environment, ROLE: "api" });
  await using frozen = await Server.start(folder.path, { ...environment, ROLE: "worker" });
  sink.delayMs = 4000;
  const id = await runNow(api, await createJob(api, sink.url));
  await isHit(sink, id);
  await using _other = await Server.start(folder.path, { ...environment, ROLE: "worker" });

  await frozen.freeze(`${folder.path}/carillon.db`);
  const until = performance.now() + 3000;
  await eventually("three seconds", () => Promise.resolve(performance.now() > until));
  frozen.signal("SIGCONT");

  const { state, attempt } = await api.hasEnded<Execution>(id);
  assert.deepEqual([state, attempt, sink.hits.get(id)], ["succeeded", 1, 1]);
  assert.doesNotMatch(frozen.output, /lease was lost/);
});

Deno.test("a process of the same machine that was killed is found lost at once, however long its lease", async () => {
  await using folder = await temporaryFolder();
  await using sink = new Sink();
  const environment = { LEASE_SECONDS: "600" };
  await using api = await Server.start(folder.path, { ...environment, ROLE: "api" });
  const first = await Server.start(folder.path, { ...environment, ROLE: "worker" });
  sink.delayMs = 60_000;
  const id = await runNow(api, await createJob(api, sink.url));
  await isHit(sink, id);

  await first.kill();
  await using _second = await Server.start(folder.path, { ...environment, ROLE: "worker" });

  assert.match((await api.hasEnded<Execution>(id)).description, /was lost/);
});
