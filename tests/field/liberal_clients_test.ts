/** Clients of the original API send the same thing in several spellings: each is taken where its meaning is clear. */
import assert from "node:assert/strict";
import { aJobBody, type Answer, makeJob, type TestApi, testApi } from "../support/app.ts";

/** The spellings of a body in which every field has its plain form. */
function spellings(body: Record<string, unknown>): Record<string, unknown>[] {
  const entries = Object.entries(body);
  const each = (spell: (value: unknown, name: string) => unknown) =>
    Object.fromEntries(entries.map(([name, value]) => [name, spell(value, name)]));
  const isNumber = (value: unknown) => typeof value === "number";
  const isBoolean = (value: unknown) => typeof value === "boolean";
  return [
    body,
    each((value) => isNumber(value) ? String(value) : value),
    each((value) => isNumber(value) ? ` 0${value} ` : value),
    each((value) => isBoolean(value) ? Number(value) : value),
    each((value) => isBoolean(value) ? String(value) : value),
    each((value) => isBoolean(value) ? String(Number(value)) : value),
    each((value) => isBoolean(value) ? String(value).toUpperCase() : value),
    { ...body, csrf_token: "x", user: "somebody else", constructor: 1, _: [{}] },
  ];
}

interface MadeCall {
  readonly path: string;
  /** A field of the body that has to be different each time. */
  readonly name?: string;
  readonly body: Record<string, unknown>;
  readonly shown: (api: TestApi, answer: Answer) => Promise<Record<string, unknown>>;
}

const made: readonly MadeCall[] = [
  {
    path: "/jobs",
    body: {
      ...aJobBody(),
      category_id: 2,
      max_instances: 2,
      coalesce: false,
      timeout_seconds: 60,
      overlap: "queue",
    },
    shown: async (api, { body }) => (await api.admin.get(`/jobs/${body.job_id}`)).body,
  },
  {
    path: "/users",
    name: "username",
    body: { password: "a long pass phrase", category_id: 2, is_admin: true, is_permission: false },
    shown: async (api, { body }) => (await api.admin.get(`/users/${body.id}`)).body,
  },
  {
    path: "/categories",
    name: "name",
    body: { description: "what for" },
    shown: async (api, { body }) => (await api.admin.get(`/categories/${body.id}`)).body,
  },
  {
    path: "/api_keys",
    name: "name",
    body: { category_id: 2, access: "read" },
    shown: async (api, { body }) => (await api.admin.get(`/api_keys/${body.id}`)).body,
  },
  {
    path: "/schedules/preview",
    body: { minute: 5, count: 3 },
    shown: (_, { body }) => Promise.resolve(body),
  },
];

/** The fields that differ although two things were made with the same body. */
function withoutOwn(shown: Record<string, unknown>, name: string): Record<string, unknown> {
  const { job_id: _j, id: _i, [name]: _n, ...rest } = shown;
  return rest;
}

Deno.test("every spelling of a body makes the same thing, and is answered in the plain form", async () => {
  await using api = await testApi();

  for (const { path, name = "", body, shown } of made) {
    const results = [];
    for (const [i, spelling] of spellings(body).entries()) {
      const named = name === "" ? spelling : { ...spelling, [name]: `name ${i}` };
      const answer = await api.admin.post(path, named);
      assert.ok(answer.status < 300, `${path} ${JSON.stringify([named, answer.body])}`);
      results.push(withoutOwn(await shown(api, answer), name));
    }
    for (const result of results) assert.deepEqual(result, results[0], path);
  }
  assert.deepEqual(api.errors, []);
});

Deno.test("every spelling of an edit changes the same, and null changes nothing", async () => {
  await using api = await testApi();
  const job = `/jobs/${await makeJob(api.admin)}`;
  const user = `/users/${api.users.reader.id}`;
  const edits: [path: string, body: Record<string, unknown>, nothing: Record<string, unknown>][] = [
    [
      job,
      { max_instances: 7, coalesce: false, category_id: 2, minute: 5 },
      { category_id: null, timezone: null, max_instances: null, pub_args: null, cron: null },
    ],
    [user, { is_admin: true, is_permission: true, category_id: 2 }, { category_id: null }],
    ["/categories/2", { name: "renamed", description: "what for" }, { description: null }],
  ];

  for (const [path, body, nothing] of edits) {
    for (const spelling of spellings(body)) {
      assert.equal((await api.admin.put(path, spelling)).status, 200, JSON.stringify(spelling));
      const shown = (await api.admin.get(path)).body;
      for (const [name, value] of Object.entries(body)) {
        assert.equal(shown[name], name === "minute" ? String(value) : value, `${path} ${name}`);
      }
    }
    const before = (await api.admin.get(path)).body;
    assert.equal((await api.admin.put(path, nothing)).status, 200, path);
    assert.deepEqual((await api.admin.get(path)).body, before);
  }
});

Deno.test("null for what may be left out is as if it was left out", async () => {
  await using api = await testApi();
  const bodies: [path: string, body: Record<string, unknown>, optional: string[]][] = [
    [
      "/jobs",
      aJobBody(),
      ["category_id", "timezone", "max_instances", "overlap", "coalesce", "cron", "week"],
    ],
    ["/categories", { name: "new" }, ["description"]],
    ["/users", { username: "new", password: "a long pass phrase" }, ["category_id"]],
    ["/api_keys", { name: "new", access: "read" }, ["category_id", "expires_at"]],
    ["/schedules/preview", { minute: 1 }, ["count", "after", "locale", "timezone", "cron"]],
    ["/schedules/crontab", { text: "" }, ["form", "path", "timezone", "other_users"]],
    [
      `/executions/${await makeJob(api.admin)}`,
      {},
      ["pub_args", "reason", "force", "run_at"],
    ],
  ];

  for (const [path, body, optional] of bodies) {
    const nulls = Object.fromEntries(optional.map((name) => [name, null]));
    const answer = await api.admin.post(path, { ...body, ...nulls });
    assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
  }
});

const anyJson = [undefined, "", " \n", "{}", "[]", "null", "0", '"text"', '{"x":{"y":[1]}}'];
const anyType = ["application/json", "text/plain", "application/x-www-form-urlencoded", "x"];

Deno.test("a call that needs no body takes any JSON, under any content type", async () => {
  await using api = await testApi();
  const job = await makeJob(api.admin, { max_instances: 50 });

  for (const body of anyJson) {
    for (const type of anyType) {
      const sent = { headers: { "Content-Type": type } };
      const { execution_id } = (await api.admin.post(`/executions/${job}`)).body;
      const { id } = (await api.admin.post("/categories", { name: crypto.randomUUID() })).body;
      const calls: [string, string][] = [
        ["PATCH", `/jobs/${job}`],
        ["OPTIONS", `/jobs/${job}`],
        ["POST", `/executions/${job}`],
        ["DELETE", `/executions/${execution_id}`],
        ["POST", `/executions/${execution_id}/retry`],
        ["DELETE", `/categories/${id}`],
        ["DELETE", `/jobs/${await makeJob(api.admin)}`],
      ];
      for (const [method, path] of calls) {
        const { status } = await api.admin.send(method, path, body, sent);
        // Beyond max_instances runs wait, and beyond 100 of these they are refused.
        assert.ok(status === 200 || status === 409, `${method} ${path} ${body} ${type}: ${status}`);
      }
    }
  }
  for (const method of ["PATCH", "OPTIONS", "DELETE"]) {
    assert.equal((await api.admin.send(method, `/jobs/${job}`, "not JSON")).status, 400);
  }
  assert.equal((await api.admin.post(`/executions/${job}`, "{")).status, 400);
});

Deno.test("a body that parses is JSON, whatever its content type says", async () => {
  await using api = await testApi();

  for (const type of [...anyType, "application/json; charset=utf-16", "multipart/form-data"]) {
    const sent = { headers: { "Content-Type": type } };
    const body = JSON.stringify({ name: type });
    assert.equal((await api.admin.send("POST", "/categories", body, sent)).status, 201, type);
  }
  const response = await api.app.request("/api/v1/auth/login", {
    method: "POST",
    body: new TextEncoder().encode('{"username":"reader","password":"reader\'s password","r":1}'),
  });
  assert.equal(response.status, 200, "without a content type");
});

Deno.test("numbers of a query are read as those of a body", async () => {
  await using api = await testApi();
  await makeJob(api.admin);

  for (const limit of ["1", "01", "%201", "1%20", "+1", "%2B1"]) {
    assert.equal((await api.admin.get(`/jobs?limit=${limit}`)).body.jobs.length, 1, limit);
    assert.equal((await api.admin.get(`/jobs?category_id=${limit}`)).body.jobs.length, 1, limit);
  }
  for (const limit of ["x", "1.5", "1e2", "0", "-1", "1001", "9".repeat(40), "[1]"]) {
    assert.equal((await api.admin.get(`/jobs?limit=${limit}`)).status, 422, limit);
  }
});

Deno.test("what has no clear meaning stays 422, and makes nothing", async () => {
  await using api = await testApi();
  const bad: [path: string, body: Record<string, unknown>, field: string][] = [
    ["/jobs", aJobBody({ name: ["a"] }), "name"],
    ["/jobs", aJobBody({ name: {} }), "name"],
    ["/jobs", aJobBody({ name: null }), "name"],
    ["/jobs", aJobBody({ category_id: "abc" }), "category_id"],
    ["/jobs", aJobBody({ category_id: [1] }), "category_id"],
    ["/jobs", aJobBody({ category_id: "1.5" }), "category_id"],
    ["/jobs", aJobBody({ category_id: true }), "category_id"],
    ["/jobs", aJobBody({ max_instances: "" }), "max_instances"],
    ["/jobs", aJobBody({ coalesce: "maybe" }), "coalesce"],
    ["/jobs", aJobBody({ coalesce: [] }), "coalesce"],
    ["/users", { username: "x", password: "y", is_admin: "2" }, "is_admin"],
    ["/users", { username: "x", password: "y", is_admin: null }, "is_admin"],
    ["/categories", { name: "x", description: ["a"] }, "description"],
  ];

  for (const [path, body, field] of bad) {
    const answer = await api.admin.post(path, body);
    assert.equal(answer.status, 422, JSON.stringify(body));
    assert.equal(answer.body.details[0].field, field);
  }
  assert.deepEqual((await api.admin.get("/jobs")).body, { jobs: [] });
});
