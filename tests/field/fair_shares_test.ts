import assert from "node:assert/strict";
import { eventually, Server, temporaryFolder } from "../e2e/server.ts";
import { posixTest } from "./program_support.ts";

posixTest(
  "slow jobs of one category leave slots in which a job of another one runs at once",
  async () => {
    await using folder = await temporaryFolder();
    const environment = { ALLOW_SHELL_JOBS: "true", WORKER_CONCURRENCY: "4" };
    await using server = await Server.start(folder.path, environment);
    const { id: category } = await server.call("POST", "/categories", { name: "slow" });
    const slow = await aJob(server, { category_id: category, max_instances: 20 }, "600");
    const quick = await aJob(server, {}, "0");
    for (let i = 0; i < 12; i++) await server.call("POST", `/executions/${slow}`);
    const running = async () =>
      (await server.call("GET", "/executions?state=running&limit=50")).executions.length;
    await eventually("the slow jobs fill their share", async () => await running() === 3);

    const { execution_id: id } = await server.call("POST", `/executions/${quick}`);

    await eventually("the quick job ends", async () => {
      return (await server.call("GET", `/executions/${id}`)).state === "succeeded";
    });
    assert.equal(await running(), 3);
  },
);

async function aJob(server: Server, given: object, seconds: string): Promise<string> {
  const { job_id } = await server.call("POST", "/jobs", {
    name: `sleeps ${seconds} s`,
    job_class_string: "simple_scheduler.jobs.shell_job.ShellJob",
    pub_args: ["sleep", seconds],
    month: "2",
    day: "30",
    ...given,
  });
  return job_id;
}
