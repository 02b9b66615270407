import assert from "node:assert/strict";
import { createLogger } from "../../../scheduler/log.ts";
import { logInLimits } from "../../../scheduler/auth/login_guard.ts";
import { type Answer, makeJob, type TestApi, testApi } from "../../support/app.ts";

/** The API, and every line that it logs, whatever its level. */
async function loggedApi(): Promise<{ api: TestApi; lines: () => Record<string, unknown>[] }> {
  const written: string[] = [];
  const log = createLogger({ level: "debug", format: "json", write: (line) => written.push(line) });
  const api = await testApi({ log });
  return { api, lines: () => written.map((line) => JSON.parse(line)) };
}

Deno.test("every answer, good or bad, tells browsers to be careful with it", async () => {
  await using api = await testApi();
  const job = await makeJob(api.admin);
  const answers: Answer[] = [
    await api.admin.get(`/jobs/${job}`),
    await api.nobody.get("/jobs"),
    await api.nobody.get("/nothing"),
    await api.admin.post("/jobs", "{"),
    await api.admin.delete("/jobs"),
    await api.nobody.get("/healthz"),
    await api.nobody.post("/auth/login", { username: "admin", password: "admin's password" }),
    await api.nobody.send("OPTIONS", "/jobs", undefined, {
      headers: { Origin: "https://evil.example", "Access-Control-Request-Method": "GET" },
    }),
  ];

  for (const { headers } of answers) {
    assert.equal(headers.get("X-Content-Type-Options"), "nosniff");
    assert.equal(headers.get("X-Frame-Options"), "DENY");
    assert.equal(headers.get("Referrer-Policy"), "no-referrer");
    assert.equal(headers.get("Cross-Origin-Resource-Policy"), "same-origin");
    assert.equal(
      headers.get("Content-Security-Policy"),
      "default-src 'none'; frame-ancestors 'none'",
    );
    const cacheControl = headers.has("ETag") ? "private, no-cache" : "no-store";
    assert.equal(headers.get("Cache-Control"), cacheControl);
    assert.match(headers.get("X-Request-Id") ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(headers.has("Strict-Transport-Security"), false);
  }
});

Deno.test("a sane request id is taken over, any other is replaced", async () => {
  await using api = await testApi();
  const idFor = async (sent: string) => {
    const { headers } = await api.admin.send("GET", "/jobs", undefined, {
      headers: { "X-Request-Id": sent },
    });
    return headers.get("X-Request-Id");
  };

  for (const id of ["a", "1b6f-22", "Root=1-67891233-abcdef012345678912345678", "x".repeat(128)]) {
    assert.equal(await idFor(id), id);
  }
  for (const id of ["", "two words", '"quoted"', "<script>", "x".repeat(129), "é"]) {
    assert.match(await idFor(id) ?? "", /^[0-9a-f-]{36}$/, id);
  }
});

Deno.test("each request has one line: what, how it went, who, and its id", async () => {
  const { api, lines } = await loggedApi();
  await using _ = api;

  const job = await makeJob(api.changer);
  await api.reader.get(`/jobs/${job}`);
  await api.reader.patch(`/jobs/${job}`);
  await api.nobody.get(`/jobs/${job}`);
  await api.nobody.get("/nothing/at/all");
  await api.nobody.get("/healthz");
  const { headers } = await api.admin.options(`/jobs/${job}`);

  const told = lines().map(({ level, message, method, route, status, user }) => (
    [level, message, method, route, status, user].join(" ")
  ));
  assert.deepEqual(told, [
    "info request POST /api/v1/jobs 201 changer",
    "debug request GET /api/v1/jobs/:job_id 200 reader",
    "info request PATCH /api/v1/jobs/:job_id 403 reader",
    "info request GET /api/v1/jobs/:job_id 401 ",
    "info request GET /* 404 ",
    "debug request GET /healthz 200 ",
    "info request OPTIONS /api/v1/jobs/:job_id 200 admin",
  ]);
  assert.equal(lines().at(-1)?.request_id, headers.get("X-Request-Id"));
  assert.ok(lines().every(({ ms }) => typeof ms === "number"));
});

Deno.test("what a request makes fail is logged with its id", async () => {
  const { api, lines } = await loggedApi();
  await using _ = api;
  api.db.list = () => Promise.reject(new Error("a bug"));

  const { status, headers } = await api.admin.get("/jobs");

  assert.equal(status, 500);
  const ids = lines().map(({ level, request_id }) => [level, request_id]);
  const id = headers.get("X-Request-Id");
  assert.deepEqual(ids, [["error", id], ["info", id]]);
});

Deno.test("no password, token, key or hash is ever logged", async () => {
  const { api, lines } = await loggedApi();
  await using _ = api;
  const password = "hunter2 hunter2";
  const login = (password: string) =>
    api.nobody.send("POST", `/auth/login?password=${encodeURIComponent(password)}`, {
      username: "kim",
      password,
    });

  await api.admin.post("/users", { username: "kim", password });
  await api.admin.put("/users/6", { password: `${password}!` });
  const { token } = (await login(`${password}!`)).body;
  await login(password);
  await api.nobody.post("/auth/login", `{"username": "kim", "password": "${password}"`);
  await api.nobody.post("/auth/login", { username: "kim", password, pasword: password });
  await api.nobody.post("/auth/login", { username: [password], password: [password] });
  await api.admin.post("/users", { username: password.repeat(20), password: 5 });
  const { secret } = (await api.admin.post("/api_keys", { name: "k", access: "read" })).body;
  await api.nobody.send("GET", `/jobs?token=${secret}`, undefined, {
    headers: { Authorization: `Bearer ${secret}`, "X-Request-Id": secret },
  });
  await api.nobody.send("GET", "/jobs", undefined, {
    headers: { Authorization: `Basic ${token}` },
  });
  api.db.list = () => Promise.reject(new Error(`it failed for Bearer ${token} and ${secret}`));
  await api.admin.get("/jobs");

  const text = JSON.stringify(lines());
  assert.ok(lines().length > 10);
  for (const forbidden of ["hunter2", token, secret, secret.slice(4), "plain:", api.admin.token]) {
    assert.ok(!text.includes(forbidden), `${forbidden} is in ${text}`);
  }
});

Deno.test("without TRUST_PROXY, X-Forwarded-For changes nothing about who failed to log in", async () => {
  await using api = await testApi();

  for (let i = 0; i < logInLimits.userAndAddress.failures; i++) await guess(api, `203.0.113.${i}`);

  assert.equal((await guess(api, "203.0.113.99")).status, 429);
});

Deno.test("with TRUST_PROXY, failures count for the address that our own proxy tells", async () => {
  await using api = await testApi({ trustedProxies: 1 });

  for (let i = 0; i < logInLimits.userAndAddress.failures; i++) {
    await guess(api, `198.51.100.${i}, 203.0.113.1`);
  }

  assert.equal((await guess(api, "203.0.113.1:4711")).status, 429);
  assert.equal((await guess(api, "203.0.113.2")).status, 401);
  const { logs } = (await api.admin.get("/logs?kind=security")).body;
  assert.deepEqual(logs.map(({ address }: { address: string }) => address), [
    "203.0.113.2",
    ...Array(logInLimits.userAndAddress.failures).fill("203.0.113.1"),
  ]);
});

Deno.test("what stands in X-Forwarded-For is an address, or the connection's own counts", async () => {
  await using api = await testApi({ trustedProxies: 2 });
  const cases: [string, string][] = [
    ["", "192.0.2.1"],
    ["unknown", "192.0.2.1"],
    ["x".repeat(5000), "192.0.2.1"],
    [", ,", "192.0.2.1"],
    ["203.0.113.5", "203.0.113.5"],
    ["1.1.1.1, 203.0.113.6, 10.0.0.1", "203.0.113.6"],
    ["[2001:db8::5]:443, 10.0.0.1", "2001:db8::5"],
  ];

  for (const [header] of cases) assert.equal((await guess(api, header)).status, 401);

  const { logs } = (await api.admin.get("/logs?kind=security")).body;
  assert.deepEqual(
    logs.map(({ address }: { address: string }) => address).reverse(),
    cases.map(([, address]) => address),
  );
});

function guess(api: TestApi, forwardedFor: string): Promise<Answer> {
  return api.nobody.send("POST", "/auth/login", { username: "reader", password: "wrong" }, {
    headers: { "X-Forwarded-For": forwardedFor },
  });
}
