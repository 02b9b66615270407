import { strict as assert } from "node:assert";
import { EventReader } from "../support/sse.ts";
import { eventually, Server, temporaryFolder } from "./server.ts";

Deno.test("a client that was cut off while 500 executions ran ends with the state of one that never left", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path);
  // The events come from another process than the one that runs the jobs.
  await using other = await Server.start(folder.path, { ROLE: "api" });
  const { job_id } = await server.call("POST", "/jobs", {
    name: "busy",
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    hour: 3,
    max_instances: 100,
  });
  const run = async (times: number) => {
    for (let i = 0; i < times; i += 10) {
      await Promise.all(
        Array.from(
          { length: 10 },
          () => server.call("POST", `/executions/${job_id}`),
        ),
      );
    }
  };
  const stayed = new Follower(other);
  const left = new Follower(other);
  await Promise.all([stayed.connect(), left.connect()]);

  await run(20);
  await eventually("both follow", () => Promise.resolve(left.ended === 20 && stayed.ended === 20));
  await left.cut();
  await run(500);
  await eventually("one has seen it all", () => Promise.resolve(stayed.ended === 520));
  assert.equal(left.ended, 20);
  await left.connect();
  await run(10);
  await eventually(
    "both are done",
    () => Promise.resolve(left.ended === 530 && stayed.ended === 530),
  );

  assert.deepEqual([...left.states].sort(), [...stayed.states].sort());
  assert.ok(left.resumed);
  await Promise.all([left.cut(), stayed.cut()]);
});

Deno.test("a job of each minute fires by itself at the next one, once", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path);
  const { job_id } = await server.call("POST", "/jobs", {
    name: "each minute",
    job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
    pub_args: ["a", "b"],
    minute: "*",
  });
  const { next_run_time } = await server.call("GET", `/jobs/${job_id}`);

  const [execution, ...others] = await eventually("it fires and ends", async () => {
    const { executions } = await server.call("GET", "/executions");
    return executions.length > 0 && executions[0].ended_time !== "" && executions;
  }, 90_000);

  assert.deepEqual(others, []);
  assert.equal(execution.scheduled_time, next_run_time);
  assert.equal(execution.state, "succeeded");
  assert.equal(execution.trigger, "schedule");
  assert.deepEqual(JSON.parse(execution.result), ["a", "b"]);
  assert.equal(execution.pid, server.pid);
  assert.equal(execution.hostname, Deno.hostname());
  assert.equal(execution.job.name, "each minute");
  const { next_run_time: later } = await server.call("GET", `/jobs/${job_id}`);
  assert.equal(Date.parse(later) - Date.parse(next_run_time), 60_000);
});

/** Keeps the last state of each execution in the events. */
class Follower {
  readonly states = new Map<string, string>();
  readonly #server: Server;
  #events: EventReader | undefined;
  #lastId: string | undefined;
  #reading: Promise<void> = Promise.resolve();
  resumed = false;

  constructor(server: Server) {
    this.#server = server;
  }

  get ended(): number {
    return [...this.states.values()].filter((state) => state === "succeeded").length;
  }

  async connect(): Promise<void> {
    const events = new EventReader(await this.#server.events("kinds=execution", this.#lastId));
    this.#events = events;
    this.#reading = this.#read(events);
  }

  async cut(): Promise<void> {
    await this.#events?.[Symbol.asyncDispose]();
    await this.#reading;
  }

  async #read(events: EventReader): Promise<void> {
    for (let told = await events.next(); told !== undefined; told = await events.next()) {
      if (told.id !== undefined) this.#lastId = told.id;
      if (told.event === "ready") this.resumed = told.data.resumed;
      if (told.event === "execution") {
        this.states.set(told.data.execution_id, told.data.execution?.state ?? "gone");
      }
    }
  }
}
