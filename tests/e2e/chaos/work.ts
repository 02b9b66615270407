/** What chaos tests let servers do, and what must be true of it afterwards. */
import assert from "node:assert/strict";
import { type Execution, isEnded } from "../../../scheduler/model/execution.ts";
import { minute } from "../../../scheduler/model/time.ts";
import type { Database } from "../../../scheduler/store/kv/database.ts";
import { allExecutions } from "../../support/store.ts";
import { eventually, type Server, type Sink } from "../server.ts";
import type { SetClock } from "./clocks.ts";

const policy = {
  max_instances: 100,
  max_retries: 3,
  retry_delay_seconds: 0,
  coalesce: false,
  misfire_grace_seconds: 3600,
};

/** Jobs that call the sink. @returns their ids. */
export async function createJobs(
  server: Server,
  sink: Sink,
  count: number,
  schedule: Record<string, unknown>,
): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const { job_id } = await server.call("POST", "/jobs", {
      name: `job ${crypto.randomUUID()}`,
      job_class_string: "carillon.jobs.HttpJob",
      pub_args: [{ url: sink.url }],
      ...schedule,
      ...policy,
    });
    ids.push(job_id);
  }
  return ids;
}

export const eachMinute = { minute: "*" };
export const never = { month: "2", day: "30" };

/** Asks for runs of a job all the time, until it is stopped. */
export class Requests {
  readonly accepted: string[] = [];
  /** How many requests were sent. */
  count = 0;
  readonly #done: Promise<void>;
  #isOver = false;

  constructor(server: Server, job: string) {
    this.#done = this.#ask(server, job);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#done;
  }

  async #ask(server: Server, job: string): Promise<void> {
    while (!this.#isOver) {
      this.count++;
      const response = await server.fetch("POST", `/executions/${job}`);
      const body = await response.json();
      // Without an answer of the database, nobody knows whether there is an execution.
      if (response.ok) this.accepted.push(body.execution_id);
      await pause(30);
    }
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Lets a clock run some forty times as fast as the time goes by. */
export async function passMinutes(clocks: readonly SetClock[], minutes: number): Promise<void> {
  const stepMs = 10_000;
  for (let i = 0; i < minutes * minute / stepMs; i++) {
    for (const clock of clocks) clock.set(clock.offsetMs + stepMs);
    await pause(200);
  }
}

/** Answers when each job was fired so many times, and every execution has ended. */
export function allEnded(
  db: Database,
  jobs: readonly string[],
  fires: number,
): Promise<Execution[]> {
  return eventually("all executions end", async () => {
    const all = [...await allExecutions(db)];
    return jobs.every((job) => firesOf(all, job).length >= fires) && all.every(isEnded) && all;
  });
}

function firesOf(all: readonly Execution[], id: string): number[] {
  return all.filter(({ job, trigger }) => job.id === id && trigger === "schedule")
    .map(({ scheduledAt }) => scheduledAt).toSorted((a, b) => a - b);
}

/** No fire time of the jobs is lost or doubled, from their first one to their last one. */
export function assertFired(all: readonly Execution[], jobs: readonly string[]): void {
  for (const id of jobs) {
    const fires = firesOf(all, id);
    const first = fires[0] ?? 0;
    assert.deepEqual(fires, fires.map((_, i) => first + i * minute));
  }
}

/** What succeeded had run; what needed one attempt had run once. */
export function assertRan(all: readonly Execution[], sink: Sink): void {
  const odd = all.filter(({ id, state, attempt }) => {
    const hits = sink.hits.get(id) ?? 0;
    return state !== "succeeded" || hits < 1 || hits > attempt;
  });
  assert.deepEqual(
    odd.map(({ id, state, attempt, description }) => ({
      id,
      state,
      attempt,
      description,
      hits: sink.hits.get(id),
    })),
    [],
  );
}
