/** Rights are checked on the record whose content the answer holds, as the record is now. */
import assert from "node:assert/strict";
import { endUnstarted } from "../../scheduler/model/execution.ts";
import type { ExecutionId } from "../../scheduler/model/ids.ts";
import { minute } from "../../scheduler/model/time.ts";
import { findExecution, setExecution } from "../../scheduler/store/history/executions.ts";
import { Commit, commit } from "../../scheduler/store/kv/commit.ts";
import { aJobBody, type Client, makeJob, type TestApi, testApi } from "../support/app.ts";

const secretArgs = ["a secret of category 1", "x"];
const newArgs = ["a secret of category 2", "x"];

/** A job that ran in category 1, and was moved to category 2 with other arguments. */
async function movedJob(api: TestApi) {
  const job = await makeJob(api.changer, { name: "before", pub_args: secretArgs });
  const { execution_id } = (await api.changer.post(`/executions/${job}`)).body;
  await api.changer.delete(`/executions/${execution_id}`);
  const etag = (await api.changer.get(`/jobs/${job}`)).headers.get("ETag") ?? "";
  api.clock.advance(minute);
  const edit = { name: "after", category_id: 2, pub_args: newArgs };
  assert.equal((await api.admin.put(`/jobs/${job}`, edit)).status, 200);
  return { job, old: execution_id as string, etag };
}

function send(client: Client, path: string, body: unknown, key: string) {
  return client.send("POST", path, body, { headers: { "Idempotency-Key": key } });
}

Deno.test("an answer is given again only while the caller has the rights for it", async () => {
  const rights: [given: Record<string, unknown>, status: number][] = [
    [{ is_permission: false }, 403],
    [{ category_id: 2 }, 404],
  ];
  for (const [given, expected] of rights) {
    await using api = await testApi();
    const job = await makeJob(api.admin);
    const failed = (await api.admin.post(`/executions/${job}`)).body.execution_id;
    await api.admin.delete(`/executions/${failed}`);
    const calls: [path: string, body: unknown][] = [
      ["/jobs", aJobBody()],
      [`/executions/${job}`, { reason: "a reason" }],
      [`/executions/${failed}/retry`, {}],
    ];
    for (const [path, body] of calls) {
      assert.ok((await send(api.changer, path, body, path)).status < 300);
      assert.equal(
        (await send(api.changer, path, body, path)).headers.get("Idempotency-Replayed"),
        "true",
      );
    }

    await api.admin.put(`/users/${api.users.changer.id}`, given);
    api.clock.advance(2000); // the guard remembers a user for a second

    for (const [path, body] of calls) {
      const { status, body: answer, headers } = await send(api.changer, path, body, path);
      assert.equal(status, expected, `${path} ${JSON.stringify(given)}`);
      assert.equal("job_id" in answer || "execution_id" in answer, false);
      assert.equal(headers.get("Idempotency-Replayed"), null);
    }
    assert.deepEqual(api.errors, []);
  }
});

Deno.test("what only admins make is given again to admins alone", async () => {
  await using api = await testApi();
  const bodies: Record<string, unknown> = {
    "/users": { username: "new", password: "x" },
    "/categories": { name: "new" },
    "/api_keys": { name: "new", access: "read" },
  };
  await api.admin.put(`/users/${api.users.changer.id}`, { is_admin: true });
  api.clock.advance(2000);
  for (const [path, body] of Object.entries(bodies)) {
    assert.equal((await send(api.changer, path, body, path)).status, 201);
  }

  await api.admin.put(`/users/${api.users.changer.id}`, { is_admin: false });
  api.clock.advance(2000);

  for (const [path, body] of Object.entries(bodies)) {
    const again = await send(api.changer, path, body, path);
    assert.deepEqual([again.status, again.body.code], [403, "forbidden"], path);
  }
});

Deno.test("a job that was moved tells each category what happened there, and nothing of the other", async () => {
  await using api = await testApi();
  const { job, old, etag } = await movedJob(api);
  const ran = (await api.stranger.post(`/executions/${job}`)).body.execution_id;
  const known = { headers: { "If-None-Match": etag } };

  const reads: [path: string, reader: number, stranger: number][] = [
    [`/jobs/${job}`, 404, 200],
    [`/jobs/${job}/executions`, 200, 200],
    [`/jobs?include=last_executions`, 200, 200],
    [`/executions`, 200, 200],
    [`/executions?job_id=${job}`, 200, 200],
    [`/executions/${old}`, 200, 404],
    [`/executions/${old}/logs`, 200, 404],
    [`/executions/${ran}`, 404, 200],
    [`/executions/${ran}/logs`, 404, 200],
    [`/stats?job_id=${job}`, 200, 200],
    [`/logs`, 200, 200],
    [`/logs?job_id=${job}`, 200, 200],
    [`/logs?event=modified`, 200, 200],
  ];
  for (const [path, forReader, forStranger] of reads) {
    const [one, two] = [await api.reader.get(path), await api.stranger.get(path)];
    assert.deepEqual([one.status, two.status], [forReader, forStranger], path);
    for (const theirs of [newArgs[0] ?? "", ran]) {
      assert.equal(JSON.stringify(one.body).includes(theirs), false, `${path} for category 1`);
    }
    for (const theirs of [secretArgs[0] ?? "", old]) {
      assert.equal(JSON.stringify(two.body).includes(theirs), false, `${path} for category 2`);
    }
  }
  const cached = await api.reader.send("GET", `/jobs/${job}`, undefined, known);
  assert.equal(cached.status, 404, "not 304 for what the caller does not see any more");
  const edit = { headers: { "If-Match": '"v1"' } };
  const refused = await api.changer.send("PUT", `/jobs/${job}`, { name: "x" }, edit);
  assert.equal(refused.status, 404, "not 412 with the version");
});

Deno.test("the log of a move has an entry for each side, which only both together tell all", async () => {
  await using api = await testApi();
  const { job } = await movedJob(api);
  const modified = async (client: Client) => {
    const { logs } = (await client.get(`/logs?job_id=${job}&event=modified`)).body;
    return logs.map(({ job_name, description }: Record<string, string>) => ({
      job_name,
      changes: JSON.parse(description ?? "").changes,
    }));
  };
  const left = {
    job_name: "before",
    changes: {
      name: { old: "before", new: null },
      pub_args: { old: secretArgs, new: null },
      category_id: { old: 1, new: 2 },
    },
  };
  const joined = {
    job_name: "after",
    changes: {
      name: { old: null, new: "after" },
      pub_args: { old: null, new: newArgs },
      category_id: { old: 1, new: 2 },
    },
  };

  assert.deepEqual(await modified(api.reader), [left]);
  assert.deepEqual(await modified(api.stranger), [joined]);
  assert.deepEqual((await modified(api.admin)).toReversed(), [left, joined]);
  await api.admin.put(`/jobs/${job}`, { name: "later" });
  assert.deepEqual((await modified(api.admin))[0].changes, {
    name: { old: "after", new: "later" },
  });
  await api.stranger.delete(`/jobs/${job}`);
  const deleted = async (client: Client) => (await client.get("/logs?event=deleted")).body.total;
  assert.deepEqual([await deleted(api.reader), await deleted(api.stranger)], [0, 1]);
});

Deno.test("state=failing looks at the executions that the caller sees", async () => {
  await using api = await testApi();
  const job = await makeJob(api.changer);
  const { execution_id } = (await api.changer.post(`/executions/${job}`)).body;
  const execution = await findExecution(api.db, execution_id as ExecutionId);
  assert.ok(execution?.state === "scheduled");
  const ended = endUnstarted(execution, "stopped", "broken", api.clock.now());
  const work = new Commit();
  setExecution(work, { ...ended, state: "failed" });
  await commit(api.db, work, api.clock.now());
  const failing = async (client: Client) =>
    (await client.get("/jobs?state=failing")).body.jobs.length;
  assert.equal(await failing(api.reader), 1);

  await api.admin.put(`/jobs/${job}`, { category_id: 2 });

  assert.equal(await failing(api.stranger), 0);
  assert.equal(await failing(api.admin), 1);
});

Deno.test("a retry needs sight of the execution and of its job", async () => {
  await using api = await testApi();
  const { old } = await movedJob(api);

  assert.equal((await api.changer.post(`/executions/${old}/retry`)).status, 409);
  assert.equal((await api.stranger.post(`/executions/${old}/retry`)).status, 404);
  assert.equal((await api.overseer.post(`/executions/${old}/retry`)).status, 200);
});
