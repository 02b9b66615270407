import { strict as assert } from "node:assert";
import { defaultCategory } from "../../scheduler/model/category.ts";
import { minute } from "../../scheduler/model/time.ts";
import { seedCategories } from "../../scheduler/store/access/categories.ts";
import { Commit, commit, packed } from "../../scheduler/store/kv/commit.ts";
import { type Database, openDatabase } from "../../scheduler/store/kv/database.ts";
import { addJob } from "../../scheduler/store/jobs/jobs.ts";
import { allExecutions } from "../support/store.ts";
import { aJob } from "../support/builders.ts";
import { eventually, Server, temporaryFolder } from "./server.ts";

const jobs = 300;
const rounds = 10;
const start = Date.parse("2026-03-02T10:00:30Z");
const momentOf = (round: number) => Date.parse("2026-03-02T10:01:00Z") + round * minute;

Deno.test("four processes that tick at once make one execution of each of 300 due jobs, ten times", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/carillon.db`;
  const db = await openDatabase(path);
  try {
    await seedJobs(db);
    const moments = Array.from({ length: rounds }, (_, round) => momentOf(round));
    const processes = [1, 2, 3, 4].map(() => new TickProcess(path, moments));

    for (const moment of moments) {
      await Promise.all(processes.map((process) => process.isReady()));
      const fired = await Promise.all(processes.map((process) => process.tick()));

      assert.equal(fired.reduce((sum, one) => sum + one, 0), jobs, `fired by each: ${fired}`);
      assert.equal(await executionsOf(db, moment), jobs);
    }
    assert.equal((await allExecutions(db)).length, jobs * rounds);
    await Promise.all(processes.map((process) => process.end()));
  } finally {
    db.close();
  }
});

Deno.test("an API process and a worker process share the work of one database", async () => {
  await using folder = await temporaryFolder();
  await using api = await Server.start(folder.path, { ROLE: "api" });
  await using worker = await Server.start(folder.path, { ROLE: "worker" });
  const { job_id } = await api.call("POST", "/jobs", {
    name: "split",
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    pub_args: ["a", "b"],
    hour: 3,
  });

  const { execution_id } = await api.call("POST", `/executions/${job_id}`);
  const execution = await eventually("the execution ends", async () => {
    const found = await api.call("GET", `/executions/${execution_id}`);
    return found.state === "succeeded" && found;
  });

  assert.equal(execution.pid, worker.pid);
  const refused = await fetch(`${worker.url}/api/v1/jobs`);
  await refused.body?.cancel();
  assert.equal(refused.status, 404);
  const health = await fetch(`${worker.url}/healthz`);
  assert.deepEqual(await health.json(), { status: "ok" });
});

async function seedJobs(db: Database): Promise<void> {
  await seedCategories(db, start);
  const parts = Array.from({ length: jobs }, (_, i) => {
    const work = new Commit();
    // One execution of each job: nothing runs them here, so a second one would be skipped.
    const policy = { maxInstances: 100 };
    addJob(work, undefined, aJob(start, { name: `job ${i}`, categoryId: defaultCategory, policy }));
    return work;
  });
  for (const work of packed(parts, db.limits)) await commit(db, work, start);
}

async function executionsOf(db: Database, moment: number): Promise<number> {
  const all = await allExecutions(db);
  return all.filter(({ scheduledAt }) => scheduledAt === moment).length;
}

class TickProcess {
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  #rest = "";

  constructor(path: string, moments: readonly number[]) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        new URL("tick_process.ts", import.meta.url).pathname,
        path,
        ...moments.map(String),
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#lines = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#input = this.#process.stdin.getWriter();
  }

  async isReady(): Promise<void> {
    assert.equal(await this.#line(), "ready");
  }

  async tick(): Promise<number> {
    await this.#input.write(new TextEncoder().encode("go\n"));
    const line = await this.#line();
    return Number(/^fired (\d+)$/.exec(line)?.[1]);
  }

  async end(): Promise<void> {
    await this.#input.close();
    assert.equal((await this.#process.status).code, 0);
    await this.#lines.cancel();
  }

  async #line(): Promise<string> {
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#lines.read();
      if (done) throw new Error(`the process ended: ${this.#rest}`);
      this.#rest += value;
    }
    const [line = "", ...rest] = this.#rest.split("\n");
    this.#rest = rest.join("\n");
    return line;
  }
}
