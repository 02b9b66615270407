import { strict as assert } from "node:assert";
import { HttpSink } from "../support/sinks.ts";
import { killAtRandom } from "./kill_at_random.ts";
import { eventually, Server, temporaryFolder } from "./server.ts";

const httpJob = "carillon.jobs.HttpJob";
const secret = "the-routing-key";

interface Execution {
  readonly execution_id: string;
  readonly state: string;
  readonly attempt: number;
}

Deno.test("servers killed at random moments tell of each alarm once, or twice with the same key", async () => {
  await using folder = await temporaryFolder();
  await using sink = new HttpSink();
  await using target = new HttpSink();
  target.behaviour = "fail";
  const environment = { LEASE_SECONDS: "2", HTTP_JOB_ALLOW: "127.0.0.1" };
  await using api = await Server.start(folder.path, { ...environment, ROLE: "api" });
  // A kind that is not grouped: each notice has a message, whose keys name the alarm.
  const channel = { name: "on call", kind: "pagerduty", url: sink.url, secret };
  const { id } = await api.call("POST", "/channels", channel);
  const jobs = await Promise.all(Array.from({ length: 30 }, async (_, i) => {
    const args = [{ url: target.url, method: "POST" }];
    const job = { name: `job ${i}`, job_class_string: httpJob, pub_args: args, hour: 3 };
    return (await api.call("POST", "/jobs", job)).job_id as string;
  }));
  const runAll = async () => {
    for (let i = 0; i < jobs.length; i += 6) {
      await Promise.all(
        jobs.slice(i, i + 6).map(async (job) => {
          const { execution_id } = await api.call("POST", `/executions/${job}`);
          await api.hasEnded(execution_id, 90_000);
        }),
      );
    }
  };

  const isDone = { yet: false };
  const killing = killAtRandom(folder.path, environment, isDone);
  await runAll();
  target.behaviour = "ok";
  await runAll();
  isDone.yet = true;
  await killing;
  await using _last = await Server.start(folder.path, { ...environment, ROLE: "worker" });

  const { job_id } = await api.call("GET", `/channels/${id}`);
  const sent = await eventually("all is told", async () => {
    const { alarms } = await api.call("GET", "/alarms");
    const notices = alarms.reduce((sum: number, one: { notices: number }) => sum + one.notices, 0);
    const { executions } = await api.call("GET", `/executions?job_id=${job_id}`);
    const areOver = executions.every(({ state }: Execution) => state === "succeeded");
    // An alarm whose second run was lost with its worker is still open.
    const isWhole = alarms.length === jobs.length && executions.length === notices;
    return isWhole && areOver && executions;
  }, 120_000);

  const attempts = new Map(sent.map((one: Execution) => [one.execution_id, one.attempt]));
  const keysOfEvents = new Map<string, Set<string>>();
  const hits = new Map<string, number>();
  for (const { headers, body } of sink.received) {
    const key = headers.get("Idempotency-Key") ?? "";
    const { dedup_key, event_action } = JSON.parse(body);
    const event = `${dedup_key} ${event_action}`;
    keysOfEvents.set(event, (keysOfEvents.get(event) ?? new Set()).add(key));
    hits.set(key, (hits.get(key) ?? 0) + 1);
  }
  assert.equal(keysOfEvents.size, sent.length);
  for (const [event, keys] of keysOfEvents) assert.equal(keys.size, 1, event);
  for (const [key, count] of hits) {
    assert.ok(count <= Number(attempts.get(key)), `${count} hits of ${key}`);
  }
  const shown = await Promise.all(
    ["/channels", "/executions", "/alarms", "/logs?kind=security"].map((path) =>
      api.call("GET", path)
    ),
  );
  const metrics = await (await api.fetch("GET", "/../../metrics")).text();
  assert.ok(!JSON.stringify([shown, metrics, api.output, _last.output]).includes(secret));
});
