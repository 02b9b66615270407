import { strict as assert } from "node:assert";
import { eventually, Server, temporaryFolder } from "./server.ts";

Deno.test("a running server has no secrets in its environment", async () => {
  await using folder = await temporaryFolder();
  await using server = await Server.start(folder.path, {
    JOB_MODULES: new URL("environment_jobs.ts", import.meta.url).href,
    JWT_SECRET: "0123456789abcdef0123456789abcdef",
    METRICS_TOKEN: "0123456789abcdef",
    DENO_KV_ACCESS_TOKEN: "secret",
    JOB_SECRET_X: "secret",
  });
  const { job_id } = await server.call("POST", "/jobs", {
    name: "environment",
    job_class_string: "test.Environment",
    minute: "0",
  });

  const { execution_id } = await server.call("POST", `/executions/${job_id}`);
  const result = await eventually("the end of the run", async () => {
    const execution = await server.call("GET", `/executions/${execution_id}`);
    return execution.state === "succeeded" && execution.result;
  });
  const names: string[] = JSON.parse(result);

  assert.ok(names.includes("PORT"));
  const secret = /^(JWT_SECRET|ADMIN_PASSWORD|METRICS_TOKEN|DENO_KV_ACCESS_TOKEN|JOB_SECRET_.*)$/;
  assert.deepEqual(names.filter((name) => secret.test(name)), []);
});
