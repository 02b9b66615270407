import assert from "node:assert/strict";
import { IdempotencyKey } from "../../../scheduler/auth/idempotency_key.ts";
import { finish, start } from "../../../scheduler/model/execution.ts";
import { type ClaimId, newId, type WorkerId } from "../../../scheduler/model/ids.ts";
import { day } from "../../../scheduler/model/time.ts";
import { Commit, commit } from "../../../scheduler/store/kv/commit.ts";
import { Database } from "../../../scheduler/store/kv/database.ts";
import { findExecution, setExecution } from "../../../scheduler/store/history/executions.ts";
import {
  aJobBody,
  type Answer,
  type Client,
  makeJob,
  type TestApi,
  testApi,
} from "../../support/app.ts";
import { memoryDatabase } from "../../support/memory_database.ts";

const key = "8e03978e-40d5-43dd-bc93-6894a57f9324";

function post(client: Client, path: string, body?: unknown, sent = key): Promise<Answer> {
  return client.send("POST", path, body, { headers: { "Idempotency-Key": sent } });
}

async function aFailedExecution(api: TestApi, job: string): Promise<string> {
  const { body: { execution_id } } = await api.admin.post(`/executions/${job}`);
  const execution = await findExecution(api.db, execution_id);
  assert.ok(execution?.state === "scheduled");
  const now = api.clock.now();
  const ids = { workerId: newId<WorkerId>(now), claimId: newId<ClaimId>(now) };
  const running = start(execution, { ...ids, hostname: "worker-1", pid: 1 }, now);
  const work = new Commit();
  setExecution(work, finish(running, { kind: "failed", reason: "x", result: "" }, now, () => 0));
  await commit(api.db, work, now);
  return execution_id;
}

/** Each call that makes something, with a way to count what it made. */
async function calls(api: TestApi) {
  const job = await makeJob(api.admin, { max_instances: 50 });
  const failed = await aFailedExecution(api, job);
  const count = (table: string) => async () => {
    let found = 0;
    for await (const _ of api.db.kv.list({ prefix: [table] })) found++;
    return found;
  };
  return [
    { path: "/jobs", body: aJobBody(), other: aJobBody({ name: "x" }), count: count("job") },
    {
      path: "/users",
      body: { username: "new", password: "secret word" },
      other: { username: "new", password: "another word" },
      count: count("user"),
    },
    {
      path: "/categories",
      body: { name: "new" },
      other: { name: "newer" },
      count: count("category"),
    },
    {
      path: "/api_keys",
      body: { name: "new", access: "read" },
      other: { name: "newer", access: "read" },
      count: count("api_key"),
    },
    {
      path: `/executions/${job}`,
      body: undefined,
      other: { force: true },
      count: count("execution"),
    },
    {
      path: `/executions/${failed}/retry`,
      body: undefined,
      other: { force: true },
      count: count("execution"),
    },
  ];
}

Deno.test("the same Idempotency-Key gets the same answer, and makes nothing twice", async () => {
  await using api = await testApi();

  for (const { path, body, count } of await calls(api)) {
    const before = await count();
    const first = await post(api.admin, path, body, `a ${path}`);
    const audits = (await api.admin.get("/logs")).body.total;
    const again = await post(api.admin, `${path}/`, body, `a ${path}`);

    assert.ok(first.status === 201 || first.status === 200, JSON.stringify(first.body));
    assert.deepEqual([again.status, again.body], [first.status, first.body]);
    assert.equal(again.headers.get("ETag"), first.headers.get("ETag"));
    assert.deepEqual(
      [first, again].map(({ headers }) => headers.get("Idempotency-Replayed")),
      [null, "true"],
    );
    assert.equal(await count(), before + 1, path);
    assert.equal((await api.admin.get("/logs")).body.total, audits);
  }
});

Deno.test("of several requests with one key at the same moment one makes something", async () => {
  await using api = await testApi();

  for (const { path, body, count } of await calls(api)) {
    const before = await count();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(api.admin, path, body, `b ${path}`)),
    );
    const [first] = answers;
    for (const { status, body } of answers) {
      assert.deepEqual([status, body], [first?.status, first?.body], path);
    }
    assert.equal(await count(), before + 1, path);
  }
});

Deno.test("a request whose answer got lost is not done again", async () => {
  for (const path of ["/jobs", "/users", "/categories"]) {
    const kv = await memoryDatabase();
    let lost = 0;
    const original = kv.kv.atomic.bind(kv.kv);
    kv.kv.atomic = () => {
      const operation = original();
      const commit = operation.commit.bind(operation);
      const sets = operation.set.bind(operation);
      let isDeed = false;
      operation.set = (at, ...rest) => {
        isDeed ||= at[0] === "answered";
        return sets(at, ...rest);
      };
      operation.commit = async () => {
        const result = await commit();
        if (!isDeed || lost++ > 0) return result;
        throw new Error("it happened, and nobody hears of it");
      };
      return operation;
    };
    await using api = await testApi({ db: new Database(kv.kv) });
    const bodies: Record<string, unknown> = {
      "/jobs": aJobBody(),
      "/users": { username: "new", password: "secret word" },
      "/categories": { name: "new" },
    };
    const db = new Database(kv.kv);
    for await (const { key, value } of api.db.kv.list({ prefix: [] })) await kv.kv.set(key, value);

    const first = await post(api.admin, path, bodies[path]);
    const again = await post(api.admin, path, bodies[path]);

    assert.deepEqual([first.status, again.status], [500, 201], path);
    let answered = 0;
    for await (const _ of db.kv.list({ prefix: ["answered"] })) answered++;
    assert.equal(answered, 1);
    kv.close();
  }
});

Deno.test("the same key with another body or path is refused; another caller's key is his own", async () => {
  await using api = await testApi();

  for (const { path, body, other } of await calls(api)) {
    assert.ok((await post(api.admin, path, body, `c ${path}`)).status < 300);
    const { status, body: error } = await post(api.admin, path, other, `c ${path}`);
    assert.deepEqual([status, error.details[0]?.field], [422, "Idempotency-Key"], path);
  }
  const job = await makeJob(api.changer);
  const made = await post(api.changer, "/jobs", aJobBody());
  assert.equal((await post(api.changer, `/executions/${job}`)).status, 422);
  const his = await post(api.overseer, "/jobs", aJobBody());
  assert.notEqual(his.body.job_id, made.body.job_id);
});

Deno.test("what is refused is not remembered, and a key is forgotten after a day", async () => {
  await using api = await testApi();

  assert.equal((await post(api.admin, "/categories", { name: "other" })).status, 409);
  assert.equal((await post(api.admin, "/categories", { name: "" })).status, 422);
  assert.equal((await post(api.changer, "/categories", { name: "new" })).status, 403);
  const made = await post(api.admin, "/categories", { name: "new" });
  assert.equal(made.status, 201);
  api.clock.advance(day - 1);
  assert.deepEqual((await post(api.admin, "/categories", { name: "new" })).body, made.body);
  api.clock.advance(1);
  assert.equal((await post(api.admin, "/categories", { name: "new" })).status, 409);
  assert.equal((await post(api.admin, "/categories", { name: "newer" })).status, 201);
});

Deno.test("an Idempotency-Key has 1 to 255 printable ASCII characters", async () => {
  await using api = await testApi();

  for (const bad of ["", " ", "x".repeat(256), "é", "a\tb", "\x7f"]) {
    for (const path of ["/jobs", "/users", "/categories", `/executions/${"f".repeat(32)}`]) {
      const body = path === "/jobs" ? aJobBody() : {};
      const { status, body: error } = await post(api.admin, path, body, bad);
      assert.equal(status, 422, JSON.stringify([bad, path, error]));
      assert.equal(error.details[0].field, "Idempotency-Key");
    }
  }
  assert.equal((await post(api.admin, "/jobs", aJobBody(), "~".repeat(255))).status, 201);
  assert.equal((await api.nobody.post("/jobs", aJobBody())).status, 401);
  assert.deepEqual(api.errors, []);
});

Deno.test("the database learns neither the key, nor a password, nor a new secret", async () => {
  await using api = await testApi();
  const user = { username: "new", password: "secret word" };
  await post(api.admin, "/users", user, `u ${key}`);
  const { body } = await post(api.admin, "/api_keys", { name: "new", access: "read" });

  const kept: string[] = [];
  for await (const { key, value } of api.db.kv.list({ prefix: ["answered"] })) {
    const { body, ...rest } = value as { body: Uint8Array };
    kept.push(JSON.stringify([key, rest, new TextDecoder().decode(body)]));
  }
  assert.equal(kept.length, 2);
  for (const secret of [key, "secret word", body.secret]) {
    assert.ok(!kept.some((text) => text.includes(secret)));
  }
  const one = await IdempotencyKey.of(key);
  assert.equal(await one.open(await one.seal("text")), "text");
  await assert.rejects((async () => {
    const other = await IdempotencyKey.of("other");
    await other.open(await one.seal("text"));
  })());
});
