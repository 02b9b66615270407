import { strict as assert } from "node:assert";
import type { Tool } from "@modelcontextprotocol/client";
import type { ExecutionId, JobId } from "../../../scheduler/model/ids.ts";
import { writeLog } from "../../../scheduler/store/history/execution_logs.ts";
import { findJob } from "../../../scheduler/store/jobs/jobs.ts";
import { alarmsOf, aRun, failed, store } from "../../support/alarms.ts";
import { makeJob, type Person, type TestApi, testApi } from "../../support/app.ts";
import { Agent } from "./support.ts";

function agentOf(
  api: TestApi,
  who: Person | { readonly token: string },
  mode?: "legacy",
): Promise<Agent> {
  const { token } = typeof who === "string" ? api[who] : who;
  const env = { remoteAddr: { transport: "tcp", hostname: "192.0.2.7", port: 50_000 } };
  const fetch = async (url: string | URL, init?: RequestInit) =>
    await api.app.request(url, init, env);
  return Agent.connect("http://localhost/mcp", token, fetch, mode);
}

function post(api: TestApi, body: unknown, headers: Record<string, string> = {}) {
  return api.app.request("/mcp", {
    method: "POST",
    headers: {
      "Authorization": `Bearer ${api.admin.token}`,
      "Content-Type": "application/json",
      "Accept": "application/json, text/event-stream",
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const listing = { jsonrpc: "2.0", id: 1, method: "tools/list" };

Deno.test("there is nothing at /mcp unless the server is told to speak the protocol", async () => {
  await using api = await testApi();

  const { status } = await post(api, listing);

  assert.equal(status, 404);
});

Deno.test("tools/list names each tool, and marks those that change something", async () => {
  await using api = await testApi({ mcp: true });
  await using agent = await agentOf(api, "reader");

  const tools: readonly Tool[] = (await agent.client.listTools()).tools;

  const marks = tools.map(({ name, annotations: hints }) =>
    [name, hints?.readOnlyHint, hints?.destructiveHint, hints?.idempotentHint] as const
  );
  assert.deepEqual(marks, [
    ["list_jobs", true, undefined, undefined],
    ["explain_job", true, undefined, undefined],
    ["preview_schedule", true, undefined, undefined],
    ["list_runs", true, undefined, undefined],
    ["read_log", true, undefined, undefined],
    ["list_alarms", true, undefined, undefined],
    ["run_job", false, true, false],
    ["retry_run", false, true, false],
    ["stop_run", false, true, true],
  ]);
  for (const { description, inputSchema } of tools) {
    assert.ok(description);
    assert.equal(inputSchema.additionalProperties, false);
  }
});

Deno.test("clients of the protocol of 2026 and of 2025 are answered alike", async () => {
  await using api = await testApi({ mcp: true });
  await makeJob(api.admin, { name: "seen" });
  await using newer = await agentOf(api, "reader");
  await using older = await agentOf(api, "reader", "legacy");

  const answers = [await newer.call("list_jobs"), await older.call("list_jobs")];

  assert.equal(newer.client.getProtocolEra(), "modern");
  assert.equal(older.client.getProtocolEra(), "legacy");
  assert.deepEqual(answers[0], answers[1]);
  assert.equal(answers[0]?.value.jobs.length, 1);
});

Deno.test("list_jobs and explain_job tell of jobs, with their schedule in words and their alarms", async () => {
  await using api = await testApi({ mcp: true });
  const alarms = { failed: { after: 1 } };
  const id = await makeJob(api.admin, { name: "nightly", hour: "3", minute: "0", alarms });
  await makeJob(api.admin, { name: "other" });
  const job = await findJob(api.db, id as JobId);
  assert.ok(job);
  await store(api.db, aRun(job, api.clock.now(), failed));
  await using agent = await agentOf(api, "reader");

  const listed = await agent.call("list_jobs", { search: "night" });
  const page = await agent.call("list_jobs", { limit: 1 });
  const next = await agent.call("list_jobs", { limit: 1, cursor: page.value.next_cursor });
  const told = await agent.call("explain_job", { job_id: id, count: 3 });
  const open = await agent.call("list_alarms");
  const closed = await agent.call("list_alarms", { state: "closed" });

  assert.deepEqual(listed.value.jobs.map(({ name }: { name: string }) => name), ["nightly"]);
  assert.equal(listed.value.jobs[0].last_run.state, "failed");
  assert.deepEqual(next.value.jobs.map(({ name }: { name: string }) => name), ["other"]);
  assert.match(told.value.schedule_in_words, /03:00/);
  assert.equal(told.value.next_fires.length, 3);
  assert.deepEqual(told.value.last_runs.map(({ state }: { state: string }) => state), ["failed"]);
  assert.equal(told.value.open_alarms[0].reason, "exit status 1");
  assert.equal(open.value.alarms.length, (await alarmsOf(api.db)).length);
  assert.deepEqual(closed.value.alarms, []);
});

Deno.test("preview_schedule tells what a schedule means, and what is wrong with it", async () => {
  await using api = await testApi({ mcp: true });
  await using agent = await agentOf(api, "reader");

  const told = await agent.call("preview_schedule", { cron: "0 9 * * mon-fri", timezone: "UTC" });
  const wrong = await agent.call("preview_schedule", { cron: "0 99 * * *" });

  assert.match(told.value.description, /09:00/);
  assert.equal(told.value.fires.length, 5);
  assert.ok(wrong.isError);
  assert.match(wrong.text, /^invalid: cron: "99" is above/);
});

Deno.test("run_job, stop_run and retry_run do what the API does, with its audit entries", async () => {
  await using api = await testApi({ mcp: true });
  const id = await makeJob(api.changer, { name: "asked for" });
  await using agent = await agentOf(api, "changer");
  const asked = { job_id: id, reason: "it was late", idempotency_key: "once" };

  const run = await agent.call("run_job", asked);
  const again = await agent.call("run_job", asked);
  const { execution_id } = run.value;
  const waiting = await agent.call("list_runs", { job_id: id });
  const stopped = await agent.call("stop_run", { execution_id });
  const read = await agent.call("read_log", { execution_id });
  const retried = await agent.call("retry_run", { execution_id });
  const { body } = await api.admin.get("/logs?user=changer");

  assert.equal(again.value.execution_id, execution_id);
  assert.deepEqual(waiting.value.runs.map(({ state }: { state: string }) => state), ["scheduled"]);
  assert.equal(stopped.isError, false);
  assert.equal(read.value.run.state, "stopped");
  assert.deepEqual(read.value.lines, []);
  assert.notEqual(retried.value.execution_id, execution_id);
  const events = body.logs.map(({ event }: { event: string }) => event).sort();
  assert.deepEqual(events, ["added", "custom_run", "custom_run", "stopped"]);
});

Deno.test("tools refuse what the caller may not do, in the form of the protocol", async () => {
  await using api = await testApi({ mcp: true });
  const id = await makeJob(api.changer, { name: "seen" });
  await using reader = await agentOf(api, "reader");
  await using stranger = await agentOf(api, "stranger");
  await using changer = await agentOf(api, "changer");

  const forbidden = await reader.call("run_job", { job_id: id });
  const unseen = await stranger.call("explain_job", { job_id: id });
  const others = await stranger.call("list_jobs");
  const missing = await changer.call("read_log", { execution_id: "../users" });
  const unknown = await changer.call("list_jobs", { nonsense: 1 });

  assert.match(forbidden.text, /^forbidden: /);
  assert.match(unseen.text, /^not_found: /);
  assert.deepEqual(others.value.jobs, []);
  for (const { isError, text } of [forbidden, unseen, missing, unknown]) {
    assert.ok(isError);
    assert.doesNotMatch(text, /\n\s+at /);
  }
  await assert.rejects(changer.call("drop_everything"), /drop_everything not found/);
  assert.deepEqual(api.errors, []);
});

Deno.test("an API key works with its own rights, and a token that has ended works no more", async () => {
  await using api = await testApi({ mcp: true });
  const id = await makeJob(api.admin, { name: "keyed" });
  const key = { name: "agent", access: "read", category_id: 1 };
  const made = await api.admin.post("/api_keys", key);
  await using agent = await agentOf(api, { token: made.body.secret });

  const listed = await agent.call("list_jobs");
  const refused = await agent.call("run_job", { job_id: id });
  await api.admin.delete(`/api_keys/${made.body.id}`);

  assert.equal(listed.value.jobs.length, 1);
  assert.match(refused.text, /^forbidden: /);
  await assert.rejects(agent.call("list_jobs"), /401|valid token/);
});

Deno.test("a call without a token is refused before anything is read", async () => {
  await using api = await testApi({ mcp: true, loginCookie: true });

  const none = await api.app.request("/mcp", { method: "POST", body: JSON.stringify(listing) });
  const cookie = await api.app.request("/mcp", {
    method: "POST",
    headers: { "Cookie": `token=${api.admin.token}`, "Sec-Fetch-Site": "same-origin" },
    body: JSON.stringify(listing),
  });
  const garbage = await post(api, listing, { Authorization: "Bearer x" });

  assert.deepEqual([none.status, cookie.status, garbage.status], [401, 401, 401]);
  assert.equal(none.headers.get("WWW-Authenticate"), "Bearer");
});

Deno.test("a request that is too large, no JSON, or a list of messages is refused", async () => {
  await using api = await testApi({ mcp: true });

  const large = await post(api, JSON.stringify({ ...listing, params: { x: "x".repeat(300_000) } }));
  const broken = await post(api, "{");
  const several = await post(api, [listing, listing]);
  const get = await api.app.request("/mcp", {
    headers: { Authorization: `Bearer ${api.admin.token}`, Accept: "text/event-stream" },
  });

  assert.deepEqual([large.status, broken.status, several.status], [413, 400, 400]);
  assert.deepEqual([get.status, get.headers.get("Allow")], [405, "POST"]);
});

Deno.test("no stream is opened, which would outlive the rights of its caller", async () => {
  await using api = await testApi({ mcp: true });
  const version = "2026-07-28";
  const envelope = {
    "io.modelcontextprotocol/protocolVersion": version,
    "io.modelcontextprotocol/clientInfo": { name: "tests", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const method = "subscriptions/listen";
  const params = { notifications: { toolsListChanged: true }, _meta: envelope };

  const answer = await post(api, { jsonrpc: "2.0", id: 1, method, params }, {
    "Mcp-Protocol-Version": version,
    "Mcp-Method": method,
  });

  assert.match((await answer.json()).error.message, /limit reached/);
});

Deno.test("an error that nobody thought of is logged, and not told", async () => {
  const takePlace = () => Promise.reject(new Error("a thing of the server"));
  await using api = await testApi({ mcp: true, takePlace });
  const id = await makeJob(api.admin);
  await using agent = await agentOf(api, "admin");

  const told = await agent.call("run_job", { job_id: id });

  assert.equal(told.text, "internal: Something went wrong here, and has been logged.");
  assert.match(api.errors.join(), /a thing of the server/);
});

Deno.test("read_log gives the last lines of the output", async () => {
  await using api = await testApi({ mcp: true });
  const { body } = await api.admin.post(`/executions/${await makeJob(api.admin)}`);
  const at = api.clock.now();
  const lines = ["one", "two", "three"].map((message) => ({ at, level: "info" as const, message }));
  const id = body.execution_id as ExecutionId;
  await writeLog(api.db, id, 1, { attempt: 1, lines }, undefined, at);
  await using agent = await agentOf(api, "reader");

  const { value } = await agent.call("read_log", { execution_id: id, lines: 2 });

  const messages = value.lines.map(({ message }: { message: string }) => message);
  assert.deepEqual([messages, value.earlier_lines], [["two", "three"], 1]);
});
