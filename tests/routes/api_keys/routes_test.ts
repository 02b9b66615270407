import assert from "node:assert/strict";
import { day, minute } from "../../../scheduler/model/time.ts";
import { findApiKeyBySecret } from "../../../scheduler/store/access/api_keys.ts";
import { hashApiKeySecret } from "../../../scheduler/auth/api_key_secret.ts";
import {
  aJobBody,
  Client,
  makeJob,
  otherCategory,
  type TestApi,
  testApi,
} from "../../support/app.ts";

async function makeKey(api: TestApi, given: Record<string, unknown> = {}) {
  const made = await api.admin.post("/api_keys", { name: "robot", access: "change", ...given });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { secret, ...key } = made.body;
  return { key, secret, client: new Client(api.app, secret), answer: made };
}

Deno.test("POST /api_keys answers the key with its secret, which is never shown again", async () => {
  await using api = await testApi();

  const { key, secret, answer } = await makeKey(api, {
    category_id: 2,
    expires_at: "2027-01-01T00:00:00Z",
  });

  assert.match(secret, /^crl_[\w-]{43}$/);
  assert.deepEqual(key, {
    id: 1,
    name: "robot",
    category_id: 2,
    access: "change",
    expires_at: "2027-01-01T00:00:00.000Z",
    created_by: "admin",
    created_at: "2026-03-02T10:00:00.000Z",
    last_used_at: "",
  });
  assert.equal(answer.headers.get("Cache-Control"), "no-store");
  assert.deepEqual((await api.admin.get("/api_keys/1")).body, key);
  assert.deepEqual((await api.admin.get("/api_keys")).body, { api_keys: [key] });
});

Deno.test("only the hash of an API key's secret is in the database", async () => {
  await using api = await testApi();

  const { secret, client } = await makeKey(api);
  await client.get("/jobs");

  const stored: unknown[] = [];
  for await (const { key, value } of api.db.kv.list({ prefix: [] })) stored.push([key, value]);
  const text = JSON.stringify(stored, (_, value) => typeof value === "bigint" ? `${value}` : value);
  assert.ok(!text.includes(secret));
  assert.ok(text.includes(await hashApiKeySecret(secret)));
});

Deno.test("a key to read reads what lies in its category, and changes nothing", async () => {
  await using api = await testApi();
  const own = await makeJob(api.changer);
  const foreign = await makeJob(api.stranger);
  const { client } = await makeKey(api, { access: "read" });

  assert.deepEqual(
    (await client.get("/jobs")).body.jobs.map((one: { job_id: string }) => one.job_id),
    [own],
  );
  assert.equal((await client.get(`/jobs/${own}`)).status, 200);
  assert.equal((await client.get(`/jobs/${foreign}`)).status, 404);
  assert.equal((await client.post("/jobs", aJobBody())).status, 403);
  assert.equal((await client.patch(`/jobs/${own}`)).status, 403);
  assert.equal((await client.patch(`/jobs/${foreign}`)).status, 404);
});

Deno.test("a key to change does so, and the audit log names it", async () => {
  await using api = await testApi();
  const { client } = await makeKey(api);

  const job = await makeJob(client);

  assert.equal((await client.options(`/jobs/${job}`)).status, 200);
  assert.equal((await client.post(`/executions/${job}`)).status, 200);
  const { logs } = (await api.admin.get("/logs")).body;
  assert.ok(logs.length > 0);
  assert.ok(logs.every(({ user }: { user: string }) => user === "api key: robot"));
});

Deno.test("a key is never an admin, whatever its category", async () => {
  await using api = await testApi();
  const { client } = await makeKey(api, { category_id: 0 });

  for (const path of ["/users", "/users/1", "/api_keys", "/api_keys/1", "/logs?kind=security"]) {
    const { status } = await client.get(path);
    assert.equal(status, path === "/users/1" ? 404 : 403, path);
  }
  assert.equal((await client.post("/categories", { name: "x" })).status, 403);
  assert.equal((await client.post("/api_keys", { name: "x", access: "read" })).status, 403);
  assert.equal((await client.delete("/api_keys/1")).status, 403);
});

Deno.test("a key shows itself as a user whose number is the key's below zero", async () => {
  await using api = await testApi();
  const { client } = await makeKey(api, { access: "read" });

  const account = {
    id: -1,
    username: "api key: robot",
    category_id: 1,
    is_admin: false,
    is_permission: false,
  };
  assert.deepEqual((await client.get("/auth/verify")).body, { user: account });
  const { created_at: _c, updated_at: _u, ...current } = (await client.get("/users/current")).body;
  assert.deepEqual(current, account);
});

Deno.test("a revoked key and an expired one are 401 at once", async () => {
  await using api = await testApi();
  const expiring = await makeKey(api, { expires_at: "2026-03-02T10:05:00Z" });
  const revoked = await makeKey(api, { name: "other" });

  assert.equal((await expiring.client.get("/jobs")).status, 200);
  assert.equal((await revoked.client.get("/jobs")).status, 200);
  api.clock.advance(5 * minute);
  assert.equal((await expiring.client.get("/jobs")).status, 401);
  assert.deepEqual((await api.admin.delete("/api_keys/2")).body, { id: 2 });
  assert.equal((await revoked.client.get("/jobs")).status, 401);
  assert.equal((await api.admin.get("/api_keys/2")).status, 404);
  assert.equal((await api.admin.delete("/api_keys/2")).status, 404);
  assert.equal(await findApiKeyBySecret(api.db, await hashApiKeySecret(revoked.secret)), undefined);
});

Deno.test("texts that only look like a key are 401", async () => {
  await using api = await testApi();
  const { secret } = await makeKey(api);

  for (
    const text of [
      "crl_",
      secret.slice(0, -1),
      `${secret}x`,
      secret.toUpperCase(),
      `crl_${"A".repeat(43)}`,
    ]
  ) {
    assert.equal((await new Client(api.app, text).get("/jobs")).status, 401, text);
  }
});

Deno.test("the last use of a key is written once a minute at most", async () => {
  await using api = await testApi();
  const { client } = await makeKey(api);
  const lastUse = async () => (await api.admin.get("/api_keys/1")).body.last_used_at;

  await client.get("/jobs");
  assert.equal(await lastUse(), "2026-03-02T10:00:00.000Z");
  api.clock.advance(minute - 1);
  await client.get("/jobs");
  assert.equal(await lastUse(), "2026-03-02T10:00:00.000Z");
  api.clock.advance(1);
  await client.get("/jobs");
  assert.equal(await lastUse(), "2026-03-02T10:01:00.000Z");
});

Deno.test("a category in use by a key cannot be deleted", async () => {
  await using api = await testApi();
  await makeKey(api, { category_id: 2 });
  await api.admin.put("/users/4", { category_id: 1 });

  const refused = await api.admin.delete(`/categories/${otherCategory}`);
  await api.admin.delete("/api_keys/1");

  assert.equal(refused.status, 409);
  assert.match(refused.body.error, /API keys/);
  assert.equal((await api.admin.delete(`/categories/${otherCategory}`)).status, 200);
});

Deno.test("names of API keys are taken once, and free again after revocation", async () => {
  await using api = await testApi();

  await makeKey(api);
  const again = await api.admin.post("/api_keys", { name: "ROBOT", access: "read" });
  const both = await Promise.all(
    [1, 2].map(() => api.admin.post("/api_keys", { name: "twin", access: "read" })),
  );
  await api.admin.delete("/api_keys/1");

  assert.equal(again.status, 409);
  assert.equal(again.body.details[0].field, "name");
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [201, 409]);
  await makeKey(api);
});

Deno.test("keys are listed by number, page by page", async () => {
  await using api = await testApi();
  for (let i = 1; i <= 12; i++) await makeKey(api, { name: `key ${i}` });

  const first = (await api.admin.get("/api_keys?limit=10")).body;
  const second = (await api.admin.get(`/api_keys?limit=10&cursor=${first.next_cursor}`)).body;

  const ids = [...first.api_keys, ...second.api_keys].map(({ id }) => id);
  assert.deepEqual(ids, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  assert.equal(second.next_cursor, undefined);
  assert.equal((await api.admin.get("/api_keys?cursor=x")).status, 422);
});

Deno.test("API keys are for admins, and need a token", async () => {
  await using api = await testApi();
  const body = { name: "x", access: "read" };
  await makeKey(api);

  for (const client of [api.nobody, api.changer, api.overseer]) {
    const status = client === api.nobody ? 401 : 403;
    assert.equal((await client.get("/api_keys")).status, status);
    assert.equal((await client.get("/api_keys/1")).status, status);
    assert.equal((await client.post("/api_keys", body)).status, status);
    assert.equal((await client.delete("/api_keys/1")).status, status);
  }
});

Deno.test("a body that makes no key is refused, and says which field", async () => {
  await using api = await testApi();
  const fine = { name: "robot", access: "read" };
  const bad: [unknown, string][] = [
    [{ access: "read" }, "name"],
    [{ ...fine, name: "" }, "name"],
    [{ ...fine, name: "x".repeat(101) }, "name"],
    [{ ...fine, name: "two\nlines" }, "name"],
    [{ name: "robot" }, "access"],
    [{ ...fine, access: "admin" }, "access"],
    [{ ...fine, category_id: 99 }, "category_id"],
    [{ ...fine, category_id: -1 }, "category_id"],
    [{ ...fine, category_id: "one" }, "category_id"],
    [{ ...fine, expires_at: "tomorrow" }, "expires_at"],
    [{ ...fine, expires_at: 1_900_000_000 }, "expires_at"],
    [{ ...fine, expires_at: "2026-03-02T10:00:00Z" }, "expires_at"],
    [{ ...fine, expires_at: "2037-03-02T10:00:00Z" }, "expires_at"],
    [[fine], "body"],
  ];

  for (const [given, field] of bad) {
    const { status, body } = await api.admin.post("/api_keys", given);
    assert.equal(status, 422, JSON.stringify(given));
    assert.equal(body.details[0].field, field);
  }
  assert.deepEqual((await api.admin.get("/api_keys")).body, { api_keys: [] });
  for (const path of ["/api_keys/2", "/api_keys/x", "/api_keys/-1", "/api_keys/1.0"]) {
    assert.equal((await api.admin.get(path)).status, 404);
    assert.equal((await api.admin.delete(path)).status, 404);
  }
  assert.deepEqual(api.errors, []);
});

Deno.test("a key outlives the admin who made it, and ten years are allowed", async () => {
  await using api = await testApi();
  await api.admin.post("/users", { username: "second", password: "p", is_admin: true });
  const { client } = await makeKey(api, { expires_at: "2036-03-02T09:59:59Z" });

  await api.admin.delete("/users/6");
  api.clock.advance(6 * day);

  assert.equal((await client.get("/jobs")).status, 200);
});
