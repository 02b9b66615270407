/** A list without `limit` answers its whole range, in bounded memory, and never half of it as if it was whole. */
import assert from "node:assert/strict";
import { draftExecution, endUnstarted } from "../../scheduler/model/execution.ts";
import {
  type AuditEntryId,
  type ExecutionId,
  type JobId,
  newId,
  type SecurityEntryId,
} from "../../scheduler/model/ids.ts";
import type { Job } from "../../scheduler/model/job.ts";
import { second } from "../../scheduler/model/time.ts";
import { addSecurityEntries } from "../../scheduler/store/access/security_log.ts";
import { addAuditEntry } from "../../scheduler/store/history/audit_log.ts";
import { addExecution } from "../../scheduler/store/history/executions.ts";
import { findJob } from "../../scheduler/store/jobs/jobs.ts";
import { Commit, commit, packed } from "../../scheduler/store/kv/commit.ts";
import type { Range, Table } from "../../scheduler/store/kv/database.ts";
import { makeJob, type TestApi, testApi } from "../support/app.ts";
import { anAudit } from "../support/store.ts";

const many = 5000;

/** An API whose database counts the rows that are listed, and fails when the test says so. */
async function countedApi() {
  const api = await testApi();
  const list = api.db.list.bind(api.db);
  const counted = { rows: 0, failsAfter: Infinity };
  api.db.list = async <T>(table: Table<T>, range: Range) => {
    if (counted.rows > counted.failsAfter) throw new Error("the disk is gone");
    const found = await list(table, range);
    counted.rows += found.length;
    return found;
  };
  return { api, counted };
}

function serve(api: TestApi): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request, { remoteAddr }) => api.app.fetch(request, { remoteAddr }),
  );
}

/** The job, with 5,000 executions and as many entries of both logs, all within the last hours. */
async function fill(api: TestApi): Promise<Job> {
  const { db } = api;
  const job = await findJob(db, (await makeJob(api.admin)) as JobId);
  assert.ok(job !== undefined);
  const parts: Commit[] = [];
  for (let i = 1; i <= many; i++) {
    const at = api.clock.now() - i * second;
    const id = newId<ExecutionId>(at);
    const draft = draftExecution({ id, job, trigger: "schedule", scheduledAt: at }, at);
    const work = new Commit();
    addExecution(work, endUnstarted(draft, "scheduled error", "missed", at));
    addAuditEntry(work, { ...anAudit(job, "paused", at), id: newId<AuditEntryId>(at) });
    addSecurityEntries(work, [{
      id: newId<SecurityEntryId>(at),
      kind: "log_in",
      event: "failed",
      subject: "x",
      username: "",
      address: "",
      description: "",
      createdAt: at,
    }]);
    parts.push(work);
  }
  for (const work of packed(parts, db.limits)) await commit(db, work, api.clock.now());
  return job;
}

const wide = "time_range_start=2026-03-01T00:00:00Z&time_range_end=2026-03-02T10:00:00Z";

Deno.test("every list without limit holds its whole range, each row once, in its order", async () => {
  const { api } = await countedApi();
  await using _ = api;
  const job = await fill(api);
  const lists: [path: string, name: string, id: string][] = [
    [`/executions?${wide}`, "executions", "execution_id"],
    [`/executions?${wide}&state=scheduled_error`, "executions", "execution_id"],
    [`/jobs/${job.id}/executions`, "executions", "execution_id"],
    [`/logs?${wide}`, "logs", "created_time"],
    [`/logs?${wide}&event=paused`, "logs", "created_time"],
    [`/logs?${wide}&kind=security`, "logs", "created_time"],
  ];

  for (const [path, name, id] of lists) {
    for (const client of path.includes("security") ? [api.admin] : [api.admin, api.reader]) {
      const { status, body } = await client.get(path);
      const rows = body[name].map((row: Record<string, string>) => row[id]);
      // The entry of the job itself is in the log too.
      const most = name === "logs" && !/event|kind/.test(path) ? many + 1 : many;
      assert.equal(status, 200);
      assert.equal(rows.length, most, path);
      assert.equal(new Set(rows).size, most);
      assert.equal("next_cursor" in body, false);
      if (name === "logs") assert.equal(body.total, most);
      assert.deepEqual(rows, rows.toSorted().reverse(), "newest first");
    }
  }
  const page = (await api.reader.get(`/executions?${wide}&limit=10`)).body;
  assert.equal(page.executions.length, 10);
  assert.equal(typeof page.next_cursor, "string");
  const head = await api.admin.send("HEAD", `/executions?${wide}`);
  assert.deepEqual([head.status, head.body], [200, undefined]);
  assert.deepEqual(api.errors, []);
});

Deno.test("jobs, users, categories and API keys are listed whole too", async () => {
  await using api = await testApi();
  for (let i = 0; i < 250; i++) {
    await makeJob(api.admin, { name: `job ${i}` });
    await api.admin.post("/users", { username: `user ${i}`, password: "x" });
    await api.admin.post("/categories", { name: `category ${i}` });
    await api.admin.post("/api_keys", { name: `key ${i}`, access: "read" });
  }

  for (
    const [path, name, most] of [
      ["/jobs", "jobs", 250],
      ["/jobs?include=last_executions", "jobs", 250],
      ["/jobs?order=desc&q=job", "jobs", 250],
      ["/users", "users", 255],
      ["/categories", "categories", 253],
      ["/api_keys", "api_keys", 250],
    ] as const
  ) {
    const { headers, body } = await api.admin.get(path);
    assert.equal(body[name].length, most, path);
    assert.deepEqual(Object.keys(body), [name]);
    assert.equal(headers.get("Content-Type"), "application/json");
    const ids = body[name].map(JSON.stringify);
    assert.equal(new Set(ids).size, most);
  }
});

function read(api: TestApi): Promise<Response> {
  return Promise.resolve(api.app.request(`/api/v1/executions?${wide}`, {
    headers: { Authorization: `Bearer ${api.admin.token}` },
  }));
}

Deno.test("a list is read no faster than the client takes it, and no more once the client has left", async () => {
  const { api, counted } = await countedApi();
  await using _ = api;
  await fill(api);
  counted.rows = 0;

  const reader = (await read(api)).body?.getReader();
  assert.ok(reader !== undefined);
  await reader.read();
  const afterOne = counted.rows;
  await new Promise((done) => setTimeout(done));

  assert.ok(afterOne < 1000, `${afterOne} rows were read for one chunk`);
  assert.equal(counted.rows, afterOne, "nobody has asked for more");
  await reader.cancel();
  await new Promise((done) => setTimeout(done));
  assert.equal(counted.rows, afterOne);
  assert.deepEqual(api.errors, []);
});

Deno.test("an error within a list breaks the connection off; before it, the error is answered", async () => {
  const { api, counted } = await countedApi();
  await using _ = api;
  await fill(api);
  const server = serve(api);
  const get = () =>
    fetch(`http://127.0.0.1:${server.addr.port}/api/v1/executions?${wide}`, {
      headers: { Authorization: `Bearer ${api.admin.token}` },
    });

  counted.rows = 0;
  counted.failsAfter = 1000;
  const broken = await get();
  assert.equal(broken.status, 200);
  await assert.rejects(broken.text());
  assert.match(api.errors.join(), /a list broke off/);

  const refused = await get();
  assert.equal(refused.status, 500);
  assert.equal((await refused.json()).code, "internal");

  counted.failsAfter = Infinity;
  assert.equal((await (await get()).json()).executions.length, many);
  await server.shutdown();
});

Deno.test("a client that leaves in the middle of a list leaves nothing running", async () => {
  const { api, counted } = await countedApi();
  await using _ = api;
  await fill(api);
  const server = serve(api);
  const leave = new AbortController();

  const response = await fetch(`http://127.0.0.1:${server.addr.port}/api/v1/executions?${wide}`, {
    headers: { Authorization: `Bearer ${api.admin.token}` },
    signal: leave.signal,
  });
  await response.body?.getReader().read();
  leave.abort();

  await server.shutdown();
  // A page that was being read when the client left may still come. No page is read after it.
  for (let rows = -1; rows !== counted.rows;) {
    rows = counted.rows;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.ok(counted.rows < many, `${counted.rows} rows were read`);
  assert.deepEqual(api.errors, []);
});
