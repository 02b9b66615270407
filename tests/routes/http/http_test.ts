import assert from "node:assert/strict";
import { createHealthApp } from "../../../routes/app.ts";
import { createLogger } from "../../../scheduler/log.ts";
import { type Answer, makeJob, type TestApi, testApi, testJobClasses } from "../../support/app.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { memoryDatabase } from "../../support/memory_database.ts";

function assertError({ status, body }: Answer, expected: number, code: string): void {
  assert.equal(status, expected, JSON.stringify(body));
  assert.deepEqual(Object.keys(body), ["error", "code", "details"]);
  assert.equal(body.code, code);
  assert.equal(typeof body.error, "string");
  assert.ok(Array.isArray(body.details));
}

Deno.test("unknown paths are 404, known ones with another method 405 with Allow", async () => {
  await using api = await testApi();

  for (const client of [api.nobody, api.admin]) {
    assertError(await client.get("/nothing"), 404, "not_found");
    assertError(await client.post("/nothing", {}), 404, "not_found");
  }
  assertError(await api.admin.get("/jobs/a/b"), 404, "not_found");
  assertError(await api.nobody.get("/../../etc/passwd"), 404, "not_found");
  const cases: [string, string, string][] = [
    ["DELETE", "/jobs", "GET, HEAD, POST"],
    ["OPTIONS", "/jobs", "GET, HEAD, POST"],
    ["POST", "/jobs/1", "GET, HEAD, PUT, DELETE, PATCH, OPTIONS"],
    ["PUT", "/executions/1", "GET, HEAD, POST, DELETE"],
    ["POST", "/users/current", "GET, HEAD"],
    ["PUT", "/users/current", "GET, HEAD"],
    ["BREW", "/logs", "GET, HEAD"],
    ["GET", "/auth/login", "POST"],
    ["POST", "/healthz", "GET, HEAD"],
    ["POST", "/", "GET, HEAD"],
  ];
  for (const [method, path, allow] of cases) {
    const answer = await api.admin.send(method, path);
    assertError(answer, 405, "method_not_allowed");
    assert.equal(answer.headers.get("Allow"), allow, `${method} ${path}`);
  }
});

Deno.test("a slash at the end changes nothing, and HEAD is a GET without its body", async () => {
  await using api = await testApi();
  const job = await makeJob(api.admin);

  for (const path of ["/jobs", "/executions", "/logs", "/users", "/categories", "/auth/verify"]) {
    assert.deepEqual((await api.admin.get(`${path}/`)).body, (await api.admin.get(path)).body);
  }
  assert.equal((await api.admin.patch(`/jobs/${job}/`)).status, 200);
  assert.equal((await api.admin.options(`/jobs/${job}/`)).status, 200);
  const head = await api.admin.send("HEAD", `/jobs/${job}`);
  assert.equal(head.status, 200);
  assert.equal(head.body, undefined);
});

Deno.test("bodies that cannot be read are refused, each in its way, and change nothing", async () => {
  await using api = await testApi();
  const send = (body: string | Uint8Array | undefined, type = "application/json", more = {}) =>
    api.admin.send("POST", "/categories", body, { headers: { "Content-Type": type, ...more } });

  assertError(await send('{"name":'), 400, "malformed");
  assertError(await send("undefined"), 400, "malformed");
  assertError(await send(""), 400, "malformed");
  assertError(await send(undefined), 400, "malformed");
  assertError(await send(new Uint8Array([0x22, 0xff, 0x22])), 400, "malformed");
  assertError(await send("[".repeat(500_000)), 400, "malformed");
  assertError(await send("[".repeat(1000) + "]".repeat(1000)), 400, "malformed");
  assertError(await send('{"name":"x","a":'.repeat(100) + "1" + "}".repeat(100)), 400, "malformed");
  assertError(await send('{"name":1e999}'), 400, "malformed");
  assertError(await send('{"name":"x","__proto__":{"isAdmin":true}}'), 400, "malformed");
  assertError(await send(JSON.stringify({ name: "x".repeat(1_000_000) })), 422, "invalid");
  assertError(await send(`"${"x".repeat(1024 * 1024)}"`), 413, "too_large");
  assertError(await send("name=x", "application/x-www-form-urlencoded"), 400, "malformed");
  const gzip = { "Content-Encoding": "gzip" };
  const zipped = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
  assertError(await send(zipped, "application/json", gzip), 415, "unsupported_media_type");
  assert.equal((await api.admin.get("/categories")).body.categories.length, 3);

  for (const type of ["application/json; charset=utf-8", 'APPLICATION/JSON ;charset="UTF-8"']) {
    assert.equal((await send(JSON.stringify({ name: type }), type)).status, 201);
  }
  assert.equal((await send('\ufeff{"name":"a byte order mark"}')).status, 201);
  assert.equal((await send('{"name":"x","constructor":1}')).status, 201);
  assert.equal((await send(`{"name":"y","${"k".repeat(900_000)}":1}`)).status, 201);
});

Deno.test("a body where none belongs is ignored if it is JSON, and refused otherwise", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.admin)}`;
  const alone = { headers: { "Content-Type": "application/json" } };

  for (const method of ["DELETE", "PATCH", "OPTIONS"]) {
    assertError(await api.admin.send(method, path, "{"), 400, "malformed");
  }
  assertError(await api.admin.send("DELETE", "/categories/2", "x"), 400, "malformed");
  assert.equal((await api.admin.get(path)).body.version, 1);
  for (const body of [undefined, "{}", '{"a":[1]}', "[]", "null", '"x"', " \n"]) {
    for (const method of ["PATCH", "OPTIONS"]) {
      assert.equal((await api.admin.send(method, path, body, alone)).status, 200, body);
    }
  }
  assert.equal((await api.admin.send("DELETE", path, "{}", alone)).status, 200);
});

Deno.test("a body that breaks off is the client's mistake", async () => {
  await using api = await testApi();
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"name":'));
      controller.error(new Error("gone"));
    },
  });

  const response = await api.app.request("/api/v1/auth/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
  });

  assert.equal(response.status, 400);
  assert.deepEqual(api.errors, []);
});

Deno.test("what no HTTP library would send is refused too", async () => {
  await using api = await testApi();
  const controller = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: controller.signal, onListen: () => {} },
    (request, { remoteAddr }) => api.app.fetch(request, { remoteAddr }),
  );
  const logIn = "/api/v1/auth/login";
  const heads = [
    "GET /healthz HTTP/1.1\r\nHost: a b c",
    "GET /healthz HTTP/1.1\r\nHost: user:password@example.org",
    "GET http://[bad/api/v1/jobs HTTP/1.1\r\nHost: x",
    `POST ${logIn}?a=1&a=2 HTTP/1.1\r\nHost: x@y\r\nContent-Length: 2\r\n\r\n{}`,
    `POST ${logIn} HTTP/1.1\r\nHost: x\r\nContent-Length: abc`,
    `POST ${logIn} HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999`,
    "OPTIONS * HTTP/1.1\r\nHost: x",
    "TRACE /api/v1/jobs?limit= HTTP/1.1\r\nHost: x",
    "GET /%ff%00/\u00ff HTTP/1.1\r\nHost: x",
  ];

  for (const head of heads) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
    await connection.write(new TextEncoder().encode(`${head}\r\nConnection: close\r\n\r\n`));
    const answer = new Uint8Array(64);
    await connection.read(answer);
    connection.close();
    assert.match(new TextDecoder().decode(answer), /^HTTP\/1\.1 4\d\d /, head);
  }
  controller.abort();
  await server.finished;
  assert.deepEqual(api.errors, []);
});

Deno.test("a CORS preflight is answered without a token, and resumes nothing", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;
  await api.changer.patch(path);
  const preflight = (origin: string, at = path) =>
    api.nobody.send("OPTIONS", at, undefined, {
      headers: { Origin: origin, "Access-Control-Request-Method": "OPTIONS" },
    });

  const allowed = await preflight("https://jobs.example.org");
  const foreign = await preflight("https://evil.example.org");
  const elsewhere = await preflight("https://jobs.example.org", "/jobs");

  assert.equal(allowed.status, 204);
  const header = (name: string, { headers }: Answer) => headers.get(`Access-Control-${name}`);
  assert.equal(header("Allow-Origin", allowed), "https://jobs.example.org");
  assert.match(header("Allow-Methods", allowed) ?? "", /PATCH.*OPTIONS/);
  assert.match(header("Allow-Headers", allowed) ?? "", /Authorization/);
  assert.match(allowed.headers.get("Vary") ?? "", /Origin/);
  assert.equal(foreign.status, 204);
  assert.equal(header("Allow-Origin", foreign), null);
  assert.equal(header("Allow-Methods", foreign), null);
  assert.equal(elsewhere.status, 204);
  assert.equal((await api.changer.get(path)).body.paused, true);
});

Deno.test("OPTIONS with a token resumes, whatever else it says; without both it is 401", async () => {
  await using api = await testApi();
  const path = `/jobs/${await makeJob(api.changer)}`;
  await api.changer.patch(path);

  assertError(await api.nobody.options(path), 401, "unauthorized");
  assert.equal((await api.changer.get(path)).body.paused, true);
  const resumed = await api.changer.send("OPTIONS", path, undefined, {
    headers: { Origin: "https://jobs.example.org", "Access-Control-Request-Method": "OPTIONS" },
  });

  assert.equal(resumed.status, 200);
  assert.equal((await api.changer.get(path)).body.paused, false);
});

Deno.test("answers and errors carry CORS headers for allowed origins only", async () => {
  await using api = await testApi();
  await using open = await testApi({ corsOrigins: ["*"] });
  await using closed = await testApi({ corsOrigins: [] });
  const allowed = async (from: TestApi, origin: string, path = "/jobs") => {
    const { headers } = await from.nobody.send("GET", path, undefined, {
      headers: { Origin: origin },
    });
    return headers.get("Access-Control-Allow-Origin");
  };

  for (const path of ["/jobs", "/nothing", "/users/current", "/healthz"]) {
    assert.equal(
      await allowed(api, "https://jobs.example.org", path),
      "https://jobs.example.org",
    );
    assert.equal(await allowed(api, "https://jobs.example.org.evil", path), null);
    assert.equal(await allowed(open, "https://any.example", path), "*");
    assert.equal(await allowed(closed, "https://any.example", path), null);
  }
  const { headers } = await api.admin.get("/jobs");
  assert.equal(headers.get("Vary"), "Origin");
});

Deno.test("GET /job_classes tells what jobs can do, and what they cannot here", async () => {
  await using api = await testApi();

  const { status, body } = await api.reader.get("/job_classes");

  const of = (name: string) =>
    body.job_classes.find((one: { job_class_string: string }) =>
      one.job_class_string.endsWith(name)
    );
  assert.equal(status, 200);
  assert.equal(body.job_classes.length, testJobClasses.list().length);
  assert.equal(of("AwesomeJob").available, true);
  assert.equal("unavailable_reason" in of("AwesomeJob"), false);
  assert.deepEqual(of("CurlJob").arguments[0].name, "url");
  assert.equal(of("ShellJob").available, false);
  assert.match(of("ShellJob").unavailable_reason, /ALLOW_SHELL_JOBS/);
  for (const { job_class_string, available, example } of body.job_classes) {
    if (available) await makeJob(api.changer, { job_class_string, pub_args: example });
  }
  assert.equal((await api.nobody.get("/job_classes")).status, 401);
});

Deno.test("GET /healthz needs nothing, GET /readyz the database", async () => {
  const log = createLogger({ write: () => {} });
  const db = await memoryDatabase();
  const app = createHealthApp({ db, log, clock: new FakeClock() });

  assert.equal((await app.request("/healthz")).status, 200);
  assert.deepEqual(await (await app.request("/readyz")).json(), { status: "ok" });
  assert.equal((await app.request("/api/v1/jobs")).status, 404);
  db.close();
  assert.deepEqual(await (await app.request("/healthz")).json(), { status: "ok" });
  const closed = await app.request("/readyz");
  assert.equal(closed.status, 503);
  assert.equal((await closed.json()).code, "unavailable");
});

Deno.test("what fails inside is logged with its stack, and told without it", async () => {
  await using api = await testApi({
    passwords: {
      hash: () => Promise.reject(new Error("a secret reason")),
      verify: () => Promise.resolve(false),
    },
  });

  const answer = await api.admin.post("/users", { username: "x", password: "y" });

  assertError(answer, 500, "internal");
  assert.doesNotMatch(JSON.stringify(answer.body), /secret reason/);
  assert.match(api.errors[0] ?? "", /http_test\.ts/);
});
