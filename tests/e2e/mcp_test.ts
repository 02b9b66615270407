import { strict as assert } from "node:assert";
import { Agent } from "../routes/mcp/support.ts";
import { Server, temporaryFolder } from "./server.ts";

Deno.test("an agent runs a job of a started server, and reads its output", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path, { MCP: "true", ALLOW_SHELL_JOBS: "true" });
  await server.call("POST", "/jobs", {
    name: "greets",
    job_class_string: "simple_scheduler.jobs.shell_job.ShellJob",
    pub_args: ["echo", "hello"],
    cron: "0 3 1 1 *",
  });
  const { secret } = await server.call("POST", "/api_keys", {
    name: "agent",
    access: "change",
    category_id: 0,
  });
  await using agent = await Agent.connect(`${server.url}/mcp`, secret);

  const { jobs: [job] } = (await agent.call("list_jobs", { search: "greets" })).value;
  const { execution_id } = (await agent.call("run_job", { job_id: job.job_id })).value;
  await server.hasEnded(execution_id);
  const { run, lines } = (await agent.call("read_log", { execution_id })).value;

  assert.equal(run.state, "succeeded");
  assert.deepEqual(lines.map(({ message }: { message: string }) => message), ["hello"]);
});

Deno.test("a started server has nothing at /mcp without MCP=true", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path);

  const answer = await fetch(`${server.url}/mcp`, { method: "POST", body: "{}" });
  await answer.body?.cancel();

  assert.equal(answer.status, 404);
});
